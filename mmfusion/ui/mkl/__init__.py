"""The page of multiple kernel learning: the solver watched."""
