"""Views that share something: a latent variable, seen through each by a mixing of its own, and noise."""

from __future__ import annotations

import numpy as np


def views(
    n: int = 400, widths: tuple[int, ...] = (12, 9), latent: int = 4, noise: float = 1.0, seed: int = 0
) -> dict[str, np.ndarray]:
    """Return views named a, b, c, … of the same n samples."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(n, latent))
    return {
        "abcdef"[i]: z @ rng.normal(size=(latent, p)) + noise * rng.normal(size=(n, p)) + rng.normal(size=p)
        for i, p in enumerate(widths)
    }


def halves(found: dict[str, np.ndarray], first: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Return the first samples, and the rest."""
    return {a: x[:first] for a, x in found.items()}, {a: x[first:] for a, x in found.items()}
