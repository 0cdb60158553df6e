"""Co-learning: what one modality can learn from another.

The names below are imported when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.lazily import exports

if TYPE_CHECKING:
    from mmfusion.colearning.zero_shot import SeenUnseenCurve as SeenUnseenCurve
    from mmfusion.colearning.zero_shot import calibrated as calibrated
    from mmfusion.colearning.zero_shot import convex_combination as convex_combination
    from mmfusion.colearning.zero_shot import harmonic_mean as harmonic_mean
    from mmfusion.colearning.zero_shot import seen_unseen_curve as seen_unseen_curve

_HOMES = {
    "SeenUnseenCurve": "zero_shot",
    "calibrated": "zero_shot",
    "convex_combination": "zero_shot",
    "harmonic_mean": "zero_shot",
    "seen_unseen_curve": "zero_shot",
}
"""What is public here, and the module that has it."""
__all__ = [*_HOMES]
__getattr__ = exports(__name__, _HOMES)
