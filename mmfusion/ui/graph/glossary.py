"""The words and symbols of the page of the graph of names."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.shell.term import Term

TERMS = (
    Term(
        marked("synset"),
        marked("A set of words with one meaning; a word of several meanings is in several synsets."),
    ),
    Term(marked("hypernym"), marked("What a thing is a kind of: a ruminant is a hypernym of an okapi.")),
    Term(
        "v",
        marked(
            "The vector of a class: one number an ancestor, .8 to the power of the number of edges up to it."
        ),
        "(ancestors,)",
        "mmfusion.colearning.enrichment.ancestors",
    ),
    Term(
        "k",
        marked(
            "The kernel between two classes: 1 where their vectors point the same way, and less "
            "the less they do."
        ),
        "(seen, seen)",
        "mmfusion.colearning.enrichment.prototypes.gaussian",
    ),
    Term(
        marked("prototype p"),
        marked(
            "The mean feature of a class’s pictures; p̄ is the mean of the prototypes of all seen classes."
        ),
        "(d,)",
    ),
    Term(
        "p̂",
        marked("Where the prototype of a class without pictures should lie, by kernel ridge regression."),
        "(d,)",
        "mmfusion.colearning.enrichment.prototypes",
    ),
    Term(
        "η, λ",
        marked("The sharpness of the kernel and the penalty, chosen on classes hidden for the purpose."),
    ),
    Term(
        marked("harmonic mean"),
        marked(
            "2ab / (a + b) of the accuracy on seen and on unseen classes, with all classes to choose from."
        ),
    ),
    Term(
        "γ",
        marked(
            "Calibrated stacking: what is subtracted from the scores of seen classes, chosen on "
            "validation classes."
        ),
        "",
        "mmfusion.colearning.zero_shot",
    ),
    Term("D", marked("The hierarchical distance: edges up from one class and down to the other.")),
)
"""What the rail shows on this page."""
