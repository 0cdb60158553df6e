"""Targeted poison: a wrongly named near-copy of a question's picture joins what answers it.

The attack is meant to be one that a curator would accept: the item is a plain picture with a name of a class
that looks alike, and no stored item is touched. Which name is a choice of the attacker; here it is the class,
other than the true one, whose mean is nearest to the question.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Index = NDArray[np.int64]


def class_means(features: Floats, labels: Index, classes: int) -> Floats:
    """Return the mean of each class's items `(classes, d)`, of length 1; of a class without items, zeros.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning.poison import class_means
        >>> class_means(np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]), np.array([0, 0, 1]), 2).tolist()
        [[1.0, 0.0], [0.0, 1.0]]

    """
    sums = np.zeros((classes, features.shape[1]))
    np.add.at(sums, labels, features)
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12))


def wrong_names(questions: Floats, truth: Index, means: Floats) -> Index:
    """Return for each question `(Q, d)` the class, other than the true one, whose mean `(K, d)` is nearest.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning.poison import wrong_names
        >>> wrong_names(np.array([[0.8, 0.6, 0.0]]), np.array([0]), np.eye(3)).tolist()
        [1]

    """
    near = questions @ means.T
    near[np.arange(len(truth)), truth] = -np.inf
    return np.asarray(near.argmax(axis=1))


def flipped(before: Index, after: Index, truth: Index, wrong: Index) -> float:
    """Return the share of right answers that become the poison's name; of none, nan.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning.poison import flipped
        >>> before, after = np.array([0, 0, 1]), np.array([2, 0, 2])
        >>> flipped(before, after, truth=np.array([0, 0, 0]), wrong=np.array([2, 2, 2]))  # of two right ones
        0.5

    """
    right = before == truth
    return float((after[right] == wrong[right]).mean()) if right.any() else float("nan")
