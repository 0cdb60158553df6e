"""The words and symbols of the page of vokens."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.shell.term import Term

TERMS = (
    Term(
        marked("voken"),
        marked(
            "A picture as a target: the number of the picture that a word in its sentence looks like most."
        ),
        "0…511",
        "mmfusion.colearning.vokenization",
    ),
    Term(
        marked("code"),
        marked(
            "The number of a cluster (k-means) of the same vectors of words in their sentences; no picture."
        ),
    ),
    Term(marked("masked word"), marked("A hidden word, to be predicted from the others.")),
    Term("M, N", marked("The masked words of a sentence, and the number of all its words.")),
    Term(
        "h",
        marked("The network’s hidden state of a word."),
        "(N, 48)",
        "mmfusion.colearning.vokenization.masked",
    ),
    Term(
        "q(k)",
        marked("The probability that the network predicts number k for a word: voken, code, or word."),
        "(N, 512)",
    ),
    Term("λ", marked("How much the loss of vokens counts beside that of masked words.")),
    Term(
        "W, b",
        marked(
            "A linear classifier of the mean of q over a sentence: ridge regression from ten labels a topic."
        ),
        "(512, 10)",
        "mmfusion.colearning.ridge",
    ),
    Term("s", marked("The score of a topic: near 1 the topic, near 0 another one."), "(10,)"),
    Term("GloVe", marked("Vectors of words, learned from text alone."), "(50,)"),
)
"""What the rail shows on this page."""
