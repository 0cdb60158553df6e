"""The page of names: any names for any picture, without a labelled example."""

from mmfusion.ui.shell.state import declare

declare(
    "names",
    names_gamma="",  # γ, subtracted from classes that the backbone has seen; from validation if empty
    names_seen="",  # "1": what a name is worth is uncovered
    names_guess="",  # what one thought before
)
declare(
    "names",
    forget_with=["source"],
    names_picture="",  # a picture of the page; the clip in use if empty and there is one
    names_say="",  # the names, commas between; those of the picture if empty
)
