"""Caltech-101 as the frozen network sees it: hundred names, 31 pictures each at least."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mmfusion.colearning.zero_shot import Floats
from mmfusion.nn.device import to_numpy
from mmfusion.nn.imagenet import embedded
from mmfusion.tasks.caltech import CALTECH
from mmfusion.tasks.caltech.pack import recognised
from mmfusion.tasks.names.naming import vectors

LIKE = 0.8
"""Cosine to an ImageNet name from which on a class is like one."""


@dataclass(frozen=True, eq=False)
class Seen:
    """N pictures of K classes, read by the frozen network."""

    features: Floats
    """`(N, 1280)`, of length 1."""
    probabilities: Floats
    """`(N, 1000)`: of the ImageNet classes."""
    targets: NDArray[np.int64]
    """`(N,)`: which of `names`."""
    names: tuple[str, ...]
    """What each class is asked by, `K` of them."""
    seen: NDArray[np.bool_]
    """`(K,)`: whether the backbone was trained on it, by hand."""
    vectors: Floats
    """`(K, 384)`: the embeddings of the names."""

    @property
    def like(self) -> NDArray[np.bool_]:
        """`(K,)`: whether the name is like an ImageNet name to the encoder, whatever is shown."""
        return np.asarray((self.vectors @ to_numpy(embedded().double()).T).max(axis=1) >= LIKE)


def read(report: Callable[[str], None] = print) -> Seen:
    """Return all pictures; some minutes. Raises `PackError` where the pack is not there."""
    found = recognised(report)
    names = tuple(one.name for one in CALTECH.values())
    return Seen(
        found.features,
        found.probabilities,
        found.targets,
        names,
        np.array([one.seen for one in CALTECH.values()]),
        vectors(names),
    )
