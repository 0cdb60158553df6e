"""The words of the map of the course."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.shell.term import Term

TERMS = (
    Term(marked("runs"), marked("The idea runs on the page that it leads to, and its number was measured.")),
    Term(
        marked("tested: no gain"),
        marked("The idea was measured against a control, and the interval of its gain reaches 0."),
    ),
    Term(
        marked("card"),
        marked("A file beside the weights of a network with its data, splits and measured figures."),
        "",
        "mmfusion.cards.card",
    ),
    Term(
        "±", marked("The longer arm of the 95 % interval of a measured number."), "", "mmfusion.cards.figure"
    ),
    Term(
        marked("co-learning"),
        marked("One modality helps to learn about another: by interaction, a joint space, or transfer."),
    ),
    Term(marked("enrichment"), marked("Knowledge from elsewhere is added to what a network gets.")),
    Term(marked("hallucination"), marked("A missing modality is imagined from the one that is there.")),
    Term(marked("retrieval"), marked("An answer is looked up among stored items.")),
)
"""What the rail shows on this page."""
