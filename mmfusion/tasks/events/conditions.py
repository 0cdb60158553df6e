"""Conditions of a test: which view of each sense a network gets, and its logits under them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.nn.device import to_numpy
from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.events import QUESTION
from mmfusion.tasks.events.cache import PIXELS, PLAIN_FRAMES
from mmfusion.tasks.events.dataset import EventData
from mmfusion.tasks.events.network import EventNetwork, frame_moments
from mmfusion.tasks.events.pairs import Pairs

PLAIN, LEAK = 0, 1
"""Columns of the sound's test views; the picture's are `PLAIN_FRAMES` frames, then 64 px, then the levels."""


@dataclass(frozen=True)
class Condition:
    """Which view of each sense a network gets; None: it does not get that sense."""

    visual: int | str | None = "plain"
    """``"plain"``, ``"leak"`` or a level 1 to 4 of `PIXELS`."""
    audio: int | str | None = "plain"
    """``"plain"``, ``"leak"`` or a level 1 to 4 of `DECIBELS`."""

    @property
    def name(self) -> str:
        """Return a short name, such as ``"plain+plain"`` or ``"none+2"``."""
        return "+".join("none" if v is None else str(v) for v in (self.visual, self.audio))

    @property
    def alone(self) -> bool:
        """Whether there is one modality only."""
        return self.visual is None or self.audio is None


BOTH, SEEN, HEARD = Condition(), Condition(audio=None), Condition(visual=None)
MAIN_CONDITIONS = (
    BOTH, SEEN, HEARD,
    Condition("leak", "leak"), Condition("leak", None), Condition(None, "leak"),
)  # fmt: skip
SPOILED_CONDITIONS = tuple(
    condition
    for level in range(1, len(PIXELS))
    for condition in (
        Condition(level, "plain"), Condition(level, None), Condition("plain", level), Condition(None, level),
    )
)  # fmt: skip


def test_cells(
    data: EventData, pairs: Pairs, condition: Condition, rows: slice
) -> tuple[dict[str, Tensor], Tensor]:
    """Return the cells of some pairs under a condition, and the times `(F,)` of the frames in s."""
    cells: dict[str, Tensor] = {}
    frames = 1
    if condition.visual is not None:
        columns = {
            "plain": list(range(PLAIN_FRAMES)),
            "leak": [PLAIN_FRAMES],
        }.get(str(condition.visual)) or [PLAIN_FRAMES + int(condition.visual)]
        frames = len(columns)
        cells["visual"] = torch.from_numpy(data.picture_test[pairs.pictures[rows][:, None], columns])
    if condition.audio is not None:
        column = {"plain": PLAIN, "leak": LEAK}.get(str(condition.audio))
        column = 1 + int(condition.audio) if column is None else column
        cells["audio"] = torch.from_numpy(data.sound_test[pairs.recordings[rows], column])
    return cells, frame_moments(frames)


@torch.inference_mode()
def logits_of(
    network: EventNetwork, data: EventData, pairs: Pairs, condition: Condition, batch: int = 128
) -> NDArray[np.float32]:
    """Return the logits `(P, 14)` of fixed pairs under a condition."""
    if condition.visual is not None:
        data.picture_test.need(pairs.pictures, data.report)
    if condition.audio is not None:
        data.sound_test.need(pairs.recordings, data.report)
    out = []
    for start in range(0, len(pairs.targets), batch):
        cells, moments = test_cells(data, pairs, condition, slice(start, start + batch))
        out.append(network(cells, moments).logits[QUESTION])
    return to_numpy(torch.cat(out).float())


def can_answer(spec: FusionSpec, condition: Condition) -> bool:
    """Return whether a network of `spec` has any of the senses of a condition, and no sense is lost on it."""
    given = {m for m in ("visual", "audio") if getattr(condition, m) is not None}
    return bool(given) and given <= set(spec.modalities)
