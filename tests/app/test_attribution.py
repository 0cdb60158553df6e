"""The page of attribution: what is sent to be drawn is what is computed, and what its orders really do."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from mmfusion.cards.inside import read_inside, read_shared
from mmfusion.explain.maps import preference
from mmfusion.media import heard_through, in_bands
from mmfusion.tasks.events.attribution.integrated import Baseline, baseline_features
from mmfusion.tasks.events.predictor import Lab
from mmfusion.tasks.sounding import NAMES
from mmfusion.tasks.sounding.attribution.methods import INTEGRATED
from mmfusion.tasks.sounding.batches import numbered_scene
from mmfusion.tasks.sounding.integrated import integrated_gradients
from mmfusion.tasks.sounding.measures import token_mask
from mmfusion.tasks.sounding.predictor import Instrument
from mmfusion.tasks.sounding.render import object_mask
from mmfusion.ui.attribution import computed, figure, information, modalities, on_tests, page, takeaway
from mmfusion.ui.clips import drawn
from mmfusion.ui.clips import own as cache
from mmfusion.ui.clips.drawn import OPENING, Drawn
from mmfusion.ui.clips.drawn_subject import QUESTIONS, DrawnSubject
from mmfusion.ui.clips.own_subject import OwnSubject
from mmfusion.ui.clips.subject import Watched, network
from tests.app.plots import Buffer, array, ends_in, fold_is_closed, offered, shown
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]
INSERTED = "insertion against another clip's map"
OPENED = DrawnSubject(Drawn(OPENING, "side"))


def estimate(value: float, n: float = 40.0, half: float = 0.05) -> dict[str, float]:
    return {"value": value, "low": value - half, "high": value + half, "n": n}


FIGURES = {
    "methods": {
        name: {
            "hit on sounding": estimate(value),
            "hit on silent": estimate(0.77),
            "more on sounding": estimate(0.61),
            "more on sounding, another clip's mask": estimate(0.5),
            "more on sounding, random weights": estimate(0.5, n=13.0),
            "sound: share where it sounds": estimate(0.8),
            "sound: share where it sounds, random weights": estimate(0.79, n=13.0),
            "infidelity": estimate(0.3456),
            "sensitivity": estimate(0.0123, n=7.0),
            **{
                f"{kind} against {what}": estimate(-1.25, n=20.0, half=0.5)
                for kind in ("deletion", "insertion")
                for what in ("random", "another clip's map")
            },
        }
        for name, value in (("attention", 0.4321), ("ablation", 0.8765))
    },
    "area": {"sounding": 0.2, "silent": 0.2},
    "largest gap": {"integrated gradients, blurred": 0.011},
}


def everything(watched: Watched, answer: int | None = None) -> int:
    """Have all of it computed; return the answer that is explained."""
    said = int(computed.answered(watched).argmax()) if answer is None else answer
    assert not computed.found(watched, said, seconds=1e9).pending
    return said


def sent(mounted: list[Mounted]) -> Buffer:
    return Buffer(last(mounted, "explanations"))


def maps_of(buffer: Buffer) -> dict[str, NDArray[np.float32]]:
    header = buffer.header
    return {row["name"]: buffer.at(at, "<f4") for row, at in zip(header["rows"], header["maps"], strict=True)}


def test_every_method_s_map_is_sent_in_shares_of_what_it_says(visit: Visit, mounted: list[Mounted]) -> None:
    answer = everything(watched := Watched(OPENED, "mid"))
    app = visit("attribution", attribution_of="Mid")
    assert not app.exception
    buffer = sent(mounted)
    assert not buffer.header["pending"]
    maps = maps_of(buffer)
    assert list(maps) == list(computed.METHODS)
    for name, shares in maps.items():
        found = computed.explained(watched, answer, name).map
        flat = np.concatenate([found["visual"], found["audio"]])
        np.testing.assert_allclose(shares, flat / np.abs(flat).sum(), atol=1e-6)
    most = [float(np.abs(shares).max()) for shares in maps.values()]
    assert buffer.header["full"] == pytest.approx(np.median(most), rel=1e-5)
    assert buffer.header["answer"] == OPENED.classes("side")[answer]


def test_each_map_may_have_its_own_scale(visit: Visit, mounted: list[Mounted]) -> None:
    everything(Watched(OPENED, "mid"))
    visit("attribution", attribution_of="Mid", attribution_scale="one for each map")
    assert sent(mounted).header["full"] == 0


def area(curve: list[float]) -> float:
    """The mean of a curve by the trapezium rule."""
    return sum((a + b) / 2 for a, b in pairwise(curve)) / (len(curve) - 1)


@torch.inference_mode()
def left(net: Any, tokens: dict[str, torch.Tensor], kept: NDArray[np.int64], answer: int) -> float:
    """The answer's probability of a network that is given only some tokens of the picture, one by one."""
    z = tokens["visual"]
    given = {**tokens, "visual": torch.cat([z[:, :1], *(z[:, 1 + k : 2 + k] for k in sorted(kept))], dim=1)}
    return float(net.fusion(given).logits["side"].softmax(dim=1)[0, answer])


