"""Visual words: a vocabulary of cluster centres, and a picture's weighted histogram over it.

Sivic, Zisserman, *Video Google*, ICCV 2003. Vocabularies are learned on pictures of another data set, so that
nothing of a test picture, nor of its split, is in them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Cluster centres `(K, d)`."""

    centres: Floats

    def histogram(self, descriptors: Floats, weight: Floats) -> Floats:
        """Return the share `(K,)` of weight `(N,)` whose descriptors `(N, d)` are nearest to each centre."""
        distances = (self.centres**2).sum(axis=1) - 2 * descriptors @ self.centres.T
        counts = np.bincount(distances.argmin(axis=1), weights=weight, minlength=len(self.centres))
        return np.asarray(counts / max(float(counts.sum()), 1e-12), dtype=np.float32)


def learn(descriptors: Floats, words: int, seed: int = 0) -> Vocabulary:
    """Return `words` centres of k-means on descriptors `(N, d)`.

    Raises:
        ValueError: fewer descriptors than words.

    """
    from sklearn.cluster import MiniBatchKMeans

    if len(descriptors) < words:
        raise ValueError(f"{words} words need as many descriptors at least, not {len(descriptors)}")
    found = MiniBatchKMeans(words, batch_size=4096, n_init=1, max_iter=60, random_state=seed).fit(descriptors)
    return Vocabulary(np.asarray(found.cluster_centers_, dtype=np.float32))
