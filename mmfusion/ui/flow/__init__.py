"""The page of bottleneck flow: what crosses, and what is lost when it is cut."""
