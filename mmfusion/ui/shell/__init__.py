"""What every page stands in: frame, theme, URL state, lessons, components, warm-up."""
