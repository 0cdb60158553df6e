"""The words and symbols of the page of multiple kernel learning."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.parts.flowers import DESCRIPTIONS
from mmfusion.ui.shell.term import Term

TERMS = (
    Term(
        "p",
        marked("The norm ‖β‖ₚ = (Σ βₖᵖ)^(1/p) of the weights is at most 1."),
        "",
        "mmfusion.kernels.MKLClassifier",
    ),
    Term("β", marked("The weights of the kernels, each at least 0."), "(s,)", "MKLClassifier.weights_"),
    Term(
        "K",
        marked("The weighted sum of the kernel matrices, Σ βₖ Kₖ."),
        "(n, n)",
        "mmfusion.kernels.weighted_sum",
    ),
    Term(
        "α, y",
        marked("The dual variable of each training picture, between 0 and C, and its label, −1 or 1."),
        "(n,)",
        "mmfusion.kernels.problem",
    ),
    Term(
        marked("primal, dual"),
        marked(
            "The objective of the classifier and weights found so far, and a lower bound on every objective; "
            "the optimum J* lies between them, and their relative distance is the gap."
        ),
        "",
        "mmfusion.kernels.problem",
    ),
    Term(
        "f(x), b",
        marked(
            "What the classifier says of a picture: a sum over training pictures and kernels, and "
            "the constant b."
        ),
    ),
    Term(
        marked("support vector"),
        marked("A training picture with α above 0: it lies on the margin or on the wrong side of it."),
    ),
    Term("C", marked("What a picture on the wrong side costs; no α is larger.")),
    Term("J(β)", marked("The largest dual value over α with the weights fixed at β.")),
    Term(
        marked("cutting plane"),
        marked(
            "A straight bound below J, from one solved SVM. The level method next tries the "
            "weights at which its cutting planes leave most room."
        ),
        "",
        "mmfusion.kernels.level",
    ),
    Term(
        "SMO",
        marked("Sequential minimal optimisation: two dual variables are optimised at a time."),
        "",
        "mmfusion.kernels.smo_mkl",
    ),
    Term(
        marked("alternating"),
        marked("An SVM for fixed weights, then the best weights for its f, and again."),
        "",
        "mmfusion.kernels.alternating",
    ),
    Term("∘, ∥", marked("Entry by entry; side by side.")),
    *DESCRIPTIONS,
)
"""What the rail shows on this page."""
