"""The recipe of what ships: words from Caltech pictures, then nine descriptions of every flower.

`mmfusion data features flowers` runs it: about 0.2 s a picture on one core.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.flowers import DEEP, HAND_MADE
from mmfusion.tasks.flowers.describe import WORDS, describe, describe_deep, measure
from mmfusion.tasks.flowers.features import FOLDER, save_features
from mmfusion.tasks.flowers.pictures import PACK, VOCABULARY_PACK, flowers, read_picture, vocabulary_members
from mmfusion.tasks.flowers.words import Vocabulary, learn

PICTURES_A_CLASS = 3
"""Caltech pictures of each class whose descriptors make the vocabularies."""
DRAWN = 100
"""Descriptors drawn from each of them."""


def vocabularies(pictures: Iterable[NDArray[np.uint8]]) -> dict[str, Vocabulary]:
    """Learn every vocabulary from pictures `(H, W, 3)` of at most 160 px. Raises `PackError`."""
    rng = np.random.default_rng(0)
    drawn: dict[str, list[np.ndarray]] = {name: [] for name in WORDS}
    for picture in pictures:
        for name, (descriptors, _) in measure(picture).descriptors.items():
            chosen = rng.choice(len(descriptors), min(DRAWN, len(descriptors)), replace=False)
            drawn[name].append(descriptors[chosen])
    return {name: learn(np.concatenate(parts), WORDS[name]) for name, parts in drawn.items()}


def caltech_words(each: int = PICTURES_A_CLASS) -> dict[str, Vocabulary]:
    """Learn the words of what ships, from Caltech-101 without flowers. Raises `PackError`."""
    return vocabularies(read_picture(VOCABULARY_PACK, member) for member in vocabulary_members(each))


def make_features(report: Callable[[str], None], folder: Path = FOLDER) -> Path:
    """Describe every picture of the pack and write the file that ships. Raises `PackError`."""
    every = flowers()
    known = caltech_words()
    report("words learned on Caltech-101")
    values: dict[str, list[np.ndarray]] = {name: [] for name in (*HAND_MADE, DEEP)}
    for done, flower in enumerate(every, 1):
        picture = read_picture(PACK, flower.file)
        for name, value in (describe(picture, known) | describe_deep(picture)).items():
            values[name].append(value)
        if done % 100 == 0:
            report(f"{done} of {len(every)} pictures described")
    arrays = {name: np.stack(rows) for name, rows in values.items()}
    return save_features(arrays, [f.label for f in every], [f.group for f in every], folder)


def card(day: str) -> dict[str, object]:
    """Return what the derived files are: sources, licences, recipe. `day` is the date of making."""
    return {
        "what": "nine descriptions of 1,360 pictures of flowers, and three kernels of one split; no picture",
        "made": day,
        "recipe": "mmfusion data features flowers",
        "sources": [
            {
                "name": "Oxford Flowers-17",
                "of": "M.-E. Nilsback, A. Zisserman, Visual Vocabulary for Flower Classification, 2006",
                "pack": PACK,
                "licence": "none stated by the source",
                "used for": "the descriptions, which are counts; the pictures are not shipped",
            },
            {
                "name": "Caltech-101",
                "of": "L. Fei-Fei, R. Fergus, P. Perona, 2004",
                "pack": VOCABULARY_PACK,
                "licence": "CC BY 4.0",
                "used for": f"vocabularies, {PICTURES_A_CLASS} pictures of each class without flowers",
            },
            {
                "name": "EfficientNet-Lite0",
                "of": "assets/backbone",
                "licence": "Apache 2.0, trained on ImageNet",
                "used for": "the deep description",
            },
        ],
        "words": WORDS,
        "files": {
            "features.npz": "a description a row, eight bits: 255 √(value / largest of the row)",
            "split-grams.npz": "kernels of colour, texture and shape of split 0, sixteen bits",
            "table.json": "mmfusion evaluate flowers",
            "triangle.json": "mmfusion evaluate flowers",
        },
    }
