"""Caltech-101 as the frozen network sees it: features that ship, for pages that learn without a backbone.

Hundred classes (*Faces* shows what *Faces_easy* does), of each fifteen pictures that may be learned from and
twelve that test; near-duplicates of what may be learned from are tested on last. Features are the 128 first
principal components of the stored pictures, of length 1, rounded to eight bits. Small pictures ship of the
test part of classes that ImageNet does not have.

`pictures` has many splits in place of one, on principal components of yet other pictures, with copies and
blurred versions of those that ask always.
"""

from __future__ import annotations

from mmfusion.lazily import exports

PACK = "caltech101_160.zip"
CREDIT = "Caltech-101, Li, Andreeto, Ranzato, Perona, CC BY 4.0"
_HOMES = {
    "CALTECH": "classes",
    "Class": "classes",
    "Division": "splits",
    "Part": "part",
    "Pictures": "splits",
    "pictures": "splits",
    "question": "shown",
    "shipped": "part",
    "stored_pictures": "shown",
    "thumbnails": "part",
}
"""What is public here, and the module that has it."""
__all__ = [*_HOMES]
__getattr__ = exports(__name__, _HOMES)
