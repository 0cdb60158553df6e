"""Sources that never train: how often none is recognised in them, and how often a kind.

The test folds hold the training's own sources; a real clip is from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from mmfusion.measure.metrics import Estimate, macro_estimate, two_way_weights
from mmfusion.nn.device import to_numpy
from mmfusion.tasks.events import NONE, QUESTION
from mmfusion.tasks.events.cache import PLAIN_FRAMES, Table, tables
from mmfusion.tasks.events.conditions import PLAIN
from mmfusion.tasks.events.further.items import held_out_pictures, held_out_recordings
from mmfusion.tasks.events.network import EventNetwork, frame_moments
from mmfusion.tasks.events.pairs import Item
from mmfusion.tasks.events.sources import share


class HeldOut:
    """Items of one modality from sources that never train, with their features. Raises `PackError`."""

    def __init__(self, modality: str, report: Callable[[str], None] = print) -> None:
        built = tables(further=True)
        self.modality, self.report = modality, report
        self.items: Sequence[Item] = held_out_pictures() if modality == "visual" else held_out_recordings()
        self.table: Table = built["pictures-held-out" if modality == "visual" else "sounds-held-out"]

    @torch.inference_mode()
    def answers(self, network: EventNetwork, batch: int = 64) -> NDArray[np.int64]:
        """Return what a network answers to each item `(N,)`, this modality alone."""
        self.table.need(np.arange(len(self.items)), self.report)
        rows = slice(None, PLAIN_FRAMES) if self.modality == "visual" else PLAIN
        found = []
        for start in range(0, len(self.items), batch):
            cells = torch.from_numpy(self.table[start : start + batch, rows])
            out = network({self.modality: cells}, frame_moments(PLAIN_FRAMES))
            found.append(out.logits[QUESTION].argmax(dim=1))
        return to_numpy(torch.cat(found))


def recognised(items: Sequence[Item], answered: NDArray[np.int64]) -> dict[str, Estimate]:
    """Return how often items are recognised, by bootstrap over their groups.

    ``none`` is the share of none that is called so, ``kinds`` the share of the others that are called what
    they are, ``kinds, macro`` the same with every kind counting once; then both shares by source.

    Args:
        items: of any sources, `N` of them.
        answered: class of each `(N,)`.

    """
    targets, groups = np.array([item.target for item in items]), [item.group for item in items]
    sources = np.array([item.source for item in items])
    right, none = answered == targets, targets == NONE

    def of(chosen: NDArray[np.bool_]) -> Estimate:
        return share(right[chosen], [groups[i] for i in np.flatnonzero(chosen)])

    found = {
        "none": of(none),
        "kinds": of(~none),
        "kinds, macro": macro_estimate(right, targets, two_way_weights(groups, None), NONE),
    }
    for source in sorted(set(sources.tolist())):
        for name, which in (("none", none), ("kinds", ~none)):
            if (which & (sources == source)).any():
                found[f"{name}, {source}"] = of(which & (sources == source))
    return found
