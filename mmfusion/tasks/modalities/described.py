"""Descriptions that are computed once: of each item by its number, kept in the cache with what made them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.flowers.words import Vocabulary

Floats = NDArray[np.float32]
SIDE = 160
"""Longest side of a picture that is described, px."""
FINGERPRINT = "fingerprint"
BLOCK = 256
"""Rows of distances computed at a time."""


def kept(
    name: str,
    keys: Sequence[str],
    describer: Callable[[], Callable[[int], Mapping[str, Floats]]],
    report: Callable[[str], None],
) -> dict[str, Floats]:
    """Return descriptions `(n, d)` by name; they are computed unless the cache has those of the same keys.

    Args:
        name: of the file in the cache.
        keys: what identifies each item, and how it is described.
        describer: makes the function from an item's number to its descriptions.
        report: is told of progress.

    """
    from mmfusion.tasks.events.cache import cache_root

    path = cache_root().with_name("kernels") / f"{name}.npz"
    wanted = sha256("\n".join(keys).encode()).hexdigest()
    if path.is_file():
        with np.load(path, allow_pickle=False) as found:
            if str(found[FINGERPRINT]) == wanted:
                return {key: found[key] for key in found.files if key != FINGERPRINT}
    describe, rows = describer(), []
    for at in range(len(keys)):
        rows.append(describe(at))
        if (at + 1) % 100 == 0 or at + 1 == len(keys):
            report(f"{name}: {at + 1} of {len(keys)} described")
    values: dict[str, Any] = {key: np.stack([row[key] for row in rows]) for key in rows[0]}
    path.parent.mkdir(parents=True, exist_ok=True)
    values[FINGERPRINT] = np.array(wanted)
    np.savez(path, **values)
    del values[FINGERPRINT]
    return values


def of_pictures(
    read: Callable[[int], NDArray[np.uint8]], words: Callable[[], Mapping[str, Vocabulary]]
) -> Callable[[], Callable[[int], Mapping[str, Floats]]]:
    """Return what makes a describer of pictures: the flowers' eight descriptions and the deep one.

    Args:
        read: from a number to a picture `(H, W, 3)`.
        words: learns the vocabularies, on other pictures than these.

    """

    def made() -> Callable[[int], Mapping[str, Floats]]:
        from mmfusion.tasks.flowers.describe import describe, describe_deep

        known = words()

        def of(at: int) -> Mapping[str, Floats]:
            picture = small(read(at))
            return describe(picture, known) | describe_deep(picture)

        return of

    return made


def small(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture `(H, W, 3)` with no side above `SIDE` px."""
    from PIL import Image

    height, width = picture.shape[:2]
    if max(height, width) <= SIDE:
        return picture
    scale = SIDE / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC))


def chi_square(values: Floats) -> Floats:
    """Return chi-square distances `(n, n)` of descriptions `(n, d)` ≥ 0, each scaled to sum to one."""
    from sklearn.metrics.pairwise import additive_chi2_kernel

    shares = values / np.maximum(values.sum(axis=1, keepdims=True), 1e-12)
    out = np.empty((len(shares), len(shares)), dtype=np.float32)
    for top in range(0, len(shares), BLOCK):  # half of it: d(x, z) = d(z, x)
        rows = slice(top, top + BLOCK)
        out[rows, top:] = -additive_chi2_kernel(shares[rows], shares[top:])
        out[top:, rows] = out[rows, top:].T
    return out


def squared(values: Floats, train: NDArray[np.int64]) -> Floats:
    """Return squared distances `(n, n)` of features `(n, d)`, each scaled to unit variance in training."""
    from sklearn.metrics import pairwise_distances

    spread = values[train].std(axis=0)
    scaled = (values - values[train].mean(axis=0)) / np.where(spread > 0, spread, 1)
    return np.asarray(pairwise_distances(scaled, metric="sqeuclidean"), dtype=np.float32)


@lru_cache(maxsize=1)
def flower_words(each: int = 18) -> dict[str, Vocabulary]:
    """Learn words from `each` pictures of every kind of Flowers-17, for tasks that Caltech-101 is part of.

    Raises:
        PackError: a pack of the flowers is missing.

    """
    from mmfusion.tasks.flowers.pictures import PACK, flowers, read_picture
    from mmfusion.tasks.flowers.recipe import vocabularies

    by_kind: dict[str, list[str]] = {}
    for flower in flowers():
        by_kind.setdefault(flower.label, []).append(flower.file)
    return vocabularies(read_picture(PACK, file) for files in by_kind.values() for file in files[:each])
