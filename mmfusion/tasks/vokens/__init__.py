"""Vokens: what a picture for every word is worth to a language model, beside codes without pictures.

Captions of COCO (CC BY 4.0) are the text; vokens are OpenMoji's drawings (CC BY-SA 4.0), matched by the names
that they came with; words are seen by GloVe. A small masked language model learns from captions with the
number of a picture, of a cluster, or of nothing as its second target, and then a few labels are to tell what
a photograph shows from a caption.
"""

from __future__ import annotations

from typing import Literal, get_args

from mmfusion.folders import ASSETS
from mmfusion.lazily import exports

TASK = "vokens"
CAPTIONS, GLOVE, FLICKR = (
    "coco_val2017_captions_text.json.gz",
    "glove6b_50d_slice.npz",
    "flickr8k_1000_224.zip",
)
PACKS = (CAPTIONS, GLOVE, FLICKR)
FOLDER = ASSETS / "vokens"
Arm = Literal["words", "vokens", "codes", "dealt", "drawn", "longer"]
"""What a network learns from: masked words alone; vokens; codes; vokens whose pictures were dealt out anew; a
number drawn for each word; masked words alone for `LONGER` times as many steps."""
ARMS: tuple[Arm, ...] = get_args(Arm)
SHOWN: tuple[Arm, ...] = ("words", "vokens", "codes")
"""The networks that ship."""
LONGER = 6
SEEDS = 5
_HOMES = {
    "Reading": "reading",
    "looks": "pictures",
    "measured": "table",
    "read": "reading",
    "shipped": "networks",
}
"""What is public here, and the module that has it."""
__all__ = [*_HOMES]
__getattr__ = exports(__name__, _HOMES)
