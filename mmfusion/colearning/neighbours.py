"""A store: what is known lies in items that can be seen, added and deleted, and the nearest of them answer.

The k nearest items by cosine vote for their classes,

    p(y) = Σ_{i ≤ k} w_i [y_i = y] / Σ w_i,    w_i = exp(cos_i / τ)   or   w_i = 1,

by similarity (as Khandelwal et al., Generalization through memorization: nearest neighbor language models,
ICLR 2020, have it for distances) or by majority (Fix and Hodges, 1951). τ is chosen on the store itself: the
likelihood of each item's class by the others. Where a majority is even, similarity decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Index = NDArray[np.int64]
Rule = Literal["similarity", "majority"]
RULES: tuple[Rule, ...] = get_args(Rule)
NEAREST = 15
"""k."""
TEMPERATURES = (0.02, 0.03, 0.04, 0.06, 0.08, 0.12, 0.2)
EVEN = 1e-6
"""What similarity counts beside a majority: enough where that is even, and no more."""


def votes(cosines: Floats, labels: Index, classes: int, temperature: float | None) -> Floats:
    """Return the shares of the votes `(Q, classes)` of retrieved items `(Q, k)`.

    Args:
        cosines: of each question's items with it.
        labels: the classes of the items.
        classes: how many there are.
        temperature: τ; None for a majority.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning.neighbours import votes
        >>> near, labels = np.array([[0.94, 0.7, 0.7]]), np.array([[1, 0, 0]])
        >>> votes(near, labels, 2, temperature=None).round(2).tolist()  # two of three
        [[0.67, 0.33]]
        >>> votes(near, labels, 2, temperature=0.05).round(2).tolist()  # exp(.24 / .05) is 122
        [[0.02, 0.98]]

    """
    weights = (
        np.ones_like(cosines)
        if temperature is None
        else np.exp((cosines - cosines.max(axis=1, keepdims=True)) / temperature)
    )
    shares = np.zeros((len(cosines), classes))
    np.add.at(shares, (np.arange(len(cosines))[:, None], labels), weights)
    return np.asarray(shares / weights.sum(axis=1, keepdims=True))


@dataclass(frozen=True, eq=False)
class Store:
    """Items that answer.

    Args:
        features: `(n, d)`, of length 1.
        labels: `(n,)`, their classes.
        classes: how many classes there are; some may have no item.
        temperature: τ of votes by similarity.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import Store
        >>> store = Store(np.eye(3), np.array([0, 1, 1]), classes=2)
        >>> question = np.array([[0.6, 0.8, 0.0]])
        >>> store.nearest(question, k=2)[0].tolist(), int(store.answers(question, "similarity", k=2)[0])
        ([[1, 0]], 1)
        >>> int(store.without([1]).answers(question, "similarity", k=1)[0])  # forgotten at once
        0

    """

    features: Floats
    labels: Index
    classes: int
    temperature: float = 0.06

    def __post_init__(self) -> None:
        """Raise ValueError where features and labels are not of the same items."""
        if len(self.features) != len(self.labels):
            raise ValueError(f"{len(self.features)} items have {len(self.labels)} labels")

    def __len__(self) -> int:
        """Return n."""
        return len(self.labels)

    def joined(self, features: Floats, labels: Index) -> Store:
        """Return the store with items `(m, d)` more, behind its own."""
        return Store(
            np.concatenate([self.features, features]),
            np.concatenate([self.labels, labels]),
            self.classes,
            self.temperature,
        )

    def without(self, items: Index | list[int]) -> Store:
        """Return the store without some of its items, by their numbers."""
        kept = np.delete(np.arange(len(self)), items)
        return Store(self.features[kept], self.labels[kept], self.classes, self.temperature)

    def nearest(self, questions: Floats, k: int = NEAREST) -> tuple[Index, Floats]:
        """Return numbers and cosines of the k items nearest to each question `(Q, d)`, both `(Q, k)`."""
        cosines = questions @ self.features.T
        order = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
        return order, np.take_along_axis(cosines, order, axis=1)

    def shares(self, questions: Floats, rule: Rule, k: int = NEAREST) -> Floats:
        """Return the shares of the votes `(Q, classes)`. Raises ValueError for a rule that there is not."""
        if rule not in RULES:
            raise ValueError(f"votes count by {' or '.join(RULES)}, not {rule!r}")
        order, cosines = self.nearest(questions, k)
        temperature = self.temperature if rule == "similarity" else None
        return votes(cosines, self.labels[order], self.classes, temperature)

    def answers(self, questions: Floats, rule: Rule, k: int = NEAREST) -> Index:
        """Return the class of each question; where a majority is even, similarity decides."""
        found = self.shares(questions, rule, k)
        if rule == "majority":
            found = found + EVEN * self.shares(questions, "similarity", k)
        return np.asarray(found.argmax(axis=1))

    def fitted(self, k: int = NEAREST, least: float = 1e-3) -> Store:
        """Return the store with that τ of `TEMPERATURES` by which the others best foretell each item's class.

        Args:
            k: items that vote.
            least: what a share counts at least, so that one that is nought does not decide alone.

        """
        order, cosines = self.nearest(self.features, k + 1)
        itself = order == np.arange(len(self))[:, None]
        itself[~itself.any(axis=1), -1] = True  # a twin stands before it: leave the last out
        order, cosines = (values[~itself].reshape(len(self), k) for values in (order, cosines))

        def likelihood(temperature: float) -> float:
            own = votes(cosines, self.labels[order], self.classes, temperature)
            return float(np.log(own[np.arange(len(self)), self.labels] + least).mean())

        return Store(self.features, self.labels, self.classes, max(TEMPERATURES, key=likelihood))
