"""Words of the two pages on kernels, each in a sentence, folded at the end of the page."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

DESCRIPTIONS = {
    "words": (
        "small patches of all pictures, sorted into a few hundred typical ones; a picture is the "
        "histogram of its own. Of colours (HSV), of colour gradients (opponent), of gradients, of "
        "DAISY (gradients in rings around a point), of filter answers (MR8 textons)"
    ),
    "LBP": "local binary patterns: which neighbours of a pixel are brighter than it, as a histogram",
    "PHOG": "directions of edges, counted in ever smaller parts of the picture",
    "deep": "features of EfficientNet-Lite0, a network that was trained on ImageNet and is frozen here",
    "noise": "a kernel on random features, which knows nothing of the pictures",
}
"""What the kernels are computed from."""
FUSION = {
    "K": "a kernel matrix: how alike any two pictures are, 1 on the diagonal; more ink, more alike",
    "α": "weights of the kernels, at least 0, summing to 1",
    "alignment": (
        "cosine between a kernel and the labels' own (1 for two of a kind), both centred, on "
        "training pictures"
    ),
    "L1, L2, L4/3, L4": (
        "weights learned together with the classifier, their norm ‖α‖ₚ bounded by 1; L1 is p = 1 on "
        "the page of MKL"
    ),
    "alignf": "the weights whose sum aligns best with the labels; learned before any classifier",
    "product": "kernels multiplied entry by entry: alike only where all agree",
    "least-squares SVM": (
        "the classifier of the triangle: squared loss instead of the hinge, solved in one step by "
        "Cholesky. The SVC has the hinge, and takes longer"
    ),
    "split": (
        "40, 20 and 20 pictures of each of 17 kinds to train, choose and test, shuffled anew; "
        "pictures that are nearly the same stay together. What is decided live is split 1"
    ),
    **DESCRIPTIONS,
}
LEARNING = {
    "p": "of the norm ‖β‖ₚ = (Σ βₖᵖ)^(1/p) that the weights must keep to 1",
    "primal, dual": (
        "the objective of the classifier and weights found so far, and a bound that none can get "
        "below; the optimum J* lies between, their relative distance is the gap"
    ),
    "f, b": (
        "f(x) is what the classifier says of a picture: a sum over training pictures and kernels, and "
        "the constant b"
    ),
    "support vectors": (
        "training pictures with a dual α above 0: those on the margin or on the wrong side of it"
    ),
    "C": "what a picture on the wrong side costs; no α is larger",
    "J(β)": "the dual value with weights held at β, largest over α",
    "cut": (
        "a straight line below J: J's bound by one solved SVM. The level method tries next "
        "where its lines leave most room"
    ),
    "SMO": "sequential minimal optimisation: two duals at a time",
    "alternating": "an SVM for fixed weights, then the best weights for its f, and again",
    "∘, ∥": "entry by entry; side by side",
    **DESCRIPTIONS,
}


def words(entries: Mapping[str, str]) -> None:
    """Write what is folded: a word and its sentence a line."""
    with st.expander("Words on this page"):
        st.html(listed(entries))


def listed(entries: Mapping[str, str]) -> str:
    """Return words and their sentences as HTML."""
    rows = "".join(f"<dt>{word}</dt><dd>{meaning}.</dd>" for word, meaning in entries.items())
    return f'<dl class="mmf-pros mmf-words">{rows}</dl>'
