"""Two measures of a map that need no truth: what it foretells, and whether it stays where nothing changed.

    INFD(Φ, f, x) = E_I[(Iᵀ Φ − (f(x) − f(x − I)))²]
    SENS_max(Φ, f, x, r) = max_{‖δ‖_∞ ≤ r} ‖Φ(f, x + δ) − Φ(f, x)‖ / ‖Φ(f, x)‖

Yeh et al., On the (In)fidelity and Sensitivity of Explanations, NeurIPS 2019, definitions 2.1 and 2.3 (the
latter as a share of the map, as Captum has it). Here I says which tokens are removed, some of the groups at
random, and x − I is the example without them. A map without a unit, such as attention, is first scaled by the
one factor that suits it best, β = E[IᵀΦ Δ] / E[(IᵀΦ)²]; what it then leaves unexplained, as a share of E[Δ²],
is 0 for a perfect map and 1 for one that foretells nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from mmfusion.explain.maps import Map
from mmfusion.explain.presence import BoolArray, FloatArray, IntArray, Value

REMOVALS = 100
RADIUS = 0.02
DRAWS = 10


@dataclass(frozen=True, eq=False)
class Infidelity:
    """How badly maps foretell what the score loses, one figure a map."""

    raw: FloatArray
    """`(maps,)`, in squared units of the score: the definition above."""
    unexplained: FloatArray
    """`(maps,)`, 0 to 1: the same once the map is scaled as suits it best, as a share of E[Δ²]."""


def removals(groups: Sequence[IntArray], size: int, count: int = REMOVALS, seed: int = 0) -> BoolArray:
    """Return `count` masks `(count, size)` of what is removed: a number of groups, then as many at random.

    Example:
        >>> import numpy as np
        >>> from mmfusion.explain.infidelity import removals
        >>> gone = removals([np.array([0, 1]), np.array([2])], size=3, count=50)
        >>> gone.shape, bool((gone[:, 0] == gone[:, 1]).all()), bool(gone.any(axis=1).all())
        ((50, 3), True, True)

    """
    rng = np.random.default_rng(seed)
    gone = np.zeros((count, size), dtype=bool)
    for row in gone:
        for group in rng.permutation(len(groups))[: rng.integers(1, len(groups) + 1)]:
            row[groups[group]] = True
    return gone


def infidelity(value: Value, scores: FloatArray, gone: BoolArray) -> Infidelity:
    """Return how badly maps foretell what a score loses.

    Args:
        value: masks `(R, N)` of what is there -> scores `(R,)`.
        scores: `(maps, N)`: what each map says that each token adds.
        gone: `(R, N)`: what is removed, as `removals` draws it.

    Example:
        >>> import numpy as np
        >>> from mmfusion.explain.infidelity import infidelity, removals
        >>> adds = np.array([3.0, 1.0, -2.0])
        >>> gone = removals([np.array([i]) for i in range(3)], size=3)
        >>> found = infidelity(lambda masks: masks @ adds, np.stack([adds, 2 * adds, np.zeros(3)]), gone)
        >>> found.unexplained.round(6).tolist()  # true; true in another unit; says nothing
        [0.0, 0.0, 1.0]

    """
    whole = value(np.ones((1, gone.shape[1]), dtype=bool))
    lost = whole - value(~gone)  # (R,)
    said = scores @ gone.T  # (maps, R)
    raw = ((said - lost) ** 2).mean(axis=1)
    power, own = (lost**2).mean(), (said**2).mean(axis=1)
    meets = (said * lost).mean(axis=1) ** 2 / np.where(own > 0, own, 1.0)
    left = 1 - meets / power if power > 0 else np.full(len(scores), np.nan)
    return Infidelity(raw, np.asarray(np.clip(left, 0.0, 1.0)))


def sensitivity(
    explain: Callable[[Mapping[str, Tensor]], Map],
    inputs: Mapping[str, Tensor],
    radius: float = RADIUS,
    draws: int = DRAWS,
    seed: int = 0,
) -> float:
    """Return by how much a map changes at most where its input hardly does, as a share of the map.

    Args:
        explain: inputs -> scores by modality; the norm is taken over all of them together.
        inputs: `(1, …)` by modality, of any unit.
        radius: how far each number of the input is moved at most, in its unit; uniform.
        draws: how many moved inputs are tried.
        seed: of how they are moved.

    Example:
        >>> import torch
        >>> from mmfusion.explain.infidelity import sensitivity
        >>> given = {"audio": torch.ones(1, 4)}
        >>> sensitivity(lambda x: {"audio": 0 * x["audio"].numpy() + 1.0}, given)  # whatever is given
        0.0
        >>> sensitivity(lambda x: {"audio": x["audio"].numpy()}, given, radius=0.1) <= 0.1
        True

    """
    generator = torch.Generator().manual_seed(seed)

    def flat(given: Mapping[str, Tensor]) -> FloatArray:
        return np.concatenate([np.asarray(x, dtype=np.float64).ravel() for x in explain(given).values()])

    def moved(x: Tensor) -> Tensor:
        noise = torch.rand(x.shape, generator=generator, dtype=torch.float32)
        return x + radius * (2 * noise - 1).to(x)

    own = flat(inputs)
    norm = float(np.linalg.norm(own)) or 1.0
    far = (np.linalg.norm(flat({m: moved(x) for m, x in inputs.items()}) - own) for _ in range(draws))
    return float(max(far) / norm)
