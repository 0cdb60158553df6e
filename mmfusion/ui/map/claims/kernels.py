"""Kernel fusion: what is said, and what was measured."""

from __future__ import annotations

from collections.abc import Mapping

from mmfusion.ui.map.claims.claim import Claim, one

KERNELS: Mapping[str, tuple[Claim, ...]] = {
    "kernels": (
        Claim(
            "definition",
            "A kernel for each modality, and one kernel that is their weighted sum, weights at least 0: "
            "early fusion of features without ever writing the features down.",
            "Seventeen flowers by colour, texture and shape.",
            (
                one("flowers/table :: accuracy :: hand-made :: best single", "best single"),
                one("flowers/table :: accuracy :: hand-made :: average", "equal weights"),
            ),
            "kernels",
        ),
        Claim(
            "for",
            "Weights need not be set by hand: they can be learned with the classifier, or before it.",
            "Over equal weights: nothing among useful kernels, much once twenty are noise.",
            (
                one("flowers/table :: against average :: hand-made :: L1", "useful", "gain"),
                one("flowers/table :: against average :: with noise :: L1", "with noise", "gain"),
            ),
            "mkl",
        ),
        Claim(
            "for",
            "Sources of different kinds fit under one kernel.",
            "Emoji by picture, by name, and by both.",
            tuple(
                one(f"modalities/emoji :: accuracy :: {which} :: L1", which)
                for which in ("picture", "name", "both")
            ),
            "kernels",
        ),
        Claim(
            "against",
            "A sum of kernels cannot say how modalities relate; a product can.",
            "Which one sounds.",
            (
                one("course/table :: rows :: kernels, sum :: side", "sum"),
                one("course/table :: rows :: kernels, product :: side", "product"),
            ),
            "home",
            {"home_course": "true"},
        ),
    ),
}
