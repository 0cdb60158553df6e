"""Cross-attention without training: words ask, the cells of the frozen picture network answer.

A cell's key is the convex combination of the names of its ten best ImageNet classes under the cell's own
scores, k = Σ p_c e_c (Norouzi et al., Zero-shot learning by convex combination of semantic embeddings, ICLR
2014, cell by cell), and a word's query its own embedding: weights softmax(q k̂ᵀ / τ), with k̂ = k / |k|. The
second way compares first and combines after: score = Σ p_c max(q e_c, 0)⁸, so that names that are merely near
say little. What a word can be told by is the names alone (`mmfusion.nn.imagenet.nearest`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from mmfusion.nn.device import home, to_numpy
from mmfusion.nn.efficientnet import load_backbone
from mmfusion.nn.imagenet import embedded
from mmfusion.nn.minilm import load_encoder

LONG_SIDE, SMALLEST = 448, 64
"""Pixels to which a picture's longer side is brought, and what the shorter has at least."""
CELL = 32
"""Pixels of a cell's side."""
BEST = 10
"""Classes of a cell that are combined."""
TEMPERATURE = 0.03
POWER = 8
WAYS = ("combined", "compared")
"""Keys that combine names, cosine; or similarity to each name, to the eighth power, weighted."""
FloatArray = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Cells:
    """What the frozen network makes of a picture: probabilities of the classes, a row a cell."""

    rows: int
    columns: int
    probabilities: Tensor
    """`(rows · columns, 1000)`, the ten best of each cell, scaled to sum to 1."""


@torch.inference_mode()
def cells(picture: NDArray[np.uint8], dtype: torch.dtype | None = None) -> Cells:
    """Return the cells of a picture `(H, W, 3)`, 32 px each once its longer side is 448 px.

    Example:
        >>> from sklearn.datasets import load_sample_image
        >>> from mmfusion.tasks.photos import cells
        >>> seen = cells(load_sample_image("china.jpg"))
        >>> seen.rows, seen.columns, tuple(seen.probabilities.shape)
        (9, 14, (126, 1000))

    """
    backbone = load_backbone(dtype=dtype)
    height, width = picture.shape[:2]
    scale = LONG_SIDE / max(height, width)
    size = [max(SMALLEST, round(height * scale)), max(SMALLEST, round(width * scale))]
    x = torch.tensor(picture).to(home(backbone)).permute(2, 0, 1)[None].float()
    x = F.interpolate(x, size=size, mode="bilinear", antialias=scale < 1, align_corners=False)
    last = backbone(((x - 127) / 128).contiguous(memory_format=torch.channels_last)).last.float()
    p = backbone.classify(last, pooled=False)[0].flatten(1).T.softmax(-1).cpu()
    top = p.topk(BEST, dim=-1)
    kept = torch.zeros_like(p).scatter_(1, top.indices, top.values)
    return Cells(last.shape[2], last.shape[3], kept / kept.sum(1, keepdim=True))


@torch.inference_mode()
def scores(seen: Cells, queries: Tensor, way: str = WAYS[0]) -> FloatArray:
    """Return what each query `(Q, 384)` scores in each cell, `(Q, rows, columns)`.

    Raises:
        ValueError: a way that is none of `WAYS`.

    Example:
        >>> from sklearn.datasets import load_sample_image
        >>> from mmfusion.tasks.photos import cells, encode, scores
        >>> found = scores(cells(load_sample_image("china.jpg")), encode(["palace", "roof"]))
        >>> found.shape, bool(found.max() <= 1)  # cosines
        ((2, 9, 14), True)

    """
    if way == WAYS[0]:
        keys = F.normalize(seen.probabilities @ embedded(), dim=-1)
        found = queries @ keys.T
    elif way == WAYS[1]:
        found = (queries @ embedded().T).clamp(min=0).pow(POWER) @ seen.probabilities.T
    else:
        raise ValueError(f"ways are {' and '.join(WAYS)}, not {way!r}")
    return np.asarray(to_numpy(found.view(-1, seen.rows, seen.columns)), dtype=np.float32)


def attention(found: FloatArray, temperature: float = TEMPERATURE) -> FloatArray:
    """Return softmax(score / τ) over the cells of scores `(Q, rows, columns)`.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.photos.looking import attention
        >>> attention(np.log(np.array([[[1.0, 3.0]]], dtype=np.float32)), temperature=1).round(2).tolist()
        [[[0.25, 0.75]]]

    """
    z = np.exp((found - found.max(axis=(1, 2), keepdims=True)) / temperature)
    return np.asarray(z / z.sum(axis=(1, 2), keepdims=True))


def shares(seen: Cells, queries: Tensor, way: str = WAYS[1]) -> FloatArray:
    """Return where each query `(Q, 384)` looks, `(Q, rows, columns)`, each map of sum 1.

    Combined keys are attended to by softmax; what is compared name by name is a share already.

    Raises:
        ValueError: a way that is none of `WAYS`.

    Example:
        >>> from sklearn.datasets import load_sample_image
        >>> from mmfusion.tasks.photos import cells, encode, shares
        >>> found = shares(cells(load_sample_image("china.jpg")), encode(["palace"]))
        >>> found.shape, round(float(found.sum()), 3)
        ((1, 9, 14), 1.0)

    """
    found = scores(seen, queries, way)
    if way == WAYS[0]:
        return attention(found)
    return np.asarray(found / np.maximum(found.sum(axis=(1, 2), keepdims=True), 1e-12))


def covered(picture: tuple[int, ...]) -> tuple[float, float]:
    """Return how many rows and columns of cells a picture `(H, W, …)` covers: the last ones may stand out.

    Example:
        >>> from mmfusion.tasks.photos.looking import covered
        >>> covered((300, 448, 3))
        (9.375, 14.0)

    """
    height, width = picture[:2]
    step = CELL * max(height, width) / LONG_SIDE
    return height / step, width / step


def encode(words: Sequence[str]) -> Tensor:
    """Return the queries of words, `(len(words), 384)`.

    Example:
        >>> from mmfusion.tasks.photos import encode
        >>> tuple(encode(["palace", "roof"]).shape)
        (2, 384)

    """
    return load_encoder().encode(list(words))
