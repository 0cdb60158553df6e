"""The page of attention heads: where each looks, and which can go."""

from mmfusion.ui.shell.state import declare

declare(
    "heads",
    forget_with=["clip"],
    look="",  # token, layer, stream, head and how they are shown (attention.js)
    off="",  # heads that are off: first-5 of the order, or 2.shared.1_0.audio.3
)
declare(
    "heads",
    heads_seen="",  # "1": how many heads can go is uncovered
    heads_guess="",  # what one thought before
)
