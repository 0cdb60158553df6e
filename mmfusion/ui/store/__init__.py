"""The page of weights and a store: an item is poisoned, seen, deleted, and three answers follow."""

from mmfusion.ui.shell.state import declare

declare(
    "store",
    store_picture="",  # number of the class whose picture asks
    store_copies="",  # wrongly named copies: 0 to 10
    store_vote="",  # similarity, majority
    store_gone="",  # deleted items, by their rank: 3.7.45
    store_step="",  # steps of fine-tuning
    store_seen="",  # "1": the number is uncovered
    store_guess="",  # what one thought
)
