"""The first page: when does fusion help."""

from mmfusion.ui.shell.state import declare

declare(
    "home",
    pad_clip="",  # number of the front page's clip
    pad="",  # where its point stands, dB and px: -12,9
    pad_without="",  # the modality taken away there
    pad_seen="",  # "1": its number and its map are uncovered
    pad_guess="",  # what one thought before, %
)
