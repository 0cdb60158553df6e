from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.tasks.sounding.pad import REGIONS
from mmfusion.tasks.sounding.predictor import Instrument, SoundingPredictor, load
from mmfusion.ui.clips import drawn
from mmfusion.ui.home import pad, page
from mmfusion.ui.shell.lessons import LESSONS, Lesson
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]


def test_home_says_of_p_how_far_off_it_is_as_the_card_has_it() -> None:
    mid = load("mid")
    said = page.how_sure({pad.FUSED: mid})
    for words, name in (("points on clean", ""), ("on 1,000 spoiled", ", spoiled")):
        error = mid.card.metrics[f"kind, calibration error{name}"]
        assert f"by {100 * error['value']:.1f} {words}" in said
    others = SoundingPredictor(mid.network, mid.card, trained=False)
    assert "points" not in page.how_sure({pad.FUSED: others}), "nothing is claimed of other weights"
    assert "half spoiled" in page.how_sure(None)


@pytest.mark.usefixtures("nothing_computed")
def test_home_opens_with_a_clip_that_is_answered_and_a_question(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("home")
    assert not app.exception
    assert app.title[0].value == "When does fusion help?"
    opening = pad.numbers()[0]
    assert [m.data for m in mounted if m.name == "pad"] == [
        pad.buffer(opening, False),
        pad.buffer(opening, True),
    ]
    assert "on how many %" in html(app)
    assert "only fusion is correct" not in html(app)
    assert "--mmf-pad-shown" not in html(app), "the map stays covered"


def test_the_guess_is_compared_with_the_number_once_it_is_revealed(visit: Visit) -> None:
    app = visit("home")
    app.button_group(key="pad_guessing").select("40").run()
    assert not app.exception
    assert "1" in app.query_params["pad_seen"]
    assert "40" in app.query_params["pad_guess"]
    text = html(app)
    assert "only fusion is correct (11 to 15, over 2,000 test clips)" in text
    assert "▽" in text
    assert "--mmf-pad-shown:visible" in text


def test_a_link_reproduces_clip_point_and_reveal(visit: Visit, mounted: list[Mounted]) -> None:
    number = pad.numbers()[5]
    app = visit("home", pad_clip=str(number), pad="-20,15", pad_without="audio", pad_seen="1", pad_guess="20")
    assert not app.exception
    assert last(mounted, "pad") == pad.buffer(number, True)
    text = html(app)
    assert "--mmf-pad-node:11 5;--mmf-pad-without:audio;--mmf-pad-shown:visible" in text
    assert f"Clip {number}" in text
    assert f"p = {pad.grid(number).alone['visual'][5, pad.grid(number).truth]:.2f}" in app.latex[1].value


@pytest.mark.parametrize(
    "query",
    [
        {"pad_clip": "one"},
        {"pad_clip": "999999"},
        {"pad": "here"},
        {"pad": "nan,inf"},
        {"pad_without": "taste"},
        {"pad_guess": "many", "pad_seen": "1"},
    ],
)
def test_a_url_that_someone_wrote_by_hand_breaks_nothing(visit: Visit, query: dict[str, str]) -> None:
    assert not visit("home", **query).exception


def test_a_clip_that_is_there_is_not_computed_again(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("home")
    count = sum(m.name == "pad" for m in mounted)
    app.run()
    assert sum(m.name == "pad" for m in mounted) == count + 1, "one run, and no second one for the grid"


def test_the_next_clip_opens_where_only_fusion_is_correct(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("home", pad="-4,3")
    turned = next(m.arguments["on_next_change"] for m in reversed(mounted) if m.name == "pad")
    with pytest.MonkeyPatch.context() as patch:
        said: dict[str, str] = {}
        patch.setattr(pad, "put", lambda **given: said.update(given))
        turned()
    assert said == {"pad_clip": str(pad.numbers()[1]), "pad": ""}
    for number in pad.numbers():
        found = pad.grid(number)
        only = found.regions() == REGIONS.index("only fusion is correct")
        x, y = pad.opening(number)
        assert only[y, x] or (not only.any() and (x, y) == pad.NODE), number
    assert "--mmf-pad-node:7 1" in html(app), "where a link says so, the point stands there"


@pytest.mark.parametrize("sizes", [(2, 5, 4, 2), (2, 5, 9, 2), (1,), (12, 1), (3,) * 8])
def test_lessons_stand_in_rows_of_nine_sections_whole_and_in_their_order(sizes: tuple[int, ...]) -> None:
    lessons = [Lesson(f"s{i}", f"l{i}-{j}", "", "") for i, size in enumerate(sizes) for j in range(size)]
    rows = page.rows(lessons)
    assert [lesson for row in rows for _, own in row for lesson in own] == lessons
    assert [section for row in rows for section, _ in row] == [f"s{i}" for i in range(len(sizes))]
    for row in rows:
        assert len(row) == 1 or sum(len(own) for _, own in row) <= page.COLUMNS


def test_the_list_says_how_many_lessons_there_are(visit: Visit) -> None:
    assert f"{len(LESSONS) - 1} more lessons, one question each" in html(visit("home"))


def test_every_other_lesson_is_on_the_map(visit: Visit) -> None:
    text = html(visit("home"))
    for lesson in LESSONS[1:]:
        assert lesson.question in text


def test_nothing_is_claimed_of_weights_that_no_card_describes(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, drawn_shuffled: Instrument
) -> None:
    monkeypatch.setattr(drawn, "instrument", lambda: drawn_shuffled)
    app = visit("home", pad_seen="1")
    assert not app.exception
    text = html(app)
    assert "not those that the cards describe" in text
    assert "only fusion is correct" not in text
    assert "--mmf-pad-shown:visible" in text


def test_where_a_card_has_no_figure_no_number_is_asked_for(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, drawn_honest: Instrument
) -> None:
    monkeypatch.delitem(drawn_honest.predictors["mid"].card.metrics, "pad, only fused right")
    app = visit("home")
    assert not app.exception
    assert "On how many %" not in html(app)
    assert "--mmf-pad-shown:visible" in html(app)


def test_missing_weights_are_one_sentence_and_the_clip_plays(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mounted: list[Mounted]
) -> None:
    monkeypatch.setattr(drawn, "instrument", lambda: Instrument(tmp_path))
    app = visit("home")
    assert not app.exception
    assert "mmfusion train sounding-objects" in html(app)
    assert last(mounted, "pad") == pad.buffer(pad.numbers()[0], False)


def test_what_can_be_taken_away_is_offered(visit: Visit) -> None:
    app = visit("home")
    app.session_state["takeaway"] = True
    app.run()
    assert not app.exception
