"""A clip of one's own: taken on every page, answered whole, and never mixed up with what was done before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.media import load_span
from mmfusion.tasks.events import CLASSES
from mmfusion.ui.clips import own as cache
from mmfusion.ui.clips.choose import LABEL, POPOVER
from mmfusion.ui.clips.own import Source
from mmfusion.ui.shell.lessons import LESSONS
from tests import clips
from tests.app.spies import Mounted, last
from tests.app.test_pages import html, open_own

Visit = Callable[..., AppTest]
WHOLE = "visual+audio"
SHOWING = ("home", "fusion", "heads", "attribution", "words", "names")
ELSEWHERE = [lesson.name for lesson in LESSONS if lesson.name not in SHOWING]


def film(
    folder: Path, seconds: float, bursts: tuple[float, ...] = (0.5, 1.5), name: str = "mine.mp4"
) -> Source:
    path = folder / name
    clips.make_video(path, seconds, bursts=bursts)
    return Source.own(name, path.read_bytes())


def column(mounted: list[Mounted], name: str) -> Any:
    return next(s for s in last(mounted, "strategies")["strategies"] if s["name"] == name)


def by_hand(source: Source, gone: str = "") -> Any:
    """Every network's windows of a whole clip, asked without a page."""
    span = load_span(source.data, 2.0, isolate=False)
    return cache.lab().over_time(span.without(gone) if gone else span)


def joined(windows: np.ndarray) -> np.ndarray:
    there = windows[~np.isnan(windows[:, 0])]
    product = np.prod(there ** (1 / len(there)), axis=0)
    return np.asarray(product / product.sum())


def test_a_long_clip_has_an_answer_of_its_own_beside_the_window_s(
    visit: Visit, mounted: list[Mounted], tmp_path: Path
) -> None:
    source = film(tmp_path, 7.0, (0.5, 3.0, 6.0))
    app = open_own(visit(), source)
    assert not app.exception
    data, timeline = last(mounted, "strategies"), by_hand(source)
    assert data["longer"] is True
    assert data["wholeLabel"] == "whole clip"
    assert len(timeline.middles) == 4
    for name in cache.lab().predictors:
        windows, own = timeline.probabilities[name], column(mounted, name)["whole"]
        np.testing.assert_allclose(own["p"], joined(windows), atol=2e-3)
        assert own["windows"] == 4
        assert own["first"] == (windows.argmax(axis=1) == np.argmax(own["p"])).sum()
    experts = cache.lab().cards["late"].experts
    late = column(mounted, "late")["wholeBy"]
    for name in ("max", "either"):
        np.testing.assert_allclose(late[name]["p"], joined(timeline.experts(name, experts)), atol=2e-3)
    assert "mean of log p over its 4 windows of 4 s, 1 s apart" in html(app)
    assert "seen in one and heard in another is there in both" in html(app)


def test_the_window_is_answered_before_the_whole_clip_is(
    visit: Visit, mounted: list[Mounted], tmp_path: Path
) -> None:
    app = visit()
    mounted.clear()
    open_own(app, film(tmp_path, 7.0))
    first = next(m.data for m in mounted if m.name == "strategies")
    assert first["longer"]
    assert all("whole" not in s for s in first["strategies"])
    assert next(m.data for m in mounted if m.name == "overview")["waiting"] == "…"
    assert all("whole" in s for s in last(mounted, "strategies")["strategies"])
    assert last(mounted, "overview")["waiting"] == ""


@pytest.mark.parametrize("seconds", [1.0, 4.0])
def test_a_clip_of_one_window_has_the_window_s_answer_only(
    visit: Visit, mounted: list[Mounted], tmp_path: Path, seconds: float
) -> None:
    app = open_own(visit(), film(tmp_path, seconds))
    assert not app.exception
    assert last(mounted, "strategies")["longer"] is False
    assert "whole" not in column(mounted, "mid")
    assert "Whole clip" not in html(app)


