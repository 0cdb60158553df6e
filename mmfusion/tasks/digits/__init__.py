"""Task `digits`: a written digit and a spoken one; ten classes.

Pictures are MNIST's, voices those of the Free Spoken Digit Dataset. A pair shares a class and nothing else:
given the class, picture and voice are independent, so that no strategy can beat ideal late fusion here.
"""

from __future__ import annotations

from mmfusion.cards.subset import subsets
from mmfusion.lazily import exports
from mmfusion.modality import FILM

TASK = "digits"
QUESTION = "digit"
CLASSES: tuple[str, ...] = tuple("0123456789")
MODALITIES = FILM
SUBSETS = subsets(MODALITIES)
"""What a strategy may be left with, the whole first."""
STRATEGIES: tuple[str, ...] = ("visual", "audio", "early", "mid", "bottleneck-mid", "late")
SPOILED_ENERGY, SPOILED_DB = 0.2, -5.0
"""The one spoiled state that tables give: energy left in the picture, voice to noise in dB."""
TURNS, TURNS_SPOILED = "turns at, dB", "turns at, dB, 20 % energy"
"""On cards: the median level at which a strategy turns from voice to picture, whole and spoiled."""
EXPERTS = "experts"
"""The average of `visual` and `audio`, trained apart and calibrated apart."""
PACKS: tuple[str, ...] = ("mnist.npz", "fsdd_8k.npz")
SPEAKERS: tuple[str, ...] = ("george", "jackson", "lucas", "nicolas", "theo", "yweweler")

_HOMES = {
    "Clean": "data",
    "DigitNetwork": "network",
    "Energy": "picture",
    "Stored": "shipped",
    "RATIOS": "believing",
    "as_mnist": "picture",
    "clean": "data",
    "drawn": "strokes",
    "believe": "believing",
    "halved": "picture",
    "heard": "voice",
    "load": "predictor",
    "log_mel": "voice",
    "noisy": "voice",
    "same_class": "data",
    "speakers_of": "data",
    "stored": "shipped:read",
    "trimmed": "voice",
}
"""What is public here, and the module that has it."""
__all__ = ["CLASSES", "MODALITIES", "QUESTION", "SPEAKERS", "STRATEGIES", "SUBSETS", *_HOMES]
__getattr__ = exports(__name__, _HOMES)
