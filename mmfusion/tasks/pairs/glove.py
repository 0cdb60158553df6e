"""Names by GloVe, which has read text and never a caption of a picture: the mean vector of a name's words.

Pennington, Socher, Manning, GloVe: Global vectors for word representation, EMNLP 2014.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.packs import pack_path

Floats = NDArray[np.float32]
GLOVE = "glove6b_50d_slice.npz"


def meanings(names: Sequence[str], vectors: Mapping[str, Floats]) -> Floats:
    """Return the mean vector `(n, d)` of the words of each name, zeros where none is known."""
    size = len(next(iter(vectors.values())))
    out = np.zeros((len(names), size), dtype=np.float32)
    for row, name in zip(out, names, strict=True):
        known = [vectors[word] for word in re.findall(r"[a-z]+", name.lower()) if word in vectors]
        if known:
            row[:] = np.mean(known, axis=0)
    return out


@lru_cache(maxsize=1)
def glove() -> dict[str, Floats]:
    """Return the vector `(50,)` of each word of the pack. Raises `PackError`."""
    with np.load(pack_path(GLOVE), allow_pickle=False) as found:
        words, vectors = found["words"], found["vectors"].astype(np.float32)
        return {str(word): vector for word, vector in zip(words, vectors, strict=True)}
