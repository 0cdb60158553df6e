"""What is measured on test pairs: agreeing, spoiled, one modality missing, and disagreeing.

Pairs that agree share a class. Of a pair that disagrees, the picture shows a and the voice says b; at a ratio
of d dB a strategy's margin is m(d) = ℓ_a − ℓ_b, more than nothing where it believes the picture. It *turns
at* the ratio where m changes its sign, read between levels linearly; the highest one where there are several.
A strategy that believes the picture at every level turns above the highest of them, +∞, one that never does
at −∞: medians take both as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.nn.device import to_numpy
from mmfusion.tasks.digits import QUESTION
from mmfusion.tasks.digits.data import Clean, IntArray, ink_of, other_class, same_class
from mmfusion.tasks.digits.network import DigitNetwork
from mmfusion.tasks.digits.picture import Energy
from mmfusion.tasks.digits.voice import heard

FloatArray = NDArray[np.float64]
LEVELS: tuple[float, ...] = tuple(float(d) for d in range(24, -25, -3))
"""Signal-to-noise ratios at which everything is read, dB, the cleanest first."""
ENERGIES: tuple[float, ...] = (1.0, 0.8, 0.6, 0.4, 0.3, 0.2, 0.1)
AGREEING, DISAGREEING = 600, 270


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs with their waveforms: pictures `(n, 28, 28)` as ink, what is written and said `(n,)`."""

    pictures: NDArray[np.float32]
    voices: tuple[NDArray[np.float32], ...]
    written: IntArray
    spoken: IntArray
    energy: Energy

    def seen(self, share: float = 1.0) -> Tensor:
        """Return the pictures with a share of their energy left."""
        share = min(share, self.energy.most) if share < 1 else 1.0
        return torch.from_numpy(self.energy.left(self.pictures, share))

    def heard(self, decibels: float | None = None) -> Tensor:
        """Return the log-mels at a ratio in dB, None for clean: noise by the pair's number."""
        return torch.from_numpy(
            np.stack([heard(wave, decibels, seed) for seed, wave in enumerate(self.voices)])
        )

    def __len__(self) -> int:
        return len(self.written)


def agreeing(part: Clean, energy: Energy, count: int = AGREEING, seed: int = 0) -> Pairs:
    """Return pairs of one class each."""
    return _pairs(
        part, energy, same_class(part.written, part.spoken, count, np.random.default_rng([seed, 41]))
    )


def disagreeing(part: Clean, energy: Energy, count: int = DISAGREEING, seed: int = 0) -> Pairs:
    """Return pairs of two classes each, every combination as often."""
    drawn = other_class(part.written, part.spoken, count, np.random.default_rng([seed, 43]))
    return _pairs(part, energy, drawn)


def _pairs(part: Clean, energy: Energy, drawn: tuple[IntArray, IntArray]) -> Pairs:
    seen, said = drawn
    waves = tuple(part.waves[i] for i in said)
    return Pairs(ink_of(part.pictures[seen]), waves, part.written[seen], part.spoken[said], energy)


def logits(network: DigitNetwork, inputs: Mapping[str, Tensor]) -> FloatArray:
    """Return the logits `(n, 10)` of what is at hand and the network reads."""
    given = {m: x for m, x in inputs.items() if m in network.spec.modalities}
    with torch.inference_mode():
        return np.asarray(to_numpy(network(given).logits[QUESTION].double()))


def turns_at(margins: NDArray[np.floating], levels: Sequence[float] = LEVELS) -> FloatArray:
    """Return where margins `(n, levels)` change their sign, dB `(n,)`; ±∞ where they never do.

    Args:
        margins: of the picture's class over the voice's, at each level.
        levels: falling.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.digits.measures import turns_at
        >>> margins = np.array([[-2.0, -1.0, 1.0], [1.0, 1.0, 2.0], [-3.0, -2.0, -1.0], [-1.0, 3.0, -1.0]])
        >>> turns_at(margins, levels=(12.0, 6.0, 0.0)).tolist()
        [3.0, inf, -inf, 10.5]

    """
    m, d = np.asarray(margins, dtype=np.float64), np.asarray(levels, dtype=np.float64)
    out = np.full(len(m), -np.inf)
    for i, row in enumerate(m):
        over = np.flatnonzero(row >= 0)
        if not len(over):
            continue
        first = int(over[0])
        if first == 0:
            out[i] = np.inf
            continue
        low, high = row[first - 1], row[first]
        out[i] = d[first - 1] + (d[first] - d[first - 1]) * low / (low - high)
    return out


def margins(z: FloatArray, written: IntArray, spoken: IntArray) -> FloatArray:
    """Return ℓ_a − ℓ_b of logits `(n, …, 10)`: of what is written over what is said."""
    index = np.arange(len(z))
    return np.asarray(z[index, ..., written] - z[index, ..., spoken])
