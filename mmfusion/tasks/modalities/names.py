"""The distances of names: by the letters they share, by the words, and by what the words mean.

Letters: TF-IDF of character n-grams inside words (2 to 5 letters); words: TF-IDF of words; meaning: mean of
GloVe vectors (Pennington, Socher, Manning, GloVe, EMNLP 2014). Each is 1 − cosine; exp(−d / width) is then
the RBF kernel of unit vectors. How common an n-gram or a word is, is counted on training names alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.pairs.glove import glove, meanings

Floats = NDArray[np.float32]
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
