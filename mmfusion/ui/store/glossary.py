"""The words and symbols of the page of weights and a store."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.shell.term import Term

TERMS = (
    Term(
        marked("weights"),
        marked("A linear classifier on frozen features: what it knows is in its parameters."),
        "(1280, 100)",
        "mmfusion.colearning.refit",
    ),
    Term(
        marked("store"),
        marked("Pictures kept with their names: the 15 that are nearest to the question vote."),
        "(1500, 1280)",
        "mmfusion.colearning.neighbours",
    ),
    Term(
        marked("cosine"),
        marked(
            "How alike two feature vectors are: 1 where they point the same way, 0 where they have "
            "nothing in common."
        ),
    ),
    Term(
        "wₖ",
        marked("How much the k-th nearest item counts: exp(cosine / τ) by similarity, 1 in a majority."),
        "(15,)",
        "mmfusion.colearning.neighbours.votes",
    ),
    Term("p(y)", marked("The share of the votes that name class y."), "(100,)"),
    Term(
        marked("poisoned"),
        marked("A store is poisoned where an item carries a wrong name on purpose."),
        "",
        "mmfusion.colearning.poison",
    ),
    Term(
        marked("class means"),
        marked("The mean feature of each class: the nearest mean answers, and a new class costs one mean."),
    ),
    Term(
        marked("fine-tuning"),
        marked("More training steps on the new classes alone: the old ones are slowly forgotten."),
    ),
)
"""What the rail shows on this page."""
