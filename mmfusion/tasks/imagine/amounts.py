"""Raw or embedding: how many pairs a map from pixels to names needs, and how many one from a deep feature.

Ridge from a picture to its name by MiniLM, on ever more pairs: the picture as its 32 × 32 pixels, as the
frozen network's feature, and that feature with shuffled names. λ is chosen on the same validation pairs.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.colearning import RidgePath, labels_needed
from mmfusion.colearning.transfer import PENALTIES
from mmfusion.measure.metrics import student
from mmfusion.measure.retrieval import cosine, found_within
from mmfusion.tasks.pairs import pairs
from mmfusion.tasks.pairs.data import COLUMNS, THUMBNAIL, atlas

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
SPLITS = 10
SIDE = 32
AMOUNTS = (10, 30, 100, 300, 0)
"""Pairs that are learned from; 0 for all."""
DEEP, RAW, SHUFFLED = "deep feature", "raw pixels", "deep feature, shuffled pairs"
WAYS = ("picture to name", "name to picture")


@lru_cache(maxsize=1)
def drawings() -> NDArray[np.uint8]:
    """Return the drawings that ship `(n, 40, 40, 3)`, in the order of the pairs; nobody changes them.

    Raises:
        FileNotFoundError: the pairs are not there.

    """
    from PIL import Image

    with Image.open(io.BytesIO(atlas())) as every:
        pixels = np.asarray(every.convert("RGB"))
    rows, columns = len(pixels) // THUMBNAIL, COLUMNS
    cut = pixels.reshape(rows, THUMBNAIL, columns, THUMBNAIL, 3).swapaxes(1, 2)
    found = cut.reshape(rows * columns, THUMBNAIL, THUMBNAIL, 3)[: len(pairs())]
    found.setflags(write=False)
    return np.asarray(found)


@lru_cache(maxsize=1)
def pixels() -> Floats:
    """Return the drawings at 32 × 32 as rows of numbers from 0 to 1, `(n, 3072)`."""
    from PIL import Image

    small = [Image.fromarray(one).resize((SIDE, SIDE), Image.Resampling.BOX) for one in drawings()]
    return np.stack([np.asarray(one, dtype=np.float64).ravel() for one in small]) / 255


def found(x: Floats, names: Floats, own: Index, held: Index, test: Index, partner: Index) -> list[float]:
    """Return R@10 each way on held-out pairs of the map that is learned on pairs `own`.

    Args:
        x: `(n, d)`, pictures.
        names: `(n, k)`.
        own: the pairs that are learned from.
        held: the pairs that choose λ.
        test: the pairs that are counted.
        partner: whose name each picture of `own` is taught with.

    """
    path, taught = RidgePath(x[own]), names[partner]
    middle = taught.mean(axis=0)

    def similarity(said: Floats, rows: Index) -> Floats:
        return cosine(said - middle, names[rows] - middle)

    right = [
        found_within(similarity(said, held), 10).mean() for said in path.answers(x[held], taught, PENALTIES)
    ]
    best = PENALTIES[int(np.argmax(right))]
    s = similarity(path(taught, best)(x[test]), test)
    return [float(found_within(way, 10).mean()) for way in (s, s.T)]


def table(report: Callable[[str], None], seeds: Sequence[int] = range(SPLITS)) -> dict[str, Any]:
    """Return R@10 by amount of pairs, way and kind of picture, and the pairs that do what all do for pixels.

    Args:
        report: is told of progress.
        seeds: of the splits.

    """
    every = pairs()
    names = every.views["text"].astype(np.float64)
    seen = {DEEP: every.views["visual"].astype(np.float64), RAW: pixels()}
    raw: dict[str, list[list[list[float]]]] = {kind: [] for kind in (DEEP, RAW, SHUFFLED)}
    sizes = []
    for seed in seeds:
        split = every.split(seed)
        order = np.random.default_rng([seed, 5]).permutation(split.train)
        sizes.append((len(order), len(split.test)))
        for kind, rows in raw.items():
            each = []
            for amount in AMOUNTS:
                own = order[: amount or len(order)]
                wrong = np.random.default_rng([seed, 6]).permutation(own)
                partner = wrong if kind == SHUFFLED else own
                each.append(
                    found(seen.get(kind, seen[DEEP]), names, own, split.validation, split.test, partner)
                )
            rows.append(each)
        report(
            f"imagine, raw or embedding, split {seed}: {raw[DEEP][-1][-1][0]:.3f} {raw[RAW][-1][-1][0]:.3f}"
        )
    train, test = np.mean(sizes, axis=0).round().astype(int).tolist()
    axis = [amount or train for amount in AMOUNTS]
    out: dict[str, Any] = {
        "splits": len(seeds),
        "pairs": axis,
        "held out": test,
        "chance": round(10 / test, 4),
    }
    for at, way in enumerate(WAYS):
        curves = {kind: np.array(rows)[:, :, at] for kind, rows in raw.items()}
        needed = [
            labels_needed(axis, deep.tolist(), float(own[-1]))
            for deep, own in zip(curves[DEEP], curves[RAW], strict=True)
        ]
        out[way] = {
            "R@10": {kind: [student(one).to_dict() for one in curve.T] for kind, curve in curves.items()},
            "gain": [student(one).to_dict() for one in (curves[DEEP] - curves[RAW]).T],
            "as good as all pixels": student(needed).to_dict(1),
        }
    return out
