from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import clips
from tests.browser.conftest import Visit


def strip(page: Page) -> Locator:
    return page.get_by_role("slider", name="playhead")


def seconds(page: Page) -> str:
    """Where the playhead is, s."""
    return strip(page).get_attribute("aria-valuenow") or ""


def table(page: Page) -> Locator:
    return page.get_by_role("group", name="strategies, side by side")


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlparse(page.url).query)


def test_a_sample_plays_and_is_answered_when_the_page_opens(visit: Visit) -> None:
    page = visit.open("/fusion?clip=drone")
    expect(table(page).locator(".bar.first b").first).to_have_text(re.compile(r"^[<>]?[01]\.\d\d$"))
    expect(strip(page)).not_to_have_attribute("aria-valuenow", seconds(page))


def test_the_player_obeys_keyboard_and_pointer(visit: Visit) -> None:
    page = visit.open("/fusion?clip=drone")
    page.get_by_role("button", name="pause", exact=True).click()
    strip(page).focus()
    page.keyboard.press("Home")
    expect(strip(page)).to_have_attribute("aria-valuenow", "0.0")
    page.keyboard.press("ArrowRight")
    expect(strip(page)).to_have_attribute("aria-valuenow", "0.1")
    box = strip(page).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] - 40)
    expect(strip(page)).to_have_attribute("aria-valuenow", "2.0")
    visit.frames(30)
    assert seconds(page) == "2.0", "a paused clip stays where it is"
    page.keyboard.press(" ")
    expect(strip(page)).to_have_attribute("aria-valuenow", re.compile(r"^(2\.[1-9]|3\.\d)$"))


def test_sound_starts_only_when_asked_for(visit: Visit) -> None:
    page = visit.open("/fusion?clip=drone")
    page.get_by_role("button", name="sound on", exact=True).click()
    expect(page.get_by_role("button", name="sound off", exact=True)).to_be_visible()
    expect(strip(page)).not_to_have_attribute("aria-valuenow", seconds(page))  # it follows the sound


def test_taking_a_sense_away_changes_the_bars_and_the_url(visit: Visit) -> None:
    page = visit.open("/fusion?clip=drone&seen=1")
    both = table(page).inner_text()
    page.get_by_role("radio", name="no sound").click()
    expect(table(page)).not_to_have_text(both, use_inner_text=True)
    expect(page).to_have_url(re.compile(r"sense=no\+sound"))
    words = table(page).locator(".words").nth(2).inner_text()
    said = re.search(r"picture alone\s+(?:→ )?(\w+)", words)  # what the picture alone is taken for
    assert said is not None
    kind = said[1]
    expect(table(page).locator(".bar.first").nth(2)).to_contain_text(kind)


def test_the_answer_is_covered_guessed_and_revealed(visit: Visit) -> None:
    page = visit.open("/fusion?clip=drone")
    expect(table(page).locator(".cover")).to_have_text("covered: guess or reveal")
    page.get_by_role("radio", name=".75", exact=True).click()
    expect(page.locator(".mmf-track span", has_text="your guess")).to_be_visible()
    expect(table(page).locator(".cover")).to_have_count(0)
    assert query(page)["seen"] == ["1"]
    assert query(page)["guess"] == [".75"]


def test_a_deep_link_reproduces_the_view(visit: Visit) -> None:
    page = visit.open("/fusion?clip=dog&seen=1&focus=late&shown=late+early&sense=no+picture&results=true")
    expect(page.locator(".mmf-clip")).to_contain_text("dog")
    expect(table(page).locator("h3")).to_have_text(["Late", "Early"])
    expect(page.get_by_role("radio", name="no picture")).to_have_attribute("aria-checked", "true")
    expect(page.get_by_text("Late: late fusion")).to_be_visible()
    expect(page.locator(".mmf-results").first).to_be_visible()
    words = table(page).inner_text()
    page.reload()
    visit.settle()
    expect(table(page).locator("h3")).to_have_text(["Late", "Early"])

    def answers(text: str) -> list[str]:
        return re.findall(r"\b[01]\.\d\d\b", text.split("parameters")[0])

    assert answers(table(page).inner_text()) == answers(words)


def test_other_strategies_are_one_click_away(visit: Visit) -> None:
    page = visit.open("/fusion?clip=drone")
    table(page).get_by_role("button", name=re.compile("4 of 8")).click()
    table(page).get_by_role("button", name="Mid, cross-attention").click()
    expect(table(page).locator("h3")).to_have_count(5)
    expect(page).to_have_url(re.compile(r"shown=[^&]*mid-cross"))


def test_late_fusion_can_be_put_together_in_other_ways(visit: Visit) -> None:
    page = visit.open("/fusion?clip=drone&seen=1")
    bar = table(page).locator(".cell.bars").nth(1)
    mean = bar.inner_text()
    table(page).get_by_role("combobox", name=re.compile("late fusion")).select_option("max")
    expect(bar).not_to_have_text(mean, use_inner_text=True)
    expect(page).to_have_url(re.compile(r"late=max(&|$)"))


