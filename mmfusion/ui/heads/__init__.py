"""The page of attention heads: where each looks, and which can go."""
