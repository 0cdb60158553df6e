"""The page of transfer: what names that are lost have left in a picture's network, in labels."""

from mmfusion.ui.shell.state import declare

declare(
    "transfer",
    transfer_at="",  # labels a class: 5, all
    transfer_item="",  # number of the test picture, from 0
    transfer_seen="",  # "1": the number is uncovered
    transfer_guess="",  # labels a class that one thought
)
