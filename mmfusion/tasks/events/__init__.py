"""Task `events`: real pictures and real recordings, paired by class.

Thirteen kinds and *none of these*. A picture and a recording of one pair share a class, not a moment:
given the class they are independent, so that no strategy can beat ideal late fusion here.
"""

from __future__ import annotations

from mmfusion.cards.subset import subsets
from mmfusion.language import marked
from mmfusion.lazily import exports
from mmfusion.modality import FILM
from mmfusion.nn.spec import strategies

CLASSES: tuple[str, ...] = (
    marked("dog"),
    marked("cat"),
    marked("bird"),
    marked("cow"),
    marked("sheep"),
    marked("lion"),
    marked("frog"),
    marked("rooster"),
    marked("helicopter"),
    marked("drone"),
    marked("sea waves"),
    marked("clock"),
    marked("speech"),
    marked("none of these"),
)
NONE = len(CLASSES) - 1
TASK = "events"
MODALITIES = FILM
SUBSETS = subsets(MODALITIES)
"""What a strategy may be left with, the whole first."""
SHIPPED: tuple[str, ...] = tuple(name for name in strategies(MODALITIES) if name != "early-raw")
"""Picture and sound share no raster here, so that there is nothing that `early-raw` could stack."""
PACKS: tuple[str, ...] = (
    "animal_sounds_16k_ogg.zip",
    "caltech101_160.zip",
    "coco_mini_320.zip",
    "drone_multisensor.zip",
    "esc10_16k_ogg.zip",
    "events_audio_folds.csv",
    "extra_clips.zip",
    "extra_pictures_320.zip",
    "extra_sounds_16k_ogg.zip",
    "flickr8k_1000_224.zip",
    "flickr8k_tts_speech_250_16k_ogg.zip",
    "fsdd_8k.npz",
    "grid_s1_subset.npz",
    "imagenet_1_per_class_160.zip",
    "real_clips.zip",
    "tinyimagenet64_avsubset.zip",
)
"""What pictures and recordings are taken from, and the real clips to test on."""
QUESTION = "event"
TITLES: dict[str, str] = {"speech": marked("a person speaking")}
"""What a page calls a class where its short name would mislead."""
MUST_BE_HEARD = (CLASSES.index("speech"),)
"""Classes that are not there if they are only seen: a face beside another sound is no speech."""

_HOMES = {
    "Lab": "predictor",
    "Timeline": "over_time",
    "WholePrediction": "over_time",
    "baseline_features": "attribution.integrated",
    "clip_features": "predictor:features",
    "integrated_gradients": "attribution.integrated",
    "join_windows": "over_time",
    "load": "predictor",
    "load_samples": "samples",
    "places": "network",
    "window_samples": "features",
}
"""What is public here, and the module that has it."""
__all__ = ["CLASSES", "MODALITIES", "SUBSETS", "TITLES", *_HOMES]
__getattr__ = exports(__name__, _HOMES)
