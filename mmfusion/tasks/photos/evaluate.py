"""Whether a word's highest cell lies on what it names: COCO's boxes, beside three nulls.

A word is the name of a category that has a box in the picture (boxes around crowds are left out) with the
centre of a cell in it. Nulls: the boxes' share of the cells (a cell drawn at random), the middle cell, and
the highest cell of another category's name that is not in the picture. Intervals resample pictures, whose
words hang together.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from mmfusion.measure.metrics import Estimate
from mmfusion.nn.imagenet import nearest
from mmfusion.tasks.packs import read_member
from mmfusion.tasks.photos import PACKS
from mmfusion.tasks.photos.looking import CELL, LONG_SIDE, WAYS, Cells, cells, encode, scores

LIKE = 0.8
"""Cosine from which on a word is like a class name."""
DRAWS = 1000
OTHER = "other word"


@dataclass(frozen=True, eq=False)
class Pointed:
    """Figures of words: picture and category of each `(N,)`, and what was read of it by name `(N,)`."""

    picture: NDArray[np.int64]
    category: NDArray[np.str_]
    figures: Mapping[str, NDArray[np.float64]]


def regions(row: Mapping[str, Any], seen: Cells) -> dict[str, NDArray[np.bool_]]:
    """Return the cells whose centres lie in boxes of each category, `(rows, columns)`; none without a cell.

    Example:
        >>> import torch
        >>> from mmfusion.tasks.photos.evaluate import regions
        >>> from mmfusion.tasks.photos.looking import Cells
        >>> row = {"size": [14, 7], "objects": [{"category": "cat", "bbox_xywh": [0, 0, 2, 7], "iscrowd": 0}]}
        >>> regions(row, Cells(7, 14, torch.zeros(98, 1000)))["cat"].sum(axis=0).tolist()
        [7, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]

    """
    step = CELL * max(row["size"]) / LONG_SIDE
    y = (np.arange(seen.rows) + 0.5)[:, None] * step
    x = (np.arange(seen.columns) + 0.5)[None] * step
    found: dict[str, NDArray[np.bool_]] = {}
    for thing in row["objects"]:
        if thing["iscrowd"]:
            continue
        left, top, wide, tall = thing["bbox_xywh"]
        inside = (x >= left) & (x < left + wide) & (y >= top) & (y < top + tall)
        found[thing["category"]] = found.get(thing["category"], False) | inside
    return {category: inside for category, inside in found.items() if inside.any()}


def point(report: Callable[[str], None] = print) -> Pointed:
    """Read every word of every picture with boxes. Raises `PackError` where the pack is not there."""
    rows = [row for row in json.loads(read_member(PACKS[0], "annotations.json")) if row["objects"]]
    every = sorted({thing["category"] for row in rows for thing in row["objects"]})
    queries = encode(every)
    rng = np.random.default_rng(0)
    pictures, categories = [], []
    figures: dict[str, list[float]] = {}
    for number, row in enumerate(rows):
        with Image.open(io.BytesIO(read_member(PACKS[0], f"images/{row['file']}"))) as image:
            seen = cells(np.array(image.convert("RGB")), torch.float32)
        absent = sorted({*every} - {thing["category"] for thing in row["objects"]})
        highest = {way: scores(seen, queries, way).reshape(len(every), -1).argmax(axis=1) for way in WAYS}
        for category, inside in regions(row, seen).items():
            other = every.index(str(rng.choice(absent)))
            flat = inside.ravel()
            own = {
                "area": flat.mean(),
                "centre": inside[seen.rows // 2, seen.columns // 2],
                **{way: flat[highest[way][every.index(category)]] for way in WAYS},
                **{f"{OTHER}, {way}": flat[highest[way][other]] for way in WAYS},
            }
            for name, value in own.items():
                figures.setdefault(name, []).append(float(value))
            pictures.append(number)
            categories.append(category)
        if (number + 1) % 100 == 0:
            report(f"{number + 1} of {len(rows)} pictures")
    read = {name: np.array(values) for name, values in figures.items()}
    return Pointed(np.array(pictures), np.array(categories), read)


def over_pictures(values: NDArray[np.float64], picture: NDArray[np.int64]) -> Estimate:
    """Return the mean over words with its 95 % interval by the bootstrap over pictures.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.photos.evaluate import over_pictures
        >>> found = over_pictures(np.array([1.0, 1.0, 0.0, 0.0]), np.array([0, 0, 1, 1]))
        >>> found.value, found.low, found.high, found.n  # two pictures, not four words
        (0.5, 0.0, 1.0, 4)

    """
    kinds, which = np.unique(picture, return_inverse=True)
    sums, counts = np.bincount(which, values), np.bincount(which)
    drawn = np.random.default_rng(0).integers(len(kinds), size=(DRAWS, len(kinds)))
    low, high = np.percentile(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1), [2.5, 97.5])
    return Estimate(float(values.mean()), float(low), float(high), values.size)


def table(found: Pointed) -> dict[str, Any]:
    """Return hits and nulls of all words, of those like a class name, of people, and of the others."""
    every = sorted(set(found.category.tolist()))
    cosines = dict(zip(every, nearest(encode(every)), strict=True))
    like = np.array([cosines[str(category)][1] >= LIKE for category in found.category])
    person = found.category == "person"
    groups = {
        "all": np.ones_like(like),
        "like a class name": like & ~person,
        "person": person,
        "others": ~like & ~person,
    }
    return {
        "pictures": len(np.unique(found.picture)),
        "words": int(found.picture.size),
        "categories": {name: {"nearest": near, "cosine": round(c, 4)} for name, (near, c) in cosines.items()},
        "hit": {
            group: {
                name: over_pictures(values[chosen], found.picture[chosen]).to_dict()
                for name, values in found.figures.items()
            }
            for group, chosen in groups.items()
            if chosen.any()
        },
    }
