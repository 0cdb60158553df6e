"""The descriptions that ship: eight bits a number, √ of its share of the largest; labels, groups.

The square root spends the eight bits where histograms are small. A description decodes to shares that sum
to one. The pictures do not ship (no licence is stated for them), and cannot be made again from these
counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.folders import ASSETS
from mmfusion.tasks.flowers import DEEP, HAND_MADE

FOLDER = ASSETS / "flowers"
FILE = "features.npz"
Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Features:
    """n pictures: descriptions `(n, d)` by name, class `(n,)`, group `(n,)`, names of the classes."""

    values: dict[str, Floats]
    labels: NDArray[np.int64]
    groups: NDArray[np.int64]
    classes: tuple[str, ...]


def encode(values: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return rows `(n, d)` ≥ 0 as bytes: 255 √(value / largest of the row).

    Raises:
        ValueError: negative or infinite values.

    """
    if not np.all(np.isfinite(values)) or np.any(values < 0):
        raise ValueError("descriptions must be finite and not negative")
    largest = np.maximum(values.max(axis=1, keepdims=True), 1e-12)
    return np.asarray(np.rint(255 * np.sqrt(values / largest)), dtype=np.uint8)


def decode(code: NDArray[np.uint8]) -> Floats:
    """Return shares `(n, d)` that sum to one a row."""
    values = (code.astype(np.float32) / 255) ** 2
    return np.asarray(values / np.maximum(values.sum(axis=1, keepdims=True), 1e-12))


def save_features(
    values: Mapping[str, NDArray[np.floating]], labels: list[str], groups: list[int], folder: Path = FOLDER
) -> Path:
    """Write descriptions by name with labels and groups; return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    classes, index = np.unique(labels, return_inverse=True)
    arrays: dict[str, Any] = {name: encode(np.asarray(values[name])) for name in (*HAND_MADE, DEEP)}
    np.savez_compressed(
        folder / FILE,
        labels=index.astype(np.uint8),
        groups=np.asarray(groups, dtype=np.int32),
        classes=classes,
        **arrays,
    )
    return folder / FILE


@lru_cache(maxsize=2)
def load_features(folder: Path = FOLDER) -> Features:
    """Return the descriptions that ship.

    Raises:
        FileNotFoundError: they are not there; the text says which command makes them.

    Example:
        >>> from mmfusion.tasks.flowers import load_features
        >>> found = load_features()
        >>> len(found.labels), found.classes[:2]
        (1360, ('bluebell', 'buttercup'))

    """
    path = folder / FILE
    if not path.is_file():
        raise FileNotFoundError(f"no descriptions at {path}: `mmfusion data features flowers` makes them")
    with np.load(path, allow_pickle=False) as found:
        values = {name: decode(found[name]) for name in (*HAND_MADE, DEEP)}
        labels, groups = found["labels"].astype(np.int64), found["groups"].astype(np.int64)
        return Features(values, labels, groups, tuple(str(name) for name in found["classes"]))
