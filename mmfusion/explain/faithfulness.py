"""Is a map faithful? Deletion and insertion by really removing tokens, beside random orders.

Deletion takes the tokens that a map ranks highest away first: the sooner the answer falls, the better the
map. Insertion starts from the CLS alone and puts the highest back first. The areas under both curves are
compared with orders drawn at random and with the order of another clip's map (Petsiuk, Das and Saenko, RISE,
BMVC 2018, §4.3, with tokens removed where they fill pixels in).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.nn.device import home, to_numpy
from mmfusion.nn.fusion import FusionOutput, FusionTransformer

FloatArray = NDArray[np.float64]
STEPS = 12
"""Parts in which tokens go, or come back."""


class Curves(NamedTuple):
    """The score `(orders, STEPS + 1)` as the tokens of one modality go, and as they come back.

    Example:
        >>> import numpy as np
        >>> from mmfusion.explain.faithfulness import Curves
        >>> deletion, insertion = Curves(np.array([[1.0, 0.0, 0.0]]), np.array([[0.0, 1.0, 1.0]])).areas()
        >>> deletion.tolist(), insertion.tolist()
        ([0.25], [0.75])

    """

    deletion: FloatArray
    insertion: FloatArray

    def areas(self) -> tuple[FloatArray, FloatArray]:
        """Return the mean score over each curve `(orders,)`, by the trapezium rule."""
        return tuple(np.trapezoid(c, axis=1) / (c.shape[1] - 1) for c in self)


def order_of(scores: FloatArray) -> NDArray[np.int64]:
    """Return token numbers from the highest score to the lowest; ties in the order of the tokens.

    Example:
        >>> import numpy as np
        >>> from mmfusion.explain.faithfulness import order_of
        >>> order_of(np.array([0.1, 0.7, 0.1, 0.9])).tolist()
        [3, 1, 0, 2]

    """
    return np.argsort(-scores, kind="stable")


def random_orders(count: int, tokens: int, seed: int = 0) -> NDArray[np.int64]:
    """Return `count` random orders `(count, tokens)`.

    Example:
        >>> from mmfusion.explain.faithfulness import random_orders
        >>> orders = random_orders(count=20, tokens=9)
        >>> orders.shape, sorted(orders[0].tolist())
        ((20, 9), [0, 1, 2, 3, 4, 5, 6, 7, 8])

    """
    rng = np.random.default_rng(seed)
    return np.stack([rng.permutation(tokens) for _ in range(count)])


@torch.inference_mode()
def curves(
    network: FusionTransformer,
    tokens: Mapping[str, Tensor],
    modality: str,
    orders: Sequence[NDArray[np.int64]] | NDArray[np.int64],
    score: Callable[[FusionOutput], Tensor],
    steps: int = STEPS,
) -> Curves:
    """Return what is left of a score as the tokens of one modality are removed, or come back, in some orders.

    Args:
        network: any spec.
        tokens: `(1, 1 + N, d)` by modality, CLS first; the CLS always stays.
        modality: whose tokens go; the others stay whole.
        orders: of its N tokens, first the one that goes first (and comes back first).
        score: output -> `(B,)`.
        steps: parts in which they go.

    Example:
        >>> import torch
        >>> from mmfusion.explain.faithfulness import curves, random_orders
        >>> from mmfusion.explain.maps import preference
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("mid"), {"event": 13}).eval()
        >>> tokens = {"visual": torch.randn(1, 10, 64), "audio": torch.randn(1, 5, 64)}
        >>> orders, score = random_orders(count=2, tokens=9), preference("event", answer=0)
        >>> two = curves(network, tokens, "visual", orders, score, steps=3)
        >>> two.deletion.shape, bool(abs(two.deletion[0, 0] - two.insertion[0, -1]) < 1e-5)
        ((2, 4), True)

    """
    tokens = {m: z.to(home(network)) for m, z in tokens.items()}
    index = torch.from_numpy(np.stack(list(orders))).to(home(network))  # (orders, N)
    count, total = index.shape
    cuts = [round(total * step / steps) for step in range(steps + 1)]
    own, others = tokens[modality][0], {m: z for m, z in tokens.items() if m != modality}

    def scores(kept: Tensor) -> FloatArray:
        left = torch.cat([own[:1].expand(count, 1, -1), own[1:][kept]], dim=1)
        given = {m: z.expand(count, -1, -1) for m, z in others.items()} | {modality: left}
        return to_numpy(score(network(given)).double())

    deletion = [scores(index[:, cut:].sort(dim=1).values) for cut in cuts]
    insertion = [scores(index[:, :cut].sort(dim=1).values) for cut in cuts]
    return Curves(np.stack(deletion, axis=1), np.stack(insertion, axis=1))
