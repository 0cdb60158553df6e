"""A clip of one's own in a browser: taken by its button, answered whole, its numbers computed again."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from mmfusion.media import load_span
from mmfusion.tasks.events import CLASSES
from mmfusion.tasks.events.over_time import Timeline
from mmfusion.tasks.events.predictor import Lab
from mmfusion.ui.fusion import rank
from tests import clips
from tests.browser.conftest import Visit
from tests.browser.test_app import query, table


@pytest.fixture(scope="module")
def front() -> list[str]:
    """The strategies in the table, in order."""
    return rank.front(Lab(), "accuracy")


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine seconds whose first three windows are silent."""
    path: Path = tmp_path_factory.mktemp("own") / "mine.mp4"
    clips.make_video(path, 9.0, bursts=(6.5, 7.0, 8.0))
    return path


@pytest.fixture(scope="module")
def timeline(film: Path) -> Timeline:
    """What is computed without a page, from the file."""
    return Lab().over_time(load_span(film, 2.0, isolate=False))


def opened(visit: Visit, film: Path, path: str = "/fusion?clip=drone") -> Page:
    page = visit.open(path)
    page.get_by_role("button", name="Your clip").click()
    page.locator("input[type=file]").set_input_files(film)
    expect(page.locator(".mmf-clip")).to_contain_text(film.name)
    visit.settle()  # the sample before it is long too: its answer stands until the run ends
    return page


def whole(page: Page) -> Locator:
    return table(page).locator(".cell.whole")


def test_the_whole_clip_s_answer_is_shown_as_it_is_computed(
    visit: Visit, film: Path, timeline: Timeline, front: list[str]
) -> None:
    page = opened(visit, film)
    expect(whole(page).first).to_contain_text("first in")
    for cell, name in zip(whole(page).all(), front, strict=True):
        own = timeline.whole(name)
        p = np.array(list(own.probabilities.values()))
        kind, said = cell.locator(".bar span").inner_text(), cell.locator(".bar b").inner_text()
        assert kind == CLASSES[int(p.argmax())]
        assert float(said.strip("<>")) == pytest.approx(p.max(), abs=0.02)
        windows = timeline.probabilities[name]
        first = int((windows.argmax(axis=1) == p.argmax()).sum())
        assert cell.locator(".in").inner_text() == f"first in {first} of {own.windows} windows"
    expect(page.get_by_text("mean of log p over its 6 windows of 4 s, 1 s apart")).to_be_visible()
    expect(page.get_by_text("In 3 of 6 windows the sound is silence")).to_be_visible()


def test_late_fusion_s_rules_answer_the_whole_clip_too(visit: Visit, film: Path, timeline: Timeline) -> None:
    page = opened(visit, film)
    expect(whole(page).nth(1)).to_contain_text("first in")
    experts = Lab().cards["late"].experts
    for rule in ("product / prior", "either"):
        table(page).get_by_role("combobox", name=re.compile("late fusion")).select_option(rule)
        visit.settle()
        p = timeline.joined_experts(rule, experts)
        cell = whole(page).nth(1)
        expect(cell.locator(".bar span")).to_have_text(CLASSES[int(p.argmax())])
        assert float(cell.locator(".bar b").inner_text().strip("<>")) == pytest.approx(p.max(), abs=0.02)


def test_the_curve_of_the_sound_alone_skips_silent_windows_and_the_line_says_which_is_open(
    visit: Visit, film: Path, timeline: Timeline
) -> None:
    page = opened(visit, film, "/fusion?clip=drone&focus=audio")
    overview = page.locator(".overview")
    expect(overview.locator("text.gap")).to_have_text("silence")
    expect(overview.locator("path.curve")).not_to_have_count(0)
    expect(overview.locator("circle.now")).to_have_count(0)  # the window that is open is silent
    bracket = page.get_by_role("slider", name="start of the window, in seconds")
    expect(bracket).to_have_attribute("aria-valuetext", "0.0 to 4.0 s")
    bracket.focus()
    page.keyboard.press("PageDown")
    page.keyboard.press("PageUp")
    page.wait_for_function("new URLSearchParams(location.search).get('t') === '4.0'")
    visit.settle()
    top = timeline.probabilities["audio"][4]
    expect(bracket).to_have_attribute(
        "aria-valuetext", re.compile(f"^4.0 to 8.0 s: {CLASSES[top.argmax()]} ")
    )
    expect(overview.locator("circle.now")).to_have_count(1)


