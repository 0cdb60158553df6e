"""The words and symbols of the page of imagined modalities."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.shell.term import Term

TERMS = (
    Term(
        marked("semantic space"),
        marked("The vectors of names, by an encoder of text: names with like meanings lie close together."),
        "(names, d)",
    ),
    Term("W, V", marked("The learned linear maps: from a picture to its name, from a name to its colours.")),
    Term(
        marked("ridge"),
        marked("The linear map with the least squared error and small weights; it is solved at once."),
        "",
        "mmfusion.colearning.ridge",
    ),
    Term(
        marked("hinge (DeViSE)"),
        marked("A map learned so that the picture’s own name is nearer than every other, by a margin."),
    ),
    Term(
        "InfoNCE",
        marked("Two maps into one space, in which each pair is told apart from the others of its batch."),
        "",
        "mmfusion.colearning.info_nce",
    ),
    Term(
        marked("hub"),
        marked(
            "A name that is among the ten nearest of many pictures; in an even share each has ten pictures."
        ),
        "",
        "mmfusion.measure.geometry.hubs",
    ),
    Term(
        "CSLS",
        marked(
            "Twice the cosine, less how near either end is to its own nearest: a hub loses. It "
            "looks at all test pictures together (transductive)."
        ),
    ),
    Term(
        "R@k",
        marked("The share of held-out pictures whose own name is among the k nearest."),
        "",
        "mmfusion.measure.retrieval",
    ),
    Term("ĥ", marked("The histogram of colours imagined from a name: its shares sum to 1."), "(9,)"),
    Term(
        marked("product, mixture"),
        marked("Two ways in which a VAE combines what the modalities say about one latent variable."),
        "",
        "mmfusion.colearning.vae",
    ),
)
"""What the rail shows on this page."""
