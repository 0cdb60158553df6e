"""Integrated gradients of a clip's pixels and spectrogram, gathered by token.

    IG_i(x) = (x_i − x'_i) ∫₀¹ ∂F(x' + α (x − x')) / ∂x_i dα

Sundararajan, Taly and Yan, Axiomatic Attribution for Deep Networks, ICML 2017, equation 1, by Captum. What
the baseline x' is decides the map: a blurred clip keeps the picture on the whole and loses what is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional as F

from mmfusion.nn.device import home
from mmfusion.nn.fusion import FusionOutput
from mmfusion.tasks.sounding import FRAMES
from mmfusion.tasks.sounding.batches import blurred
from mmfusion.tasks.sounding.network import GRIDS, SoundingNetwork
from mmfusion.tasks.sounding.raster import CENTRE_DB, FLOOR_DB, SPREAD_DB

Baseline = Literal["blurred", "black and silent"]
BASELINES: tuple[Baseline, ...] = ("blurred", "black and silent")
BLUR_PX = 12.0
BLUR_CELLS = 8
"""How far the blurred baseline is blurred: px of the frames, cells of the spectrogram."""
BLACK = -170.0 / 60.0
SILENT = (FLOOR_DB - CENTRE_DB) / SPREAD_DB


def baseline_of(inputs: Mapping[str, Tensor], kind: Baseline) -> dict[str, Tensor]:
    """Return what a clip is compared with, shaped as the clip."""
    if kind == "black and silent":
        return {m: torch.full_like(x, BLACK if m == "visual" else SILENT) for m, x in inputs.items()}
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
    steps: int = 32,
    rows: int = 128,
) -> dict[str, Tensor]:
    """Return the attribution `(B, N)` of each sense's tokens, CLS left out, to a score.

    Args:
        network: of *sounding-objects*.
        inputs: ``"visual"`` `(B, 8, 3, 64, 96)` and/or ``"audio"`` `(B, 1, 64, 128)`.
        score: output -> `(B,)`; it must not depend on which clip stands in which row.
        kind: the baseline.
        steps: points of the Gauss–Legendre rule.
        rows: how many clips the network is given at once.

    """
    from captum.attr import IntegratedGradients  # its import takes a second and more

    inputs, senses = {m: x.to(home(network)) for m, x in inputs.items()}, list(inputs)

    def forward(*given: Tensor) -> Tensor:
        # A sense that the score does not read gets zero, where autograd would refuse.
        unread = torch.stack([0.0 * x.flatten(1).sum(dim=1) for x in given]).sum(dim=0)
        return score(network(dict(zip(senses, given, strict=True)))) + unread

    baselines = baseline_of(inputs, kind)
    with torch.enable_grad():
        found = IntegratedGradients(forward).attribute(
            tuple(inputs[m] for m in senses),
            tuple(baselines[m] for m in senses),
            n_steps=steps,
            internal_batch_size=max(rows, len(inputs[senses[0]])),
        )
    return {m: by_token(m, x.detach()) for m, x in zip(senses, found, strict=True)}
