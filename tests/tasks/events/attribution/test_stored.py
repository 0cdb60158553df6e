"""Figures of what answers about real pairs rest on, as they ship."""

from __future__ import annotations

import numpy as np
import pytest

from mmfusion.cards.inside import read_inside, read_shared
from mmfusion.tasks.events import CLASSES, QUESTION, TASK

MEASURED = ("late", "early", "mid", "mid-cross", "bottleneck", "bottleneck-mid")


@pytest.mark.parametrize("strategy", MEASURED)
def test_nothing_is_lost_where_picture_and_sound_only_add_up(strategy: str) -> None:
    """Pairs share a kind and nothing else: no strategy gains what only both together tell."""
    stored = read_inside(TASK, strategy, "contributions")
    assert stored is not None
    own = stored["emap"][QUESTION]
    assert own["model"]["n"] == 8 * len(CLASSES)
    for name in ("gap", "gap, own pair left out"):
        assert own[name]["low"] <= 0.02, name
        assert own[name]["value"] <= 0.05, name


@pytest.mark.parametrize("strategy", MEASURED)
def test_either_adds_alike_and_shares_add_up(strategy: str) -> None:
    stored = read_inside(TASK, strategy, "contributions")
    assert stored is not None
    for way, by in stored["shapley"][QUESTION].items():
        shares = {m: e["value"] for m, e in by["shares"].items()}
        whole = by["values"]["visual+audio"]["value"] - by["values"][""]["value"]
        assert sum(shares.values()) == pytest.approx(whole, abs=3e-4), way
        assert min(shares.values()) > 0.2, way


def test_most_of_what_is_known_of_a_kind_both_know() -> None:
    stored = read_shared(TASK, "information")
    assert stored is not None
    found = stored["questions"][QUESTION]["broja"]
    parts = [found[name] for name in ("redundant", "unique_first", "unique_second", "synergistic")]
    assert found["redundant"] > sum(parts) / 2
    assert sum(parts) < np.log2(len(CLASSES))
    assert found["synergistic"] < 0.1 * sum(parts)
    assert found["gap"] < 1e-3