def test_a_silent_film_answers_from_its_picture_and_says_so(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "silent.mp4"
    clips.make_video(path, 3.0, bursts=())
    page = opened(visit, path)
    said = table(page).locator(".said")
    expect(said).to_contain_text("The sound of this file is silence, which counts as none")
    expect(page.locator(".lacking", has_text="silence, which counts as no sound")).to_be_visible()
    expect(table(page).locator(".bar.first b").first).to_be_visible()
    cost = table(page).locator(".cell.cost").first.bounding_box()
    box = said.bounding_box()
    assert cost is not None
    assert box is not None
    assert box["y"] < cost["y"], "with the answers, not under the costs"


def test_no_sound_does_not_stay_on_for_the_next_upload(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "next.mp4"
    clips.make_video(path, 2.0)
    page = visit.open("/fusion?clip=drone")
    page.get_by_role("radio", name="no sound").click()
    expect(page).to_have_url(re.compile(r"sense=no\+sound"))
    page.get_by_role("button", name="Your clip").click()
    page.locator("input[type=file]").set_input_files(path)
    expect(page.locator(".mmf-clip")).to_contain_text("next.mp4")
    visit.settle()
    expect(page.get_by_role("radio", name="the clip as it is")).to_be_checked()
    page.wait_for_function("!new URLSearchParams(location.search).has('sense')")


@pytest.mark.parametrize("wide", [1280, 390])
@pytest.mark.parametrize("path", ["/", "/fusion", "/fusion?clip=drone"])
def test_your_clip_is_a_button_in_the_first_view(visit: Visit, path: str, wide: int) -> None:
    visit.page.set_viewport_size({"width": wide, "height": 720 if wide == 1280 else 844})
    page = visit.open(path, ".lab[data-ready=true], .bar.first, .cover")
    visit.rest()
    button = page.get_by_role("button", name="Your clip")
    expect(button).to_be_in_viewport(ratio=1)
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 40
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Record 4 seconds")).to_be_visible()
    expect(page.locator("input[type=file]")).to_have_count(1)
    page.keyboard.press("Escape")


def test_a_file_that_is_taken_on_the_front_page_is_answered_on_the_page_of_strategies(
    visit: Visit, film: Path
) -> None:
    page = visit.open("/", ".lab[data-ready=true]")
    page.get_by_role("button", name="Your clip").click()
    page.locator("input[type=file]").set_input_files(film)
    expect(page.get_by_role("heading", name="How does each strategy classify your clip?")).to_be_visible()
    expect(page.locator(".mmf-clip")).to_contain_text("mine.mp4")
    assert query(page)["clip"][0].startswith("own-")
    expect(table(page).locator(".bar.first b").first).to_be_visible()
    page.get_by_test_id("stSidebar").get_by_role("link", name="Bottleneck flow").click()
    expect(page.get_by_text("“mine.mp4” is not shown on this page: ")).to_be_visible()
    page.get_by_role("link", name="Open it under Fusion strategies").click()
    expect(page.locator(".mmf-clip")).to_contain_text("mine.mp4")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("at", "clip"), [("mkl", "rooster"), ("cost", "own-0123456789abcdef"), ("map", "drone")]
)
def test_what_is_said_of_a_clip_that_is_not_shown_leaves_the_list_of_pages_whole(
    visit: Visit, at: str, clip: str, language: str
) -> None:
    page = visit.open(f"/{at}?clip={clip}&lang={language}", ".st-key-not-shown a")
    visit.rest()
    last = page.get_by_test_id("stSidebarNavLink").last.bounding_box()
    first = page.locator("[data-testid=stSidebarNavLink]").first.bounding_box()
    said = page.locator(".st-key-not-shown").bounding_box()
    assert first is not None
    assert last is not None
    assert said is not None
    assert first["y"] > 0
    assert last["y"] + last["height"] <= said["y"]
    assert said["y"] + said["height"] <= 720


def test_the_figure_of_real_clips_stands_beside_the_test_set_s(visit: Visit, front: list[str]) -> None:
    page = visit.open("/fusion?clip=drone&elsewhere=true")
    cards = Lab().cards
    for cell, name in zip(table(page).locator(".cell.real").all(), front, strict=True):
        figures = cards[name].elsewhere["figures"]
        every, kinds, none = (figures[of] for of in ("all", "kinds", "none"))
        expect(cell.locator("b")).to_contain_text(f"{every['right']} of {every['n']:.0f}")
        expect(cell.locator(".in")).to_have_text(
            f"a kind {kinds['right']} of {kinds['n']:.0f}, none {none['right']} of {none['n']:.0f}"
        )
    for row in cards["mid"].elsewhere["clips"]:
        expect(page.locator(".mmf-results")).to_contain_text(row["clip"])
