"""The triangle of weights: colour, texture, shape at 231 points, and which are as good as the best.

Each point is Σ α_i K_i with α on a grid of twentieths, on unit-diagonal kernels, decided by a least-squares
support vector machine. A point belongs to the region if the interval of its paired difference to the best
point, over validation pictures of all splits, holds 0. Pictures recur in several splits and come in groups
of near-duplicates: the interval is that of sums over groups. The best point was picked from the same
pictures, which flatters it: the region is, if anything, too small.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.kernels.least_squares import LeastSquares, least_squares
from mmfusion.tasks.flowers.evaluate import SPLITS
from mmfusion.tasks.flowers.grams import group_grams
from mmfusion.tasks.flowers.pictures import grouped_split
from mmfusion.training.splits import Split
from mmfusion.training.weightings import interval, machine

STEPS = 20
RIDGES = (0.03, 0.1, 0.3, 1.0)
LEARNED = ("L1", "L2", "alignf")
COST = 10.0
"""C with which weights are learned."""
Floats = NDArray[np.float64]


def points(steps: int = STEPS) -> Floats:
    """Return the weights `((steps + 1)(steps + 2) / 2, 3)`, first by colour, then by texture."""
    return np.array([(i, j, steps - i - j) for i in range(steps + 1) for j in range(steps + 1 - i)]) / steps


def signs(labels: NDArray[np.int64], classes: int) -> Floats:
    """Return ±1 targets `(classes, n)`, each class against the rest.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.flowers import signs
        >>> signs(np.array([0, 2]), classes=3).tolist()
        [[1.0, -1.0], [-1.0, -1.0], [-1.0, 1.0]]

    """
    return np.where(np.arange(classes)[:, None] == labels[None, :], 1.0, -1.0)


def trained(kernels: NDArray[Any], weights: Floats, targets: Floats, ridge: float) -> LeastSquares:
    """Train on Σ α_i K_i of training kernels `(3, n, n)`."""
    return least_squares(np.tensordot(weights.astype(np.float32), kernels, 1), targets, ridge)


class Part:
    """One split of the three kernels: training block, blocks of the other parts, labels."""

    def __init__(self, kernels: NDArray[Any], labels: NDArray[np.int64], split: Split) -> None:
        def block(rows: NDArray[np.int64]) -> NDArray[Any]:
            return np.ascontiguousarray(kernels[:, rows][:, :, split.train])

        self.train, self.validation, self.test = (
            block(split.train),
            block(split.validation),
            block(split.test),
        )
        self.y = {part: labels[getattr(split, part)] for part in ("train", "validation", "test")}
        self.targets = signs(self.y["train"], int(labels.max()) + 1)

    def right(self, weights: Floats, ridge: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return which validation and which test pictures are decided rightly."""
        fitted = trained(self.train, weights, self.targets, ridge)
        answers = []
        for name, cross in (("validation", self.validation), ("test", self.test)):
            scores = fitted.decide(np.tensordot(weights.astype(np.float32), cross, 1))
            answers.append(scores.argmax(axis=1) == self.y[name])
        return answers[0], answers[1]

    def learned(self, method: str) -> Floats:
        """Return the weights that a method learns, scaled to sum to one."""
        found = machine(method, COST).fit(self.train, self.y["train"]).weights_
        return np.asarray(found / found.sum())


def slack(right: NDArray[np.bool_], clusters: NDArray[np.int64], best: int) -> Floats:
    """Return how far `(P,)` each point's paired 95 % interval reaches beyond 0: as good as the best if ≥ 0.

    Args:
        right: `(P, N)` which decisions each point gets right.
        clusters: `(N,)` decisions on the same picture or its near-duplicates share a number.
        best: index of the best point.

    """
    worse = right[best].astype(float) - right  # (P, N)
    mean = worse.mean(axis=1)
    _, index = np.unique(clusters, return_inverse=True)
    sums = np.zeros((len(worse), index.max() + 1))
    np.add.at(sums.T, index, (worse - mean[:, None]).T)
    error = np.sqrt((sums**2).sum(axis=1)) / worse.shape[1]
    return np.asarray(1.96 * error - mean)


def best_ridge(part: Part) -> float:
    """Return the ridge that decides most validation pictures rightly at equal weights."""
    equal = np.full(3, 1 / 3)
    return max(RIDGES, key=lambda ridge: int(part.right(equal, ridge)[0].sum()))


def triangle(
    between: Mapping[str, NDArray[np.float32]],
    labels: NDArray[np.int64],
    groups: NDArray[np.int64],
    report: Callable[[str], None],
    splits: int = SPLITS,
    steps: int = STEPS,
) -> dict[str, Any]:
    """Return what the page draws: validation accuracy, region, test accuracy by split, learned weights."""
    weights = points(steps)
    held: list[NDArray[np.bool_]] = []
    clusters: list[NDArray[np.int64]] = []
    test = np.zeros((len(weights), splits))
    learned: dict[str, list[Floats]] = {name: [] for name in LEARNED}
    reached: dict[str, list[float]] = {name: [] for name in ("equal", *LEARNED)}
    ridge = 0.0
    for seed in range(splits):
        split = grouped_split(labels.tolist(), groups.tolist(), seed)
        part = Part(group_grams(between, split.train), labels, split)
        ridge = ridge or best_ridge(part)
        both = [part.right(alpha, ridge) for alpha in weights]
        held.append(np.stack([validation for validation, _ in both]))
        test[:, seed] = [own.mean() for _, own in both]
        clusters.append(groups[split.validation])
        for name in learned:
            learned[name].append(part.learned(name))
        marks = {"equal": np.full(3, 1 / 3), **{name: found[-1] for name, found in learned.items()}}
        for name, alpha in marks.items():
            reached[name].append(float(part.right(alpha, ridge)[1].mean()))
        report(
            f"triangle, split {seed + 1} of {splits}: best {held[-1].mean(axis=1).max():.3f} on validation"
        )
    right = np.concatenate(held, axis=1)
    validation = right.mean(axis=1)
    best = int(validation.argmax())
    return {
        "steps": steps,
        "splits": splits,
        "ridge": ridge,
        "C": COST,
        "decisions": int(right.shape[1]),
        "validation": validation.round(4).tolist(),
        "slack": slack(right, np.concatenate(clusters), best).round(5).tolist(),
        "best": best,
        "test": test.round(4).tolist(),
        "marks": {
            name: {
                "weights": [1 / 3] * 3
                if name == "equal"
                else np.mean(learned[name], axis=0).round(4).tolist(),
                "test": np.round(scores, 4).tolist(),
                "mean": interval(scores),
            }
            for name, scores in reached.items()
        },
    }
