"""The page of joint spaces: what it asks, what it shows, a run that starts, advances and is cancelled."""

from __future__ import annotations

import csv
import io
import json
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.tasks.pairs import pairs
from mmfusion.tasks.pairs.recorded import recorded
from mmfusion.tasks.pairs.runs import EVERY, STEPS, Setting
from mmfusion.ui.joint import choices, computed, live, results
from mmfusion.ui.joint.number import ALONE, GUESSES
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]


def header(mounted: list[Mounted]) -> dict[str, Any]:
    data = last(mounted, "spheres")
    (length,) = struct.unpack("<I", data[:4])
    return dict(json.loads(data[4 : 4 + length]))


def test_what_is_found_without_negatives_is_asked_then_shown(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("joint", joint_with=choices.ALONE)
    assert not app.exception
    assert app.title[0].value == "Why don’t the clouds collapse?"
    told = computed.figure(ALONE)["value"]
    assert f"{100 * told:.0f}<span" not in html(app)
    assert header(mounted)["training"]["recall"] == [], "the recorded run would tell"
    assert all("no negatives" not in name for name in results.methods(uncovered=False))
    low, high = float(GUESSES[0]), float(GUESSES[-1])
    assert low < 100 * told < high, "the guesses bracket the truth"
    app.segmented_control(key="joint_guessing").set_value("10").run()
    assert not app.exception
    assert f"{100 * told:.0f}<span" in html(app)
    assert "your guess" in html(app)
    assert header(mounted)["training"]["recall"][-1] == pytest.approx(
        float(recorded("infonce", "no negatives").figures["recall"][-1]), abs=1e-3
    )


@pytest.mark.parametrize("method", choices.ALL)
def test_every_method_has_its_figure(method: str, visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("joint", joint_method=method, joint_seen="1", joint_step="120", joint_pick="3")
    assert not app.exception
    found = header(mounted)
    assert found["names"][:3] == ["monkey", "dog", "cat"]
    assert found["picked"] == 3
    assert found["spaces"][0]["title"].startswith(choices.ALL[method])
    if method == "cca":
        assert found["training"] is None
        assert "held-out ones" in found["said"]
        return
    assert found["step"] == 120
    assert found["training"]["steps"] == list(range(0, STEPS + 1, EVERY))
    assert found["training"]["other_said"] == "without negatives"
    if method == "infonce":
        assert found["training"]["level"] == pytest.approx(np.log(64))


def test_shuffled_pairs_correlate_in_training_alone(visit: Visit, mounted: list[Mounted]) -> None:
    true = computed.solved(computed.K)
    wrong = computed.solved(computed.K, True)
    assert wrong.training > 0.5
    assert abs(wrong.held_out) < 0.15 < true.held_out
    app = visit("joint", joint_method="cca", joint_with=choices.SHUFFLE)
    assert not app.exception
    assert f"{wrong.training:.2f} on training pairs" in header(mounted)["said"]


def test_a_run_starts_advances_and_is_cancelled(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("joint", joint_batch="16")
    assert header(mounted)["pieces"] == -1
    app.button(key="joint_train").click().run()
    assert not app.exception
    began = header(mounted)
    assert began["training"]["live"]
    assert began["pieces"] >= 1
    assert began["training"]["level"] == pytest.approx(np.log(16))
    app.run()
    later = header(mounted)
    assert later["pieces"] > began["pieces"] or not later["training"]["live"]
    if later["training"]["live"]:
        app.button(key="joint_cancel").click().run()
        kept = header(mounted)
        assert not kept["training"]["live"]
        assert kept["training"]["steps"][-1] == later["training"]["steps"][-1], "what was reached is kept"
        assert "cancelled" in kept["training"]["title"]
    assert not app.exception


def test_a_run_learns_and_ends() -> None:
    job = live.Job(Setting("infonce", dimensions=8))
    while job.live:
        job.advance()
    assert [frame.step for frame in job.frames] == list(range(0, STEPS + 1, EVERY))
    assert job.frames[-1].recall > 3 * 10 / len(job.frames[-1].places["text"]), "three times chance"
    assert job.frames[-1].losses[-20:].mean() < np.log(64) / 2


def test_a_typed_sentence_lands(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("joint")
    assert header(mounted)["placed"] == []
    app.text_input(key="joint_typed").set_value("a small dog").run()
    assert not app.exception
    (placed,) = header(mounted)["placed"]
    assert placed["name"] == "a small dog"
    for place in placed["at"]:
        assert np.linalg.norm(place) == pytest.approx(1, abs=1e-3), "it lies on both spheres"
    found = computed.neighbours("text", computed.read("a small dog"), shuffled=False).neighbours
    assert "poodle" in {pairs().names[i] for i, _ in found}
    assert [c for _, c in found] == sorted((c for _, c in found), reverse=True)
    for i, cosine in found:
        assert f"{pairs().names[i]}<span>{cosine:.2f}" in html(app)


def test_a_held_out_name_lands_where_it_is_drawn() -> None:
    run = computed.solved(3)
    at = computed.place(run.space, "text", computed.read("dog"), run.seen)
    drawn = run.seen.places["text"][-1][computed.names().index("dog")]
    np.testing.assert_allclose(at, drawn, atol=0.02)


def test_gap_and_words_stand_in_the_table_that_is_taken_away() -> None:
    from mmfusion.ui.joint import figure, takeaway

    shown = figure.now("infonce", frozenset(), True)
    rows = list(csv.reader(io.StringIO(takeaway.table(shown))))
    assert rows[2][0] == "dog"
    assert [float(v) for v in rows[2][1:4]] == pytest.approx(shown.left.places["visual"][-1][1], abs=1e-3)
    book = json.loads(takeaway.notebook(shown))
    code = "\n".join("".join(cell["source"]) for cell in book["cells"][1:])
    made: dict[str, Any] = {}
    exec(code.replace("own.score", "found = own.score"), made)  # it runs, and finds more than chance
    assert type(made["own"]).__name__ == "InfoNCE"
    assert made["found"] > 1.5 * 10 / 359


def test_hostile_links_are_read_as_nothing(visit: Visit) -> None:
    app = visit(
        "joint",
        joint_step="-7",
        joint_pick="9" * 400,
        joint_say="<img src=x onerror=alert(1)>" * 40,
        joint_k="NaN",
        joint_batch="1e9",
        joint_temperature="inf",
        joint_method="<b>",
        joint_beside="?",
        joint_seen="maybe",
        joint_guess="<i>",
    )
    assert not app.exception
    assert "<img src=x" not in html(app)


def test_a_link_in_english_sets_the_switches_in_german_and_a_change_of_language_keeps_them(
    visit: Visit, mounted: list[Mounted]
) -> None:
    app = visit("joint", lang="de", joint_with=[choices.ALONE, choices.CENTRE])
    assert not app.exception
    assert app.button_group(key="joint_with").value == [choices.ALONE, choices.CENTRE]
    assert app.query_params["joint_with"] == ["ohne Negative", "Modalitäten zentrieren"]
    assert header(mounted)["centred"]
    app.session_state["rail-language"] = True
    app.run()
    app.radio(key="speaking").set_value("en").run()
    assert not app.exception
    assert app.query_params.get("lang", "en") == "en"
    assert app.button_group(key="joint_with").value == [choices.ALONE, choices.CENTRE]
    assert header(mounted)["centred"]
