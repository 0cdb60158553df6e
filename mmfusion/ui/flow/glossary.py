"""The words and symbols of the page of the bottleneck."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.shell.term import Term

TERMS = (
    Term(
        marked("bottleneck token"),
        marked(
            "A shared token: in each layer every modality writes into its own copy, the mean "
            "of the copies goes on, and every modality reads that mean in the next layer."
        ),
        "(d,)",
        "mmfusion.nn.FusionTransformer",
    ),
    Term(
        "z_fsn",
        marked("The bottleneck: B tokens through which all that the modalities exchange must pass."),
        "(B, d)",
        "mmfusion.nn.FusionTransformer",
    ),
    Term(
        "ẑ_fsn,i",
        marked("The bottleneck tokens as modality i has updated them; their mean goes on."),
        "(B, d)",
    ),
    Term("z_i", marked("The tokens of modality i, its CLS token first."), "(n_i, d)"),
    Term("B", marked("The number of bottleneck tokens.")),
    Term("L_f", marked("The number of layers before the modalities first exchange; 0 is early fusion.")),
    Term(
        "CLS",
        marked("A token that stands for the whole sequence; the answer is read from it in the last layer."),
        "(d,)",
    ),
    Term(
        marked("width of a ribbon"),
        marked("The share of attention, a mean over heads: how much is read, not how much is used."),
        function="mmfusion.explain.flows",
    ),
    Term(
        marked("cut"),
        marked("What crosses is replaced by its mean over validation clips, or by that of another clip."),
        function="mmfusion.explain.Edit",
    ),
    Term(
        marked("points of accuracy"),
        marked("The difference of two accuracies that are given in percent."),
    ),
    Term(marked("chance"), marked("The accuracy of guessing: 1 divided by the number of answers.")),
    Term(
        marked("frozen bottleneck"),
        marked("From a layer on the modalities still read the tokens, but write nothing new into them."),
    ),
)
