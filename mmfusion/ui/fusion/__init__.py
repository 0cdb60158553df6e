"""The page of fusion strategies, on drawn clips and on one's own."""

from mmfusion.ui.shell.state import declare

declare(
    "fusion",
    shown="",  # strategies in the table, separated by spaces
    focus="mid",  # the strategy that is looked into
    late="trained together",  # how late fusion puts its two experts together
)
declare(
    "fusion",
    forget_with=["source", "question"],
    seen="",  # "1": the answer to the page's question is uncovered
    guess="",  # what one thought before
)
