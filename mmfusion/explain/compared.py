"""One answer, explained by several maps: each map, and what becomes of the answer in the order of each.

Maps of the tokens (`mmfusion.explain.maps`) and, where a task has them, of what lies below the tokens; tokens
are removed and put back in the order of every map and in random orders (`mmfusion.explain.faithfulness`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.explain.faithfulness import curves, order_of, random_orders
from mmfusion.explain.maps import Map, Score, preference, token_maps
from mmfusion.explain.path_integral import Attribution
from mmfusion.nn.device import to_numpy
from mmfusion.nn.fusion import FusionTransformer

RANDOM_ORDERS = 20


@dataclass(frozen=True, eq=False)
class Compared:
    """Maps of one answer on one example, and the curves of their orders."""

    answer: int
    maps: dict[str, Map]
    """Method -> modality -> scores of tokens, CLS left out."""
    modality: str
    """Whose tokens are removed: the first."""
    deletion: NDArray[np.float64]
    """`(methods + random orders, steps)`, the methods in the order of `maps`."""
    insertion: NDArray[np.float64]
    sums: dict[str, tuple[float, int]]
    """Of maps that must add up: the gap that is left, and the steps that were taken."""


def compared(
    network: FusionTransformer,
    tokens: Mapping[str, Tensor],
    question: str,
    methods: Sequence[str],
    below: Callable[[Score], Mapping[str, Attribution]] = lambda score: {},
) -> Compared:
    """Explain what a network answers to a question, for one example.

    Args:
        network: any spec whose streams are the modalities' own.
        tokens: `(1, 1 + N, d)` by modality, CLS first.
        question: whose answer is explained.
        methods: which maps, in order; one that is neither of the tokens nor in `below` is left out.
        below: score -> attributions `(1, N)` by modality of methods that go below the tokens.

    Example:
        >>> import torch
        >>> from mmfusion.explain.compared import compared
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("mid"), {"event": 13}).eval()
        >>> tokens = {"visual": torch.randn(1, 10, 64), "audio": torch.randn(1, 5, 64)}
        >>> found = compared(network, tokens, "event", ["attention", "removal"])
        >>> list(found.maps), found.maps["removal"]["audio"].shape, found.deletion.shape
        (['attention', 'removal'], (4,), (22, 13))

    """
    with torch.no_grad():
        answer = int(network(tokens).logits[question].argmax())
    score = preference(question, answer)
    integrated = below(score)
    every = token_maps(network, tokens, score) | {
        name: {m: to_numpy(x[0].double()) for m, x in found.values.items()}
        for name, found in integrated.items()
    }
    maps = {name: every[name] for name in methods if name in every}
    modality = next(iter(tokens))
    orders = [order_of(by[modality]) for by in maps.values()]
    ran = curves(network, tokens, modality, [*orders, *random_orders(RANDOM_ORDERS, orders[0].size)], score)
    sums = {name: (found.gap, found.steps) for name, found in integrated.items()}
    return Compared(answer, maps, modality, ran.deletion, ran.insertion, sums)
