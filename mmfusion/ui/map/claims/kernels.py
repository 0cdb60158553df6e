"""Kernel fusion: what is said, and what was measured."""

from __future__ import annotations

from collections.abc import Mapping

from mmfusion.language import marked
from mmfusion.ui.map.claims.claim import Claim, one

KERNELS: Mapping[str, tuple[Claim, ...]] = {
    marked("kernels"): (
        Claim(
            "definition",
            marked(
                "A kernel for each modality, and one kernel that is their weighted sum, weights at "
                "least 0: early fusion of features without ever writing the features down."
            ),
            marked("Seventeen flowers by colour, texture and shape."),
            (
                one("flowers/table :: accuracy :: hand-made :: best single", marked("best single")),
                one("flowers/table :: accuracy :: hand-made :: average", marked("equal weights")),
            ),
            "kernels",
        ),
        Claim(
            "for",
            marked("Weights need not be set by hand: they can be learned with the classifier, or before it."),
            marked("Over equal weights: nothing among useful kernels, much once twenty are noise."),
            (
                one("flowers/table :: against average :: hand-made :: L1", "useful", "gain"),
                one(
                    "flowers/table :: against average :: with noise :: L1",
                    marked("with noise"),
                    "gain",
                ),
            ),
            "mkl",
        ),
        Claim(
            "for",
            marked("Sources of different kinds fit under one kernel."),
            marked("Emoji by picture, by name, and by both."),
            tuple(
                one(f"modalities/emoji :: accuracy :: {which} :: L1", which)
                for which in ("picture", "name", "both")
            ),
            "kernels",
        ),
        Claim(
            "against",
            marked("A sum of kernels cannot say how modalities relate; a product can."),
            marked("Which one sounds."),
            (
                one("course/table :: rows :: kernels, sum :: side", marked("sum")),
                one("course/table :: rows :: kernels, product :: side", marked("product")),
            ),
            "home",
            {"home_course": "true"},
        ),
    ),
}
