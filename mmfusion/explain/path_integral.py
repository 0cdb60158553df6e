"""Integrated gradients, with as many steps as their completeness asks for.

    IG_i(x) = (x_i − x'_i) ∫₀¹ ∂F(x' + α (x − x')) / ∂x_i dα,   Σ_i IG_i(x) = F(x) − F(x')

Sundararajan, Taly and Yan, Axiomatic Attribution for Deep Networks, ICML 2017, equation 1 and proposition 1.
What the second equation lacks is the error of the quadrature, and it is known of any part of the path: over
[a, b] the attributions must add up to what F changes from a to b. So the path is cut into panels, each with a
Gauss–Legendre rule of its own, and panels that do not add up are halved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

Inputs = Mapping[str, Tensor]

TOLERANCE = 0.02
"""The gap to stay below."""
FLOOR = 0.1
"""A change of F below this, in logits, counts as this in the gap: of no change there is no share."""
POINTS = 8
"""Points of each panel's rule."""
PANELS = 4
"""Panels at first: 32 steps."""
MOST = 512
"""Steps after which it is given up, and said."""


@dataclass(frozen=True, eq=False)
class Attribution:
    """Integrated gradients, and how far they are from complete."""

    values: dict[str, Tensor]
    """Shaped as the inputs."""
    change: float
    """F(x) − F(x')."""
    gap: float
    """|Σ attributions − (F(x) − F(x'))| / |F(x) − F(x')|, the denominator at least `FLOOR`."""
    steps: int
    """Points of the path at which the gradient was taken."""

    @property
    def complete(self) -> bool:
        """Whether the gap is below `TOLERANCE`."""
        return self.gap < TOLERANCE


class _Panel(NamedTuple):
    start: float
    end: float
    lack: float
    """Σ of its attributions − what F changes over it, signed."""
    values: dict[str, Tensor]


class _Path:
    def __init__(
        self, score: Callable[[Inputs], Tensor], inputs: Inputs, baseline: Inputs, rows: int
    ) -> None:
        self.score, self.baseline, self.rows = score, baseline, rows
        self.way = {m: x.detach() - baseline[m] for m, x in inputs.items()}
        self.known: dict[float, float] = {}
        """F where panels meet, by α."""

    def points(self, shares: Sequence[float]) -> dict[str, Tensor]:
        """Return x' + α (x − x') for every α, `(α, …)`."""
        out = {}
        for m, way in self.way.items():
            alpha = torch.tensor(shares, dtype=way.dtype, device=way.device)
            out[m] = self.baseline[m] + alpha.view(-1, *[1] * (way.dim() - 1)) * way
        return out

    def change(self, start: float, end: float) -> float:
        """Return what F changes over a part whose ends have been met."""
        return self.known[end] - self.known[start]

    def meet(self, shares: Sequence[float]) -> None:
        """Compute F at places where panels meet."""
        for first in range(0, len(shares), self.rows):
            part = shares[first : first + self.rows]
            with torch.no_grad():
                self.known |= zip(part, self.score(self.points(part)).tolist(), strict=True)

    def panels(self, bounds: Sequence[tuple[float, float]]) -> list[_Panel]:
        """Return the integral over each of some panels whose ends have been met, and what it lacks."""
        nodes, weights = np.polynomial.legendre.leggauss(POINTS)
        together = max(1, self.rows // POINTS)
        found = []
        for first in range(0, len(bounds), together):
            part = bounds[first : first + together]
            shares = [float(alpha) for a, b in part for alpha in a + (b - a) * (nodes + 1) / 2]
            points = {m: x.requires_grad_() for m, x in self.points(shares).items()}
            with torch.enable_grad():
                total = self.score(points).sum()
            slopes = torch.autograd.grad(total, list(points.values()), allow_unused=True)
            for i, (a, b) in enumerate(part):
                values = {}
                for (m, way), slope in zip(self.way.items(), slopes, strict=True):
                    if slope is None:  # the score does not read it
                        values[m] = torch.zeros_like(way)
                        continue
                    share = torch.from_numpy(weights * (b - a) / 2).to(way)
                    own = slope[i * POINTS : (i + 1) * POINTS]
                    values[m] = torch.tensordot(share, own, dims=1)[None] * way
                found.append(_Panel(a, b, _total(values) - self.change(a, b), values))
        return found


def integrated_gradients(
    score: Callable[[Inputs], Tensor],
    inputs: Inputs,
    baseline: Inputs,
    *,
    tolerance: float = TOLERANCE,
    most: int = MOST,
    rows: int = 64,
) -> Attribution:
    """Return what every number of one example adds to a score, from a baseline on.

    Panels are halved, those that lack most first, until what all of them lack, without its sign, is below the
    tolerance: errors that happen to cancel do not count as none.

    Args:
        score: inputs of any number of rows -> `(rows,)`, each row by itself.
        inputs: `(1, …)` by name.
        baseline: the same, where nothing is to be seen or heard.
        tolerance: the share of the change to stay below.
        most: steps after which it is given up; the first panel's are always taken.
        rows: how many points are computed at once.

    Example:
        >>> import torch
        >>> from mmfusion.explain.path_integral import integrated_gradients
        >>> x, zero = {"x": torch.tensor([[1.0, 2.0]])}, {"x": torch.zeros(1, 2)}
        >>> found = integrated_gradients(lambda given: given["x"].pow(2).sum(dim=1), x, zero)
        >>> [round(v, 4) for v in found.values["x"][0].tolist()], found.steps, found.complete
        ([1.0, 4.0], 32, True)

    """
    path = _Path(score, inputs, baseline, rows)
    first = max(1, min(PANELS, most // POINTS))
    ends = [i / first for i in range(first + 1)]
    path.meet(ends)
    change = path.change(0.0, 1.0)
    allowed = tolerance * max(abs(change), FLOOR)
    panels = path.panels(list(pairwise(ends)))
    while (lack := sum(abs(p.lack) for p in panels)) >= allowed and len(panels) * POINTS < most:
        panels.sort(key=lambda panel: abs(panel.lack))
        halved: list[_Panel] = []
        # Half of what is allowed, so that the halves may lack something too.
        while lack >= allowed / 2 and panels and (len(panels) + 2 * len(halved)) * POINTS < most:
            halved.append(panels.pop())
            lack -= abs(halved[-1].lack)
        middles = [(p.start + p.end) / 2 for p in halved]
        path.meet(middles)
        cut = [half for p, m in zip(halved, middles, strict=True) for half in ((p.start, m), (m, p.end))]
        panels += path.panels(cut)
    values = {m: sum((p.values[m] for p in panels), torch.zeros_like(way)) for m, way in path.way.items()}
    gap = abs(_total(values) - change) / max(abs(change), FLOOR)
    return Attribution(values, change, gap, len(panels) * POINTS)


def _total(values: Mapping[str, Tensor]) -> float:
    return float(sum(x.double().sum() for x in values.values()))
