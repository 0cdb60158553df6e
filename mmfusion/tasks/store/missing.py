"""A modality that is missing: emoji by picture and name into eight groups, the name gone.

A store compares what both have: the cosine of pictures, the cosine of names, their mean where an item and a
question have both. Weights read picture and name side by side, zeros for what is missing; *dropout* saw zeros
for half of the names in training too. Near-duplicate pictures are never parted.
"""

from __future__ import annotations

import numpy as np

from mmfusion.colearning import softmax
from mmfusion.colearning.neighbours import NEAREST, TEMPERATURES, Floats, votes
from mmfusion.tasks.pairs import pairs

PENALTY = 3e-4
ARMS = ("both there", "name missing", "half the store without names")


def missing(seed: int) -> dict[str, list[float]]:
    """Return accuracy by arm: both there, the name missing in questions, and in half of what is stored.

    Raises:
        FileNotFoundError: the pairs are not there.

    """
    data = pairs()
    split = data.split(seed)
    a, b = split.train, split.test
    centre = {name: view[a].mean(axis=0) for name, view in data.views.items()}
    picture, name = (_unit(data.views[key] - centre[key]) for key in ("visual", "text"))
    y, truth, classes = data.group[a], data.group[b], len(data.groups)
    rng = np.random.default_rng([seed, 9])
    gone = rng.random(len(a)) < 0.5

    def weights(there: Floats) -> Floats:
        x = _unit(np.concatenate([picture[a], name[a] * there[:, None]], axis=1))
        return softmax.trained(x, y, classes, PENALTY)

    whole, dropped = weights(np.ones(len(a))), weights(1.0 - gone)
    seen = picture[b] @ picture[a].T
    read = name[b] @ name[a].T
    tau = _temperature(picture[a] @ picture[a].T, y, classes)

    def store(there: Floats, asked: bool) -> float:
        cosines = np.where(there[None] > 0, (seen + read) / 2, seen) if asked else seen
        order = np.argsort(-cosines, axis=1)[:, :NEAREST]
        shares = votes(np.take_along_axis(cosines, order, axis=1), y[order], classes, tau)
        return float((shares.argmax(axis=1) == truth).mean())

    def right(found: Floats, asked: bool) -> float:
        x = _unit(np.concatenate([picture[b], name[b] * asked], axis=1))
        return float(((x @ found).argmax(axis=1) == truth).mean())

    every = np.ones(len(a))
    return {
        "weights": [right(whole, True), right(whole, False), right(dropped, True)],
        "weights with dropout": [right(dropped, True), right(dropped, False), right(dropped, True)],
        "store": [store(every, True), store(every, False), store(1.0 - gone, True)],
    }


def _unit(values: Floats) -> Floats:
    return np.asarray(values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-12))


def _temperature(cosines: Floats, y: np.ndarray[tuple[int, ...], np.dtype[np.int64]], classes: int) -> float:
    """Return τ by which the others best foretell each stored item."""
    np.fill_diagonal(cosines, -np.inf)
    order = np.argsort(-cosines, axis=1)[:, :NEAREST]
    near = np.take_along_axis(cosines, order, axis=1)

    def likelihood(tau: float) -> float:
        return float(np.log(votes(near, y[order], classes, tau)[np.arange(len(y)), y] + 1e-3).mean())

    return max(TEMPERATURES, key=likelihood)
