"""All pictures of the pack, read by the frozen network."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from mmfusion.colearning.zero_shot import Floats, unit
from mmfusion.nn.device import to_numpy
from mmfusion.nn.imagenet import recognise
from mmfusion.tasks.caltech import PACK
from mmfusion.tasks.caltech.classes import CALTECH
from mmfusion.tasks.packs import read_member, read_table


@dataclass(frozen=True, eq=False)
class Recognised:
    """N pictures: which file each is, its class, and what the frozen network reads in it."""

    files: tuple[str, ...]
    targets: NDArray[np.int64]
    """`(N,)`: places in `CALTECH`."""
    features: Floats
    """`(N, 1280)`, of length 1."""
    probabilities: Floats
    """`(N, 1000)`: of the ImageNet classes."""


def recognised(report: Callable[[str], None] = print) -> Recognised:
    """Return what the network reads in all pictures; some minutes. Raises `PackError` without the pack."""
    rows = [row for row in read_table(PACK) if row["label"] in CALTECH]
    order = list(CALTECH)
    features, probabilities = [], []
    for number, row in enumerate(rows, start=1):
        with Image.open(io.BytesIO(read_member(PACK, row["file"]))) as image:
            found = recognise([np.array(image.convert("RGB"))], torch.float32)
        features.append(found.features)
        probabilities.append(found.probabilities)
        if number % 500 == 0 or number == len(rows):
            report(f"{number} of {len(rows)} pictures")
    return Recognised(
        tuple(row["file"] for row in rows),
        np.array([order.index(row["label"]) for row in rows], dtype=np.int64),
        unit(to_numpy(torch.cat(features).double())),
        to_numpy(torch.cat(probabilities).double()),
    )