@pytest.mark.parametrize("method", ["removal", "integrated gradients, mean"])
def test_areas_are_what_remains_as_tokens_really_go(
    visit: Visit, mounted: list[Mounted], method: str
) -> None:
    answer = everything(watched := Watched(OPENED, "mid"))
    visit("attribution", attribution_of="Mid")
    row = next(row for row in sent(mounted).header["rows"] if row["name"] == method)
    net = network(watched)
    tokens = OPENED.tokens(net)
    order = np.argsort(-computed.explained(watched, answer, method).map["visual"], kind="stable")
    heat = OPENED.temperature("mid", "side")
    assert heat == 1, "or the probability would be another one"
    falls = [left(net, tokens, order[round(192 * i / 12) :], answer) for i in range(13)]
    rises = [left(net, tokens, order[: round(192 * i / 12)], answer) for i in range(13)]
    assert row["deletion"]["own"] == pytest.approx(area(falls), abs=1e-3)
    assert row["insertion"]["own"] == pytest.approx(area(rises), abs=1e-3)
    other = OPENED.another()
    there = Watched(other, "mid")
    theirs = computed.explained(there, int(computed.answered(there).argmax()), method).map["visual"]
    order = np.argsort(-theirs, kind="stable")
    falls = [left(net, tokens, order[round(192 * i / 12) :], answer) for i in range(13)]
    assert row["deletion"]["other"] == pytest.approx(area(falls), abs=1e-3)
    assert row["deletion"]["low"] <= row["deletion"]["high"]


def test_gaps_stand_with_methods_that_must_add_up_and_with_no_other(
    visit: Visit, mounted: list[Mounted]
) -> None:
    answer = everything(watched := Watched(OPENED, "mid"))
    visit("attribution", attribution_of="Mid")
    net = network(watched)
    for row in sent(mounted).header["rows"]:
        if row["name"] in INTEGRATED:
            found = integrated_gradients(
                net, OPENED.inputs(), preference("side", answer), INTEGRATED[row["name"]]
            )
            assert row["gap"] == f"{100 * found.gap:.2f} %"
        else:
            assert row["gap"] == ""


def test_a_gap_that_stays_too_large_is_said() -> None:
    assert figure.completeness(0.0312) == "3.12 %, above 2 %"
    assert figure.completeness(0.0004) == "0.04 %"


def test_another_answer_is_explained_where_it_is_asked_for(visit: Visit, mounted: list[Mounted]) -> None:
    watched = Watched(OPENED, "mid")
    order = np.argsort(-computed.answered(watched))
    everything(watched, int(order[1]))
    name = OPENED.classes("side")[order[1]]
    app = visit("attribution", attribution_of="Mid", attribution_why="second")
    assert not app.exception
    header = sent(mounted).header
    assert header["answer"] == name
    labels = [option.content for option in app.button_group(key="attribution_why").proto.options]
    assert labels[0] == f"why {OPENED.classes('side')[order[0]]}?"
    assert labels[1] == f"why not {name}?"
    own = computed.explained(watched, int(order[1]), "removal").map
    flat = np.concatenate([own["visual"], own["audio"]])
    np.testing.assert_allclose(maps_of(sent(mounted))["removal"], flat / np.abs(flat).sum(), atol=1e-6)


