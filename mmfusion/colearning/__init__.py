"""Co-learning: what one modality can learn from another.

The names below are imported when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.lazily import exports

if TYPE_CHECKING:
    from mmfusion.colearning.distillation import distillation_loss as distillation_loss
    from mmfusion.colearning.distillation import smoothed_loss as smoothed_loss
    from mmfusion.colearning.distillation import soft_loss as soft_loss
    from mmfusion.colearning.extra_modality import Hallucination as Hallucination
    from mmfusion.colearning.extra_modality import TwoStreams as TwoStreams
    from mmfusion.colearning.extra_modality import dropped as dropped
    from mmfusion.colearning.streams import Stream as Stream
    from mmfusion.colearning.streams import train_streams as train_streams
    from mmfusion.colearning.transfer import PAIRINGS as PAIRINGS
    from mmfusion.colearning.transfer import AffineMap as AffineMap
    from mmfusion.colearning.transfer import RidgePath as RidgePath
    from mmfusion.colearning.transfer import alike as alike
    from mmfusion.colearning.transfer import choose_classifier as choose_classifier
    from mmfusion.colearning.transfer import choose_encoder as choose_encoder
    from mmfusion.colearning.transfer import denoising_autoencoder as denoising_autoencoder
    from mmfusion.colearning.transfer import labels_needed as labels_needed
    from mmfusion.colearning.zero_shot import SeenUnseenCurve as SeenUnseenCurve
    from mmfusion.colearning.zero_shot import calibrated as calibrated
    from mmfusion.colearning.zero_shot import convex_combination as convex_combination
    from mmfusion.colearning.zero_shot import harmonic_mean as harmonic_mean
    from mmfusion.colearning.zero_shot import seen_unseen_curve as seen_unseen_curve

_HOMES = {
    "PAIRINGS": "transfer",
    "AffineMap": "transfer",
    "Hallucination": "extra_modality",
    "RidgePath": "transfer",
    "SeenUnseenCurve": "zero_shot",
    "Stream": "streams",
    "TwoStreams": "extra_modality",
    "alike": "transfer",
    "calibrated": "zero_shot",
    "choose_classifier": "transfer",
    "choose_encoder": "transfer",
    "convex_combination": "zero_shot",
    "denoising_autoencoder": "transfer",
    "distillation_loss": "distillation",
    "dropped": "extra_modality",
    "harmonic_mean": "zero_shot",
    "labels_needed": "transfer",
    "seen_unseen_curve": "zero_shot",
    "smoothed_loss": "distillation",
    "soft_loss": "distillation",
    "train_streams": "streams",
}
"""What is public here, and the module that has it."""
__all__ = [*_HOMES]
__getattr__ = exports(__name__, _HOMES)
