"""One picture and any names: what the backbone reads, the mixture of its names, the name that fits best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mmfusion.colearning.zero_shot import Floats, calibrated, convex_combination
from mmfusion.nn.device import to_numpy
from mmfusion.nn.imagenet import embedded, recognise
from mmfusion.nn.minilm import load_encoder
from mmfusion.tasks.names.known import seen_as

BEST = 10
"""ImageNet classes that are mixed."""


@dataclass(frozen=True, eq=False)
class Answer:
    """How names compare with a picture.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.names import Answer
        >>> found = Answer(("zebra", "okapi"), np.array([0.61, 0.57]), np.array([True, False]))
        >>> found.best(), found.best(gamma=0.08), found.best(least=0.7)  # the last: nothing fits
        (0, 1, None)

    """

    names: tuple[str, ...]
    cosines: Floats
    """Of each name with the mixture, `(K,)`."""
    seen: NDArray[np.bool_]
    """Whether the backbone was trained on it, `(K,)`."""

    def best(self, gamma: float = 0.0, least: float = -1.0) -> int | None:
        """Return the name that comes first after γ, None where its own cosine is below `least`."""
        first = int(calibrated(self.cosines, self.seen, gamma).argmax())
        return None if self.cosines[first] < least else first


def recognised(pictures: Sequence[NDArray[np.uint8]]) -> Floats:
    """Return the ImageNet probabilities of a clip, the mean over its pictures `(H, W, 3)`, `(1000,)`.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.names import recognised
        >>> found = recognised([np.zeros((40, 60, 3), np.uint8)])
        >>> found.shape, bool(abs(found.sum() - 1) < 1e-5)
        ((1000,), True)

    """
    return np.asarray(to_numpy(recognise(pictures).probabilities.double().mean(0)), dtype=np.float64)


def mixture(probabilities: Floats) -> Floats:
    """Return the mixtures of names `(N, 384)` that probabilities `(N, 1000)` make, of length 1.

    Example:
        >>> import numpy as np
        >>> from mmfusion.nn.imagenet import names
        >>> from mmfusion.tasks.names import mixture, vectors
        >>> sure = np.eye(1000)[[names().index("zebra")]]  # the mixture of one name is that name
        >>> bool((mixture(sure) @ vectors(["zebra"]).T).item() > 0.99)
        True

    """
    return convex_combination(probabilities, to_numpy(embedded()), BEST)


def vectors(names: Sequence[str]) -> Floats:
    """Return the embeddings of names, `(len(names), 384)`, of length 1.

    Example:
        >>> from mmfusion.tasks.names import vectors
        >>> pigeon, dove, lorry = vectors(["pigeon", "dove", "lorry"])
        >>> bool(pigeon @ dove > pigeon @ lorry)
        True

    """
    return np.asarray(to_numpy(load_encoder().encode(list(names)).double()), dtype=np.float64)


def named(probabilities: Floats, names: Sequence[str]) -> Answer:
    """Return how names compare with a picture of ImageNet probabilities `(1000,)`.

    Raises:
        ValueError: no names.

    Example:
        >>> import numpy as np
        >>> from mmfusion.nn.imagenet import names
        >>> from mmfusion.tasks.names import named
        >>> found = named(np.eye(1000)[names().index("tabby")], ["dog", "cat", "lorry"])
        >>> found.names[found.best()], found.seen.tolist()
        ('cat', [True, True, True])

    """
    if not names:
        raise ValueError("there must be a name to compare with")
    cosines = (mixture(probabilities[None]) @ vectors(names).T)[0]
    return Answer(tuple(names), cosines, np.array([bool(seen_as(name)) for name in names]))
