"""Task `asked-objects`: a sentence asks which of two drawn objects sounds.

Words, picture and sound are needed for the answer. The clips are those of `sounding-objects` with two
objects, of which one or neither sounds; a sentence of seven words asks about them:

=================================================  =======================================================
sentence                                           its answer
=================================================  =======================================================
is the one on the left / right sounding / silent   yes or no, each in half of the clips
which one of the two is sounding / silent          left, right, neither (sounds), both (are silent)
=================================================  =======================================================

Whatever two of the three modalities are at hand, *is …* is answered by yes as often as by no: the words do
not know what sounds, the picture not which object is heard, the sound not where its object stands, and
picture and sound not whether *sounding* or *silent* was asked (`asking.reachable` counts it from the
construction).
"""

from __future__ import annotations

from mmfusion.cards.subset import subsets
from mmfusion.lazily import exports
from mmfusion.nn.spec import strategies

TASK = "asked-objects"
MODALITIES = ("text", "visual", "audio")
SUBSETS = subsets(MODALITIES)
"""What a strategy may be left with, the whole first."""
STRATEGIES = tuple(s for s in strategies(MODALITIES) if s not in ("visual", "audio", "early-raw"))
"""Picture or sound alone does not read what is asked, and words lie on no raster on which to be stacked."""
QUESTION = "answer"
ANSWERS = ("yes", "no", "left", "right", "neither", "both")
FRAMES_READ = slice(1, None, 2)
"""Which of a clip's eight frames a network reads: every other one."""

_HOMES = {
    "AskedClip": "asking",
    "asked": "asking",
    "numbered": "asking",
    "reachable": "asking",
    "places": "network",
    "token_counts": "network",
    "Answerers": "predictor",
    "inputs_of": "predictor",
    "load": "predictor",
    "parse": "sentences",
    "SENTENCES": "sentences",
    "Sentence": "sentences",
}
"""What is public here, and the module that has it."""
__all__ = ["ANSWERS", "MODALITIES", "STRATEGIES", "SUBSETS", *_HOMES]
__getattr__ = exports(__name__, _HOMES)
