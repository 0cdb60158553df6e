"""Caltech-101 as the frozen network sees it: hundred names, 31 pictures each at least."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from mmfusion.colearning.zero_shot import Floats
from mmfusion.nn.device import to_numpy
from mmfusion.nn.imagenet import embedded, recognise
from mmfusion.tasks.names import PACKS
from mmfusion.tasks.names.known import CALTECH
from mmfusion.tasks.names.naming import vectors
from mmfusion.tasks.packs import read_member, read_table

LIKE = 0.8
"""Cosine to an ImageNet name from which on a class is like one."""


@dataclass(frozen=True, eq=False)
class Seen:
    """N pictures of K classes, read by the frozen network."""

    features: Floats
    """`(N, 1280)`, of length 1."""
    probabilities: Floats
    """`(N, 1000)`: of the ImageNet classes."""
    targets: NDArray[np.int64]
    """`(N,)`: which of `names`."""
    names: tuple[str, ...]
    """What each class is asked by, `K` of them."""
    seen: NDArray[np.bool_]
    """`(K,)`: whether the backbone was trained on it, by hand."""
    vectors: Floats
    """`(K, 384)`: the embeddings of the names."""

    @property
    def like(self) -> NDArray[np.bool_]:
        """`(K,)`: whether the name is like an ImageNet name to the encoder, whatever is shown."""
        return np.asarray((self.vectors @ to_numpy(embedded().double()).T).max(axis=1) >= LIKE)


def read(report: Callable[[str], None] = print) -> Seen:
    """Return all pictures; some minutes. Raises `PackError` where the pack is not there."""
    rows = [row for row in read_table(PACKS[0]) if row["label"] in CALTECH]
    order = list(CALTECH)
    features, probabilities = [], []
    for number, row in enumerate(rows, start=1):
        with Image.open(io.BytesIO(read_member(PACKS[0], row["file"]))) as image:
            found = recognise([np.array(image.convert("RGB"))], torch.float32)
        features.append(found.features)
        probabilities.append(found.probabilities)
        if number % 500 == 0 or number == len(rows):
            report(f"{number} of {len(rows)} pictures")
    seen = to_numpy(torch.cat(features).double())
    names = tuple(one.name for one in CALTECH.values())
    return Seen(
        seen / np.linalg.norm(seen, axis=1, keepdims=True),
        to_numpy(torch.cat(probabilities).double()),
        np.array([order.index(row["label"]) for row in rows], dtype=np.int64),
        names,
        np.array([one.seen for one in CALTECH.values()]),
        vectors(names),
    )
