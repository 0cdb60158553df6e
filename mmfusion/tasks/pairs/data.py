"""The pairs that ship: two views of every emoji, and honest splits of them.

A picture is the mean of EfficientNet-Lite0's last map over its cells; a name is MiniLM's sentence, which has
seen captions of photographs, or the mean of its words by GloVe, which has read text alone (and of every tenth
name no word). Rows have length 1.

Pictures that are near-duplicates share a number (`tied`), and a split never parts them, so that a held-out
picture has no twin in training.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from mmfusion.folders import ASSETS
from mmfusion.tasks.flowers.features import decode
from mmfusion.training.splits import Split, shared_out

FOLDER = ASSETS / "pairs"
FILE, LIST, ATLAS = "emoji.npz", "emoji.json", "emoji.webp"
Words = Literal["minilm", "glove"]
WORDS: tuple[Words, ...] = get_args(Words)
"""The encoders of names."""
SHARES = (0.6, 0.15)
"""Training and validation; the rest, a quarter, is held out."""
THUMBNAIL, COLUMNS = 40, 38
"""Side of a drawing in the atlas, px, and drawings in its row."""
Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Pairs:
    """n pairs, in Unicode's order.

    Attributes:
        views: `(n, d)` by modality, `visual` and `text`: row i of each is one emoji, of length 1 (by GloVe
            a name of unknown words is zeros).
        names: what each is called.
        tags: what else.
        hexcodes: the name of each drawing.
        group: `(n,)` which of `groups`.
        subgroup: `(n,)` which of `subgroups`; each lies in one group.
        tied: `(n,)` pictures of one number are near-duplicates.
        groups: Unicode's eight groups.
        subgroups: its finer ones.

    Example:
        >>> from mmfusion.tasks.pairs import pairs
        >>> every = pairs()
        >>> split = every.split(seed=0)
        >>> bool(set(every.tied[split.train]) & set(every.tied[split.test]))
        False

    """

    views: Mapping[str, Floats]
    names: tuple[str, ...]
    tags: tuple[tuple[str, ...], ...]
    hexcodes: tuple[str, ...]
    group: NDArray[np.int64]
    subgroup: NDArray[np.int64]
    tied: NDArray[np.int64]
    groups: tuple[str, ...]
    subgroups: tuple[str, ...]

    def __len__(self) -> int:
        """Return n."""
        return len(self.names)

    def split(self, seed: int, shares: tuple[float, float] = SHARES) -> Split:
        """Return which pairs train, which choose, which are held out: by group, near-duplicates together.

        Args:
            seed: of the shuffle.
            shares: of training and of validation; the rest is held out.

        Raises:
            ValueError: shares that leave nothing.

        """
        return shared_out(self.group, self.tied, seed, shares)


def rounded(values: NDArray[np.floating]) -> NDArray[np.int8]:
    """Return rows `(n, d)` as whole numbers of eight bits: their directions; lengths are dropped.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.pairs.data import rounded, unit
        >>> unit(rounded(np.array([[3.0, -4.0]]))).astype(float).round(2).tolist()
        [[0.6, -0.8]]

    """
    scale = np.maximum(np.abs(values).max(axis=1, keepdims=True), 1e-12) / 127
    return np.asarray(np.rint(values / scale), dtype=np.int8)


def unit(values: NDArray[np.generic]) -> Floats:
    """Return rows `(n, d)` scaled to length 1; zeros stay zeros."""
    found = values.astype(np.float32)
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12))


def pairs(words: Words = "minilm") -> Pairs:
    """Return the pairs that ship, the names seen by one encoder.

    Args:
        words: which: `minilm` (384 dimensions) or `glove` (50).

    Raises:
        ValueError: an encoder that there is not.
        FileNotFoundError: the pairs are not there; the text says which command makes them.

    Example:
        >>> from mmfusion.tasks.pairs import pairs
        >>> found = pairs("glove")
        >>> {name: view.shape[1] for name, view in found.views.items()}
        {'visual': 1280, 'text': 50}
        >>> found.names[0], found.groups[found.group[0]]
        ('grinning face', 'smileys-emotion')

    """
    if words not in WORDS:
        raise ValueError(f"names are seen by {' or '.join(WORDS)}, not {words!r}")
    return _loaded(words, FOLDER)


@lru_cache(maxsize=4)
def _loaded(words: Words, folder: Path) -> Pairs:
    if not (folder / FILE).is_file():
        raise FileNotFoundError(f"no pairs at {folder / FILE}: `mmfusion data features pairs` makes them")
    listed = json.loads((folder / LIST).read_text(encoding="utf-8"))
    groups, subgroups = tuple(listed["groups"]), tuple(listed["subgroups"])
    with np.load(folder / FILE, allow_pickle=False) as found:
        views = {"visual": unit(decode(found["visual"])), "text": unit(found[words])}
        tied, subgroup = found["tied"].astype(np.int64), found["subgroup"].astype(np.int64)
    return Pairs(
        views,
        tuple(one["name"] for one in listed["emoji"]),
        tuple(tuple(one["tags"]) for one in listed["emoji"]),
        tuple(one["hexcode"] for one in listed["emoji"]),
        np.array([groups.index(subgroups[i].partition("/")[0]) for i in subgroup]),
        subgroup,
        tied,
        groups,
        subgroups,
    )


def atlas(folder: Path = FOLDER) -> bytes:
    """Return the drawings as one WebP, 40 px each, 38 in a row, in the order of the pairs (CC BY-SA 4.0)."""
    return (folder / ATLAS).read_bytes()
