"""One draw: a split and its encoders, and what each way to learn reaches from a budget of labels.

Labels are drawn of the pool of pairs; a larger budget holds what a smaller one has. One validation set, of
labelled items, chooses λ, the same for every way.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from mmfusion.colearning import AffineMap, choose_classifier
from mmfusion.training.splits import Split, labelled

Floats = NDArray[np.floating]
Index = NDArray[np.int64]
CHOICES = 3
"""Choices of what is labelled that are averaged within a draw."""
ENCODER_PENALTIES = tuple(float(10.0**k) for k in np.arange(-3, 1.1, 0.5))


class Draw(ABC):
    """One split with its encoders.

    Args:
        x: `(n, d)`, the modality that stays.
        labels: `(n,)`.
        split: the pool of pairs, validation, test.
        seed: of shuffles and of what is labelled.

    """

    task: ClassVar[str]
    data: ClassVar[str]
    """What it is, and its licence."""
    division: ClassVar[str]
    """How parts are kept apart."""
    own: ClassVar[str]
    """What stays: picture, voice."""
    lost: ClassVar[str]
    """What is lost, in the plural."""
    arms: ClassVar[Mapping[str, str]]
    """Ways to learn all classes, and what each is called."""
    halves: ClassVar[Mapping[str, str]]
    """Ways to learn half of the classes, drawn anew for each draw."""
    alone: ClassVar[str] = "alone"
    half_alone: ClassVar[str] = "half alone"
    """The ways that see x as it is."""
    lead: ClassVar[str]
    """The way that uses the lost modality as it came."""
    names: Sequence[str]
    """Of the classes."""
    other: Floats
    """`(n, k)`, the modality that is lost."""

    def __init__(self, x: Floats, labels: Index, split: Split, seed: int) -> None:
        self.x, self.labels, self.split, self.seed = x.astype(np.float64), labels, split, seed
        self.classes = int(labels.max()) + 1
        shuffled = np.random.default_rng([seed, 1]).permutation(self.classes)
        self.mine = np.sort(shuffled[: self.classes // 2])
        """The classes that `halves` are about."""
        self._seen: dict[str, Floats] = {}

    @property
    def sizes(self) -> tuple[int, int, int]:
        """How many items are in the pool, in validation, in the test set."""
        return len(self.split.train), len(self.split.validation), len(self.split.test)

    @abstractmethod
    def encoder(self, arm: str) -> AffineMap:
        """Return what a way learns from its pairs. Raises ValueError for one that has none."""

    def seen(self, arm: str) -> Floats:
        """Return every item `(n, d)` as a way sees it, computed once."""
        if arm not in self._seen:
            self._seen[arm] = self.x if arm in (self.alone, self.half_alone) else self.encoder(arm)(self.x)
        return self._seen[arm]

    def among(self, arm: str, part: Index) -> Index:
        """Return those of a part that a way is about: all, or those of its half of the classes."""
        return part[np.isin(self.labels[part], self.mine)] if arm in self.halves else part

    def scores(self, arm: str, budget: int, again: int = 0) -> Floats:
        """Return what a way says of every item `(n, classes)` from a budget of labels a class.

        Args:
            arm: the way.
            budget: labels a class, 0 for all.
            again: number of the choice of what is labelled.

        """
        train, held = (self.among(arm, part) for part in (self.split.train, self.split.validation))
        own = labelled(self.labels, train, budget, np.random.default_rng([self.seed, 3, again]))
        z, y = self.seen(arm), self.labels
        return choose_classifier(z[own], y[own], (z[held], y[held]), self.classes).classifier(z)

    def reached(self, arm: str, budget: int, choices: int = CHOICES) -> float:
        """Return the share of the test set that a way is right about, the mean over `choices`."""
        test = self.among(arm, self.split.test)
        right = [
            (self.scores(arm, budget, again)[test].argmax(axis=1) == self.labels[test]).mean()
            for again in range(choices if budget else 1)
        ]
        return float(np.mean(right))
