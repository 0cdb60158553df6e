"""The words and symbols of the page of names."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.shell.term import Term

TERMS = (
    Term(
        marked("zero-shot"),
        marked(
            "Classifying into classes of which no labelled example was in training, by their names alone."
        ),
    ),
    Term(
        marked("backbone"),
        marked("EfficientNet-Lite0, a network trained on the 1000 classes of ImageNet and frozen here."),
        "(H, W, 3) → (1000,)",
        "mmfusion.tasks.names.recognised",
    ),
    Term("p(c)", marked("The probability that the backbone gives the ImageNet class c for the picture.")),
    Term(
        "e(y)",
        marked("The vector of a name y by the sentence encoder MiniLM: similar meanings, similar vectors."),
        "(384,)",
        "mmfusion.tasks.names.vectors",
    ),
    Term(
        "z",
        marked(
            "The picture’s vector: the mean of e(c) over the ten likeliest ImageNet classes, "
            "weighted by p(c)."
        ),
        "(384,)",
        "mmfusion.tasks.names.mixture",
    ),
    Term(
        marked("cosine"),
        marked("The similarity of z and e(y): 1 if they point in the same direction, 0 if unrelated."),
        "−1 … 1",
        "mmfusion.tasks.names.named",
    ),
    Term(
        "γ",
        marked(
            "Calibrated stacking: what is subtracted from the cosine of classes that the backbone has seen."
        ),
        "0 … 0.5",
        "mmfusion.colearning.zero_shot.calibrated",
    ),
    Term(
        marked("seen, unseen"),
        marked("Whether the backbone was trained on labelled pictures of a class (●) or not (○)."),
    ),
    Term(
        marked("seen-unseen curve"),
        marked(
            "Accuracy on unseen against seen classes for every γ; the area below it does not depend on γ."
        ),
        function="mmfusion.colearning.zero_shot.seen_unseen_curve",
    ),
    Term(
        marked("accuracy"),
        marked("The share of test pictures whose class is named correctly."),
        "0 … 1",
    ),
    Term(
        marked("chance"),
        marked("The accuracy of guessing: 1 divided by the number of classes."),
    ),
    Term(
        marked("95 % interval"),
        marked("The 95 % interval of the mean over all splits (Student’s t)."),
    ),
)
