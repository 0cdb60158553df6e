"""The page of cost: what each way to fuse takes."""

from mmfusion.ui.shell.state import declare

declare(
    "cost",
    cost_seen="",  # "1": the saving is uncovered
    cost_guess="",  # what one thought before, %
)
