"""Flowers-17 by kernels: seventeen kinds, eight hand-made descriptions of a picture and a deep one.

Every description is a histogram (or a non-negative feature), compared by the exponential chi-square kernel.
Kernels are ink on a page: their groups have names, not colours.
"""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.lazily import exports

GROUPS: dict[str, tuple[str, ...]] = {
    marked("colour"): ("lab", "hsv", "opponent"),
    marked("texture"): ("lbp", "textons"),
    marked("shape"): ("gradients", "daisy", "phog"),
}
"""The hand-made descriptions by what they describe."""
HAND_MADE = tuple(name for names in GROUPS.values() for name in names)
DEEP = "deep"
NAMES = {
    "lab": marked("Lab histogram"),
    "hsv": marked("HSV words"),
    "opponent": marked("opponent-colour gradient words"),
    "lbp": marked("local binary patterns"),
    "textons": marked("MR8 textons"),
    "gradients": marked("gradient words, two scales"),
    "daisy": marked("DAISY words"),
    "phog": marked("pyramid of gradients (PHOG)"),
    DEEP: "EfficientNet-Lite0",
}
"""What each is called."""
PACKS: tuple[str, ...] = ("caltech101_160.zip", "flowers17_160.zip", "flowers17_groups.csv")
"""Words are learned on Caltech-101."""
CLASSES = 17
EACH = 80
"""Pictures of a class."""

_HOMES = {
    "grouped_split": "pictures",
    "load_features": "features",
    "load_split_grams": "split_grams",
    "noise_grams": "grams",
    "signs": "triangle",
}
"""What is public here, and the module that has it."""
__all__ = ["GROUPS", "HAND_MADE", "NAMES", *_HOMES]
__getattr__ = exports(__name__, _HOMES)
