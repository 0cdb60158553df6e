"""A graph of names: classes without a single picture, told by what they are kinds of.

Enrichment with a knowledge graph: class vectors made of a class's ancestors in WordNet, beside vectors of its
name and of its name with hypernyms in words. Kernel ridge regression maps them to where the pictures of a
class lie; pictures of classes that it never saw are told by that alone. Measured on Caltech-101's classes
that ImageNet, which the frozen network has seen, does not have.
"""

from __future__ import annotations

from mmfusion.folders import ASSETS
from mmfusion.lazily import exports

PACKS = ("glove6b_50d_slice.npz",)
TABLE = ASSETS / "graph" / "table.json"
"""What `evaluate` measured last."""
_HOMES = {
    "Draw": "draw",
    "Edits": "edits",
    "Pictures": "draw",
    "answers": "edits",
    "cosines": "arms",
    "in_words": "arms",
    "of_graph": "arms",
    "pictures": "shown",
    "wordnet": "lexicon",
}
"""What is public here, and the module that has it."""
__all__ = [*_HOMES]
__getattr__ = exports(__name__, _HOMES)
