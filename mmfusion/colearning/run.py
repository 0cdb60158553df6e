"""What a training run leaves behind: a loss a step, the temperature, where a few samples were on the way."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Frame:
    """Where a run is.

    Example:
        >>> from mmfusion.colearning.run import Frame
        >>> Frame(step=10, steps=300, loss=3.2, temperature=0.07, seconds=0.1, places={}).share
        0.03333333333333333

    """

    step: int
    """Steps done; 0 before the first."""
    steps: int
    """Steps in all."""
    loss: float
    """Of the last step's batch; before the first, of a batch untouched. Nats, or what the margin loss is."""
    temperature: float | None
    """τ; None where there is none."""
    seconds: float
    """Since the run began."""
    places: dict[str, NDArray[np.float32]]
    """Where the watched samples are, by view, `(watched, k)`."""

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return self.step / self.steps


@dataclass(eq=False)
class Run:
    """A recorded run: everything that a page scrubs through.

    Attributes:
        watched: `(w,)`, the rows of the training views that were watched.
        batch: samples a step.
        losses: one a step.
        temperatures: one a step, where there is one.
        frames: at chosen steps, the first before any.

    """

    watched: NDArray[np.int64]
    batch: int
    losses: list[float] = field(default_factory=list)
    temperatures: list[float] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)

    @property
    def chance(self) -> float:
        """InfoNCE where nothing is told apart: ln(batch), nats."""
        return math.log(self.batch)

    @property
    def steps(self) -> NDArray[np.int64]:
        """The step of each frame, `(F,)`."""
        return np.array([frame.step for frame in self.frames], dtype=np.int64)

    def places(self, name: str) -> NDArray[np.float32]:
        """Return where the watched samples of a view were, `(F, w, k)`."""
        return np.stack([frame.places[name] for frame in self.frames])
