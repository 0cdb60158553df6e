"""Every way to weight kernels: learned on training items, chosen on validation, counted on test.

One machine for each class against the rest, weights shared by all classes. A figure is the mean over splits
with Student's 95 % interval; differences are paired by split. Splits overlap in their items, so the
intervals speak of these items.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.training.splits import Split

Floats = NDArray[np.float64]
COSTS = (1.0, 10.0, 100.0)
"""C, chosen on validation; a larger one is a hard margin here."""
NORMS = {"L1": 1.0, "L4/3": 4 / 3, "L2": 2.0, "L4": 4.0}
METHODS = ("best single", "average", "product", "alignf", *NORMS)


@dataclass(frozen=True)
class Learned:
    """What one way to weight reached on one split."""

    accuracy: float
    C: float
    weights: tuple[float, ...] | None
    """None where there is no sum."""


def interval(values: Sequence[float] | Floats, confidence: float = 0.95) -> dict[str, float]:
    """Return mean, half-width of Student's interval, and number of values.

    Raises:
        ValueError: fewer than two values.

    """
    from scipy.stats import t

    array = np.asarray(values, dtype=float)
    if len(array) < 2:
        raise ValueError(f"an interval needs two splits at least, not {len(array)}")
    half = t.ppf(0.5 + confidence / 2, len(array) - 1) * array.std(ddof=1) / np.sqrt(len(array))
    return {"value": float(array.mean()), "half": float(half), "n": len(array)}


def machine(method: str, C: float) -> Any:
    """Return the estimator of a way to weight. Raises ValueError for one that there is not."""
    from mmfusion.kernels import AlignmentMKL, MKLClassifier, UniformMKL

    if method in NORMS:
        return MKLClassifier(NORMS[method], C, check=False)
    if method == "alignf":
        return AlignmentMKL(C, check=False)
    if method in ("average", "product", "best single"):
        return UniformMKL(C, check=False)
    raise ValueError(f"there is no way {method!r} to weight kernels: there are {METHODS}")


def chosen(method: str, kernels: NDArray[Any], labels: NDArray[np.int64], split: Split) -> Learned:
    """Return what a way to weight kernels `(s, n, n)` reaches on the test part, C chosen on validation.

    For *best single*, the kernel is chosen on validation first, at the smallest C: at large ones a machine on
    noise takes minutes. A product is taken to the power 1/s, so that it is exp(−mean distance) and not nearly
    the identity.
    """
    from mmfusion.kernels import product

    if method == "product":
        kernels = product(kernels, np.full(len(kernels), 1 / len(kernels)))[None]
    train, held, test = (
        np.stack([kernel[np.ix_(rows, split.train)] for kernel in kernels])
        for rows in (split.train, split.validation, split.test)
    )

    def right(model: Any, values: NDArray[Any], rows: NDArray[np.int64]) -> float:
        return float(np.mean(model.predict(values) == labels[rows]))

    def fitted(part: slice, C: float) -> tuple[float, Any]:
        """Return validation accuracy of some of the kernels at one C, and the model."""
        model = machine(method, C).fit(train[part], labels[split.train])
        return right(model, held[part], split.validation), model

    part = slice(None)
    if method == "best single":
        first = [fitted(slice(k, k + 1), COSTS[0])[0] for k in range(len(kernels))]
        at = int(np.argmax(first))
        part = slice(at, at + 1)
    _, model = max((fitted(part, C) for C in COSTS), key=lambda one: one[0])  # the smallest C of equals
    sums = method not in ("product", "best single")
    reached = right(model, test[part], split.test)
    return Learned(reached, model.C, tuple(model.weights_.tolist()) if sums else None)


Raw = Mapping[str, Mapping[str, Sequence[Learned]]]
"""What was reached, by set of kernels (or *alone*), then by method (or kernel), a split each."""


def accuracies(raw: Raw) -> dict[str, Any]:
    """Return accuracies with intervals, mean weights, and differences from the average, paired by split."""
    answer: dict[str, Any] = {"splits": 0, "accuracy": {}, "weights": {}, "against average": {}}
    for label, rows in raw.items():
        scores = {name: np.array([one.accuracy for one in found]) for name, found in rows.items()}
        answer["splits"] = len(next(iter(scores.values())))
        answer["accuracy"][label] = {name: interval(score) for name, score in scores.items()}
        if label == "alone":
            continue
        answer["weights"][label] = {
            name: np.mean([one.weights or () for one in found], axis=0).round(4).tolist()
            for name, found in rows.items()
            if found[0].weights is not None
        }
        answer["against average"][label] = {
            name: interval(score - scores["average"]) for name, score in scores.items() if name != "average"
        }
    return answer


def gain(raw: Raw, more: str, less: str) -> dict[str, dict[str, float]]:
    """Return by method what one set of kernels reaches beyond another, paired by split."""
    return {
        name: interval([a.accuracy - b.accuracy for a, b in zip(found, raw[less][name], strict=True)])
        for name, found in raw[more].items()
    }
