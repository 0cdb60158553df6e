"""What is fused: items with their classes, their splits, and distances between them by family."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mmfusion.training.splits import Index, Split

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Items:
    """n items of one task.

    Attributes:
        labels: `(n,)` class of each.
        classes: names of the classes.
        splits: which train, which choose, which are counted.
        families: names of the kernels by modality.
        distances: from the training rows to distances `(n, n)` by kernel: what is learned (words that are
            common, scales) is learned on these rows alone.

    """

    labels: NDArray[np.int64]
    classes: tuple[str, ...]
    splits: tuple[Split, ...]
    families: Mapping[str, tuple[str, ...]]
    distances: Callable[[Index], Mapping[str, Floats]]
