"""Shapley values of groups of tokens, by sampling orders in which they come.

    φ_g = E_π[v(before g in π, and g) − v(before g in π)]

Castro, Gómez and Tejada, Polynomial calculation of the Shapley value based on sampling, Computers &
Operations Research 36, 2009. Every order adds up to v(all) − v(none), so the estimate does; each order is
also run backwards, which takes out what depends on early and late alike (Mitchell, Cooper, Frank and Holmes,
Sampling permutations for Shapley value estimation, JMLR 23, 2022, §3).

Ours, and not Captum's `ShapleyValueSampling`: that one perturbs an input of one shape, one order after the
other, where removed tokens make sequences of many lengths, which `mmfusion.explain.presence` runs together
over all orders; and it gives no error. On the same orders both give the same numbers, and a test holds them
together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mmfusion.explain.presence import BoolArray, FloatArray, IntArray, Value

ORDERS = 16


@dataclass(frozen=True, eq=False)
class Sampled:
    """Shapley values of groups of tokens, estimated."""

    values: FloatArray
    """`(groups,)`; they add up to `change`."""
    errors: FloatArray
    """`(groups,)`: standard errors, over orders with their reverses; NaN where there is one of them."""
    change: float
    """v(all) − v(none)."""

    def of_tokens(self, groups: Sequence[IntArray], size: int) -> FloatArray:
        """Return the values shared out evenly among each group's tokens, `(size,)`: the sum is kept.

        Example:
            >>> import numpy as np
            >>> from mmfusion.explain.sampling import Sampled
            >>> found = Sampled(np.array([1.0, 3.0]), np.zeros(2), 4.0)
            >>> found.of_tokens([np.array([0, 1]), np.array([3])], 4).tolist()
            [0.5, 0.5, 0.0, 3.0]

        """
        scores = np.zeros(size)
        for group, value in zip(groups, self.values, strict=True):
            scores[group] += value / len(group)
        return scores


def orders_of(groups: int, count: int = ORDERS, seed: int = 0) -> IntArray:
    """Return `count` random orders `(count, groups)`, each odd one the reverse of the one before it.

    Raises:
        ValueError: a count that is odd or below two.

    Example:
        >>> from mmfusion.explain.sampling import orders_of
        >>> one, other = orders_of(groups=5, count=2)
        >>> (one == other[::-1]).all()
        np.True_

    """
    if count < 2 or count % 2:
        raise ValueError(f"count must be even, since each order is run both ways, not {count}")
    rng = np.random.default_rng(seed)
    drawn = np.stack([rng.permutation(groups) for _ in range(count // 2)])
    return np.stack([drawn, drawn[:, ::-1]], axis=1).reshape(count, groups)


def chains(orders: IntArray, groups: Sequence[IntArray], size: int) -> BoolArray:
    """Return the masks `(orders, groups + 1, size)` as the groups come in each order, from none to all.

    Tokens that are in no group are always there.

    Example:
        >>> import numpy as np
        >>> from mmfusion.explain.sampling import chains
        >>> chains(np.array([[1, 0]]), [np.array([0]), np.array([2])], 3)[0].astype(int).tolist()
        [[0, 1, 0], [0, 1, 1], [1, 1, 1]]

    """
    comes = np.full((len(orders), size), -1)
    for row, order in enumerate(orders):
        for position, group in enumerate(order):
            comes[row, groups[group]] = position
    return np.asarray(comes[:, None] < np.arange(len(groups) + 1)[None, :, None])


def shapley_sampling(
    value: Value,
    groups: Sequence[IntArray],
    size: int,
    orders: int | IntArray = ORDERS,
    seed: int = 0,
) -> Sampled:
    """Return the Shapley values of groups of tokens, estimated on some orders.

    Args:
        value: masks `(R, size)` -> scores `(R,)`; it is asked once, about `orders · (groups + 1)` masks.
        groups: numbers of tokens, no token in two.
        size: how many tokens there are.
        orders: how many, each second one the reverse of the one before; or the orders `(P, groups)`.
        seed: of the orders.

    Raises:
        ValueError: a token in two groups.

    Example:
        >>> import numpy as np
        >>> from mmfusion.explain.sampling import shapley_sampling
        >>> pair = [np.array([0]), np.array([1])]
        >>> found = shapley_sampling(lambda masks: masks.all(axis=1).astype(float), pair, 2)  # both or none
        >>> found.values.tolist(), found.change
        ([0.5, 0.5], 1.0)

    """
    drawn = orders_of(len(groups), orders, seed) if isinstance(orders, int) else orders
    together = np.concatenate(groups)
    if len(np.unique(together)) < len(together):
        raise ValueError("a token is in two groups: its part would be counted twice")
    masks = chains(drawn, groups, size)
    scores = value(masks.reshape(-1, size)).reshape(masks.shape[:2])
    steps = np.diff(scores, axis=1)  # (orders, groups), in the order in which they come
    each = np.empty_like(steps)
    np.put_along_axis(each, drawn, steps, axis=1)
    pairs = each.reshape(-1, 2, len(groups)).mean(axis=1) if len(each) % 2 == 0 else each
    errors = np.full(len(groups), np.nan)
    if len(pairs) > 1:
        errors = pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs))
    return Sampled(each.mean(axis=0), errors, float(scores[0, -1] - scores[0, 0]))
