"""The words and symbols of the page of kernel fusion."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.parts.flowers import DESCRIPTIONS
from mmfusion.ui.shell.term import Term

TERMS = (
    Term(
        "K",
        marked("A kernel matrix: how alike any two pictures are, 1 on its diagonal."),
        "(n, n)",
        "mmfusion.kernels.base",
    ),
    Term(
        "α",
        marked("The weights of the kernels: each at least 0, their sum is 1."),
        "(3,)",
        "mmfusion.kernels.composite.weighted_sum",
    ),
    Term(
        marked("alignment"),
        marked("The cosine between a kernel and the labels' own kernel, both centred, on training pictures."),
        "",
        "mmfusion.kernels.alignment",
    ),
    Term(
        "L1, L2, L4/3, L4",
        marked(
            "Weights that are learned together with the classifier while their norm ‖α‖ₚ is at most 1; "
            "the page of MKL calls L1 p = 1."
        ),
        "",
        "mmfusion.kernels.MKLClassifier",
    ),
    Term(
        "alignf",
        marked("The weights whose sum aligns best with the labels; they are learned before any classifier."),
        "",
        "mmfusion.kernels.AlignmentMKL",
    ),
    Term(
        marked("product"),
        marked("Kernels multiplied entry by entry: two pictures are alike only where all kernels agree."),
        "(n, n)",
        "mmfusion.kernels.composite",
    ),
    Term(
        marked("least-squares SVM"),
        marked("A classifier with squared loss instead of the hinge, solved in one step by Cholesky."),
        "",
        "mmfusion.kernels.least_squares",
    ),
    Term(
        "SVC",
        marked("A support vector machine with hinge loss: it takes longer and keeps fewer pictures."),
        "",
        "mmfusion.kernels.UniformMKL",
    ),
    Term(
        marked("split"),
        marked(
            "40, 20 and 20 pictures of each of 17 kinds to train, choose and test, shuffled anew; "
            "near-duplicates stay together. What is decided live is split 1."
        ),
        "",
        "mmfusion.tasks.flowers.grouped_split",
    ),
    *DESCRIPTIONS,
)
"""What the rail shows on this page."""
