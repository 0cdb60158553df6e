"""Pictures with words: emoji with their names, and photographs with sentences. What joint spaces learn from.

Emoji are OpenMoji's drawings (CC BY-SA 4.0) with Unicode's names, tags and groups. What ships is derived and
small: the frozen network's view of every drawing, two encoders' view of every name, a thumbnail each.
"""

from __future__ import annotations

from mmfusion.lazily import exports

_HOMES = {
    "Pairs": "data",
    "WORDS": "data",
    "pairs": "data",
    "Setting": "runs",
    "cca": "runs",
    "held_out_views": "runs",
    "space": "runs",
    "training_views": "runs",
}
"""What is public here, and the module that has it."""
__all__ = [*_HOMES]
__getattr__ = exports(__name__, _HOMES)
