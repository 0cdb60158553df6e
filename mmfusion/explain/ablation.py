"""Head ablation: heads switched off one by one, by group or by layer, and what it costs.

A head that is switched off adds nothing (W_O has no bias). Heads differ in what their removal does, and most
can go: Michel, Levy and Neubig, Are Sixteen Heads Really Better than One?, NeurIPS 2019, §3 and §4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.explain.space import Key
from mmfusion.nn.fusion import FusionOutput, FusionTransformer

FloatArray = NDArray[np.float64]


class Head(NamedTuple):
    """One head: its layer, its stream, its number there."""

    layer: int
    stream: str
    number: int


def heads_of(network: FusionTransformer) -> tuple[Head, ...]:
    """Return every head, by layer, then stream in the order of the network, then number.

    Example:
        >>> from mmfusion.explain.ablation import heads_of
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("mid", layers=2, heads=2), {"event": 13})
        >>> [tuple(head) for head in heads_of(network)][:4]
        [(0, 'visual', 0), (0, 'visual', 1), (0, 'audio', 0), (0, 'audio', 1)]
        >>> [tuple(head) for head in heads_of(network)][4:]  # from L_f on both share a layer
        [(1, 'shared', 0), (1, 'shared', 1)]

    """
    where = sorted(network.attentions().values(), key=lambda key: key[0])
    return tuple(Head(layer, stream, h) for layer, stream in where for h in range(network.spec.heads))


def masks_without(network: FusionTransformer, gone: Iterable[Head]) -> dict[Key, Tensor]:
    """Return the `head_mask` that switches some heads off.

    Raises:
        ValueError: a head that the network does not have.

    Example:
        >>> from mmfusion.explain.ablation import Head, masks_without
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("mid", layers=2), {"event": 13})
        >>> masks_without(network, [Head(0, "audio", 2), Head(0, "audio", 3)])
        {(0, 'audio'): tensor([1., 1., 0., 0.])}

    """
    known = set(heads_of(network))
    masks: dict[Key, Tensor] = {}
    for head in gone:
        if head not in known:
            raise ValueError(f"there is no head {head.number} in layer {head.layer} of {head.stream!r}")
        masks.setdefault((head.layer, head.stream), torch.ones(network.spec.heads))[head.number] = 0.0
    return masks


@torch.inference_mode()
def each_without(
    network: FusionTransformer, tokens: Mapping[str, Tensor], groups: Sequence[Sequence[Head]]
) -> FusionOutput:
    """Return the answers to one example with each of several groups of heads off, in one batch.

    Args:
        network: any spec.
        tokens: `(1, N_i, d)` by modality.
        groups: which heads are off in each row of the answer; an empty group switches none off.

    Returns:
        Logits `(groups, classes)` by question.

    Example:
        >>> import torch
        >>> from mmfusion.explain.ablation import Head, each_without
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("late"), {"event": 13})
        >>> tokens = {"visual": torch.randn(1, 9, 64), "audio": torch.randn(1, 5, 64)}
        >>> each_without(network, tokens, [[], [Head(0, "audio", 2)]]).logits["event"].shape
        torch.Size([2, 13])

    """
    masks = {key: torch.ones(len(groups), network.spec.heads) for key in network.attentions().values()}
    for row, group in enumerate(groups):
        for key, own in masks_without(network, group).items():
            masks[key][row] = own
    many = {m: z.expand(len(groups), -1, -1) for m, z in tokens.items()}
    output: FusionOutput = network(many, head_mask=masks)
    return output


def least_needed_first(heads: Sequence[Head], cost: Callable[[Sequence[Head]], float]) -> list[Head]:
    """Return heads in the order in which they are missed least, each chosen beside those that went before.

    Args:
        heads: which.
        cost: heads that are off -> what is lost, on clips for choosing; asked about every head left in turn,
            so half as many times as there are pairs of heads.

    Example:
        >>> from mmfusion.explain.ablation import Head, least_needed_first
        >>> needed = {Head(0, "audio", 0): 0.3, Head(0, "audio", 1): 0.0, Head(1, "audio", 0): 0.1}
        >>> order = least_needed_first(list(needed), lambda gone: sum(needed[head] for head in gone))
        >>> [needed[head] for head in order]
        [0.0, 0.1, 0.3]

    """
    order: list[Head] = []
    left = list(heads)
    while left:
        cheapest = min(left, key=lambda head: cost([*order, head]))
        order.append(cheapest)
        left.remove(cheapest)
    return order


def curve(order: Sequence[Head], value: Callable[[Sequence[Head]], float]) -> FloatArray:
    """Return the value with the first 0, 1, … all heads of an order off: `(heads + 1,)`.

    Example:
        >>> from mmfusion.explain.ablation import Head, curve
        >>> order = [Head(0, "audio", 1), Head(0, "audio", 0)]
        >>> curve(order, lambda gone: 0.9 - 0.2 * len(gone)).round(1).tolist()
        [0.9, 0.7, 0.5]

    """
    return np.array([value(order[:count]) for count in range(len(order) + 1)])


def can_go(values: FloatArray, loss: float) -> int:
    """Return how many heads can go before a curve has ever lost more than `loss`.

    Example:
        >>> import numpy as np
        >>> from mmfusion.explain.ablation import can_go
        >>> can_go(np.array([0.90, 0.91, 0.895, 0.80, 0.90]), loss=0.01)  # what returns later does not count
        2

    """
    below = np.flatnonzero(values < values[0] - loss)
    return int(below[0]) - 1 if below.size else len(values) - 1
