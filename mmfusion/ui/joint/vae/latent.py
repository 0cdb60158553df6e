"""What the section shows, computed: posteriors, the plane they are drawn in, what is made of a place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mmfusion.colearning.vae import Experts
from mmfusion.tasks.digits import MODALITIES, joint, stored
from mmfusion.tasks.digits.voice import log_mel, mel_power

Floats = NDArray[np.float64]
SEEN, HEARD = MODALITIES
BOTH = "both"
GIVEN = (BOTH, *MODALITIES)
"""What is given to the VAE."""
VOICES = 3
"""Which of a digit's stored voices is taken."""


@dataclass(frozen=True, eq=False)
class Plane:
    """Two principal directions of the stored test pictures' and voices' means.

    Attributes:
        middle: `(d,)`.
        axes: `(2, d)`, orthonormal.
        spread: standard deviation along each, `(2,)`.
        variance: share of the means' variance that the plane holds.
        dots: means of the stored pairs `(N, 2)`.
        digits: `(N,)`.

    """

    middle: Floats
    axes: Floats
    spread: Floats
    variance: float
    dots: Floats
    digits: NDArray[np.int64]

    def at(self, mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
        """Return centre `(2,)` and covariance `(2, 2)` of a posterior seen in the plane."""
        return (mean - self.middle) @ self.axes.T, (self.axes * variance) @ self.axes.T


@lru_cache(maxsize=1)
def pairs() -> tuple[dict[str, Floats], NDArray[np.int64]]:
    """Return stored test pictures and voices, a hundred pairs of one class each, as the VAE gets them."""
    found = stored()
    cells = log_mel(np.stack([mel_power(wave) for wave in found.waves])).astype(float)
    seen = np.concatenate([np.flatnonzero(found.written == k)[:10] for k in range(10)])
    heard = np.concatenate([np.flatnonzero(found.spoken == k)[:10] for k in range(10)])
    scale = joint.read("product").scale
    views = {SEEN: joint.of_pictures(found.pictures[seen]), HEARD: scale.there(cells[heard])}
    return views, found.written[seen]


@lru_cache(maxsize=2)
def plane(experts: Experts) -> Plane:
    """Return the plane in which posteriors of a VAE are drawn."""
    views, digits = pairs()
    means = joint.read(experts).vae.posterior(views)[0]
    middle = means.mean(axis=0)
    values, axes = np.linalg.svd(means - middle, full_matrices=False)[1:]
    spread = values[:2] / np.sqrt(len(means) - 1)
    share = float((values[:2] ** 2).sum() / (values**2).sum())
    return Plane(middle, axes[:2], spread, share, (means - middle) @ axes[:2].T, digits)


def of(digit: int, given: str) -> dict[str, Floats]:
    """Return the views of a stored pair of a digit, of which only some are given."""
    views, digits = pairs()
    row = int(np.flatnonzero(digits == digit)[VOICES])
    return {name: x[row : row + 1] for name, x in views.items() if given in (BOTH, name)}


def posterior(experts: Experts, digit: int, given: str) -> tuple[Floats, Floats]:
    """Return mean and variance of z `(d,)` for a stored pair."""
    mean, variance = joint.read(experts).vae.posterior(of(digit, given))
    return mean[0], variance[0]


@lru_cache(maxsize=8)
def widening(experts: Experts, taken: str) -> float:
    """Return by what factor the posterior's volume a dimension grows when a modality is taken away.

    The geometric mean of σ alone / σ with both, over dimensions and the hundred stored pairs.
    """
    views, _ = pairs()
    vae = joint.read(experts).vae
    both = vae.posterior(views)[1]
    alone = vae.posterior({name: x for name, x in views.items() if name != taken})[1]
    return float(np.exp(0.5 * np.log(alone / both).mean()))


def made(experts: Experts, z: Floats) -> tuple[Floats, Floats]:
    """Return the picture `(14, 14)` and the log-mel in dB `(16, 16)` that are made of a place `(d,)`."""
    space = joint.read(experts)
    picture = space.vae.make(z[None], SEEN).reshape(joint.SIDE, joint.SIDE)
    return picture, space.scale.back(space.vae.make(z[None], HEARD))[0]
