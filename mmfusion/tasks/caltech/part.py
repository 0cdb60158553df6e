"""What ships: stored and test pictures of each class as principal components, and small pictures of some.

The components are those of the stored pictures alone, so that nothing of a test picture is learned from.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mmfusion.colearning.zero_shot import Floats, unit
from mmfusion.folders import ASSETS
from mmfusion.tasks.caltech.classes import CALTECH

FOLDER = ASSETS / "caltech"
FEATURES, THUMBNAILS = FOLDER / "features.npz", FOLDER / "thumbnails.zip"
STORED, TESTED, COMPONENTS = 15, 12, 128
ALIKE = 0.9
"""Cosine of features above which two pictures are near-duplicates."""
SIDE, QUALITY = 96, 70
"""Of a small picture: longer side, px, and quality of its JPEG."""
Index = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Part:
    """K = 100 classes, of each 15 pictures that may be learned from and 12 that test.

    Attributes:
        names: what the classes are asked by.
        seen: whether the backbone was trained on a class, by hand, `(K,)`.
        stored: features of length 1, `(K, 15, 128)`.
        test: the same of test pictures, `(K, 12, 128)`.
        stored_files: their places in the pack, `(K, 15)`.
        test_files: the same, `(K, 12)`.

    Example:
        >>> from mmfusion.tasks.caltech import shipped
        >>> own = shipped()
        >>> own.stored.shape, own.test.shape, int((~own.seen).sum())
        ((100, 15, 128), (100, 12, 128), 45)

    """

    names: tuple[str, ...]
    seen: NDArray[np.bool_]
    stored: Floats
    test: Floats
    stored_files: NDArray[np.str_]
    test_files: NDArray[np.str_]


def chosen(features: Floats, targets: Index, seed: int = 0) -> tuple[Index, Index]:
    """Return the rows that are stored `(K, 15)` and those that test `(K, 12)`, near-duplicates last.

    Args:
        features: of all pictures, of length 1.
        targets: their classes.
        seed: of the order.

    Raises:
        ValueError: a class with too few pictures.

    """
    rng = np.random.default_rng(seed)
    every = [rng.permutation(np.flatnonzero(targets == k)) for k in range(int(targets.max()) + 1)]
    if min(map(len, every)) < STORED + TESTED:
        raise ValueError(f"a class needs {STORED + TESTED} pictures, one has {min(map(len, every))}")
    stored = np.stack([rows[:STORED] for rows in every])
    learned = features[stored.ravel()]
    tests = []
    for rows in every:
        rest = rows[STORED:]
        near = (features[rest] @ learned.T).max(axis=1) > ALIKE
        tests.append(np.concatenate([rest[~near], rest[near]])[:TESTED])
    return stored, np.stack(tests)


def components(features: Floats, stored: Index, count: int = COMPONENTS) -> Floats:
    """Return all pictures by the first principal components of the stored ones, of length 1, `(N, count)`."""
    learned = features[stored.ravel()]
    middle = learned.mean(axis=0)
    axes = np.linalg.svd(learned - middle, full_matrices=False)[2][:count]
    axes *= np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])[:, None]
    return unit((features - middle) @ axes.T)


def rounded(features: Floats) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return features in eight bits, and what a step of each column is worth."""
    step = np.abs(features).max(axis=0) / 127
    return np.round(features / step).astype(np.int8), step.astype(np.float32)


@lru_cache(maxsize=1)
def shipped() -> Part:
    """Return what ships. Raises FileNotFoundError, which says what makes it.

    Example:
        >>> from mmfusion.tasks.caltech import shipped
        >>> own = shipped()
        >>> okapi = own.names.index("okapi")
        >>> middle = own.stored.mean(axis=1)  # the mean of a class finds most of its test pictures
        >>> bool(((own.test[okapi] @ middle.T).argmax(axis=1) == okapi).mean() > 0.5)
        True

    """
    if not FEATURES.is_file():
        raise FileNotFoundError(f"no {FEATURES}: `mmfusion data features caltech-pictures` makes it")
    with np.load(FEATURES, allow_pickle=False) as found:
        stored, test = (
            unit(found[name].astype(np.float64) * found["step"].astype(np.float64))
            for name in ("stored", "test")
        )
        return Part(
            tuple(one.name for one in CALTECH.values()),
            np.array([one.seen for one in CALTECH.values()]),
            stored,
            test,
            found["stored_files"],
            found["test_files"],
        )


def thumbnails(name: str) -> list[bytes]:
    """Return the test pictures of a class as JPEG, 96 px at most, in the order of their features.

    Raises:
        FileNotFoundError: none of this class ship.

    Example:
        >>> from mmfusion.tasks.caltech import thumbnails
        >>> pictures = thumbnails("okapi")
        >>> len(pictures), max(map(len, pictures)) < 10_000
        (12, True)

    """
    own = shipped()
    with zipfile.ZipFile(THUMBNAILS) as packed:
        try:
            return [packed.read(file) for file in own.test_files[own.names.index(name)]]
        except (KeyError, ValueError):
            raise FileNotFoundError(f"no pictures of {name!r} ship") from None


def small(data: bytes) -> bytes:
    """Return a picture as a JPEG of 96 px at most."""
    with Image.open(io.BytesIO(data)) as image:
        picture = image.convert("RGB")
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
