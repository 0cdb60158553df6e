"""The words and symbols of the page of transfer."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.shell.term import Term

TERMS = (
    Term(
        marked("lost modality"),
        marked(
            "A modality that is there in training, as the names are, and missing when the network is used."
        ),
    ),
    Term(
        marked("labels per class"),
        marked(
            "How many items of each class have a label; pairs of both modalities without labels are many."
        ),
    ),
    Term(
        marked("pretraining on pairs"),
        marked("Ridge regression learns to predict the other modality; a classifier then uses its output."),
        function="mmfusion.colearning.transfer",
    ),
    Term(
        marked("gain"),
        marked("Accuracy of one way minus accuracy of the modality alone, on the same draw."),
        "%",
    ),
    Term(
        marked("shuffled pairs"),
        marked("A control: each item gets the other modality of another item; no gain is expected."),
    ),
    Term(
        marked("distillation"),
        marked("A student learns a teacher’s probabilities; the teacher has the lost modality too."),
        function="mmfusion.colearning.distillation",
    ),
    Term(
        marked("self-distilled"),
        marked("A control: the teacher has no more modalities than the student."),
    ),
    Term(
        marked("label smoothing"),
        marked(
            "A control: the label gets a little less than probability 1, the other classes share the rest."
        ),
    ),
    Term(
        marked("hallucination"),
        marked("A second branch learns to reproduce the lost modality’s features from the one that stays."),
        function="mmfusion.colearning.extra_modality",
    ),
    Term(
        marked("modality dropout"),
        marked("In training the second modality is left out at random, so that the network does without it."),
    ),
    Term(
        "x, t, f",
        marked("The modality that stays, the lost one, and the map from one to the other."),
    ),
    Term("λ", marked("Penalty on large parameters of f, chosen on validation items.")),
    Term("α, T", marked("Share of the teacher’s loss, and the temperature that softens both softmaxes.")),
    Term("s, t", marked("Logits of student and teacher.")),
    Term(
        marked("draw"),
        marked(
            "One random division of the items into training, validation and test, and of what is labelled."
        ),
    ),
)
