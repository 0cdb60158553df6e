from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit

COLUMNS, ROWS = 12, 12


def field(page: Page) -> Locator:
    return page.get_by_role("slider", name="noise and blur")


def lab(page: Page) -> Locator:
    return page.locator(".lab[data-ready=true]")


def bars(page: Page) -> Locator:
    return page.get_by_role("group", name="answers of the three networks")


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlparse(page.url).query)


def at(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a node of the pad is on the screen."""
    box = field(page).bounding_box()
    assert box is not None
    return box["x"] + x / COLUMNS * box["width"], box["y"] + (1 - y / ROWS) * box["height"]


def opened(visit: Visit, path: str = "/") -> Page:
    page = visit.open(path)
    lab(page).wait_for()
    visit.settle()
    return page


def lengths(page: Page) -> str:
    """How long the bars are, to the last digit."""
    return str(bars(page).evaluate("b => [...b.querySelectorAll('i')].map(i => i.style.transform).join()"))


def drowned(page: Page) -> str:
    """The picture as the canvas shows it now."""
    return str(page.locator(".picture canvas").evaluate("canvas => canvas.toDataURL()"))


def test_the_front_page_shows_a_clip_that_moves_and_leads_on(visit: Visit) -> None:
    page = opened(visit)
    expect(page.get_by_role("heading", name="When does fusion help?")).to_be_visible()
    expect(bars(page).locator("strong")).to_have_text([re.compile(r"^[<>]?[01]\.\d\d$")] * 3)
    playhead = page.get_by_role("slider", name="playhead")
    expect(playhead).not_to_have_attribute("aria-valuenow", playhead.get_attribute("aria-valuenow") or "")
    page.get_by_test_id("stMain").get_by_role("link", name="Fusion strategies").click()
    expect(page.get_by_role("heading", name="When does fusion help?")).to_have_count(0)


@pytest.mark.own_clock
def test_everything_moves_under_the_finger_and_python_hears_the_release_only(visit: Visit) -> None:
    page = opened(visit)
    page.get_by_role("button", name="pause", exact=True).click()
    visit.hasten()
    before, words, picture = len(visit.sent), field(page).get_attribute("aria-valuetext"), drowned(page)
    page.mouse.move(*at(page, 8, 3))
    page.mouse.down()
    seen = set()
    for step in range(12):
        page.mouse.move(*at(page, 8 - step / 2, 3 + step / 3))
        visit.frames()
        seen.add(lengths(page))
    assert len(visit.sent) == before, "a drag is no one's business but the browser's"
    assert len(seen) > 3, "the bars stand still"
    assert field(page).get_attribute("aria-valuetext") != words
    assert drowned(page) != picture
    page.mouse.up()
    page.wait_for_function("new URLSearchParams(location.search).get('pad')")
    assert query(page)["pad"] == ["12,21"], "the nearest node: level 2.5 rounds up, 6.67 to 7"
    assert len(visit.sent) > before


def test_the_point_obeys_the_keyboard(visit: Visit) -> None:
    page = opened(visit, "/?pad=-8,9")
    field(page).focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    expect(field(page)).to_have_attribute(
        "aria-valuetext", re.compile("^signal-to-noise ratio −16 dB, blur 12 px: ")
    )
    page.wait_for_function("new URLSearchParams(location.search).get('pad') === '-16,12'")
    page.keyboard.press("Home")
    expect(field(page)).to_have_attribute("aria-valuetext", re.compile("ratio clean"))
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="play", exact=True)).to_be_visible()


def test_the_next_clip_is_another_one(visit: Visit) -> None:
    page = opened(visit)
    first, picture = page.locator(".mmf-clip").inner_text(), lab(page).get_attribute("data-number")
    page.get_by_role("button", name="Next clip").click()
    page.wait_for_function("new URLSearchParams(location.search).get('pad_clip')")
    expect(page.locator(".mmf-clip")).not_to_have_text(first, use_inner_text=True)
    expect(page.locator(f".lab[data-ready=true]:not([data-number='{picture}'])")).to_be_visible()
    assert query(page)["pad_clip"] == [lab(page).get_attribute("data-number")]


UNCOVERED = """() => {
  const below = (root) => [...root.querySelectorAll("*")].flatMap((one) =>
    one.shadowRoot ? [one, ...below(one.shadowRoot)] : [one]);
  const cover = below(document).find((one) => one.matches("canvas.cover"));
  const copy = new OffscreenCanvas(cover.width, cover.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(cover, 0, 0);
  const { data } = copy.getImageData(0, 0, cover.width, cover.height);
  const [across, down] = [[], []];
  for (let i = 3; i < data.length; i += 4) {
    if (data[i] > 0) continue;
    across.push(((i - 3) / 4) % cover.width);
    down.push(Math.floor((i - 3) / 4 / cover.width));
  }
  const { x, y, width } = cover.getBoundingClientRect();
  const scale = width / cover.width;
  const extreme = (all, start, which) => start + scale * all.reduce((a, b) => Math[which](a, b));
  return across.length ? [
    extreme(across, x, "min"), extreme(down, y, "min"), extreme(across, x, "max"), extreme(down, y, "max"),
  ] : null;
}"""
"""The box, px, around what is uncovered of the square."""


MUTE = """document.head.append(Object.assign(document.createElement("style"), {
  id: "mute", textContent: ".stApp{--mmf-pad-node:initial!important}" }))"""
"""Keeps the page from saying where the point stands."""


@pytest.mark.parametrize("when", ["first clip", "next clip"])
def test_only_the_point_is_uncovered_where_the_page_says_late_where_it_stands(
    visit: Visit, when: str
) -> None:
    """A slow machine may draw a clip before the page's style is there."""
    page = visit.page
    page.emulate_media(reduced_motion="reduce")
    if when == "first clip":
        page.add_init_script(f"addEventListener('DOMContentLoaded', () => {{ {MUTE} }})")
        opened(visit)
    else:
        opened(visit, "/?pad=16,3")
        page.evaluate(MUTE)
        first = lab(page).get_attribute("data-number")
        page.get_by_role("button", name="Next clip").click()
        page.locator(f".lab[data-ready=true]:not([data-number='{first}'])").wait_for()
    visit.rest()
    visit.frames(60)
    assert page.evaluate(UNCOVERED) is None, "nobody knows yet where the point stands"
    page.evaluate("document.querySelector('#mute').remove()")
    visit.until(lambda: page.evaluate(UNCOVERED) is not None)
    handle = page.locator(".handle").bounding_box()
    assert handle is not None
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    left, top, right, bottom = page.evaluate(UNCOVERED)
    assert (left + right) / 2 == pytest.approx(x, abs=1.5)
    assert (top + bottom) / 2 == pytest.approx(y, abs=1.5)
    assert max(right - left, bottom - top) < 60, "no line leads to it from where the last clip's stood"


def test_a_sense_can_be_taken_away_and_one_always_stays(visit: Visit) -> None:
    page = opened(visit)
    both = bars(page).locator(".fused").inner_text()
    page.get_by_role("button", name="sound", exact=True).click()
    expect(bars(page).locator(".audio")).to_contain_text("taken away")
    expect(bars(page).locator(".fused")).to_contain_text("fusion, no sound")
    assert bars(page).locator(".fused").inner_text() != both
    page.wait_for_function("new URLSearchParams(location.search).get('pad_without') === 'audio'")
    page.get_by_role("button", name="picture", exact=True).click()
    expect(bars(page).locator(".visual")).to_contain_text("taken away")
    expect(bars(page).locator(".audio")).not_to_contain_text("taken away")


def test_a_deep_link_reproduces_the_view(visit: Visit) -> None:
    page = opened(visit, "/?pad=-16,15&pad_seen=1")
    page.get_by_role("button", name="Next clip").click()
    page.wait_for_function("new URLSearchParams(location.search).get('pad_clip')")
    lab(page).wait_for()
    expect(field(page)).to_have_attribute("aria-valuetext", re.compile("only fusion is correct"))
    page.get_by_role("button", name="picture", exact=True).click()
    page.wait_for_function("new URLSearchParams(location.search).get('pad_without')")
    expect(bars(page).locator(".visual")).to_contain_text("taken away")
    visit.settle()
    said, where = bars(page).inner_text(), field(page).get_attribute("aria-valuetext")
    page.reload()
    visit.settle()
    lab(page).wait_for()
    expect(field(page)).to_have_attribute("aria-valuetext", where or "")
    assert bars(page).inner_text() == said
    assert where is not None


def test_going_away_and_coming_back_finds_the_point_where_it_was(visit: Visit) -> None:
    page = opened(visit)
    page.mouse.click(*at(page, 4, 6))
    page.wait_for_function("new URLSearchParams(location.search).get('pad') === '8,18'")
    page.get_by_test_id("stSidebar").get_by_role("link", name="Tokens").click()
    expect(page.get_by_role("heading", name="When does fusion help?")).to_have_count(0)
    visit.settle()
    page.get_by_test_id("stSidebar").get_by_role("link", name="Why fusion").click()
    lab(page).wait_for()
    expect(field(page)).to_have_attribute("aria-valuetext", re.compile("8 dB, blur 18 px"))


def test_sound_starts_only_when_asked_for(visit: Visit) -> None:
    page = opened(visit)
    page.get_by_role("button", name="sound on", exact=True).click()
    expect(page.get_by_role("button", name="sound off", exact=True)).to_be_visible()
    playhead = page.get_by_role("slider", name="playhead")
    expect(playhead).not_to_have_attribute("aria-valuenow", playhead.get_attribute("aria-valuenow") or "")


def test_a_clip_stands_still_where_motion_is_not_wanted(visit: Visit) -> None:
    visit.page.emulate_media(reduced_motion="reduce")
    page = opened(visit)
    expect(page.get_by_role("button", name="play", exact=True)).to_be_visible()


def test_pad_grid_and_notebook_can_be_taken_away(visit: Visit, tmp_path: Path) -> None:
    page = opened(visit, "/?pad_seen=1")
    page.get_by_role("button", name="Take away").click()
    for name, start in {
        "Figure, PNG": b"\x89PNG",
        "Notebook": b"{",
        "Grid, CSV": b"signal_to_noise_db",
    }.items():
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        assert path.read_bytes().startswith(start), name
    expect(page.get_by_role("textbox", name="link to this view")).to_have_value(re.compile("pad_seen=1"))


def test_on_a_phone_the_clip_the_bars_and_the_whole_pad_are_in_one_view(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 660})
    page = opened(visit)
    asked, picture = (page.locator(name).bounding_box() for name in (".mmf-number", ".picture"))
    assert asked is not None
    assert picture is not None
    assert asked["y"] + asked["height"] <= picture["y"], "the question comes first"
    page = opened(visit, "/?pad_seen=1")
    for name in (".picture", ".bar.fused", ".field", ".x-title"):
        box = page.locator(name).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert box["y"] + box["height"] <= 660, name
