"""Heads that are trained so that pairs meet: what `Margin`, `InfoNCE` and `SigLIP` have in common.

A head g_v is linear or has one hidden layer, and ends on the unit sphere, z = g(x) / ‖g(x)‖. Views are taken
two by two; with more than two the losses of all pairs are averaged. A run is a generator of frames, so that
it can be watched, and stopped by not asking for the next: what was learned so far is then the space.
"""

from __future__ import annotations

import math
import time
from abc import abstractmethod
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn
from torch.nn import functional

from mmfusion.colearning.run import Frame, Run
from mmfusion.colearning.space import JointSpace, checked_groups
from mmfusion.colearning.views import Floats, Views
from mmfusion.nn.device import to_numpy


class Contrastive(JointSpace):
    """What the three have in common; use one of them.

    Attributes:
        heads_: the maps, by view, torch modules.
        run_: the recorded run.

    """

    dimensions: int
    hidden: int
    batch: int
    steps: int
    learning_rate: float
    weight_decay: float
    negatives: bool
    seed: int
    watched: int

    def run(self, views: Views, groups: ArrayLike | None = None, *, every: int = 10) -> Iterator[Frame]:
        """Yield a frame before the first step and after each `every` steps, the last in any case.

        The space can be used at every frame (`transform`, `score`), and stays as it is if no further frame
        is asked for.

        Args:
            views: `(n, p_i)` by name, or in a sequence.
            groups: `(n,)`: samples of one group are pairs too.
            every: steps between frames.

        Raises:
            ValueError: views that do not fit together, or parameters that make no sense.

        """
        if every < 1:
            raise ValueError(f"a frame comes after one step at least, not {every}")
        found = self._prepared(views)
        own = checked_groups(groups, found)
        yield from self._steps({name: self.standard_[name](x) for name, x in found.items()}, own, every)

    def _fit(self, views: dict[str, Floats], groups: NDArray[Any] | None) -> None:
        for _ in self._steps(views, groups, every=max(self.steps, 1)):
            pass

    def _map(self, name: str, x: Floats) -> Floats:
        with torch.inference_mode():
            places = self._place(name, torch.as_tensor(x, dtype=torch.float32))
        return np.asarray(to_numpy(places), dtype=np.float64)

    def _trained(self, name: str, x: Tensor) -> Tensor:
        """Return what the loss sees of samples `(B, p)`."""
        return functional.normalize(self.heads_[name](x), dim=1)

    def _place(self, name: str, x: Tensor) -> Tensor:
        """Return where samples `(B, p)` are in the space."""
        return self._trained(name, x)

    def _settle(self, data: dict[str, Tensor]) -> None:
        """Set from all training data what does not come out of single steps, before the space is used."""

    def _steps(self, views: dict[str, Floats], groups: NDArray[Any] | None, every: int) -> Iterator[Frame]:
        self._check()
        began = time.perf_counter()
        n = len(next(iter(views.values())))
        batch = min(self.batch, n)
        data = {name: torch.as_tensor(x, dtype=torch.float32) for name, x in views.items()}
        classes = torch.arange(n)
        if groups is not None:
            classes = torch.as_tensor(np.unique(groups, return_inverse=True)[1].reshape(-1))
        drawn = torch.Generator().manual_seed(self.seed)
        self.dimensions_ = self.dimensions
        self.heads_ = {name: self._head(name, x.shape[1], drawn) for name, x in data.items()}
        learned: list[dict[str, Any]] = [
            {"params": [p for head in self.heads_.values() for p in head.parameters()]},
            {"params": self._learned(batch), "weight_decay": 0.0},
        ]
        optimiser = torch.optim.AdamW(learned, lr=self.learning_rate, weight_decay=self.weight_decay)
        watched = torch.randperm(n, generator=drawn)[: self.watched].sort().values
        self.run_ = Run(to_numpy(watched), batch)

        def frame(step: int, loss: float) -> Frame:
            with torch.inference_mode():
                self._settle(data)
                places = {name: to_numpy(self._place(name, x[watched])) for name, x in data.items()}
            seconds = time.perf_counter() - began
            self.run_.frames.append(
                Frame(step, self.steps, loss, self._temperature(), round(seconds, 4), places)
            )
            return self.run_.frames[-1]

        order, taken = torch.randperm(n, generator=drawn), 0
        for step in range(self.steps):
            if taken + batch > n:
                order, taken = torch.randperm(n, generator=drawn), 0
            chosen = order[taken : taken + batch]
            taken += batch
            pairs = classes[chosen][:, None] == classes[chosen][None, :]
            places = {name: self._trained(name, x[chosen]) for name, x in data.items()}
            value = torch.stack([self._loss(a, b, pairs) for a, b in combinations(places.values(), 2)]).mean()
            loss = value.item()
            if step == 0:
                yield frame(0, loss)
            if not math.isfinite(loss):
                raise FloatingPointError(f"the loss is {loss} at step {step}: lower learning_rate")
            optimiser.zero_grad(set_to_none=True)
            value.backward()
            optimiser.step()
            self._clamp()
            self.run_.losses.append(loss)
            temperature = self._temperature()
            if temperature is not None:
                self.run_.temperatures.append(temperature)
            if (step + 1) % every == 0 or step + 1 == self.steps:
                yield frame(step + 1, loss)

    def _head(self, name: str, width: int, drawn: torch.Generator) -> nn.Module:
        """Return a view's map, its first weights drawn."""
        if not self.hidden:
            return _linear(width, self.dimensions, drawn)
        inner, outer = _linear(width, self.hidden, drawn), _linear(self.hidden, self.dimensions, drawn)
        return nn.Sequential(inner, nn.GELU(), outer)

    def _check(self) -> None:
        for name in ("dimensions", "batch", "steps", "watched"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be 1 at least, not {getattr(self, name)}")
        if self.batch < 2 and self.negatives:
            raise ValueError("a batch of 1 has no negatives")
        if self.hidden < 0:
            raise ValueError(f"hidden is a width, or 0 for linear heads, not {self.hidden}")

    def _learned(self, batch: int) -> list[nn.Parameter]:
        """Return what is learned besides the heads, set for a batch."""
        return []

    def _clamp(self) -> None:
        """Hold what is learned besides the heads within its limits."""

    def _temperature(self) -> float | None:
        return None

    @abstractmethod
    def _loss(self, a: Tensor, b: Tensor, pairs: Tensor) -> Tensor: ...


def _linear(width: int, out: int, generator: torch.Generator) -> nn.Linear:
    """Return a layer drawn from a generator of its own, so that no other thread's draws come between."""
    layer: nn.Linear = nn.utils.skip_init(nn.Linear, width, out)
    limit = width**-0.5
    with torch.no_grad():
        layer.weight.uniform_(-limit, limit, generator=generator)
        layer.bias.zero_()
    return layer
