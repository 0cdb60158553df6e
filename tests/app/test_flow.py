from __future__ import annotations

import csv
import io
import json
import struct
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.explain.exchange import Cut, Edit, one_way
from mmfusion.tasks.sounding import ANSWERS
from mmfusion.tasks.sounding.exchange import ExchangeFigures, measure_exchange, named
from mmfusion.tasks.sounding.predictor import Instrument, load
from mmfusion.ui.clips import drawn as drawn_cache
from mmfusion.ui.clips.drawn import Drawn
from mmfusion.ui.flow import computed, facts, page, sentences
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]


def at(value: float) -> dict[str, float]:
    return {"value": value, "low": value - 0.02, "high": value + 0.02, "n": 1000}


@pytest.fixture(scope="session")
def measured(drawn_honest: Instrument) -> ExchangeFigures:
    """Figures of the test's own network, with two of them made up."""
    own = drawn_honest.predictors["bottleneck-mid"]
    found = measure_exchange(own.network, own.card.weights_sha256, 4, 2, lambda line: None)
    found.lost["side"][named("visual", "audio", "mean")] = at(0.612)
    found.lost["side"][named("audio", "visual", "mean")] = at(0.087)
    return found


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch, measured: ExchangeFigures) -> None:
    monkeypatch.setattr(computed, "figures", lambda: (measured, ""))


def header(mounted: list[Mounted]) -> dict[str, Any]:
    data = last(mounted, "ribbons")
    (length,) = struct.unpack("<I", data[:4])
    return dict(json.loads(data[4 : 4 + length]))