def test_the_whole_clip_is_of_what_is_left_and_never_spoiled(
    visit: Visit, mounted: list[Mounted], tmp_path: Path
) -> None:
    source = film(tmp_path, 6.0)
    app = open_own(visit(sense="no sound", spoil="blur on the picture", level="3"), source)
    seen = by_hand(source, "audio").probabilities["mid"]
    np.testing.assert_allclose(column(mounted, "mid")["whole"]["p"], joined(seen), atol=2e-3)
    assert column(mounted, "audio")["whole"] is None
    assert last(mounted, "strategies")["wholeLabel"] == "whole clip,<br>unspoiled"
    assert not app.exception


def test_a_curve_skips_a_window_whose_sound_is_silence_and_the_page_says_so(
    visit: Visit, mounted: list[Mounted], tmp_path: Path
) -> None:
    source = film(tmp_path, 9.0, (6.5, 7.0, 8.0))  # silence until 6.5 s: the windows from 0, 1 and 2 s
    app = open_own(visit(focus="audio"), source)
    curves = last(mounted, "overview")["curves"]
    assert [point is None for point in curves["audio"]] == [True] * 3 + [False] * 3
    assert all(curves["mid"])
    assert all(curves["visual"])
    heard = by_hand(source).probabilities["audio"]
    own = column(mounted, "audio")["whole"]
    np.testing.assert_allclose(own["p"], joined(heard), atol=2e-3)
    assert own["windows"] == 3
    assert column(mounted, "mid")["whole"]["windows"] == 6
    assert "In 3 of 6 windows the sound is silence" in html(app)
    assert "the sound alone leaves them out" in html(app)


@pytest.mark.parametrize("seconds", [3.0, 9.0])
def test_a_silent_sound_track_is_said_with_the_answers_which_are_the_picture_s(
    visit: Visit, mounted: list[Mounted], tmp_path: Path, seconds: float
) -> None:
    app = open_own(visit(), film(tmp_path, seconds, ()))
    data, mid = last(mounted, "strategies"), column(mounted, "mid")
    assert any("is silence, which counts as none; the picture answers alone" in said for said in data["said"])
    assert mid["p"][0][0] is None
    assert mid["p"][0][1] is not None
    assert column(mounted, "audio")["p"][0] == [None, None, None]
    if seconds > 4:
        assert column(mounted, "audio")["whole"] is None
        assert mid["whole"]["windows"] == 6
        assert "audio" not in last(mounted, "overview")["curves"]
    assert b"silence, which counts as no sound" in last(mounted, "player")
    assert not app.exception


def test_what_is_unlike_anything_in_training_stands_with_the_answers(
    visit: Visit, mounted: list[Mounted], monkeypatch: pytest.MonkeyPatch
) -> None:
    for card in cache.lab().cards.values():
        monkeypatch.setitem(card.unfamiliar_above, WHOLE, 0.0)
    app = visit(clip="dog")
    said = [s for s in last(mounted, "strategies")["said"] if "Unlike anything" in s or "Not quite" in s]
    assert len(said) == 1
    assert "Unlike anything" not in html(app)
    assert "Not quite familiar" not in html(app)


def test_the_table_says_on_how_many_real_clips_each_strategy_is_right(
    visit: Visit, mounted: list[Mounted]
) -> None:
    visit()
    data = last(mounted, "strategies")
    assert data["realLabel"] == "real clips,<br>correct"
    real = column(mounted, "mid")["real"]
    assert (real["all"], real["kinds"], real["none"]) == ([2, 4], [1, 1], [1, 3])
    assert column(mounted, "late")["realBy"]["either"]["all"] == [2, 2]
    page = html(visit(elsewhere="true"))
    assert "2 of 4" in page
    for row in ("a.mp4", "b.mp4", "c.mp4", "d.mp4"):
        assert row in page, "every clip is reported"


def test_drawn_clips_claim_nothing_of_real_ones(visit: Visit, mounted: list[Mounted]) -> None:
    visit(clip="drawn-3")
    assert last(mounted, "strategies")["realLabel"] == ""


