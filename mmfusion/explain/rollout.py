"""Attention rollout: Ã = ½(Ā + I) a layer, Ā the mean over heads; R = Ã_L … Ã_1.

Abnar and Zuidema, Quantifying Attention Flow in Transformers, ACL 2020, §3. Streams and bottlenecks are
joined into one matrix a layer (`TokenSpace.joined`); a token that does not ask in a layer stays itself.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from mmfusion.explain.space import Key, TokenSpace, by_layer


def rollout(space: TokenSpace, weights: Mapping[Key, Tensor]) -> Tensor:
    """Return the rollout `(B, N, N)`, rows that sum to one, of attention `(B, heads, queries, keys)`.

    Row i says from which tokens at depth 0 token i at depth L is mixed, if attention were all that mixes.

    Example:
        >>> import torch
        >>> from mmfusion.explain.rollout import rollout
        >>> from mmfusion.explain.space import TokenSpace
        >>> from mmfusion.nn import FusionSpec
        >>> space = TokenSpace(FusionSpec(("audio",), layers=1), (("audio", 2),))
        >>> rollout(space, {(0, "audio"): torch.tensor([[[[0.5, 0.5], [0.0, 1.0]]]])}).tolist()  # ½ (A + I)
        [[[0.75, 0.25], [0.0, 1.0]]]

    """
    identity = torch.eye(space.size)
    total: Tensor | None = None
    for layer, parts in enumerate(by_layer(weights)):
        mean, asks = space.joined(layer, {stream: w.mean(dim=1) for stream, w in parts.items()})
        identity = identity.to(mean)
        step = torch.where(asks[:, None], 0.5 * (mean + identity), identity)
        total = step if total is None else step @ total
    if total is None:
        raise ValueError("there is no layer to roll out")
    return total


def read_by_cls(space: TokenSpace, matrix: Tensor) -> Tensor:
    """Return what the CLS tokens, whose mean answers, take from every token: `(B, N)` of `(B, N, N)`.

    Example:
        >>> import torch
        >>> from mmfusion.explain.rollout import read_by_cls
        >>> from mmfusion.explain.space import TokenSpace
        >>> from mmfusion.nn import FusionSpec
        >>> space = TokenSpace(FusionSpec(("visual", "audio")), (("visual", 2), ("audio", 2)))
        >>> read_by_cls(space, torch.arange(16.0).view(1, 4, 4)).tolist()  # the mean of rows 0 and 2
        [[4.0, 5.0, 6.0, 7.0]]

    """
    return matrix[:, list(space.cls_tokens().values())].mean(dim=1)
