"""Integrated gradients of a clip's pixels and spectrogram, gathered by token.

The integral and its completeness: `mmfusion.explain.path_integral`. What the baseline x' is decides the map:
a blurred clip keeps the picture on the whole and loses what is in it, the mean of many clips shows no single
one, and black and silence are like no clip at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional as F

from mmfusion.explain.path_integral import MOST, Attribution
from mmfusion.explain.path_integral import integrated_gradients as path_integral
from mmfusion.nn.device import home
from mmfusion.nn.fusion import FusionOutput
from mmfusion.tasks.sounding import FRAMES
from mmfusion.tasks.sounding.batches import VALIDATION, blurred, fixed_scenes, make_batch
from mmfusion.tasks.sounding.network import GRIDS, SoundingNetwork
from mmfusion.tasks.sounding.raster import CENTRE_DB, FLOOR_DB, SPREAD_DB

Baseline = Literal["blurred", "mean", "black and silent"]
BASELINES: tuple[Baseline, ...] = ("blurred", "mean", "black and silent")
BLUR_PX = 12.0
BLUR_CELLS = 8
"""How far the blurred baseline is blurred: px of the frames, cells of the spectrogram."""
BLACK = -170.0 / 60.0
SILENT = (FLOOR_DB - CENTRE_DB) / SPREAD_DB
MEAN_CLIPS = 64
"""Validation clips of two objects in the mean."""


@lru_cache(maxsize=1)
def _mean() -> dict[str, Tensor]:
    with torch.inference_mode(False):  # kept for whoever asks first, gradients or none
        inputs = make_batch(list(fixed_scenes("pair", MEAN_CLIPS, VALIDATION))).inputs()
        return {m: x.mean(dim=0, keepdim=True) for m, x in inputs.items()}


def baseline_of(inputs: Mapping[str, Tensor], kind: Baseline) -> dict[str, Tensor]:
    """Return what a clip is compared with, shaped as the clip."""
    if kind == "black and silent":
        return {m: torch.full_like(x, BLACK if m == "visual" else SILENT) for m, x in inputs.items()}
    if kind == "mean":
        return {m: _mean()[m].to(x).expand_as(x) for m, x in inputs.items()}
    out = {}
    for modality, x in inputs.items():
        if modality == "visual":
            out[modality] = blurred(x, BLUR_PX)
        else:
            window = 2 * BLUR_CELLS + 1
            out[modality] = F.avg_pool2d(x, window, 1, BLUR_CELLS, count_include_pad=False)
    return out


def by_token(modality: str, values: Tensor) -> Tensor:
    """Return the sums over each token's patch `(B, N)` of values shaped as a sense's input."""
    rows, columns = GRIDS[modality]
    frames = FRAMES if modality == "visual" else 1
    x = values.reshape(
        len(values), frames, -1, rows, values.shape[-2] // rows, columns, values.shape[-1] // columns
    )
    return x.sum(dim=(2, 4, 6)).flatten(1)


def integrated_gradients(
    network: SoundingNetwork,
    inputs: Mapping[str, Tensor],
    score: Callable[[FusionOutput], Tensor],
    kind: Baseline = "blurred",
    most: int = MOST,
) -> Attribution:
    """Return what each sense's tokens `(1, N)`, CLS left out, add to a score, and how complete that is.

    Args:
        network: of *sounding-objects*.
        inputs: of one clip, ``"visual"`` `(1, 8, 3, 64, 96)` and/or ``"audio"`` `(1, 1, 64, 128)`.
        score: output -> `(B,)`; the rows are one clip.
        kind: the baseline.
        most: steps after which it is given up.

    Example:
        >>> from mmfusion.explain import preference
        >>> from mmfusion.tasks import sounding
        >>> inputs = sounding.make_batch([sounding.numbered_scene("pair", 105)]).inputs()
        >>> network = sounding.load("mid").network
        >>> found = sounding.integrated_gradients(network, inputs, preference("side", answer=1), "blurred")
        >>> {m: tuple(x.shape) for m, x in found.values.items()}, found.complete
        ({'visual': (1, 192), 'audio': (1, 64)}, True)

    """
    inputs = {m: x.to(home(network)) for m, x in inputs.items()}
    found = path_integral(lambda given: score(network(given)), inputs, baseline_of(inputs, kind), most=most)
    return replace(found, values={m: by_token(m, x) for m, x in found.values.items()})
