"""A draw: which classes have no picture, which stand in for them where something is chosen, which are seen.

Fifteen of the classes that ImageNet has not are *unseen*: no picture of theirs is learned from, none has a
prototype. The rest of those it has not are *validation*: they are hidden from one another fit, which chooses
η, λ and γ, and then are seen. All others are seen in both. Of a seen class one half of its test pictures
serves the choice of γ and the other half the test.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mmfusion.colearning.enrichment.prototypes import gaussian, predicted, scores
from mmfusion.colearning.zero_shot import Floats, SeenUnseenCurve, seen_unseen_curve

UNSEEN = 15
SHARPNESS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""What η is chosen among."""
PENALTIES = tuple(float(10.0**k) for k in np.arange(-3, 1.6, 0.5))
"""What λ is chosen among."""
DIGITS = 9
"""Of a score."""
Index = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Pictures:
    """K classes as the frozen network sees them.

    Attributes:
        names: of the classes.
        known: whether ImageNet has the class, `(K,)`.
        stored: features of pictures that may be learned from, `(K, n, d)`.
        test: of pictures that are asked, `(K, m, d)`.

    """

    names: tuple[str, ...]
    known: NDArray[np.bool_]
    stored: Floats
    test: Floats

    @cached_property
    def prototypes(self) -> Floats:
        """`(K, d)`: the mean of what is stored of each class."""
        return np.asarray(self.stored.mean(axis=1))


@dataclass(frozen=True)
class Chosen:
    """What was chosen on validation classes: η, λ, γ."""

    sharpness: float
    penalty: float
    gamma: float


class Draw:
    """One division of the classes, and what any class vectors reach on it.

    Args:
        pictures: of all classes.
        seed: of the division.

    Raises:
        ValueError: too few classes that ImageNet has not.

    Example:
        >>> from mmfusion.tasks.graph import Draw, cosines, pictures
        >>> draw = Draw(pictures(), seed=0)
        >>> found = draw.predict(cosines("graph"), sharpness=1.0, penalty=1.0)
        >>> found.shape, draw.top1(found) > 3 / 15  # chance is 1 / 15
        ((15, 128), True)

    """

    def __init__(self, pictures: Pictures, seed: int) -> None:
        self.pictures = pictures
        own = np.random.default_rng(seed).permutation(np.flatnonzero(~pictures.known))
        if len(own) < UNSEEN + 2:
            raise ValueError(f"{len(own)} classes that ImageNet has not are too few for {UNSEEN} unseen ones")
        self.unseen: Index = np.sort(own[:UNSEEN])
        self.validation: Index = np.sort(own[UNSEEN:])
        every = np.arange(len(pictures.names))
        self.seen: Index = np.setdiff1d(every, self.unseen)
        self.learned: Index = np.setdiff1d(self.seen, self.validation)
        self.half = pictures.test.shape[1] // 2

    def choose(self, cosines: Floats) -> Chosen:
        """Return the η and λ of the best accuracy on validation classes, then their best γ.

        Args:
            cosines: of all class vectors with each other, `(K, K)`.

        """
        grid = [(sharpness, penalty) for sharpness in SHARPNESS for penalty in PENALTIES]

        def reached(one: tuple[float, float]) -> float:
            found = self.predict(cosines, *one, learned=self.learned, new=self.validation)
            return self.top1(found, self.learned, self.validation)

        best = max(grid, key=reached)
        found = self.predict(cosines, *best, learned=self.learned, new=self.validation)
        curve = self.stacked(found, self.learned, self.validation, test=False)
        return Chosen(*best, curve.best)

    def predict(
        self,
        cosines: Floats,
        sharpness: float,
        penalty: float,
        learned: Index | None = None,
        new: Index | None = None,
    ) -> Floats:
        """Return p̂ of the unseen classes `(15, d)` from the prototypes of the seen ones."""
        s = self.seen if learned is None else learned
        u = self.unseen if new is None else new
        among, to = (gaussian(cosines[np.ix_(rows, s)], sharpness) for rows in (s, u))
        return predicted(among, to, self.pictures.prototypes[s], penalty)

    def scores(self, prototypes: Floats, pictures: Floats, learned: Index | None = None) -> Floats:
        """Return cosines about p̄ of pictures `(N, d)` with prototypes `(U, d)`.

        They are rounded: two classes that hang equally far below one node have one prototype, and rounding
        errors are not to say which of them it is. The first of equals is the answer.
        """
        s = self.seen if learned is None else learned
        found = scores(pictures, prototypes, self.pictures.prototypes[s].mean(axis=0))
        return np.asarray(np.round(found, DIGITS))

    def answers(self, prototypes: Floats) -> Index:
        """Return which of the unseen classes each of their test pictures gets, `(15, m)`."""
        asked = self.pictures.test[self.unseen]
        found = self.scores(prototypes, asked.reshape(-1, asked.shape[2])).argmax(axis=1)
        return np.asarray(found.reshape(asked.shape[:2]), dtype=np.int64)

    def top1(self, prototypes: Floats, learned: Index | None = None, new: Index | None = None) -> float:
        """Return accuracy on the test pictures of the new classes among these classes alone."""
        u = self.unseen if new is None else new
        asked = self.pictures.test[u]
        found = self.scores(prototypes, asked.reshape(-1, asked.shape[2]), learned).argmax(axis=1)
        return float((found == np.repeat(np.arange(len(u)), asked.shape[1])).mean())

    def stacked(
        self, prototypes: Floats, learned: Index | None = None, new: Index | None = None, *, test: bool = True
    ) -> SeenUnseenCurve:
        """Return the seen-unseen curve: new classes by p̂ among seen ones by their own prototypes."""
        s = self.seen if learned is None else learned
        u = self.unseen if new is None else new
        asked = self.pictures.test
        part = asked[s][:, self.half :] if test else asked[s][:, : self.half]
        x = np.concatenate([part.reshape(-1, asked.shape[2]), asked[u].reshape(-1, asked.shape[2])])
        targets = np.concatenate(
            [
                np.repeat(np.arange(len(s)), part.shape[1]),
                np.repeat(len(s) + np.arange(len(u)), asked.shape[1]),
            ]
        )
        every = np.concatenate([self.pictures.prototypes[s], prototypes])
        return seen_unseen_curve(self.scores(every, x, s), targets, np.arange(len(every)) < len(s))
