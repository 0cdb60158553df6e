"""Splits of a data set into training, validation and test parts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Index = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Split:
    """Indices of the pictures of each part, each ordered by class."""

    train: Index
    validation: Index
    test: Index
