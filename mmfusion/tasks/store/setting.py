"""One split: what is stored, who asks, and the three answerers."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mmfusion.colearning import Refit, Store, softmax
from mmfusion.colearning.neighbours import Rule
from mmfusion.colearning.poison import class_means
from mmfusion.measure.metrics import softmax as probabilities
from mmfusion.tasks.caltech import pictures

Floats = NDArray[np.floating]
Index = NDArray[np.int64]
CLASSES = 100
PENALTY = 1e-2
"""λ of softmax: that of 1e-3 to 3e-2 which is best trained on 12 stored pictures a class of split 0 and tried
on the other three."""
RIDGE = 0.1
"""λ of least squares, chosen the same way of 0.03 to 10."""


class Setting:
    """A split of the pictures.

    Args:
        seed: of the split.
        each: pictures stored a class, 1 to 15.

    Attributes:
        x: `(100 each, 128)`, what is stored, class by class.
        y: its classes.
        asks: `(Q, 128)`, questions.
        truth: their classes.
        probes: `(200, 128)`, those that come with copies and blurs, with `probe_truth`.

    Example:
        >>> from mmfusion.tasks.store import Setting
        >>> own = Setting(seed=0)
        >>> len(own.store), own.probes.shape
        (1500, (200, 128))
        >>> own.accuracy(own.store.shares(own.asks, "similarity")) > 0.7
        True

    """

    def __init__(self, seed: int, each: int = 15) -> None:
        every = pictures()
        own = every.division(seed)
        rows = own.stored[:, :each].ravel()
        self.rows = rows
        self.x, self.y = every.features[rows].astype(np.float64), every.targets[rows]
        self.asks, self.truth = every.features[own.asking].astype(np.float64), every.targets[own.asking]
        self.probes, self.probe_truth = (
            every.features[every.probes].astype(np.float64),
            every.targets[every.probes],
        )
        self.copies, self.blurred = every.copies.astype(np.float64), every.blurred.astype(np.float64)
        self.names = every.names

    @cached_property
    def store(self) -> Store:
        """The store, its temperature fitted."""
        return Store(self.x, self.y, CLASSES).fitted()

    @cached_property
    def refit(self) -> Refit:
        """Weights of least squares."""
        return Refit(self.x, self.y, CLASSES, RIDGE)

    @cached_property
    def weights(self) -> Floats:
        """Weights of softmax `(128, 100)`."""
        return softmax.trained(self.x, self.y, CLASSES, PENALTY)

    @cached_property
    def means(self) -> Floats:
        """Means of the classes `(100, 128)`, of length 1."""
        return class_means(self.x, self.y, CLASSES)

    def three(self, questions: Floats, rule: Rule = "similarity") -> dict[str, Floats]:
        """Return the shares `(Q, 100)` by weights (softmax), store and both."""
        weights = probabilities(softmax.SCALE * questions @ self.weights)
        store = self.store.shares(questions, rule)
        return {"weights": weights, "store": store, "both": (weights + store) / 2}

    def accuracy(self, shares: Floats) -> float:
        """Return how often the largest share is the truth's."""
        return float((shares.argmax(axis=1) == self.truth).mean())
