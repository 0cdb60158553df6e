"""One split's three kernels, stored so that the page opens at once: sixteen bits a value.

Values lie between the least one and 1 (unit diagonal); a step is about 1e-5. What the page computes, it
computes from these, and decides as `mmfusion evaluate flowers` did from kernels in float32 (at 230 of the 231
points of the triangle to the picture; eight bits moved up to five of 340 decisions, and at equal weights one:
85.6 % for 85.9). Of the training kernels only the lower triangle is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.flowers.features import FOLDER
from mmfusion.tasks.flowers.grams import group_grams
from mmfusion.tasks.flowers.pictures import grouped_split

FILE = "split-grams.npz"
SEED = 0
"""The split that is shown."""
STEPS = 65_535
Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class SplitGrams:
    """Colour, texture and shape: kernels of training `(3, n, n)` and test pictures `(3, m, n)`; classes."""

    train: Floats
    test: Floats
    y_train: NDArray[np.int64]
    y_test: NDArray[np.int64]
    test_pictures: NDArray[np.int64]
    """Numbers of the test pictures in the pack, from 0."""


def save_split_grams(
    between: Mapping[str, Floats], labels: NDArray[np.int64], groups: NDArray[np.int64], folder: Path = FOLDER
) -> Path:
    """Write the kernels of split `SEED`; return the file."""
    split = grouped_split(labels.tolist(), groups.tolist(), SEED)
    kernels = group_grams(between, split.train)
    low = kernels.min(axis=(1, 2))
    code = np.rint(STEPS * (kernels - low[:, None, None]) / (1 - low[:, None, None])).astype(np.uint16)
    train = code[:, split.train][:, :, split.train]
    lower = np.tril_indices(train.shape[1], -1)
    arrays: dict[str, Any] = {
        "low": low,
        "train": train[:, *lower],
        "test": code[:, split.test][:, :, split.train],
        "y_train": labels[split.train].astype(np.uint8),
        "y_test": labels[split.test].astype(np.uint8),
        "test_pictures": split.test.astype(np.uint16),
    }
    np.savez_compressed(folder / FILE, **arrays)
    return folder / FILE


@lru_cache(maxsize=2)
def load_split_grams(folder: Path = FOLDER) -> SplitGrams:
    """Return the kernels that ship.

    Raises:
        FileNotFoundError: they are not there; the text says which command makes them.

    Example:
        >>> from mmfusion.tasks.flowers import load_split_grams
        >>> found = load_split_grams()
        >>> found.train.shape, found.test.shape  # kernels × test pictures × training pictures
        ((3, 680, 680), (3, 340, 680))

    """
    path = folder / FILE
    if not path.is_file():
        raise FileNotFoundError(f"no kernels at {path}: `mmfusion data features flowers` makes them")
    with np.load(path, allow_pickle=False) as found:
        low = found["low"].astype(np.float32)[:, None, None]
        cross = low + found["test"].astype(np.float32) / STEPS * (1 - low)
        n = len(found["y_train"])
        train = np.ones((len(low), n, n), dtype=np.float32)
        rows, columns = np.tril_indices(n, -1)
        values = low[:, 0] + found["train"].astype(np.float32) / STEPS * (1 - low[:, 0])
        train[:, rows, columns] = train[:, columns, rows] = values
        y_train, y_test = found["y_train"].astype(np.int64), found["y_test"].astype(np.int64)
        return SplitGrams(train, cross, y_train, y_test, found["test_pictures"].astype(np.int64))
