"""Co-learning: what one modality can learn from another.

The names below are imported when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.lazily import exports

if TYPE_CHECKING:
    from mmfusion.colearning.cca import CCA as CCA
    from mmfusion.colearning.deep_cca import DeepCCA as DeepCCA
    from mmfusion.colearning.devise import DeViSE as DeViSE
    from mmfusion.colearning.distillation import distillation_loss as distillation_loss
    from mmfusion.colearning.distillation import smoothed_loss as smoothed_loss
    from mmfusion.colearning.distillation import soft_loss as soft_loss
    from mmfusion.colearning.enrichment.ancestors import ancestor_vectors as ancestor_vectors
    from mmfusion.colearning.enrichment.ancestors import depths as depths
    from mmfusion.colearning.enrichment.ancestors import edited as edited
    from mmfusion.colearning.enrichment.ancestors import hierarchical_distances as hierarchical_distances
    from mmfusion.colearning.enrichment.network import GraphNetwork as GraphNetwork
    from mmfusion.colearning.enrichment.prototypes import gaussian as gaussian
    from mmfusion.colearning.enrichment.prototypes import predicted as predicted
    from mmfusion.colearning.extra_modality import Hallucination as Hallucination
    from mmfusion.colearning.extra_modality import TwoStreams as TwoStreams
    from mmfusion.colearning.extra_modality import dropped as dropped
    from mmfusion.colearning.info_nce import InfoNCE as InfoNCE
    from mmfusion.colearning.info_nce import SigLIP as SigLIP
    from mmfusion.colearning.kernel_cca import KernelCCA as KernelCCA
    from mmfusion.colearning.margin import Margin as Margin
    from mmfusion.colearning.neighbours import Store as Store
    from mmfusion.colearning.permutation import shared_dimensions as shared_dimensions
    from mmfusion.colearning.refit import Refit as Refit
    from mmfusion.colearning.ridge import Ridge as Ridge
    from mmfusion.colearning.ridge import Unaligned as Unaligned
    from mmfusion.colearning.streams import Stream as Stream
    from mmfusion.colearning.streams import train_streams as train_streams
    from mmfusion.colearning.transfer import PAIRINGS as PAIRINGS
    from mmfusion.colearning.transfer import AffineMap as AffineMap
    from mmfusion.colearning.transfer import Pairing as Pairing
    from mmfusion.colearning.transfer import RidgePath as RidgePath
    from mmfusion.colearning.transfer import alike as alike
    from mmfusion.colearning.transfer import choose_classifier as choose_classifier
    from mmfusion.colearning.transfer import choose_encoder as choose_encoder
    from mmfusion.colearning.transfer import denoising_autoencoder as denoising_autoencoder
    from mmfusion.colearning.transfer import labels_needed as labels_needed
    from mmfusion.colearning.vae import MultimodalVAE as MultimodalVAE
    from mmfusion.colearning.vokenization.masked import MaskedModel as MaskedModel
    from mmfusion.colearning.vokenization.matching import Codes as Codes
    from mmfusion.colearning.vokenization.matching import Matching as Matching
    from mmfusion.colearning.vokenization.matching import in_context as in_context
    from mmfusion.colearning.zero_shot import SeenUnseenCurve as SeenUnseenCurve
    from mmfusion.colearning.zero_shot import calibrated as calibrated
    from mmfusion.colearning.zero_shot import convex_combination as convex_combination
    from mmfusion.colearning.zero_shot import harmonic_mean as harmonic_mean
    from mmfusion.colearning.zero_shot import seen_unseen_curve as seen_unseen_curve

_HOMES = {
    "CCA": "cca",
    "GraphNetwork": "enrichment.network",
    "ancestor_vectors": "enrichment.ancestors",
    "depths": "enrichment.ancestors",
    "edited": "enrichment.ancestors",
    "hierarchical_distances": "enrichment.ancestors",
    "gaussian": "enrichment.prototypes",
    "predicted": "enrichment.prototypes",
    "InfoNCE": "info_nce",
    "Margin": "margin",
    "SigLIP": "info_nce",
    "MaskedModel": "vokenization.masked",
    "Codes": "vokenization.matching",
    "Matching": "vokenization.matching",
    "in_context": "vokenization.matching",
    "DeepCCA": "deep_cca",
    "DeViSE": "devise",
    "distillation_loss": "distillation",
    "smoothed_loss": "distillation",
    "soft_loss": "distillation",
    "Hallucination": "extra_modality",
    "TwoStreams": "extra_modality",
    "dropped": "extra_modality",
    "KernelCCA": "kernel_cca",
    "shared_dimensions": "permutation",
    "Refit": "refit",
    "Ridge": "ridge",
    "Unaligned": "ridge",
    "Store": "neighbours",
    "Stream": "streams",
    "train_streams": "streams",
    "AffineMap": "transfer",
    "PAIRINGS": "transfer",
    "Pairing": "transfer",
    "RidgePath": "transfer",
    "alike": "transfer",
    "choose_classifier": "transfer",
    "choose_encoder": "transfer",
    "denoising_autoencoder": "transfer",
    "labels_needed": "transfer",
    "MultimodalVAE": "vae",
    "SeenUnseenCurve": "zero_shot",
    "calibrated": "zero_shot",
    "convex_combination": "zero_shot",
    "harmonic_mean": "zero_shot",
    "seen_unseen_curve": "zero_shot",
}
"""What is public here, and the module that has it."""
__all__ = [*_HOMES]
__getattr__ = exports(__name__, _HOMES)
