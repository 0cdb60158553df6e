"""What the pages are made of: the frame, the choices in the URL, caches and components. Needs streamlit."""

import sys as _sys

# While a page runs, Streamlit has pages/ on the path, and pandas looks for an optional package of the name
# bottleneck: it must not find pages/bottleneck.py.
_sys.modules.setdefault("bottleneck", None)  # type: ignore[arg-type]  # None: importing it fails