@pytest.mark.parametrize("width", [1280, 1100, 1024, 390])
def test_how_late_fusion_is_put_together_is_read_whole(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 844})
    page = visit.open("/fusion?clip=drone")
    visit.rest()
    long = (
        table(page)
        .get_by_role("combobox", name=re.compile("late fusion"))
        .evaluate(
            """select => {
          const pen = document.createElement("canvas").getContext("2d");
          pen.font = getComputedStyle(select).font;
          return pen.measureText(select.selectedOptions[0].label).width - select.clientWidth;
        }"""
        )
    )
    assert long <= 1


def test_a_file_of_ones_own_is_opened_and_answered(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "mine.mp4"
    clips.make_video(path, 9.0, bursts=(0.5, 3.0, 6.0))
    page = visit.open("/fusion?clip=drone")
    page.get_by_role("button", name="Your clip").click()
    page.locator("input[type=file]").set_input_files(path)
    expect(page.locator(".mmf-clip")).to_contain_text("mine.mp4")
    expect(page.get_by_text("This sample:")).to_have_count(0)
    expect(table(page).locator(".bar.first b").first).to_be_visible()
    assert query(page)["clip"][0].startswith("own-")
    expect(page.get_by_role("slider", name="start of the window, in seconds")).to_be_visible()


def test_the_window_moves_through_a_long_clip(visit: Visit) -> None:
    page = visit.open("/fusion?clip=rooster")
    bracket = page.get_by_role("slider", name="start of the window, in seconds")
    bracket.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("new URLSearchParams(location.search).get('t') === '2.0'")
    visit.settle()
    expect(strip(page)).to_have_attribute("aria-valuetext", re.compile(r"^[2-6]\.\d seconds$"))
    box = bracket.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 10, steps=5)
    page.mouse.up()
    page.wait_for_function("Number(new URLSearchParams(location.search).get('t')) > 2.5")


@pytest.mark.parametrize(
    ("name", "content"), [("empty.mp4", b""), ("text.mp4", b"this is a letter, not a film")]
)
def test_a_bad_file_is_one_sentence(visit: Visit, tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    page = visit.open("/fusion?clip=drone")
    page.get_by_role("button", name="Your clip").click()
    page.locator("input[type=file]").set_input_files(path)
    expect(page.locator(".mmf-say")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_camera_and_microphone_record_a_clip_that_is_answered(visit: Visit) -> None:
    page = visit.open("/fusion?clip=drone")
    page.get_by_role("button", name="Your clip").click()
    page.get_by_role("button", name="Record 4 seconds").click()
    expect(page.locator(".mmf-clip")).to_contain_text("recording", timeout=40_000)
    expect(table(page).locator(".bar.first b").first).to_be_visible()
    expect(page.locator(".mmf-say")).to_have_count(0)


def test_where_there_is_no_camera_one_sentence_says_so(visit: Visit) -> None:
    visit.page.add_init_script("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })")
    page = visit.open("/fusion?clip=drone")
    page.get_by_role("button", name="Your clip").click()
    expect(page.get_by_text("only to localhost and to HTTPS")).to_be_visible()
    expect(page.get_by_role("button", name="Record 4 seconds")).to_be_disabled()


def test_a_change_of_theme_reaches_popovers_at_once(visit: Visit) -> None:
    page = visit.open("/fusion?clip=drone")
    page.get_by_test_id("stMainMenu").click()
    page.get_by_test_id("stMainMenuPopover").get_by_text("Dark").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Spoil the clip").click()
    meaning = page.get_by_test_id("stPopoverBody").locator(".mmf-note")
    expect(meaning).to_have_css("color", "rgb(183, 185, 189)")  # ink 2 of the dark palette


def test_figures_numbers_and_notebook_can_be_taken_away(visit: Visit, tmp_path: Path) -> None:
    page = visit.open("/fusion?clip=drone&seen=1&confusion=true")
    expect(page.locator(".js-plotly-plot svg.main-svg").first).to_be_visible()
    page.get_by_role("button", name="Take away").click()
    starts = {
        "Figure, PNG": b"\x89PNG",
        "SVG": b"<svg",
        "HTML": b"<!DOCTYPE html>",
        "Notebook": b"{",
        "Numbers, CSV": b"clip,start_s,sound_of,spoiled,strategy,senses,dog",
    }
    for name, start in starts.items():
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        content = path.read_bytes()
        assert content.startswith(start), name
        assert b"var(--" not in content, "a file that leaves the page cannot look up the page's colours"
    expect(page.get_by_role("textbox", name="link to this view")).to_have_value(re.compile("seen=1"))


@pytest.mark.parametrize(
    "path", ["/", "/fusion?clip=drone&seen=1&confusion=true&robustness=true&results=true"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_on_a_phone(visit: Visit, path: str, scheme: str) -> None:
    visit.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = visit.open(path)
    visit.rest()
    wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 390
