"""From a clip to tokens and back: each step of it, how far a change spreads, what one cell sounds like."""
