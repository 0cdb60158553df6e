"""The page of attribution: which explanation of an answer to believe."""

from mmfusion.ui.shell.state import declare

declare(
    "attribution",
    attribution_pick="",  # the method whose map lies over the clip
    attribution_seen="",  # "1": how often the best method's map finds the sounding object is uncovered
    attribution_guess="",  # what one thought before, %
)
