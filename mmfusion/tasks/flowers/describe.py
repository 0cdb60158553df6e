"""From a picture to its descriptions: what is measured once, what the words count, the histograms.

    colour   Lab histogram · words of HSV · words of gradients in opponent colours
    texture  local binary patterns · textons of MR8
    shape    words of gradients at two scales · words of DAISY · PHOG

All are weighted to the foreground. The deep description is EfficientNet-Lite0's last map, averaged over the
picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.flowers import DEEP, HAND_MADE
from mmfusion.tasks.flowers.foreground import foreground, lab, lab_bins
from mmfusion.tasks.flowers.gradients import cells, daisy, grid, orientation_maps, phog, rooted
from mmfusion.tasks.flowers.texture import binary_patterns, maximum_responses
from mmfusion.tasks.flowers.words import Vocabulary

Floats = NDArray[np.float32]
LAB_BINS = (5, 10, 10)
WORDS = {"hsv": 300, "opponent": 400, "textons": 400, "small": 300, "large": 300, "daisy": 500}
"""Words of each vocabulary; *small* and *large* together are the gradient words."""
CELL = {"small": 4, "large": 8, "opponent": 5}
"""Side of a cell, px."""
SHORT_SIDE = 224
"""What the deep network gets, px."""


@dataclass(frozen=True, eq=False)
class Measured:
    """What of a picture is counted: descriptors `(N, d)` by vocabulary, each with its weights `(N,)`."""

    descriptors: dict[str, tuple[Floats, Floats]]
    colours: Floats
    grey: Floats
    weight: Floats


def hsv_cone(picture: NDArray[np.uint8]) -> Floats:
    """Return (s·v cos h, s·v sin h, v) `(H, W, 3)` in [−1, 1]: hue without its jump at red."""
    rgb = picture.astype(np.float32) / 255
    high, low = rgb.max(axis=-1), rgb.min(axis=-1)
    chroma = high - low
    safe = np.where(chroma > 0, chroma, 1)
    r, g, b = np.moveaxis(rgb, -1, 0)
    sixth = np.where(high == r, (g - b) / safe, np.where(high == g, 2 + (b - r) / safe, 4 + (r - g) / safe))
    turn = sixth * np.pi / 3
    return np.stack([chroma * np.cos(turn), chroma * np.sin(turn), high], axis=-1).astype(np.float32)


def measure(picture: NDArray[np.uint8]) -> Measured:
    """Return what is counted in a picture `(H, W, 3)` of at most 160 px."""
    from scipy.ndimage import gaussian_filter

    colours = lab(picture)
    weight, grey = foreground(colours), np.asarray(colours[..., 0] / 100, dtype=np.float32)
    points = grid(grey.shape)
    at = (points[:, 0], points[:, 1])
    heavy = weight[at]
    cone = hsv_cone(picture)
    around = gaussian_filter(cone, (3, 3, 0))
    two_scales = np.concatenate([gaussian_filter(cone, (0.7, 0.7, 0)), around], axis=-1)[::2, ::2]
    maps = orientation_maps(grey)
    r, g, b = np.moveaxis(picture.astype(np.float32) / 255, -1, 0)
    opponent = [(r - g) / np.sqrt(2), (r + g - 2 * b) / np.sqrt(6), (r + g + b) / np.sqrt(3)]
    joined = np.concatenate(
        [cells(orientation_maps(channel), points, CELL["opponent"]) for channel in opponent], axis=1
    )
    responses = maximum_responses(grey)[::2, ::2]
    fine = weight[::2, ::2].ravel()
    return Measured(
        {
            "hsv": (two_scales.reshape(-1, 6), fine),
            "opponent": (rooted(joined), heavy),
            "textons": (responses.reshape(-1, 8), fine),
            "small": (rooted(cells(maps, points, CELL["small"])), heavy),
            "large": (rooted(cells(maps, points, CELL["large"])), heavy),
            "daisy": (rooted(daisy(maps, points)), heavy),
        },
        colours,
        grey,
        weight,
    )


def describe(picture: NDArray[np.uint8], vocabularies: Mapping[str, Vocabulary]) -> dict[str, Floats]:
    """Return the eight hand-made descriptions of a picture, each non-negative `(d,)`."""
    found = measure(picture)
    counted = {
        name: vocabularies[name].histogram(*descriptors) for name, descriptors in found.descriptors.items()
    }
    bins = lab_bins(found.colours, LAB_BINS)
    histogram = np.bincount(bins.ravel(), weights=found.weight.ravel(), minlength=int(np.prod(LAB_BINS)))
    every = {
        "lab": histogram / histogram.sum(),
        "hsv": counted["hsv"],
        "opponent": counted["opponent"],
        "lbp": binary_patterns(found.grey, found.weight),
        "textons": counted["textons"],
        "gradients": np.concatenate([counted["small"], counted["large"]]),
        "daisy": counted["daisy"],
        "phog": phog(found.grey, found.weight),
    }
    return {name: np.asarray(every[name], dtype=np.float32) for name in HAND_MADE}


def describe_deep(picture: NDArray[np.uint8]) -> dict[str, Floats]:
    """Return the deep description `(1280,)`, in float32 so that every machine gives the same.

    Raises:
        FileNotFoundError: the weights of the backbone are missing.

    """
    import torch
    from PIL import Image

    from mmfusion.nn.device import to_numpy
    from mmfusion.nn.efficientnet import load_backbone

    network = load_backbone(dtype=torch.float32)
    height, width = picture.shape[:2]
    scale = SHORT_SIDE / min(height, width)
    size = (round(width * scale), round(height * scale))
    large = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC), dtype=np.float32)
    with torch.inference_mode():
        last = network(torch.from_numpy((large - 127) / 128).permute(2, 0, 1)[None]).last
    return {DEEP: np.asarray(to_numpy(last.float().mean(dim=(0, 2, 3))), dtype=np.float32)}
