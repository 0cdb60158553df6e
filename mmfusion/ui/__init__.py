"""What the pages are made of: the frame, the choices in the URL, caches and components. Needs streamlit."""