@pytest.mark.usefixtures("known")
def test_who_tells_whom_is_covered_guessed_and_revealed(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("flow")
    assert not app.exception
    assert app.title[0].value == "Which modality informs which?"
    assert "−61" not in html(app)
    assert html(app).count('class="covered"') == 2 * 2 * 4 + 1
    assert "is exactly <b>0</b>" in html(app), "the proof of the last layer is live"
    app.segmented_control(key="flow_guessing").set_value("audio-visual").run()
    assert not app.exception
    assert "−61" in html(app)
    assert "The other direction: −8.7" in html(app)
    assert "▽" in html(app)
    assert 'class="covered"' not in html(app)
    assert app.query_params["flow_guess"] in ("audio-visual", ["audio-visual"])
    app.segmented_control(key="flow_ask").set_value("sync").run()
    assert "▽" not in html(app), "another question is asked anew"
    assert 'class="covered"' in html(app)


@pytest.mark.usefixtures("known")
def test_a_cut_in_the_link_is_made_and_mended(visit: Visit, mounted: list[Mounted]) -> None:
    plain = visit("flow", clip="drawn-3")
    before = header(mounted)["state"]
    assert before["edited"] is False
    assert before["plain"] == before["now"]
    assert not [b for b in plain.button if b.key == "flow_mend"]
    app = visit("flow", clip="drawn-3", flow_cut="audio.2 token.2.1 nonsense audio.1 token.9.9")
    state = header(mounted)["state"]
    assert state["cut"] == ["audio.2", "token.2.1"], "what there is not is left out"
    assert state["edited"] is True
    assert state["plain"] == before["plain"]
    assert state["now"] != state["plain"]
    app.button(key="flow_mend").click().run()
    assert header(mounted)["state"]["edited"] is False
    assert "flow_cut" not in app.query_params


@pytest.mark.usefixtures("known")
def test_every_kind_of_cut_is_the_edit_that_it_says(visit: Visit, mounted: list[Mounted]) -> None:
    drawn = Drawn(5, "side")
    for query, edit, how in (
        ({"flow_ways": "sound ↛ picture"}, one_way("audio", "visual"), "mean"),
        ({"flow_ways": "bottleneck closed"}, Edit(closed=True), "mean"),
        ({"flow_frozen": "layer 3"}, Edit(frozen=2), "mean"),
        ({"flow_cut": "visual.2", "flow_how": "another clip's"}, one_way("visual", "audio", 1), "swap"),
        ({"flow_cut": "token.3.4"}, Edit(frozenset({Cut(layer=2, token=3)})), "mean"),
    ):
        app = visit("flow", clip="drawn-5", **query)
        assert not app.exception
        expected = computed.said(drawn, edit, how)["side"]  # type: ignore[arg-type]
        np.testing.assert_allclose(header(mounted)["state"]["now"]["p"], expected.p)


@pytest.mark.parametrize("question", list(page.ASKED))
@pytest.mark.usefixtures("known")
def test_every_question_has_its_clip_and_its_answers(
    visit: Visit, mounted: list[Mounted], question: str
) -> None:
    app = visit("flow", clip="drawn-7", flow_ask=page.ASKED[question], flow_seen="1")
    assert not app.exception
    found = header(mounted)
    assert found["key"] == f"{question}-7"
    state = found["state"]
    assert state["classes"] == list(ANSWERS[question])
    assert state["truth"] == drawn_cache.scene(Drawn(7, question)).labels()[question]
    network = computed.predictor()
    p = network.answer(_inputs(7, question)).answers[question].probabilities
    np.testing.assert_allclose(state["plain"]["p"], list(p.values()), atol=1e-5)


def _inputs(number: int, question: str) -> Any:
    from mmfusion.tasks.sounding.batches import make_batch

    return make_batch([drawn_cache.scene(Drawn(number, question))]).inputs()


def test_the_buffer_holds_the_trace_itself(mounted: list[Mounted]) -> None:
    drawn = Drawn(4, "side")
    data = computed.buffer(drawn, {"at": ""})
    (length,) = struct.unpack("<I", data[:4])
    found = json.loads(data[4 : 4 + length])
    trace = computed.traced(drawn).trace
    for sense in ("visual", "audio"):
        n = found["counts"][sense]
        for mode in ("reads", "takes"):
            place = found[f"{mode}-{sense}"]
            blob = data[4 + length + place["offset"] :][: place["length"]]
            maps = np.frombuffer(blob, "<f4").reshape(3, 4, n)
            weights = trace.weights[2, sense].mean(axis=0)
            expected = weights[n:, :n] if mode == "reads" else weights[:n, n:].T
            np.testing.assert_allclose(maps[1], expected, rtol=1e-6)
    knows = found["knows"]
    assert knows[1]["bottleneck"] == []
    assert knows[2]["visual"] == ["visual"]
    assert sorted(knows[3]["visual"]) == sorted(knows[2]["bottleneck"]) == ["audio", "visual"]


def test_a_sentence_says_where_a_token_reads() -> None:
    drawn = Drawn(4, "side")
    objects = sentences.regions(drawn_cache.scene(drawn))
    weights = np.zeros(193)
    left, _ = objects.items()
    weights[1 + int(np.flatnonzero(left[1])[0])] = 0.5
    weights[0] = 0.5
    said = sentences.seen_in(weights, objects)
    assert f"50\u00a0% on {left[0]}" in said
    sound = np.zeros(65)
    sound[1 + 16 + 3] = 1.0
    assert sentences.heard_in(sound) == "100\u00a0% at 0.45–0.60 s"
    every = sentences.sentences(computed.traced(drawn).flows, objects)
    assert (
        set(every["reads"]) == set(every["takes"]) == {f"{d}.{j}" for d in (1, 2, 3, 4) for j in (1, 2, 3, 4)}
    )
    assert "has read nothing yet" in every["reads"]["1.1"]
    assert "never read" in every["takes"]["4.2"]


def test_of_other_weights_no_figure_is_shown_but_cuts_work(
    visit: Visit, mounted: list[Mounted], monkeypatch: pytest.MonkeyPatch, drawn_shuffled: Instrument
) -> None:
    monkeypatch.setattr(drawn_cache, "instrument", lambda: drawn_shuffled)
    app = visit("flow", flow_seen="1", flow_ways="picture ↛ sound")
    assert not app.exception
    assert "No accuracy is shown: the weights on this computer are not those" in html(app)
    assert "Points of accuracy lost" not in html(app)
    assert header(mounted)["state"]["now"] != header(mounted)["state"]["plain"]


def test_without_the_network_the_page_says_which_command_makes_it(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking() -> Instrument:
        raise FileNotFoundError("no weights are there: mmfusion train makes them")

    monkeypatch.setattr(drawn_cache, "instrument", lacking)
    app = visit("flow")
    assert not app.exception
    assert "The network cannot answer: no weights are there: mmfusion train makes them." in html(app)


def test_why_figures_are_refused(measured: ExchangeFigures, drawn_honest: Instrument) -> None:
    real = load("bottleneck-mid")
    own = replace(measured, weights_sha256=real.card.weights_sha256)
    assert computed.refused(own, real) == ""
    assert "none is stored" in computed.refused(None, real)
    assert "belong to other weights" in computed.refused(measured, real)
    untested = drawn_honest.predictors["bottleneck-mid"]
    assert "one object much more" in computed.refused(measured, untested), "its card has no symmetry test"


@pytest.mark.usefixtures("known")
def test_what_is_taken_away_makes_the_page_again(monkeypatch: pytest.MonkeyPatch) -> None:
    choice = page.Choice(Drawn(9, "side"), ("audio-visual",), "swap", None, ())
    rows = list(csv.DictReader(io.StringIO(facts.table(choice))))
    assert len(rows) == 3 * 2 * 4
    shares = [float(r["update_read_from_sense"]) for r in rows if (r["layer"], r["token"]) == ("3", "1")]
    assert 0 < sum(shares) <= 1
    arrays = np.load(io.BytesIO(facts.trace_file(choice)))
    assert arrays["3/visual"].shape == (2, 197, 197)
    monkeypatch.setattr(drawn_cache, "instrument", Instrument)  # a notebook reads what is shipped
    for cached in (computed.tokens, computed.said):
        cached.clear()  # type: ignore[attr-defined]
    scope: dict[str, Any] = {}
    for cell in json.loads(facts.notebook(choice))["cells"][1:]:
        exec("".join(cell["source"]), scope)
    logits = scope["edited"][0].double().numpy()
    heat = computed.predictor().card.temperature(("visual", "audio"), "side")
    p = np.exp(logits / heat) / np.exp(logits / heat).sum()
    expected = computed.said(choice.drawn, choice.edit, "swap")["side"].p
    np.testing.assert_allclose(p, expected, atol=1e-4)
    plain = scope["plain"][0].double().numpy()
    assert not np.allclose(logits, plain)
