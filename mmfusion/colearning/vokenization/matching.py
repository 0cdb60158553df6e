"""Vokens: a picture for every word of a sentence, by matching words in their context with pictures.

Tan, Bansal, *Vokenization: improving language understanding with contextualized, visual-grounded
supervision*, EMNLP 2020. A word w of a sentence s is seen as

    x(w, s) = [e(w), a e(s)] / √(1 + a²),

e(w) the direction of its vector, e(s) that of the mean over the sentence. Pictures that came with words are a
memory: word i is seen as x_i among the words of its picture v_i. What a word looks like is then

    f(w, s) = Σ_i softmax_i(κ ⟨x(w, s), x_i⟩) v_i,    voken(w, s) = argmax_j cos(f(w, s), v_j).

The paper learns f by a hinge loss from captioned photographs; here it is attention, and nothing is learned.
`Codes` are what a voken is without its picture: the number of a cluster of the same x(w, s).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Index = NDArray[np.int64]
CHUNK = 4096
"""Words that are matched at once."""


def directions(rows: NDArray[np.floating]) -> Floats:
    """Return rows `(n, p)` scaled to length 1; zeros stay zeros."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def in_context(words: NDArray[np.floating], weight: float) -> Floats:
    """Return how each word of a sentence is seen: its own direction beside the sentence's, `(N, 2p)`.

    Args:
        words: `(N, p)`, a vector for each word; zeros for one that is not known.
        weight: a, of the sentence.

    Raises:
        ValueError: a sentence without words.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import in_context
        >>> in_context(np.array([[2.0, 0.0], [0.0, 5.0]]), weight=1.0).astype(float).round(2).tolist()
        [[0.71, 0.0, 0.5, 0.5], [0.0, 0.71, 0.5, 0.5]]

    """
    if not len(words):
        raise ValueError("a sentence has one word at least")
    own = directions(words)
    around = directions(own.mean(axis=0, keepdims=True))
    both = np.hstack([own, weight * np.repeat(around, len(own), axis=0)])
    return np.asarray(both / np.sqrt(1 + weight**2), dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Matching:
    """Pictures that came with words, and what any word in context looks like by them.

    Attributes:
        keys: `(m, 2p)`, the words that pictures came with, as `in_context` sees them.
        owner: `(m,)`, whose picture each word came with.
        pictures: `(n, q)`, rows of length 1.
        sharpness: κ.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import Matching, in_context
        >>> dog, cat = np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])
        >>> keys = np.vstack([in_context(dog, 0.5), in_context(cat, 0.5)])
        >>> match = Matching(keys, np.array([0, 1]), np.eye(2, dtype=np.float32), sharpness=40)
        >>> match.best(in_context(np.vstack([cat, dog]), 0.5)).tolist()
        [1, 0]

    """

    keys: Floats
    owner: Index
    pictures: Floats
    sharpness: float

    def imagined(self, x: Floats) -> Floats:
        """Return f, what words `(N, 2p)` look like: `(N, q)`."""
        out = []
        for start in range(0, len(x), CHUNK):
            scores = self.sharpness * (x[start : start + CHUNK] @ self.keys.T)
            weights = np.exp(scores - scores.max(axis=1, keepdims=True))
            out.append((weights / weights.sum(axis=1, keepdims=True)) @ self.pictures[self.owner])
        return np.concatenate(out)

    def scores(self, x: Floats) -> Floats:
        """Return the cosine of what each word looks like to every picture, `(N, n)`."""
        return np.asarray(directions(self.imagined(x)) @ self.pictures.T, dtype=np.float32)

    def best(self, x: Floats, among: Sequence[int] | None = None) -> Index:
        """Return the picture of each word, `(N,)`: of all, or of some."""
        allowed = np.arange(len(self.pictures)) if among is None else np.asarray(among)
        found = [
            self.scores(x[start : start + CHUNK])[:, allowed].argmax(axis=1)
            for start in range(0, len(x), CHUNK)
        ]
        return np.asarray(allowed[np.concatenate(found)], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Codes:
    """Numbers for words in context that no picture stands behind: `centres` `(k, 2p)` of k-means clusters.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import Codes
        >>> x = np.array([[0.0, 1.0], [0.1, 1.0], [1.0, 0.0]], dtype=np.float32)
        >>> own = Codes.of(x, count=2, seed=0)(x)
        >>> bool(own[0] == own[1] != own[2])
        True

    """

    centres: Floats

    @classmethod
    def of(cls, x: Floats, count: int, seed: int) -> Codes:
        """Return the codes that k-means finds in words `(N, 2p)`. Raises ValueError for more than N."""
        from sklearn.cluster import MiniBatchKMeans

        found = MiniBatchKMeans(count, random_state=seed, n_init=1, batch_size=4096, max_iter=20).fit(x)
        return cls(np.asarray(found.cluster_centers_, dtype=np.float32))

    def __call__(self, x: Floats) -> Index:
        """Return the number of the nearest centre for each word `(N, 2p)`."""
        half = (self.centres**2).sum(axis=1) / 2
        return np.asarray((x @ self.centres.T - half).argmax(axis=1), dtype=np.int64)