def test_what_takes_long_comes_piece_by_piece_and_can_be_stopped(
    visit: Visit, mounted: list[Mounted], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(computed, "AT_ONCE", 0.0)
    app = visit("attribution", attribution_of="Mid")
    known = [len(maps) for maps in maps_of(sent(mounted)).values()]
    assert known == [256, *[0] * (len(computed.METHODS) - 1)], "one piece at a time"
    assert sent(mounted).header["pending"] == computed.in_words(list(computed.METHODS)[1])
    app.run()
    assert sum(len(m) > 0 for m in maps_of(sent(mounted)).values()) >= 2
    before = sum(len(m) > 0 for m in maps_of(sent(mounted)).values())
    app.button(key="attribution-stop").click().run()
    assert not app.exception
    assert sent(mounted).header["pending"] == "", "the browser asks for nothing more"
    assert "Stopped" in html(app)
    app.button(key="attribution-on").click().run()
    assert sum(len(m) > 0 for m in maps_of(sent(mounted)).values()) > before
    assert sent(mounted).header["pending"]


def test_an_untrained_network_s_maps_are_judged_by_the_trained_one(
    visit: Visit, mounted: list[Mounted]
) -> None:
    watched = Watched(OPENED, "mid", random=True)
    answer = everything(watched)
    assert answer == int(computed.answered(Watched(OPENED, "mid")).argmax())
    app = visit("attribution", attribution_of="Mid", attribution_random="random weights")
    header = sent(mounted).header
    assert computed.TWIN not in [row["name"] for row in header["rows"]]
    assert "untrained network" in html(app)
    row = next(row for row in header["rows"] if row["name"] == "removal")
    trained = network(Watched(OPENED, "mid"))
    order = np.argsort(-computed.explained(watched, answer, "removal").map["visual"], kind="stable")
    falls = [left(trained, OPENED.tokens(trained), order[round(192 * i / 12) :], answer) for i in range(13)]
    assert row["deletion"]["own"] == pytest.approx(area(falls), abs=1e-3)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures of test clips that a test has made up."""
    monkeypatch.setattr(page, "figures", lambda _: FIGURES)


def test_the_number_is_covered_and_no_hit_rate_stands_anywhere(visit: Visit, read: None) -> None:
    app = visit("attribution", attribution_of="Mid", attribution_tests="true")
    said = html(app)
    assert "of 40 test clips" in said
    assert re.search("<td[^>]*>covered</td>", said)
    coalitions = r'<div class="mmf-adds">.*?</div>'  # of this clip: no rate, though it may look like one
    apart = re.sub(rf"<style.*?</style>|src=\"[^\"]*\"|{coalitions}", "", said, flags=re.DOTALL)
    for rate in ("0.88", "88", "0.43", "0.77", "Ablation</i>"):
        assert rate not in apart, rate


def test_the_best_method_s_hits_are_uncovered_with_the_guess(visit: Visit, read: None) -> None:
    app = visit("attribution", attribution_of="Mid", attribution_tests="true", attribution_guess="40")
    app.button(key="attribution_reveal").click().run()
    assert not app.exception
    said = html(app)
    assert re.search(r'mmf-big">88<', said)
    assert "the best of 2 methods, <i>Ablation</i>, is on that object (83 to 93)" in said
    assert "0.88 / 0.77" in said
    assert re.search("<td[^>]*>0.80 / 0.79</td>", said), "the sound's map beside the untrained network's"
    assert re.search("<td[^>]*>0.35</td><td[^>]*>0.012</td>", said), "infidelity, sensitivity"
    for words in ("40 test clips of two objects", "network (13 clips)", "means over 20 clips", "(7 clips)"):
        assert words in said
    assert "The largest gap of integrated gradients was 1.10 %" in said
    assert "<b>−1.25</b>" in said, "deletion keeps clear of chance"
    assert said.count("<b>−1.25</b>") == 4, "insertion below chance is no merit"


@pytest.mark.parametrize("seen", [False, True])
def test_the_number_names_its_question_whatever_question_the_maps_explain(
    visit: Visit, read: None, seen: bool
) -> None:
    everything(Watched(DrawnSubject(Drawn(OPENING, "sync")), "mid"))
    more = {"attribution_guess": "40", "attribution_seen": "1"} if seen else {}
    app = visit("attribution", attribution_of="Mid", attribution_ask=QUESTIONS["sync"], **more)
    assert not app.exception
    words = "On so many of 40 test clips" if seen else "On how many % of 40 test clips"
    assert f"Which one sounds? {words}" in html(app)


def test_a_clip_of_one_s_own_has_the_maps_that_tokens_allow(visit: Visit, mounted: list[Mounted]) -> None:
    own = OwnSubject(next(s for s in cache.samples() if s.key == "drone"), 0.0)
    answer = everything(Watched(own, "mid"))
    app = visit("attribution", clip="drone", attribution_of="Mid")
    assert not app.exception
    header = sent(mounted).header
    assert [row["name"] for row in header["rows"]] == list(computed.METHODS)
    assert header["truth"] is None
    assert header["spans"] == [["visual", 129], ["audio", 41]]
    assert all(row["deletion"]["other"] is not None for row in header["rows"])
    assert "follow a path of these features, not of pixels" in html(app)
    assert len(maps_of(sent(mounted))["occlusion"]) == 168
    assert header["answer"] == own.classes("event")[answer]


@pytest.mark.parametrize("kind", ["blurred", "mean", "black and silent"])
def test_integrated_gradients_of_one_s_own_clip_share_out_what_its_features_change(
    visit: Visit, mounted: list[Mounted], kind: Baseline
) -> None:
    sample = next(s for s in cache.samples() if s.key == "drone")
    own = OwnSubject(sample, 0.0)
    answer = everything(watched := Watched(own, "mid"))
    app = visit("attribution", clip="drone", attribution_of="Mid")
    net, features = network(watched), own.features()
    others = [other.features() for other in own.others()]
    start = baseline_features(own.window(), kind, others if kind == "mean" else ())
    score = preference("event", answer)
    with torch.no_grad():
        seconds = torch.from_numpy(features.seconds)
        change = float(score(net(features.cells(), seconds)) - score(net(start.cells(), seconds)))
    method = f"integrated gradients, {kind}"
    found = computed.explained(watched, answer, method).map
    total = sum(float(part.sum()) for part in found.values())
    assert total == pytest.approx(change, abs=0.02 * max(abs(change), 0.1))
    flat = np.concatenate([found["visual"], found["audio"]])
    np.testing.assert_allclose(maps_of(sent(mounted))[method], flat / np.abs(flat).sum(), atol=1e-6)
    row = next(row for row in sent(mounted).header["rows"] if row["name"] == method)
    assert float(row["gap"].split(" ")[0]) == pytest.approx(100 * abs(total / change - 1), abs=0.03)
    if kind == "blurred":
        assert f"={total:.2f}" in app.latex[3].value


def test_the_object_that_sounds_is_outlined_where_it_is_known(visit: Visit, mounted: list[Mounted]) -> None:
    everything(Watched(OPENED, "mid"))
    visit("attribution", attribution_of="Mid")
    scene = numbered_scene("pair", OPENING)
    truth = sent(mounted).header["truth"]
    assert truth["name"] == NAMES[scene.sound]
    shown = object_mask(scene) == scene.objects.index(scene.sound) + 1
    assert truth["tokens"] == np.flatnonzero(token_mask(shown)).tolist()
    neither = next(n for n in range(OPENING, OPENING + 40) if numbered_scene("pair", n).side == 2)
    assert figure.sounding(DrawnSubject(Drawn(neither, "side"))) is None


def test_the_sound_is_sent_in_bands_that_add_up_to_it(visit: Visit, mounted: list[Mounted]) -> None:
    everything(Watched(OPENED, "mid"))
    visit("attribution", attribution_of="Mid")
    buffer = sent(mounted)
    peak, rate = (buffer.header["sound"][k] for k in ("peak", "rate"))
    parts = [buffer.at(at, "<i2").astype(float) / 32767 * peak for at in buffer.header["bands"]]
    wave = OPENED.clip().waveform
    assert wave is not None
    assert rate == OPENED.clip().sample_rate
    np.testing.assert_allclose(sum(parts), wave, atol=5 * peak / 32767)
    edges = OPENED.layout.edges
    for b, part in enumerate(parts):
        power = np.abs(np.fft.rfft(part)) ** 2
        hertz = np.fft.rfftfreq(part.size, 1 / rate)
        low, high = (0 if b == 0 else edges[b]), (rate if b == 3 else edges[b + 1])
        inside = (hertz >= low - 2) & (hertz <= high + 2)
        assert power[~inside].sum() < 1e-3 * max(power.sum(), 1e-3)


def test_shipped_maps_are_read_and_not_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = Instrument()
    monkeypatch.setattr(drawn, "instrument", lambda: shipped)
    watched = Watched(DrawnSubject(Drawn(OPENING, "side")), "mid")
    found = watched.subject.maps(watched)
    assert found is not None

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("computed anew")

    for what in ("maps.token_map", "occlusion.occlusion", "sampling.shapley_sampling", "compared.in_order"):
        monkeypatch.setattr(f"mmfusion.explain.{what}", refuse)
    known = computed.found(watched, found.answer)
    assert not known.pending
    assert [row.method for row in known.rows] == list(computed.METHODS)
    for other in (Drawn(104, "side"), Drawn(105, "kind"), Drawn(105, "side", "the left one's")):
        assert DrawnSubject(other).maps(Watched(DrawnSubject(other), "mid")) is None


def test_coalitions_and_shares_are_those_of_the_network(visit: Visit) -> None:
    answer = everything(watched := Watched(OPENED, "mid"))
    app = visit("attribution", attribution_of="Mid")
    said = html(app)
    table = said[
        said.index("<tbody>", said.index("mmf-adds")) : said.index("</table>", said.index("mmf-adds"))
    ]
    rows = re.findall(r"<tr[^>]*><th[^>]*>(.*?)</th>.*?</td><td>(.*?)</td><td>(.*?)</td></tr>", table)
    shown = {name: tuple(float(v.replace("−", "-")) for v in values) for name, *values in rows}
    net = network(watched)
    tokens = OPENED.tokens(net)

    @torch.inference_mode()
    def p(given: dict[str, torch.Tensor]) -> float:
        return float(net.fusion(given).logits["side"].softmax(dim=1)[0, answer])

    alone = {m: p({m: tokens[m]}) for m in tokens}
    whole = p(tokens)
    assert shown["no modality"][0] == pytest.approx(1 / 3, abs=0.006)
    assert shown["picture"][0] == pytest.approx(alone["visual"], abs=0.006)
    assert shown["sound"][0] == pytest.approx(alone["audio"], abs=0.006)
    assert shown["both"] == pytest.approx((whole, whole), abs=0.006)
    adds = ((alone["visual"] - 1 / 3) + (whole - alone["audio"])) / 2
    assert shown["picture adds"][0] == pytest.approx(adds, abs=0.006)
    strange = [{**tokens, "audio": other.tokens(net)["audio"]} for other in OPENED.others()]
    assert shown["picture"][1] == pytest.approx(np.mean([p(given) for given in strange]), abs=0.006)
    for way in (0, 1):
        gained = shown["both"][way] - shown["no modality"][way]
        assert shown["picture adds"][way] + shown["sound adds"][way] == pytest.approx(gained, abs=0.021)
    assert rf"{adds:.2f}" in app.latex[1].value


@pytest.mark.parametrize(
    ("clip", "task", "asked"), [("", "sounding-objects", "side"), ("drone", "events", "event")]
)
def test_information_about_the_answer_is_that_of_test_clips(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, clip: str, task: str, asked: str
) -> None:
    monkeypatch.setattr(computed, "AT_ONCE", 0.0)
    app = visit("attribution", attribution_of="Mid", **({"clip": clip} if clip else {}))
    assert not app.exception
    found = read_shared(task, "information")
    assert found is not None
    own = found["questions"][asked]
    said = html(app)
    table = said[said.index("mmf-bits") :]
    rows = re.findall(r"<tr><th>(\w+)[^<]*</th>.*?</td><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td>", table)
    parts = ("redundant", "unique_first", "unique_second", "synergistic")
    assert len(rows) == 4
    for (_, measured, true, permuted), part in zip(rows, parts, strict=True):
        assert float(measured) == pytest.approx(own["broja"][part], abs=0.0051)
        assert float(permuted) == pytest.approx(own["permuted"][part], abs=0.0051)
        if "truth" in own:
            assert float(true) == pytest.approx(own["truth"][part], abs=0.0051)
        else:
            assert true == "–"


@pytest.mark.parametrize(
    "query",
    [
        {"attribution_why": "fourth"},
        {"attribution_of": "nonsense"},
        {"attribution_pick": "<b>"},
        {"attribution_guess": "many", "attribution_seen": "1"},
        {"attribution_scale": "?"},
        {"attribution_ask": "sync"},
        {"clip": "own-0123456789abcdef"},
        {"clip": "drawn-99999999999"},
    ],
)
def test_a_url_that_someone_wrote_by_hand_breaks_nothing(visit: Visit, query: dict[str, str]) -> None:
    assert not visit("attribution", **query).exception


def test_without_weights_the_page_says_so(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> object:
        raise FileNotFoundError("there are no weights here")

    monkeypatch.setattr(drawn, "instrument", missing)
    app = visit("attribution")
    assert not app.exception
    assert "cannot be explained: there are no weights here" in html(app)


def test_the_fold_shows_the_map_that_lies_over_the_clip_first(visit: Visit) -> None:
    answer = everything(watched := Watched(OPENED, "mid"))
    assert fold_is_closed(visit("attribution", attribution_of="Mid"))
    app = visit("attribution", attribution_of="Mid", attribution_pick="removal", attribution_plotly="true")
    assert offered(app, "attribution")[0] == "Evidence for the answer: Removal, answer without each token"
    found = computed.explained(watched, answer, "removal").map
    total = sum(np.abs(part).sum() for part in found.values())
    plotted = shown(app, "attribution", offered(app, "attribution")[0])
    over = np.stack([array(trace["z"]) for trace in plotted["data"][:8]])
    np.testing.assert_allclose(over, found["visual"].reshape(8, 4, 6) / total)
    np.testing.assert_allclose(array(plotted["data"][8]["z"]), found["audio"].reshape(4, 16) / total)
    scale = plotted["layout"]["coloraxis"]
    assert scale["cmin"] == -scale["cmax"]


def test_the_fold_shows_what_is_left_in_each_order(visit: Visit) -> None:
    answer = everything(watched := Watched(OPENED, "mid"))
    app = visit("attribution", attribution_of="Mid", attribution_pick="rollout", attribution_plotly="true")
    lines = shown(app, "attribution", "Deletion and insertion, method by method")["data"]
    falls = [line for line in lines if line["xaxis"] == "x" and "Rollout" in line["name"]]
    own = computed.in_its_order(watched, answer, "rollout")
    np.testing.assert_allclose(array(falls[0]["y"]), own.deletion[0])
    assert falls[0]["line"]["width"] > 2


def test_every_figure_of_a_clip_of_one_s_own_is_there(visit: Visit) -> None:
    own = OwnSubject(next(s for s in cache.samples() if s.key == "drone"), 0.0)
    answer = everything(Watched(own, "mid"))
    app = visit("attribution", clip="drone", attribution_of="Mid", attribution_plotly="true")
    titles = offered(app, "attribution")
    others = [
        "Deletion and insertion, method by method",
        f"What each modality adds to {own.classes('event')[answer]}",
        information.TITLE,
    ]
    assert titles[len(computed.METHODS) :] == others
    for title in titles:
        assert shown(app, "attribution", title)["data"], title


def test_the_fold_shows_coalitions_and_bits_as_the_page_has_them(visit: Visit) -> None:
    answer = everything(watched := Watched(OPENED, "mid"))
    app = visit("attribution", attribution_of="Mid", attribution_plotly="true")
    title = f"What each modality adds to {OPENED.classes('side')[answer]}"
    plotted = shown(app, "attribution", title)["data"]
    found = modalities.ways(watched, answer)
    assert [trace["name"] for trace in plotted] == ["left out", "replaced"]
    for trace, one in zip(plotted, found.values(), strict=True):
        wanted = [float(v[0]) for v in (*one.values.values(), *one.shares.values())]
        np.testing.assert_allclose(array(trace["x"]), wanted)
        assert trace["y"] == ["no modality", "picture", "sound", "both", "picture adds", "sound adds"]
    bits = shown(app, "attribution", information.TITLE)["data"]
    stored = read_shared("sounding-objects", "information")
    assert stored is not None
    by = {trace["name"]: array(trace["x"]) for trace in bits}
    for name, kind in (("measured", "broja"), ("true", "truth"), ("shuffled", "permuted")):
        own = stored["questions"]["side"][kind]
        np.testing.assert_allclose(by[name], [own[part] for part in information.PARTS])


def test_the_formula_has_this_clip_s_sums(visit: Visit) -> None:
    answer = everything(watched := Watched(OPENED, "mid"))
    found = computed.explained(watched, answer, "integrated gradients, blurred")
    app = visit("attribution", attribution_of="Mid")
    said = app.latex[3].value
    assert f"={sum(part.sum() for part in found.map.values()):.2f}" in said
    assert f"{found.map['visual'].sum():.2f}" in said
    assert rf"{found.steps}\text{{ steps}}" in said


def test_tables_hold_every_token_and_every_area() -> None:
    answer = everything(watched := Watched(OPENED, "mid"))
    rows = list(csv.DictReader(io.StringIO(takeaway.maps_table(watched, answer))))
    assert len(rows) == 256
    found = computed.explained(watched, answer, "Shapley values").map["audio"]
    assert [float(r["Shapley values"]) for r in rows[192:]] == pytest.approx(found, rel=1e-4)
    assert (rows[25]["frame"], rows[25]["row or band"], rows[25]["column"]) == ("2", "1", "2")
    areas = list(csv.DictReader(io.StringIO(takeaway.areas_table(watched, answer))))
    assert len(areas) == 2 * len(computed.METHODS)
    coalitions = list(csv.reader(io.StringIO(takeaway.coalitions_table(watched, answer))))
    added = modalities.ways(watched, answer)["left out"]
    assert coalitions[0] == [f"p({OPENED.classes('side')[answer]}) from", "left out", "replaced"]
    assert float(coalitions[4][1]) == pytest.approx(float(added.values["visual", "audio"][0]), abs=1e-6)
    assert coalitions[5][0] == "picture adds"
    assert float(coalitions[5][1]) == pytest.approx(float(added.shares["visual"][0]), abs=1e-6)
    bits = list(csv.DictReader(io.StringIO(takeaway.bits_table(watched))))
    stored = read_shared("sounding-objects", "information")
    assert stored is not None
    own = stored["questions"]["side"]
    assert [float(r["measured"]) for r in bits] == pytest.approx(
        [own["broja"][p] for p in information.PARTS], abs=1e-6
    )
    assert [float(r["measured, I_min"]) for r in bits] == pytest.approx(
        [own["i_min"][p] for p in information.PARTS], abs=1e-6
    )


@pytest.mark.parametrize("method", ["integrated gradients, mean", "Shapley values", "relevance"])
def test_the_notebook_makes_map_areas_and_sound_of_the_page(
    monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    shipped = Instrument()
    monkeypatch.setattr(drawn, "instrument", lambda: shipped)
    watched = Watched(DrawnSubject(Drawn(OPENING, "side")), "mid")
    answer = int(computed.answered(watched).argmax())
    made = takeaway.notebook(watched, answer, method)
    figure = ends_in(made)
    found = computed.explained(watched, answer, method).map
    total = sum(np.abs(part).sum() for part in found.values())
    close = 0.02 * max(np.abs(part).max() for part in found.values()) / total
    over = np.stack([trace.z for trace in figure.data[:8]])
    np.testing.assert_allclose(over, found["visual"].reshape(8, 4, 6) / total, atol=close)
    space: dict[str, Any] = {}
    for cell in json.loads(made)["cells"][1:-1]:
        exec("".join(cell["source"]), space)
    own = computed.in_its_order(watched, answer, method)
    both = [float(areas[0]) for areas in own.areas()]
    assert [space["deletion"].own, space["insertion"].own] == pytest.approx(both, abs=0.02)
    wave, rate = OPENED.clip().waveform, OPENED.clip().sample_rate
    assert wave is not None
    gains = np.clip(found["audio"].reshape(4, 16), 0, None)
    wanted = heard_through(in_bands(wave, rate, OPENED.layout.edges), gains / gains.max(), rate)
    np.testing.assert_allclose(space["heard"], wanted, atol=0.02)


@pytest.mark.parametrize("method", ["integrated gradients, mean", "random weights"])
def test_the_notebook_of_one_s_own_clip_makes_the_map_of_the_page(
    monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    shipped = Lab()
    monkeypatch.setattr(cache, "lab", lambda: shipped)
    own = OwnSubject(next(s for s in cache.samples() if s.key == "drone"), 0.0)
    watched = Watched(own, "mid")
    answer = int(computed.answered(watched).argmax())
    found = computed.explained(watched, answer, method).map
    space: dict[str, Any] = {}
    for cell in json.loads(takeaway.notebook(watched, answer, method))["cells"][1:]:
        source = "".join(cell["source"])
        if "own_map = " in source:
            exec(source, space)
    for modality, part in found.items():
        np.testing.assert_allclose(space["own_map"][modality], part, atol=0.02 * np.abs(part).max())


@pytest.mark.parametrize("strategy", ["bottleneck-mid", "mid"])
def test_the_page_shows_what_was_read_of_the_shipped_weights(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, strategy: str
) -> None:
    stored = read_inside("sounding-objects", strategy, "attributions")
    monkeypatch.setattr(page, "figures", lambda _: stored or "")
    app = visit("attribution", attribution_of="Mid", attribution_tests="true", attribution_seen="1")
    assert not app.exception
    said = html(app)
    if stored is None:
        assert "has not been measured" in said
        return
    rows = re.findall(r"<tr><th>([^<]*)<small>([^<]*)</small></th>(.*?)</tr>", said)
    assert [tuple(row[:2]) for row in rows] == [on_tests.TITLES[name] for name in stored["methods"]]
    best = max(stored["methods"].values(), key=lambda of: of["hit on sounding"]["value"])
    assert re.search(rf'mmf-big">{100 * best["hit on sounding"]["value"]:.0f}<', said)
    for (_, _, cells), by in zip(rows, stored["methods"].values(), strict=True):
        shown = [re.sub("</?b>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells)]
        hits = [by[f"hit on {which}"]["value"] for which in ("sounding", "silent")]
        heard = [by[f"sound: share where it sounds{w}"]["value"] for w in ("", ", random weights")]
        assert shown[0] == " / ".join(f"{v:.2f}" for v in hits)
        assert shown[1] == f"{by['more on sounding']['value']:.2f}"
        assert shown[3] == f"{by['more on sounding, random weights']['value']:.2f}"
        assert shown[7].replace("−", "-") == f"{by[INSERTED]['value']:.2f}"
        assert shown[8] == " / ".join(f"{v:.2f}" for v in heard)
