"""The figures that ship: sealed, of the networks that ship, and the lesson that they are there for."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from mmfusion.tasks.course import PAIRINGS, QUESTIONS, SEEDS, SENSES, TOLD
from mmfusion.tasks.course.measure import figure, summed_up
from mmfusion.tasks.course.stored import STORED, read, write
from mmfusion.tasks.course.table import (
    CHANCE,
    MEASURED,
    STRATEGIES,
    above_chance,
    as_csv,
    chances,
    course_rows,
    pairing_table,
    table,
)
from mmfusion.tasks.sounding.predictor import load


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    found = read()
    assert found is not None, "assets/course/table.json is missing, or not as it was written"
    return found


def test_figures_are_of_the_networks_that_ship_and_say_how_they_came(measured: dict[str, Any]) -> None:
    assert measured["weights"] == {sense: load(sense).card.weights_sha256 for sense in SENSES}
    assert measured["seeds"] == SEEDS
    assert measured["command"] == "mmfusion evaluate course"
    assert "validation" in measured["split"]
    every = [f for row in measured["rows"].values() for f in row.values()]
    every += [f for own in measured["pairing"].values() for how in own.values() for f in how.values()]
    for one in every:
        assert one["n"] == len(one["each"]) == SEEDS
        assert 0 <= one["low"] <= one["value"] <= one["high"] <= 1
        assert one["value"] == pytest.approx(sum(one["each"]) / SEEDS, abs=1e-4)


def test_a_figure_typed_over_is_no_figure(tmp_path: Path, measured: dict[str, Any]) -> None:
    path = write(measured, tmp_path / "course" / "table.json")
    assert read(path) == measured
    text = json.loads(path.read_text(encoding="utf-8"))
    text["rows"]["kernels, sum"]["side"]["value"] = 0.99
    path.write_text(json.dumps(text), encoding="utf-8")
    assert read(path) is None
    assert read(tmp_path / "nowhere.json") is None
    assert STORED.stat().st_size < 60_000


@pytest.mark.parametrize("row", ["kernels, sum", "CCA, sum", "contrastive, sum"])
@pytest.mark.parametrize("question", ["side", "sync"])
def test_what_adds_is_near_chance_on_synergy(measured: dict[str, Any], row: str, question: str) -> None:
    one = measured["rows"][row][question]
    assert abs(one["value"] - CHANCE[question]) < 0.03
    assert one["high"] < 0.75


def test_what_multiplies_is_not(measured: dict[str, Any]) -> None:
    for question in ("side", "sync"):
        one = measured["rows"]["kernels, product"][question]
        assert above_chance(one, question)
        assert one["low"] > measured["rows"]["kernels, sum"][question]["high"] + 0.2


def test_either_sense_carries_its_words_and_none_of_synergy(measured: dict[str, Any]) -> None:
    for sense, words in (("visual", ("seen left", "lands")), ("audio", ("heard", "pitch", "sounds"))):
        assert all(measured["probes"][sense][word]["value"] > 0.75 for word in words), sense
        for question in ("side", "sync"):
            assert abs(measured["probes"][sense][question]["value"] - CHANCE[question]) < 0.04


def test_pairs_of_a_kind_teach_the_kind_true_ones_the_moment(measured: dict[str, Any]) -> None:
    own = measured["pairing"]["CCA"]
    before, kind = "its own before another of its kind", "finds a sound of its kind"
    assert own["true pairs"][before]["low"] > own["pairs of one kind"][before]["high"]
    assert own["pairs of one kind"][kind]["low"] > own["any two"][kind]["high"] + 0.3
    assert own["any two"][kind]["value"] < 0.2


def test_rows_are_those_of_the_cards_and_of_the_file(measured: dict[str, Any]) -> None:
    cards = {name: load(name).card for name in STRATEGIES}
    rows = course_rows(cards, measured)
    assert [row.name for row in rows] == [*STRATEGIES, *MEASURED]
    late = rows[0].figures["side"]
    assert late is not None
    assert late["value"] == cards["late"].metrics["side"]["value"]
    assert [row.name for row in course_rows(cards, None)] == list(STRATEGIES)
    printed = table(cards, measured)
    assert [line[0] for line in printed] == ["", "chance", *STRATEGIES, *MEASURED]
    assert all(len(line) == 1 + len(QUESTIONS) for line in printed)
    assert len(pairing_table(measured)) == 2 + 2 * len(PAIRINGS)
    assert chances(measured)["finds its own sound"] == pytest.approx(10 / 200)


def test_csv_has_every_figure(measured: dict[str, Any]) -> None:
    rows = course_rows({name: load(name).card for name in STRATEGIES}, measured)
    lines = list(csv.DictReader(io.StringIO(as_csv(rows, measured))))
    cells = [line for line in lines if line["table"] == "course" and line["row"] != "chance"]
    assert len(cells) == len(rows) * len(QUESTIONS)
    pairs = [line for line in lines if line["table"] == "pairing"]
    assert len(pairs) == 2 * len(PAIRINGS) * len(TOLD)
    (one,) = [c for c in cells if (c["row"], c["column"]) == ("product of kernels", "side")]
    assert float(one["accuracy"]) == measured["rows"]["kernels, product"]["side"]["value"]
    assert one["n_of"] == "repetitions"


def test_figures_of_repetitions_are_means_that_no_share_exceeds() -> None:
    assert figure([0.4, 0.6])["value"] == 0.5
    assert figure([0.99, 1.0])["high"] == 1.0
    assert figure([0.0, 0.01])["low"] == 0.0


def test_repetitions_that_agree_by_luck_claim_no_more_than_their_clips_can() -> None:
    lucky, honest = figure([0.51, 0.51, 0.512]), figure([0.51, 0.51, 0.512], clips=6000)
    assert lucky["low"] > 0.505
    assert honest["low"] < 0.5 < honest["value"] < honest["high"]


def test_repetitions_are_summed_up_row_by_row() -> None:
    def one(value: float) -> dict[str, Any]:
        read = {"accuracy": value, "kernel": "linear", "scale": 1.0, "ridge": 1.0, "n": 100}
        names = [f"{name}, {how}" for name in ("kernels", "CCA", "contrastive") for how in ("sum", "product")]
        space = {"setting": "k = 8", "dimensions": 8, "R@10": value}
        return {
            "rows": {name: dict.fromkeys(QUESTIONS, read) for name in names},
            "chosen": {"CCA": space, "contrastive": space},
            "probes": {"visual": {"lands": read}},
            "pairing": {
                name: {"chosen": space, **{how: dict.fromkeys(TOLD, value) for how in PAIRINGS}}
                for name in ("CCA", "contrastive")
            },
        }

    found = summed_up([one(0.2), one(0.4)])
    assert found["seeds"] == 2
    assert found["rows"]["CCA, sum"]["side"]["value"] == pytest.approx(0.3)
    assert found["pairing"]["contrastive"]["any two"]["finds its own sound"]["each"] == [0.2, 0.4]
    assert found["chosen"]["spaces"]["CCA"] == ["k = 8, 8 dimensions"] * 2
