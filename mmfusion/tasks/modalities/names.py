"""The distances of names: by the letters they share, by the words, and by what the words mean.

Letters: TF-IDF of character n-grams inside words (2 to 5 letters); words: TF-IDF of words; meaning: mean of
GloVe vectors (Pennington, Socher, Manning, GloVe, EMNLP 2014). Each is 1 − cosine; exp(−d / width) is then
the RBF kernel of unit vectors. How common an n-gram or a word is, is counted on training names alone.
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
LETTERS = (2, 5)
NAMES = {
    "letters": "letters (TF-IDF of 2- to 5-grams)",
    "words": "words (TF-IDF)",
    "meaning": "meaning (GloVe)",
}
"""What each distance is called."""


def name_distances(names: Sequence[str], train: NDArray[np.int64]) -> dict[str, Floats]:
    """Return distances `(n, n)` between all names by what is compared. Raises `PackError` without GloVe."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    learn_from = [names[i] for i in train]
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=LETTERS, sublinear_tf=True).fit(learn_from)
    words = TfidfVectorizer(token_pattern=r"(?u)\b\w+\b").fit(learn_from)
    vectors = {
        "letters": letters.transform(names).toarray(),
        "words": words.transform(names).toarray(),
        "meaning": meanings(names, glove()),
    }
    return {key: cosine_distances(value.astype(np.float32)) for key, value in vectors.items()}


def cosine_distances(vectors: Floats) -> Floats:
    """Return ½‖x/‖x‖ − z/‖z‖‖² `(n, n)`: 1 − cosine; a vector of zeros stays one, ½ from all others."""
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    square = (unit**2).sum(axis=1)
    found = 0.5 * (square[:, None] + square[None, :]) - unit @ unit.T
    np.fill_diagonal(found, 0)
    return np.asarray(np.maximum(found, 0), dtype=np.float32)


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
