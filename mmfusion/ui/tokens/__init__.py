"""The page of tokens: what a network receives."""

from mmfusion.ui.shell.state import declare

declare(
    "tokens",
    tokens_seen="",  # "1": the ratio of tokens is uncovered
    tokens_guess="",  # what one thought it was, as "3:1"
)
