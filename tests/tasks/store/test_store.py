from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mmfusion.colearning import Refit
from mmfusion.colearning.poison import wrong_names
from mmfusion.tasks.store import Setting
from mmfusion.tasks.store.changed import NEW, STOPS, blurred
from mmfusion.tasks.store.commands import rows
from mmfusion.tasks.store.measured import differences, estimates, stored
from mmfusion.tasks.store.poisoned import COPIES, _refitted, _with
from mmfusion.tasks.store.setting import CLASSES, RIDGE


@pytest.fixture(scope="module")
def own() -> Setting:
    return Setting(0)


def test_a_poisoned_store_is_searched_as_if_it_were_built_anew(own: Setting) -> None:
    wrong = wrong_names(own.probes, own.probe_truth, own.means)
    order, near = own.store.nearest(own.probes)
    cosines, labels = _with(own.probes, near, own.y[order], own.copies[:, :3], wrong)
    for probe in (0, 77, 199):
        store = own.store.joined(own.copies[probe, :3], np.full(3, wrong[probe]))
        items, expected = store.nearest(own.probes[[probe]])
        assert cosines[probe] == pytest.approx(expected[0])
        assert sorted(labels[probe]) == sorted(store.labels[items[0]])


def test_weights_solved_anew_are_those_trained_with_the_copies(own: Setting) -> None:
    anew = Refit(
        np.concatenate([own.x, own.copies[5, :3]]), np.concatenate([own.y, np.full(3, 42)]), CLASSES, RIDGE
    )
    assert _refitted(own, 5, 3, 42) == pytest.approx(anew.scores(own.probes[[5]])[0])


def test_blur_is_measured_as_stored(own: Setting) -> None:
    """Every split's figure lies within the range that ten splits make likely: here the first one anew."""
    found = blurred(own)
    for arm, values in found.items():
        ten = stored()["figures"]["blurred"][arm]
        for value, one in zip(values, ten, strict=True):
            assert abs(value - one["value"]) < 0.05, arm


def test_intervals_are_of_splits_and_differences_are_paired() -> None:
    raw = [{"a": [0.1, 0.5], "b": [0.2, 0.5]}, {"a": [0.3, 0.6], "b": [0.4, 0.6]}]
    assert estimates(raw)["a"][0]["value"] == pytest.approx(0.2)
    found = differences(raw, [("b", "a")])["b - a"]
    assert found[0]["low"] == pytest.approx(found[0]["high"]) == pytest.approx(0.1)
    assert found[1]["value"] == 0


def test_the_table_has_every_level_and_five_splits_at_least() -> None:
    table = stored()
    assert table["splits"] >= 5
    for name, arms in table["figures"].items():
        for arm, values in arms.items():
            assert len(values) == len(table["levels"][name]), (name, arm)
            assert all(one["low"] <= one["value"] <= one["high"] for one in values)
        assert len(rows(table, name)) == 1 + len(arms) + len(table["differences"][name])
    assert table["levels"]["aimed"] == list(COPIES)
    assert {f"fine-tuned {stop}" for stop in STOPS} < set(table["figures"]["stale"])
    assert NEW == 25


def test_a_missing_table_says_what_makes_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="mmfusion evaluate store"):
        stored(tmp_path / "table.json")
