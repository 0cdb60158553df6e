"""The page of multiple kernel learning: the solver watched."""

from mmfusion.ui.shell.state import declare

declare(
    "mkl",
    mkl_at="",  # p, and the iteration that is shown if not the last: 4/3 3
    mkl_picture="",  # number of the test picture, from 0
    mkl_seen="",  # "1": what noise costs at p = 1 is uncovered
    mkl_guess="",  # what one thought, points
)
