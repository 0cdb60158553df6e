"""Names: a picture gets one of any names that somebody types, without a labelled picture of any of them.

Convex combination of semantic embeddings (Norouzi et al., 2014): the frozen network's ImageNet
probabilities mix the names of its classes, as a sentence encoder sees them, and the typed name nearest to the
mixture is the answer. Measured on Caltech-101's hundred names, on emoji of
unseen subgroups and on digits by their spoken names, beside labels.
"""

from __future__ import annotations

from mmfusion.lazily import exports

TASK = "names"
PACKS = ("caltech101_160.zip", "glove6b_50d_slice.npz", "mnist.npz", "fsdd_8k.npz")
_HOMES = {
    "Answer": "naming",
    "PICTURES": "shown",
    "mixture": "naming",
    "named": "naming",
    "recognised": "naming",
    "seen_as": "known",
    "vectors": "naming",
}
"""What is public here, and the module that has it."""
__all__ = [*_HOMES]
__getattr__ = exports(__name__, _HOMES)
