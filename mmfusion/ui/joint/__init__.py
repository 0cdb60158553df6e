"""The page of joint spaces: pictures and words on one sphere, and what holds them apart."""

from mmfusion.ui.shell.state import declare

declare(
    "joint",
    joint_step="",  # step of the run; its end where nothing is said
    joint_pick="",  # number of the selected pair
    joint_say="",  # the sentence that is placed
    joint_seen="",  # "1": what is found without negatives is uncovered
    joint_guess="",  # what one thought before, %
)
