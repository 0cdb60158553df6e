"""The page of tokens: what a network receives."""
