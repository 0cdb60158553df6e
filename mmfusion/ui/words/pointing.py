"""The test set's figures of both networks: how well each head points, as the shipped tables say it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from mmfusion.language import marked, tr
from mmfusion.ui.words.computed import NETWORKS

if TYPE_CHECKING:
    from mmfusion.figures import Pointed
    from mmfusion.measure.metrics import Estimate

ALONE, LABELS = NETWORKS
POINTING = "pointing"
GROUPS = {"objects": marked("objects"), "attributes": marked("colours, sizes"), "actions": marked("actions")}
"""Group of words -> what it is called where there is room."""
SHORT = {ALONE: marked("alone"), LABELS: marked("labels")}
"""Network -> its name below a column of points."""


@lru_cache(maxsize=2)
def table(network: str) -> dict[str, Any] | None:
    """Return what was read of every head on test sentences; None if it is not there, or of other weights."""
    from mmfusion.cards.inside import read_inside
    from mmfusion.tasks.scenes import TASK

    return read_inside(TASK, network, POINTING)


def tables() -> dict[str, dict[str, Any]]:
    """Return the tables of both networks; nothing unless both are there."""
    found = {name: own for name in NETWORKS if (own := table(name)) is not None}
    return found if len(found) == len(NETWORKS) else {}


def at_best(own: dict[str, Any], group: str) -> Estimate:
    """Return the share inside the region in the head that validation chose for a group."""
    from mmfusion.measure.metrics import Estimate

    layer, head = own["groups"][group]["best"]
    found = own["groups"][group]["inside"][layer][head]
    return Estimate(found["value"], found["low"], found["high"], int(found["n"]))


def mean_over_groups(own: dict[str, Any]) -> Estimate:
    """Return the pointing accuracy less the share of area, mean of three groups, with its 95 % interval."""
    from mmfusion.measure.metrics import Estimate

    best = [at_best(own, group) for group in GROUPS]
    areas = [own["groups"][group]["area"]["value"] for group in GROUPS]
    half = float(np.sqrt(sum(((one.high - one.low) / 2) ** 2 for one in best))) / len(best)
    mean = float(np.mean([one.value - area for one, area in zip(best, areas, strict=True)]))
    return Estimate(mean, mean - half, mean + half, sum(one.n for one in best))


def columns(shown: tuple[str, ...] = tuple(NETWORKS)) -> list[Pointed]:
    """Return the columns of the strip, group by group, of the networks that may be seen."""
    from mmfusion.figures import Pointed

    found = tables()
    out = []
    for group in GROUPS if found else ():
        for network in shown:
            own = found[network]["groups"][group]
            values = np.array([[one["value"] for one in row] for row in own["inside"]])
            nulls = {name: own[name]["value"] for name in ("area", "random", "centre")}
            layer, head = own["best"]
            out.append(Pointed(tr(GROUPS[group]), tr(SHORT[network]), values, (layer, head), nulls))
    return out
