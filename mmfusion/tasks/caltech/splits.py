"""Many splits of the pictures: fifteen a class are stored, twelve ask, others each time.

Rows are principal components of the frozen network's features, of length 1 again. They are fitted on pictures
that are in no split, so that one basis serves all. Two pictures a class, the *probes*, always ask; they come
with copies such as somebody would upload (cropped a little, or mirrored) and with blurred versions. Who asks
and has a near-duplicate among the stored (cosine above .9) is left out of that split.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.caltech.classes import CALTECH
from mmfusion.tasks.caltech.part import FOLDER, STORED
from mmfusion.tasks.pairs.data import unit

FILE = "splits.npz"
EACH, PROBES = 27, 2
"""Pictures a class, and those of them that ask always."""
RADII = (1, 2, 4, 8)
"""Of the blur, px of 160."""
Floats = NDArray[np.float32]
Index = NDArray[np.int64]


class Division(NamedTuple):
    """Rows of one split.

    Attributes:
        stored: `(100, 15)`, class by class.
        asking: of the test, near-duplicates of stored pictures left out.

    """

    stored: Index
    asking: Index


@dataclass(frozen=True, eq=False)
class Pictures:
    """2,700 pictures, class by class, 27 each.

    Attributes:
        features: `(2700, 128)`, of length 1.
        targets: `(2700,)`, which of `names`.
        names: the hundred classes.
        seen: `(100,)` whether the backbone was trained on the class, by hand.
        tied: `(2700,)`, pictures of one number are near-duplicates.
        probes: `(200,)` rows that always ask, two a class.
        copies: `(200, 10, 128)` of the probes: cropped or mirrored and cropped.
        blurred: `(200, 4, 128)` of the probes, by `RADII`.

    Example:
        >>> from mmfusion.tasks.caltech import pictures
        >>> every = pictures()
        >>> own = every.division(seed=0)
        >>> own.stored.shape, bool(set(every.tied[own.stored].ravel()) & set(every.tied[own.asking]))
        ((100, 15), False)

    """

    features: Floats
    targets: Index
    names: tuple[str, ...]
    seen: NDArray[np.bool_]
    tied: Index
    probes: Index
    copies: Floats
    blurred: Floats

    def division(self, seed: int) -> Division:
        """Return a split; the seed is that of the shuffle within each class."""
        rng = np.random.default_rng(seed)
        stored, asking = [], []
        for label in range(len(self.names)):
            own = np.arange(EACH * label, EACH * (label + 1))
            probe = np.isin(own, self.probes)
            rest = rng.permutation(own[~probe])
            stored.append(rest[:STORED])
            asking.append(np.concatenate([own[probe], rest[STORED:]]))
        kept, asks = np.stack(stored), np.concatenate(asking)
        return Division(kept, asks[~np.isin(self.tied[asks], self.tied[kept])])


def pictures() -> Pictures:
    """Return what ships.

    Raises:
        FileNotFoundError: it is not there; the text says which command makes it.

    Example:
        >>> from mmfusion.tasks.caltech import pictures
        >>> every = pictures()
        >>> every.features.shape, every.names[every.targets[every.probes[-1]]]
        ((2700, 128), 'yin yang')

    """
    return _loaded(FOLDER)


@lru_cache(maxsize=2)
def _loaded(folder: Path) -> Pictures:
    if not (folder / FILE).is_file():
        raise FileNotFoundError(
            f"no pictures at {folder / FILE}: `mmfusion data features caltech-pictures` makes them"
        )
    with np.load(folder / FILE, allow_pickle=False) as found:
        copies, blurred = found["copies"], found["blurred"]
        return Pictures(
            unit(found["features"]),
            np.repeat(np.arange(len(CALTECH)), EACH),
            tuple(one.name for one in CALTECH.values()),
            np.array([one.seen for one in CALTECH.values()]),
            found["tied"].astype(np.int64),
            found["probes"].astype(np.int64),
            unit(copies.reshape(-1, copies.shape[-1])).reshape(copies.shape),
            unit(blurred.reshape(-1, blurred.shape[-1])).reshape(blurred.shape),
        )
