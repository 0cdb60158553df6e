"""Knowledge in weights or in a store: three answerers on the same features, poisoned, made stale, blurred.

A hundred classes of Caltech-101, fifteen pictures stored a class. *Weights* were trained on them, the *store*
looks the fifteen nearest up, *both* is the mean of the two. There is no generator: what is retrieved answers
by its names (retrieval-augmented answering).
"""

from __future__ import annotations

from mmfusion.folders import ASSETS
from mmfusion.lazily import exports

FOLDER = ASSETS / "store"
_HOMES = {"Setting": "setting", "figures": "measured:stored"}
"""What is public here, and the module that has it."""
__all__ = [*_HOMES]
__getattr__ = exports(__name__, _HOMES)
