"""Maps of one answer on one example, and what becomes of the answer in the order of each.

Tokens of one modality are removed and put back in a map's order, in random orders, and in the order of the
same method's map of another example (`mmfusion.explain.faithfulness`): a map that beats neither says nothing
of this answer, however it looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from torch import Tensor

from mmfusion.explain.faithfulness import Curves, curves, order_of, random_orders
from mmfusion.explain.maps import Map, Score
from mmfusion.nn.fusion import FusionTransformer

RANDOM_ORDERS = 20


class Explanation(NamedTuple):
    """One map of one answer: scores of tokens by modality, CLS left out.

    `gap` and `steps` are those of a method that must add up (`mmfusion.explain.path_integral`).
    """

    map: Map
    gap: float | None = None
    steps: int | None = None


@dataclass(frozen=True, eq=False)
class Compared:
    """Several maps of one answer on one example."""

    answer: int
    maps: dict[str, Explanation]
    """By method."""
    random: Curves
    """In random orders, `(RANDOM_ORDERS, steps + 1)`."""
    orders: dict[str, Curves]
    """By method, `(2, steps + 1)`: in the order of its map, and in that of another example's."""


def in_order(
    network: FusionTransformer, tokens: Mapping[str, Tensor], score: Score, own: Map, other: Map | None = None
) -> Curves:
    """Return what is left of a score in the order of a map, and of another example's map: `(1 or 2, …)`.

    Args:
        network: any spec.
        tokens: `(1, 1 + N, d)` by modality, CLS first; those of the first modality go.
        score: output -> `(B,)`.
        own: the map.
        other: another example's map by the same method, over as many tokens.

    Example:
        >>> import torch
        >>> from mmfusion.explain.compared import in_order
        >>> from mmfusion.explain.maps import preference, token_map
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("mid"), {"event": 13}).eval()
        >>> tokens = {"visual": torch.randn(1, 10, 64), "audio": torch.randn(1, 5, 64)}
        >>> own = token_map(network, tokens, preference("event", 0), "removal")
        >>> in_order(network, tokens, preference("event", 0), own).deletion.shape
        (1, 13)

    """
    modality = next(iter(tokens))
    orders = [order_of(one[modality]) for one in (own, other) if one is not None]
    return curves(network, tokens, modality, orders, score)


def in_random_orders(
    network: FusionTransformer, tokens: Mapping[str, Tensor], score: Score, count: int = RANDOM_ORDERS
) -> Curves:
    """Return what is left of a score in random orders, `(count, …)`; arguments as in `in_order`.

    Example:
        >>> import torch
        >>> from mmfusion.explain.compared import in_random_orders
        >>> from mmfusion.explain.maps import preference
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("mid"), {"event": 13}).eval()
        >>> tokens = {"visual": torch.randn(1, 10, 64), "audio": torch.randn(1, 5, 64)}
        >>> in_random_orders(network, tokens, preference("event", 0)).insertion.shape
        (20, 13)

    """
    modality = next(iter(tokens))
    count_of_tokens = tokens[modality].shape[1] - 1
    return curves(network, tokens, modality, random_orders(count, count_of_tokens), score)


class Place(NamedTuple):
    """Where a map's area lies: its own, the range of random orders, another example's map's."""

    own: float
    low: float
    high: float
    other: float | None


def areas(own: Curves, random: Curves) -> tuple[Place, Place]:
    """Return the areas of deletion and of insertion: means of the score over the curve.

    Args:
        own: in the order of a map and, if there is a second row, of another example's.
        random: in random orders.

    Example:
        >>> import numpy as np
        >>> from mmfusion.explain.compared import areas
        >>> from mmfusion.explain.faithfulness import Curves
        >>> own = Curves(np.array([[1.0, 0.0, 0.0]]), np.array([[0.0, 1.0, 1.0]]))
        >>> random = Curves(np.array([[1.0, 0.5, 0.0]] * 2), np.array([[0.0, 0.5, 1.0]] * 2))
        >>> deletion, insertion = areas(own, random)
        >>> deletion.own, deletion.low, insertion.own, insertion.other
        (0.25, 0.5, 0.75, None)

    """
    found = []
    for mine, chance in zip(own.areas(), random.areas(), strict=True):
        other = float(mine[1]) if len(mine) > 1 else None
        found.append(Place(float(mine[0]), float(np.min(chance)), float(np.max(chance)), other))
    return found[0], found[1]


def shares(scores: Map) -> Map:
    """Return a map in shares of all that it says, |scores| of both modalities together, signs kept.

    Maps of other units stand on one scale then: strong is what gathers in few places.

    Example:
        >>> import numpy as np
        >>> from mmfusion.explain.compared import shares
        >>> found = shares({"visual": np.array([3.0, -1.0]), "audio": np.array([0.0, 4.0])})
        >>> found["visual"].tolist(), found["audio"].tolist()
        ([0.375, -0.125], [0.0, 0.5])

    """
    total = max(float(sum(np.abs(part).sum() for part in scores.values())), 1e-12)
    return {m: part / total for m, part in scores.items()}
