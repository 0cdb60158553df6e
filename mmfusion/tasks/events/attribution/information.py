"""What is known of the kind of a real pair from what either network says, in bits.

Given the kind, picture and recording are independent, so that nothing is to be known from both together but
what each is unsure of by itself.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.measure.information import broja, i_min, joint, permuted
from mmfusion.tasks.events import CLASSES, MODALITIES, QUESTION
from mmfusion.tasks.events.conditions import HEARD, SEEN, logits_of
from mmfusion.tasks.events.dataset import EventData
from mmfusion.tasks.events.network import EventNetwork
from mmfusion.tasks.events.pairs import Pairs

IntArray = NDArray[np.int64]
DRAWN = 20_000
"""Pairs that are drawn from the test fold, each answer as often."""


def said(network: EventNetwork, modality: str, data: EventData, fold: int) -> tuple[IntArray, IntArray]:
    """Return what a network of one modality calls every test picture or recording, and what each is."""
    pool = data.pools(fold)["test"]
    items, own = (data.stills, pool.pictures) if modality == "visual" else (data.sounds, pool.recordings)
    targets = np.array([items[i].target for i in own])
    pairs = Pairs(own, own, targets)  # only the one that is asked about is looked at
    condition = SEEN if modality == "visual" else HEARD
    return logits_of(network, data, pairs, condition).argmax(axis=1), targets


def information_figures(
    seen: tuple[IntArray, IntArray], heard: tuple[IntArray, IntArray], drawn: int = DRAWN, seed: int = 0
) -> dict[str, Any]:
    """Return what is known of the kind from what either network says, each kind as often as another.

    Args:
        seen: what each test picture is called, and what it is.
        heard: the same of recordings.
        drawn: pairs of one kind that are drawn.
        seed: of them.

    """
    rng = np.random.default_rng(seed)
    targets = rng.integers(len(CLASSES), size=drawn)

    def draw(called: IntArray, truth: IntArray) -> IntArray:
        chosen = np.empty(drawn, dtype=np.int64)
        for target in range(len(CLASSES)):
            rows = targets == target
            chosen[rows] = rng.choice(np.flatnonzero(truth == target), size=int(rows.sum()))
        return np.asarray(called[chosen])

    first, second = draw(*seen), draw(*heard)
    table = joint(targets, first, second)
    found = {"broja": broja(table), "i_min": i_min(table), "permuted": permuted(targets, first, second)}
    return {
        "questions": {QUESTION: {name: parts.to_dict() for name, parts in found.items()} | {"n": drawn}},
        "probes": {
            modality: round(float((called == truth).mean()), 4)
            for modality, (called, truth) in zip(MODALITIES, (seen, heard), strict=True)
        },
    }
