"""The table of results: what stands in which cell."""

from __future__ import annotations

import pytest

from mmfusion.cards.card import ModelCard
from mmfusion.tasks.events.table import as_markdown, figure_text, results_table


def _card(strategy: str, **metrics: tuple[float, float, float]) -> ModelCard:
    found = {n.replace("_", " "): {"value": v, "low": lo, "high": hi} for n, (v, lo, hi) in metrics.items()}
    return ModelCard(
        task="events",
        strategy=strategy,
        spec={},
        classes=("a",),
        parameters=1,
        macs=1,
        weights_sha256="",
        recipe={},
        split="",
        metrics=found,
    )


@pytest.mark.parametrize(
    ("name", "figure", "text"),
    [
        ("accuracy", (0.954, 0.936, 0.966), "95.4 ± 1.8"),
        ("gain, clean", (0.089, 0.063, 0.116), "+8.9 ± 2.7"),
        ("ruined sound", (-0.033, -0.054, -0.011), "−3.3 ± 2.2"),
        ("cross-entropy, nats", (0.1921, 0.1921, 0.1921), "0.192"),
    ],
)
def test_a_figure_reads_in_its_unit_with_its_interval(
    name: str, figure: tuple[float, ...], text: str
) -> None:
    assert figure_text(name, dict(zip(("value", "low", "high"), figure, strict=True))) == text


def test_strategies_are_columns_and_what_a_card_lacks_stays_empty() -> None:
    rows = results_table([_card("late", accuracy=(0.9, 0.8, 1.0)), _card("mid", leak=(0.5, 0.5, 0.5))])
    assert rows[0][1:] == ["late", "mid"]
    assert rows[1] == ["accuracy", "90.0 ± 10.0", ""]
    assert rows[2] == ["leak", "", "50.0 ± 0.0"]


def test_rows_across_sources_are_a_table_of_their_own() -> None:
    card = _card("visual", across_sources=(0.5, 0.4, 0.6), across_sources__dog_from_coco=(0.8, 0.7, 0.9))
    names = [row[0] for row in results_table([card])]
    assert "across sources" in names
    assert not any("from" in name for name in names[1:-2])
    assert any("from coco" in row[0] for row in results_table([card], contains="across sources"))


def test_the_head_says_on_how_many_folds() -> None:
    late, mid = _card("late", accuracy=(0.9, 0.8, 1.0)), _card("mid", accuracy=(0.9, 0.8, 1.0))
    late.metrics["accuracy"]["on"] = mid.metrics["accuracy"]["on"] = "one fold"
    assert results_table([late, mid])[0][0].endswith("one fold")
    mid.metrics["accuracy"]["on"] = "5 folds, pooled"
    assert results_table([late, mid])[0][0].endswith("on the folds that each has")


def test_markdown_has_a_rule_below_the_head() -> None:
    assert as_markdown([["a", "b"], ["1", "2"]]).splitlines() == ["| a | b |", "|---|---|", "| 1 | 2 |"]
