"""Before and after: the figures of the former weights, and the table that has them beside the present."""

from __future__ import annotations

from mmfusion.tasks.events import SHIPPED
from mmfusion.tasks.events.further.former import ROWS, before, gathered, table


def _figure(value: float) -> dict[str, float]:
    return {"value": value, "low": value - 0.1, "high": value + 0.1, "n": 10.0}


def test_figures_are_gathered_from_the_fold_the_cards_and_the_clips() -> None:
    found = gathered(
        {"late": {"accuracy": _figure(0.9), "calibration error": _figure(0.5)}},
        {"late": {"across sources": _figure(0.6), "accuracy": _figure(0.1)}},
        {"late": {"figures": {"kinds": _figure(0.4), "all": _figure(0.5)}}},
    )
    assert {name: figure["value"] for name, figure in found["late"].items()} == {
        "accuracy": 0.9,
        "across sources": 0.6,
        "real clips, kinds": 0.4,
    }


def test_before_and_now_stand_side_by_side() -> None:
    then = {"late": {"accuracy": _figure(0.8), "across sources": _figure(0.5)}}
    rows = table({"late": {"accuracy": _figure(0.9), "only seen": _figure(0.7)}}, then)
    assert rows[0] == ["strategy", "%", "before", "now"]
    assert rows[1:] == [
        ["late", "test fold", "80.0 [70.0, 90.0]", "90.0 [80.0, 100.0]"],
        ["late", "only seen", "-", "70.0 [60.0, 80.0]"],
        ["late", "across sources", "50.0 [40.0, 60.0]", "-"],
    ]


def test_the_former_weights_have_every_row_that_can_be_of_them() -> None:
    found = before()
    assert set(found) == set(SHIPPED)
    paired = {"without sound", "without picture", "only seen", "only heard", "a face beside another sound"}
    held_out = {name for name in ROWS if name.startswith("held out")} | {"across sources"}
    for name, figures in found.items():
        assert set(figures) == set(ROWS) - (paired if name in ("audio", "visual") else held_out), name
        assert all(figure["low"] <= figure["value"] <= figure["high"] for figure in figures.values())