def test_no_sound_and_spoiling_do_not_linger_on_the_next_clip(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit(sense="no sound", spoil="blur on the picture", level="2", swap="rooster")
    data = last(mounted, "strategies")
    assert (data["sense"], data["level"]) == ("visual", 2)
    app.session_state[POPOVER] = True
    app.run()
    app.button(key="sample-dog").click().run()
    assert not app.exception
    data = last(mounted, "strategies")
    assert (data["sense"], data["level"]) == (WHOLE, 0)
    assert "The sound is that of" not in html(app)


def test_the_next_drawn_clip_comes_unspoiled(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit(clip="drawn-3", minus="no sound", harm="blur", much="3", heard="neither's")
    app.session_state[POPOVER] = True
    app.run()
    app.button(key="open-drawn").click().run()
    data = last(mounted, "strategies")
    assert (data["sense"], data["level"]) == (WHOLE, 0)
    assert "The sound is now" not in html(app)


def test_reset_takes_back_all_that_was_done(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit()
    app.button_group(key="level").select("2").run()
    app.button_group(key="swap").select("dog").run()
    assert last(mounted, "strategies")["level"] == 2
    app.button(key="rail-reset").click().run()
    data = last(mounted, "strategies")
    assert (data["sense"], data["level"]) == (WHOLE, 0)
    assert "The sound is that of" not in html(app)


@pytest.mark.parametrize("page", ["home", "fusion", "heads"])
def test_a_clip_of_ones_own_is_a_button(visit: Visit, page: str) -> None:
    app = visit(page, **({} if page == "home" else {"clip": "drone"}))
    assert [p for p in app.get("popover") if p.proto.popover.label == LABEL]
    app.session_state[POPOVER] = True
    app.run()
    assert app.get("file_uploader")
    assert not app.exception


def test_a_clip_that_is_chosen_on_the_front_page_is_answered_on_the_page_of_strategies(
    visit: Visit, mounted: list[Mounted]
) -> None:
    app = visit("home")
    app.session_state[POPOVER] = True
    app.run()
    app.button(key="sample-rooster").click().run()
    assert not app.exception
    assert app.title[0].value == "How does each strategy classify your clip?"
    assert "rooster" in html(app)
    assert last(mounted, "strategies")["classes"] == list(CLASSES)


def test_the_front_page_stays_where_a_clip_was_chosen_elsewhere(visit: Visit) -> None:
    app = visit("flow", clip="drawn-3")
    app.button(key="flow_next").click().run()
    assert visit("home").title[0].value == "When does fusion help?"
    assert app.title[0].value == "Which modality informs which?"


@pytest.mark.parametrize("page", ELSEWHERE)
@pytest.mark.parametrize("here", [True, False])
def test_a_page_that_does_not_show_the_clip_of_its_link_says_so_and_leads_to_the_one_that_does(
    visit: Visit, tmp_path: Path, page: str, here: bool
) -> None:
    source = film(tmp_path, 2.0)
    if here:
        app = visit(page)
        app.session_state["own"] = {source.key: source}
        app.query_params["clip"] = source.key
        app.run()
    else:
        app = visit(page, clip="own-0123456789abcdef")
    assert not app.exception
    assert html(app).count("is not shown on this page") == 1
    assert ("mine.mp4" in html(app)) == here
    protos = [one.proto for one in app.get("page_link")]
    links = [link for link in protos if "under Fusion strategies" in f"{link.label} {link.help}"]
    assert [link.page for link in links] == ["fusion"]
    assert f"clip={source.key if here else 'own-0123456789abcdef'}" in links[0].query_string


@pytest.mark.parametrize("page", ELSEWHERE)
def test_a_page_says_nothing_of_a_clip_that_is_its_own(visit: Visit, page: str) -> None:
    assert "is not shown on this page" not in html(visit(page))
    assert "is not shown on this page" not in html(visit(page, clip="drawn-7"))
