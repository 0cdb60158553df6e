"""Every attribution of a drawn clip: from baselines, by windows, groups and orders of tokens, off one pass.

Groups are a patch through four frames, and two bands by two steps of the spectrogram: 48 + 16 of them, a
player each. A window of occlusion is 2 frames × 2 × 2 patches, or 2 bands × 2 steps, and slides by one.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from mmfusion.explain.maps import METHODS as OF_TOKENS
from mmfusion.explain.maps import Map, Score, token_map
from mmfusion.explain.occlusion import occlusion
from mmfusion.explain.presence import IntArray, Presence, windows
from mmfusion.explain.sampling import Sampled, shapley_sampling
from mmfusion.nn.device import to_numpy
from mmfusion.tasks.sounding import FRAMES
from mmfusion.tasks.sounding.integrated import Baseline, integrated_gradients
from mmfusion.tasks.sounding.network import GRIDS, SoundingNetwork

SHAPES: dict[str, tuple[int, ...]] = {"visual": (FRAMES, *GRIDS["visual"]), "audio": GRIDS["audio"]}
"""The tokens of either sense as a grid: frames, rows and columns; bands and steps."""
GROUP: dict[str, tuple[int, ...]] = {"visual": (4, 1, 1), "audio": (2, 2)}
WINDOW: dict[str, tuple[int, ...]] = {"visual": (2, 2, 2), "audio": (2, 2)}
INTEGRATED: dict[str, Baseline] = {
    "integrated gradients, blurred": "blurred",
    "integrated gradients, mean": "mean",
    "integrated gradients, black and silent": "black and silent",
}
REMOVING = ("occlusion", "ablation", "Shapley values")
METHODS = (*INTEGRATED, *REMOVING, *OF_TOKENS)
ORDERS = 8


def groups(value: Presence) -> list[IntArray]:
    """Return the groups of tokens of all senses at hand: every token is in one."""
    return _slid(value, GROUP, GROUP)


def slid(value: Presence) -> list[IntArray]:
    """Return the windows of occlusion over the tokens of all senses at hand."""
    return _slid(value, WINDOW, {m: (1,) * len(size) for m, size in WINDOW.items()})


def _slid(
    value: Presence, size: Mapping[str, tuple[int, ...]], stride: Mapping[str, tuple[int, ...]]
) -> list[IntArray]:
    return [
        window for m in value.counts for window in windows(SHAPES[m], size[m], stride[m], value.span(m).start)
    ]


def sampled(value: Presence, orders: int = ORDERS, seed: int = 0) -> Sampled:
    """Return the Shapley values of the groups of `groups`, estimated on some orders and their reverses."""
    return shapley_sampling(value, groups(value), value.size, orders, seed)


def attribution(
    network: SoundingNetwork,
    inputs: Mapping[str, Tensor],
    score: Score,
    method: str,
    orders: int = ORDERS,
) -> Map:
    """Return what each token of one clip adds to a score by one of `METHODS`: `(N,)` by sense, CLS left out.

    Args:
        network: one that reads its senses in streams of their own.
        inputs: of one clip, `(1, …)` by sense.
        score: output -> `(B,)`; the rows are the clip.
        method: which.
        orders: of *Shapley values*.

    Raises:
        ValueError: a method that there is not.

    """
    if method in INTEGRATED:
        found = integrated_gradients(network, inputs, score, INTEGRATED[method])
        return {m: to_numpy(x[0].double()) for m, x in found.values.items()}
    if method not in METHODS:
        raise ValueError(f"there is no attribution {method!r}: there are {', '.join(METHODS)}")
    with torch.no_grad():
        tokens = network.tokens(inputs)
    if method in OF_TOKENS:
        return token_map(network.fusion, tokens, score, method)
    value = Presence(network.fusion, tokens, score)
    if method == "Shapley values":
        own = groups(value)
        scores = shapley_sampling(value, own, value.size, orders).of_tokens(own, value.size)
    else:
        scores = occlusion(value, slid(value) if method == "occlusion" else groups(value), value.size)
    return {m: np.asarray(x) for m, x in value.by_modality(scores).items()}
