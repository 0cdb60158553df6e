"""Task `sounding-objects`: drawn objects bounce, one of them sounds; whatever is asked, the truth is known.

Five questions about one clip that differ only in where the answer lies:

==========  ============================  ============================================================
question    what is asked                 where the answer lies
==========  ============================  ============================================================
kind        what is it?                   redundant: one object, seen and heard
left,       what is on the left, on the   unique to the picture: the sound is drawn independently of it
right       right?
pitch       how high is the note?         unique to the sound
side        which one sounds: left,       synergy: the sound knows a bell, not where it is; the picture
            right or neither?             knows where the bell is, not that it sounds
sync        is the sound in time with     synergy in time: landings are seen, notes are heard
            the motion?
==========  ============================  ============================================================

Pictures are OpenMoji (CC BY-SA 4.0), sounds are synthesised; everything is seeded and made on the fly.
"""

from __future__ import annotations

from dataclasses import dataclass

from mmfusion.cards.subset import subsets
from mmfusion.language import marked
from mmfusion.lazily import exports
from mmfusion.modality import FILM
from mmfusion.nn.spec import strategies

TASK = "sounding-objects"
MODALITIES = FILM
SUBSETS = subsets(MODALITIES)
"""What a strategy may be left with, the whole first."""
STRATEGIES = strategies(MODALITIES)


@dataclass(frozen=True)
class Kind:
    """One of the twelve kinds of objects: its name and the OpenMoji that draws it."""

    name: str
    hexcode: str


KINDS: tuple[Kind, ...] = (
    Kind(marked("guitar"), "1F3B8"),
    Kind(marked("violin"), "1F3BB"),
    Kind(marked("trumpet"), "1F3BA"),
    Kind(marked("saxophone"), "1F3B7"),
    Kind(marked("accordion"), "1FA97"),
    Kind(marked("piano"), "1F3B9"),
    Kind(marked("drum"), "1F941"),
    Kind(marked("bell"), "1F514"),
    Kind(marked("siren"), "1F6A8"),
    Kind(marked("telephone"), "260E"),
    Kind(marked("bird"), "1F426"),
    Kind(marked("frog"), "1F438"),
)
NAMES: tuple[str, ...] = tuple(kind.name for kind in KINDS)
PITCHES: tuple[str, ...] = (marked("low"), marked("middle"), marked("high"))
SIDES: tuple[str, ...] = (marked("left"), marked("right"), marked("neither"))
SYNC: tuple[str, ...] = (marked("in time"), marked("off"))

ANSWERS: dict[str, tuple[str, ...]] = {
    "kind": NAMES,
    "left": NAMES,
    "right": NAMES,
    "pitch": PITCHES,
    "side": SIDES,
    "sync": SYNC,
}
"""Question -> its answers: one linear head each."""
SOUNDS = (marked("its own"), marked("the left one's"), marked("the right one's"), marked("neither's"))
"""Whose sound may be heard in a clip."""
UNASKED = -1
"""The label of a question that has no answer on a clip."""

DURATION = 2.4
"""Length of a clip, s."""
FRAMES = 8
HEIGHT, WIDTH = 64, 96
"""Size of a frame, px."""
PATCH = 16
"""Side of a patch, px: 4 × 6 of them a frame."""
SAMPLE_RATE = 16_000
SAMPLES = round(DURATION * SAMPLE_RATE)
MELS, COLUMNS = 64, 128
"""Size of the log-mel spectrogram."""
BAND, STEP = 16, 8
"""Size of a spectrogram cell: 16 mel bands × 8 columns (150 ms): 4 × 16 cells."""

_HOMES = {
    "FORM_OF": "predictor",
    "Instrument": "predictor",
    "inputs_of": "predictor",
    "load": "predictor",
    "make_batch": "batches",
    "numbered_scene": "batches",
    "places": "network",
    "integrated_gradients": "integrated",
    "picture_input": "raster",
    "sound_input": "raster",
    "clip": "render",
    "frames": "render",
    "waveform": "render",
    "draw": "scene",
    "TEST_BANK": "synthesis",
    "as_convolution": "tokens.tokenisation",
    "dissect": "tokens.tokenisation",
    "REGIONS": "pad",
    "pad_clip": "pad",
    "pad_grid": "pad",
    "read_figures": "exchange",
    "at_level": "spoiled",
    "spoiled_answers": "spoiled",
    "spoiled_clip": "spoiled",
    "spoiled_inputs": "spoiled",
    "with_sound": "spoiled",
}
"""What is public here, and the module that has it."""
__all__ = ["ANSWERS", "KINDS", "MODALITIES", "NAMES", "SUBSETS", *_HOMES]
__getattr__ = exports(__name__, _HOMES)
