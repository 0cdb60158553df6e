"""Gram matrices of the flowers: exp(−d / mean of the training distances), d the chi-square distance.

Distances do not depend on a split, its widths do. This is `mmfusion.kernels.Chi2` fitted to the training
pictures, without computing the distances anew for every split.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.flowers import GROUPS
from mmfusion.tasks.flowers.features import FOLDER, load_features
from mmfusion.training.splits import Index

Floats = NDArray[np.float32]
NOISE_FEATURES = 5
"""Random features of a picture behind a noise kernel."""


@lru_cache(maxsize=1)
def distances(folder: Path = FOLDER) -> dict[str, Floats]:
    """Return chi-square distances `(n, n)` between all pictures by description; half a minute on one core.

    Raises:
        FileNotFoundError: the descriptions are missing.

    """
    from sklearn.metrics.pairwise import additive_chi2_kernel

    found = load_features(folder)
    return {name: -additive_chi2_kernel(value).astype(np.float32) for name, value in found.values.items()}


def grams(between: Mapping[str, Floats], train: Index, names: Sequence[str]) -> Floats:
    """Return these kernels `(s, n, n)` between all pictures, widths from the training ones."""
    out = []
    for name in names:
        own = between[name][np.ix_(train, train)]
        mean = float(own[np.triu_indices(len(own), 1)].mean())
        out.append(np.exp(-between[name] / np.float32(mean)))
    return np.stack(out)


def group_grams(between: Mapping[str, Floats], train: Index) -> Floats:
    """Return colour, texture and shape `(3, n, n)`, each the mean of its descriptions' kernels."""
    return np.stack([grams(between, train, names).mean(axis=0) for names in GROUPS.values()])


def noise_grams(n: int, count: int, seed: int) -> Floats:
    """Return kernels `(count, n, n)` that know nothing: RBF on five normal features a picture.

    Example:
        >>> from mmfusion.tasks.flowers import noise_grams
        >>> noise_grams(n=10, count=2, seed=0).shape
        (2, 10, 10)

    """
    from mmfusion.kernels.base import RBF

    rng = np.random.default_rng(seed)
    drawn = rng.normal(size=(count, n, NOISE_FEATURES))
    return np.stack([RBF().fitted(x)(x) for x in drawn])
