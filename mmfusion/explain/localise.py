"""Does a map find the object that sounds? Hits and shares against the masks of truth, and against nulls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Localised:
    """What a method's maps find on clips of two objects, clip by clip.

    Example:
        >>> import numpy as np
        >>> from mmfusion.explain.localise import Localised
        >>> hits, misses = np.array([True, True, True, False]), np.array([False, False, False, True])
        >>> value, low, high = Localised(hits, misses, np.ones(4)).figures()["hit on sounding"]
        >>> value, bool(low < value < high)  # with its 95 % interval
        (0.75, True)

    """

    hit_sounding: BoolArray
    """`(clips,)`: the token with the highest score shows the object that sounds."""
    hit_silent: BoolArray
    more_on_sounding: FloatArray
    """`(clips,)`: 1 where the sounding object has the higher mean score, ½ if both are equal."""

    def figures(self, draws: int = 1000) -> dict[str, tuple[float, float, float]]:
        """Return value, low and high (95 %, bootstrap over clips) of each figure by name."""
        sounding, silent = self.hit_sounding.astype(float), self.hit_silent.astype(float)
        each = {
            "hit on sounding": sounding,
            "hit on silent": silent,
            "sounding minus silent": sounding - silent,
            "more on sounding": self.more_on_sounding,
        }
        rng = np.random.default_rng(0)
        picks = rng.integers(sounding.size, size=(draws, sounding.size))
        out = {}
        for name, x in each.items():
            low, high = np.percentile(x[picks].mean(axis=1), [2.5, 97.5])
            out[name] = (float(x.mean()), float(low), float(high))
        return out


def localise(scores: FloatArray, sounding: BoolArray, silent: BoolArray) -> Localised:
    """Compare maps with masks.

    Args:
        scores: `(clips, tokens)`, the higher the more.
        sounding: `(clips, tokens)`: tokens that show the sounding object.
        silent: the same for the other one. Tokens that show both count for neither.

    Raises:
        ValueError: shapes that differ, or a clip without a token of its own for either object.

    Example:
        >>> import numpy as np
        >>> from mmfusion.explain.localise import localise
        >>> scores = np.array([[0.9, 0.1, 0.0], [0.2, 0.7, 0.1]])  # two clips, three tokens
        >>> sounding, silent = np.array([[True, False, False]] * 2), np.array([[False, True, False]] * 2)
        >>> found = localise(scores, sounding, silent)
        >>> found.hit_sounding.tolist(), found.hit_silent.tolist(), found.more_on_sounding.tolist()
        ([True, False], [False, True], [1.0, 0.0])

    """
    if not scores.shape == sounding.shape == silent.shape:
        raise ValueError(f"shapes differ: {scores.shape}, {sounding.shape}, {silent.shape}")
    one, other = sounding & ~silent, silent & ~sounding
    if not (one.any(axis=1).all() and other.any(axis=1).all()):
        raise ValueError("each clip needs a token of its own for either object")
    top = scores.argmax(axis=1)
    rows = np.arange(len(scores))
    means = [np.where(mask, scores, 0).sum(axis=1) / mask.sum(axis=1) for mask in (one, other)]
    more = np.where(means[0] == means[1], 0.5, (means[0] > means[1]).astype(float))
    return Localised(one[rows, top], other[rows, top], more)
