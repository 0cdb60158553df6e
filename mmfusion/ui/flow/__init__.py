"""The page of bottleneck flow: what crosses, and what is lost when it is cut."""

from mmfusion.ui.shell.state import declare

declare(
    "flow",
    flow_cut="",  # what is cut by hand in the bottleneck: audio.2 token.2.1, layers and tokens from one
    flow_at="",  # the token looked at: layer.token
    flow_seen="",  # "1": who tells whom is uncovered
    flow_guess="",  # what one thought: audio-visual, visual-audio, both
)
