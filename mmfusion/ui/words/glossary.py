"""Words and symbols of the page of words and pictures."""

from mmfusion.language import marked
from mmfusion.ui.shell.term import Term

TERMS = (
    Term(
        "MCA",
        marked(
            "Multi-head cross-attention: queries Q come from the words, keys K and values V from the cells."
        ),
        function="mmfusion.nn.attention",
    ),
    Term(
        "w",
        marked(
            "An attention weight: the share of a word's attention that a cell gets; they sum to 1 per word."
        ),
        "(layers, heads, words, 64)",
        "mmfusion.tasks.scenes.look",
    ),
    Term("d_k", marked("How many numbers a query and a key of one head have.")),
    Term(marked("cell"), marked("One of the 8 × 8 squares of the picture: its tokens.")),
    Term(
        marked("region"),
        marked(
            "The cells that the object of a word covers; for an action those of agent and "
            "prop, for a place all that is left."
        ),
        "(64,)",
        "mmfusion.tasks.scenes.regions",
    ),
    Term(
        marked("pointing accuracy"),
        marked("The share of a word's attention that lies inside its region, as a mean over test words."),
    ),
    Term(
        marked("word labels"),
        marked(
            "An extra loss in training, for two heads: a word's attention must fall on "
            "pictures of which the word is true. The labels are of whole pictures, never of "
            "places in them."
        ),
    ),
    Term(
        marked("attention × gradient"),
        marked(
            "A weight times the gradient of how much the answer is preferred: to first order, how much the "
            "preference falls without that weight."
        ),
        "(layers, heads, words, 64)",
        "mmfusion.tasks.scenes.signed",
    ),
    Term(
        marked("clamped"),
        marked("The same with negative values set to 0, as in gradient-weighted relevance."),
    ),
)
