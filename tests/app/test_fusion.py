from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.tasks.sounding import ANSWERS
from mmfusion.tasks.sounding.predictor import Instrument
from mmfusion.ui.clips import drawn as drawn_cache
from mmfusion.ui.clips import drawn_offer
from mmfusion.ui.clips.changed import Spoil
from mmfusion.ui.fusion import able
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]
pytestmark = pytest.mark.usefixtures("mounted")


def spoiling(app: AppTest) -> str:
    """What the popover that spoils the clip says while it is closed."""
    (popover,) = (block for block in app.get("popover") if block.proto.id.endswith("-spoiling"))
    return str(popover.proto.popover.label)


def test_the_page_opens_with_a_drawn_clip_and_its_answer_covered(
    visit: Visit, mounted: list[Mounted]
) -> None:
    app = visit(clip="")
    assert not app.exception
    assert app.title[0].value == able.TITLE
    data = last(mounted, "strategies")
    opening = drawn_cache.Drawn(drawn_cache.OPENING, drawn_offer.FIRST)
    assert data["classes"] == list(ANSWERS[drawn_offer.FIRST])
    assert data["covered"] is True
    assert data["truth"] == drawn_cache.scene(opening).labels()[drawn_offer.FIRST]
    assert len(data["shown"]) == 4  # type: ignore[arg-type]
    assert "of 4" not in html(app)


@pytest.mark.parametrize("question", list(drawn_offer.QUESTIONS))
def test_every_question_has_its_form_of_clip_and_its_answers(
    visit: Visit, mounted: list[Mounted], question: str
) -> None:
    app = visit(clip="drawn-3", ask=drawn_offer.QUESTIONS[question], seen="1")
    assert not app.exception
    data = last(mounted, "strategies")
    assert data["classes"] == list(ANSWERS[question])
    assert 0 <= data["truth"] < len(ANSWERS[question])  # type: ignore[operator]
    able = 4 if question in ("kind", "left", "pitch") else 2
    assert f"{able} of 4" in html(app), "the figures of the cards decide who can tell"


def test_the_guess_is_a_number_of_networks(visit: Visit) -> None:
    app = visit(clip="drawn-3")
    app.button_group(key="count").select("3").run()
    assert "3" in app.query_params["guess"]
    assert "▽" in html(app)


@pytest.mark.parametrize("spoil", list(drawn_offer.SPOILS.values()), ids=lambda spoil: spoil.title)
def test_five_levels_arrive_at_once(visit: Visit, mounted: list[Mounted], spoil: Spoil) -> None:
    app = visit(clip="drawn-3", harm=spoil.title, much="2")
    assert not app.exception
    assert last(mounted, "strategies")["level"] == 2
    assert all(len(s["p"]) == 5 for s in last(mounted, "strategies")["strategies"])
    said = f"{spoil.title}: {spoil.levels[2]}"
    assert spoiling(app) == said[0].upper() + said[1:]


def test_a_swapped_sound_changes_the_truth(visit: Visit, mounted: list[Mounted]) -> None:
    truths = []
    for sound in ("the left one's", "the right one's", "neither's"):
        assert not visit(clip="drawn-3", heard=sound, ask="which one sounds?").exception
        truths.append(last(mounted, "strategies")["truth"])
    assert truths == [0, 1, 2]


def test_a_search_opens_what_it_found(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit(clip="drawn-3", seen="1", finding="true", ask="which one sounds?")
    app.selectbox(key="fails").select("late").run()
    app.selectbox(key="is-right").select("mid").run()
    app.button(key="searching").click().run()
    assert not app.exception
    said = html(app)
    assert "clips were tried" in said
    if "none fits" not in said:
        data = last(mounted, "strategies")
        by_name = {s["name"]: s["p"][0][0] for s in data["strategies"]}  # type: ignore[attr-defined]
        top = {name: max(range(3), key=p.__getitem__) for name, p in by_name.items() if p}
        assert top["late"] != data["truth"] == top["mid"]


@pytest.mark.parametrize("figure", ["questions", "holds", "sure", "finding"])
def test_what_is_folded_away_opens_from_the_link(visit: Visit, figure: str) -> None:
    assert not visit(clip="drawn-3", seen="1", **{figure: "true"}).exception


@pytest.mark.parametrize(
    "query",
    [
        {"clip": "drawn-x"},
        {"clip": "drawn-99999999999999999"},
        {"ask": "why"},
        {"much": "9"},
        {"harm": "fire"},
        {"heard": "nobody"},
        {"guess": "many", "seen": "1"},
        {"hide": "controls table"},
    ],
)
def test_a_url_that_someone_wrote_by_hand_breaks_nothing(visit: Visit, query: dict[str, str]) -> None:
    assert not visit(**{"clip": "drawn-3", **query}).exception


def test_nothing_is_claimed_of_weights_that_no_card_describes(
    visit: Visit,
    mounted: list[Mounted],
    monkeypatch: pytest.MonkeyPatch,
    drawn_shuffled: Instrument,
) -> None:
    monkeypatch.setattr(drawn_cache, "instrument", lambda: drawn_shuffled)
    app = visit(clip="drawn-3", seen="1", questions="true")
    assert not app.exception
    text = html(app)
    assert "not those that the cards describe" in text
    assert "of 4" not in text
    assert "97.0" not in text
    assert all(s["accuracy"] is None for s in last(mounted, "strategies")["strategies"])


def test_missing_weights_are_one_sentence(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(drawn_cache, "instrument", lambda: Instrument(tmp_path))  # type: ignore[arg-type]
    app = visit(clip="drawn-3")
    assert not app.exception
    assert "mmfusion train sounding-objects" in html(app)
