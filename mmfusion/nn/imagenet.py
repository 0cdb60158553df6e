"""What the frozen picture network takes a picture for: 1,000 ImageNet classes, and their names as vectors."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional as F

from mmfusion.nn.device import home
from mmfusion.nn.efficientnet import BACKBONE, load_backbone
from mmfusion.nn.rounding import unpacked

CLASSES = BACKBONE.parent / "classes.txt"
NAMES = CLASSES.with_suffix(".safetensors")
"""Embeddings of the names of the 1,000 classes, in eight bits: `mmfusion data features photos` makes them."""
SIDE = 224
"""Pixels to which a picture's shorter side is brought: those of the network's training."""
LONGEST = 2
"""How many times the shorter side the longer one is at most; a longer picture is squeezed."""


class Recognised(NamedTuple):
    """What the network makes of pictures."""

    features: Tensor
    """`(B, 1280)`: the mean of the last map over its cells."""
    probabilities: Tensor
    """`(B, 1000)`: of the classes."""


def names() -> list[str]:
    """Return the names of the 1,000 ImageNet classes, in the order of the scores."""
    return CLASSES.read_text(encoding="utf-8").splitlines()


@lru_cache(maxsize=2)
def embedded(path: Path = NAMES) -> Tensor:
    """Return the names' embeddings `(1000, 384)`, of length 1. Raises FileNotFoundError without the file."""
    if not path.is_file():
        raise FileNotFoundError(f"no names at {path}; `mmfusion data features photos` makes them")
    return F.normalize(unpacked(load_file(path))["vectors"], dim=-1)


def nearest(queries: Tensor) -> list[tuple[str, float]]:
    """Return the class name that is nearest to each query `(Q, 384)`, and its cosine."""
    best = (queries @ embedded().T).max(-1)
    every = names()
    return [(every[int(i)], float(v)) for i, v in zip(best.indices, best.values, strict=True)]


@torch.inference_mode()
def recognise(pictures: Sequence[NDArray[np.uint8]], dtype: torch.dtype | None = None) -> Recognised:
    """Return what the network makes of pictures `(H, W, 3)` of any sizes, one after the other.

    Args:
        pictures: one at least, uint8, RGB.
        dtype: what to compute in, as `load_backbone` has it.

    Example:
        >>> import numpy as np
        >>> from mmfusion.nn.imagenet import recognise
        >>> found = recognise([np.zeros((40, 60, 3), np.uint8)])
        >>> found.features.shape, found.probabilities.shape
        (torch.Size([1, 1280]), torch.Size([1, 1000]))

    """
    backbone = load_backbone(dtype=dtype)
    features, logits = [], []
    for picture in pictures:
        height, width = picture.shape[:2]
        scale = SIDE / min(height, width)
        size = [min(round(side * scale), LONGEST * SIDE) for side in (height, width)]
        x = torch.tensor(picture).to(home(backbone)).permute(2, 0, 1)[None].float()
        x = F.interpolate(x, size=size, mode="bilinear", antialias=scale < 1, align_corners=False)
        last = backbone(((x - 127) / 128).contiguous(memory_format=torch.channels_last)).last.float()
        features.append(last.mean(dim=(2, 3)))
        logits.append(backbone.classify(last))
    return Recognised(torch.cat(features).cpu(), torch.cat(logits).softmax(-1).cpu())
