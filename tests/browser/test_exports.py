"""Every PNG and SVG that a page offers, compared with what the page shows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from mmfusion.ui.shell.lessons import LESSONS, address
from tests.browser.conftest import Visit
from tests.browser.exported import HALVES, Shown, difference, pixels, said, shown, without

BOUND = 12.0
"""Mean difference, of 255, of an exported picture and the screen where either shows something."""
ELSEWHERE = {"words": 1}
"""Pages -> which *Take away* saves no figure of the screen: a photograph's map is drawn by the server."""
ON_TOP = ".st-key-words-row, .st-key-rail"
"""What lies over an empty corner of a figure, or beside one, and does not belong to it."""
FADED = """() => [...document.querySelectorAll("[data-testid=stMain] .stElementContainer")].filter(
  (one) => Number(getComputedStyle(one).opacity) < 1).length"""
"""Parts of the page that a new run of its script may change."""
SOME = ("home", "fusion", "cost", "heads", "words", "mkl")
"""Pages of every kind of figure, on which theme and place of the menu are tried: one mechanism serves all."""
WINDOWS = ((390, 844), (768, 1024), (1024, 768), (1100, 800), (1280, 720))


@pytest.fixture
def still(browser: Browser, visit: Visit) -> Visit:
    """A tab in which nothing moves by itself."""
    visit.page.emulate_media(reduced_motion="reduce")
    return visit


def at(visit: Visit, name: str) -> Page:
    page = visit.page
    page.goto(f"{visit.address}/{address(name).removeprefix('./')}")
    visit.settle()
    page.get_by_role("button", name="Take away").first.wait_for()
    visit.rest()
    return page


def whole(visit: Visit) -> None:
    """Make the window as high as the page."""
    page = visit.page
    page.set_viewport_size({"width": 1280, "height": 720})
    high = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": 1280, "height": high + 460})
    visit.rest()


def saved(page: Page, kind: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name={"png": "Figure, PNG", "svg": "SVG"}[kind], exact=True).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def opened(visit: Visit, button: Locator) -> None:
    button.click()
    visit.settle()
    visit.page.get_by_role("button", name="Figure, PNG").wait_for()
    visit.page.get_by_label("figure to save").locator("option").first.wait_for(state="attached")


def seen_whole(visit: Visit, selector: str) -> Shown:
    """Return a figure as it is on the screen while no run of the script fades it."""
    while True:
        visit.settle()
        visit.until(lambda: visit.page.evaluate(FADED) == 0)
        before = visit.traffic
        screen = shown(visit.page, selector)
        visit.rest()
        if visit.traffic == before:  # closing the menu may begin a run late
            return screen


@pytest.mark.parametrize("name", [lesson.name for lesson in LESSONS])
def test_what_leaves_is_what_is_shown(still: Visit, tmp_path: Path, name: str) -> None:
    page = at(still, name)
    whole(still)
    page.add_style_tag(content=f"{ON_TOP} {{ visibility: hidden }}")
    buttons = page.get_by_role("button", name="Take away")
    seen = 0
    for i in range(buttons.count()):
        if ELSEWHERE.get(name) == i:
            continue
        opened(still, buttons.nth(i))
        which = page.get_by_label("figure to save")
        options = which.locator("option")
        for k in range(options.count()):
            if options.count() > 1:
                which.select_option(index=k)
            selector = options.nth(k).get_attribute("data-figure") or ""
            figure = options.nth(k).inner_text()
            png, svg = (saved(page, kind, tmp_path) for kind in ("png", "svg"))
            page.keyboard.press("Escape")
            page.get_by_test_id("stPopoverBody").wait_for(state="detached")
            screen = seen_whole(still, selector)
            words = said(svg)
            assert screen.words - words == set(), (figure, "is on the screen alone")
            extra = {word for word in words - screen.words - screen.short if not word.endswith("…")}
            assert extra == set(), (figure, "is in the file alone")
            picture = pixels(png, screen.picture)
            found = difference(screen.picture, picture)
            print(f"{name}, {figure}: {found:.2f}, {len(words)} words")
            assert found < BOUND, figure
            assert np.ptp(picture) > 60, "it is not blank"
            for half in HALVES:
                rest = without(picture, half)
                if np.abs(rest - picture).mean() > 0.5:  # a half that holds something
                    assert difference(screen.picture, rest) > BOUND, (figure, half)
            seen += 1
            opened(still, buttons.nth(i))
        page.keyboard.press("Escape")
        page.get_by_test_id("stPopoverBody").wait_for(state="detached")
    assert seen, "a figure leaves"


@pytest.mark.parametrize("name", SOME)
def test_a_dark_page_gives_a_light_figure_unless_asked(still: Visit, tmp_path: Path, name: str) -> None:
    files = {}
    for scheme in ("light", "dark"):
        still.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page = at(still, name)
        opened(still, page.get_by_role("button", name="Take away").first)
        (tmp_path / scheme).mkdir()
        files[scheme] = saved(page, "png", tmp_path / scheme)
    with Image.open(files["light"]) as first:
        like = np.zeros((first.height // 2, first.width // 2, 3))
    light, dark = (pixels(path, like) for path in files.values())
    assert difference(light, dark) < 2
    page.get_by_label("theme of the figure").select_option("shown")
    (tmp_path / "shown").mkdir()
    asked = pixels(saved(page, "png", tmp_path / "shown"), light)
    assert np.median(asked) < 60, "asked for, it is as dark as the page"


@pytest.mark.parametrize("name", SOME)
def test_take_away_opens_inside_the_window(still: Visit, name: str) -> None:
    page = at(still, name)
    buttons = page.get_by_role("button", name="Take away")
    for width, height in WINDOWS:
        page.set_viewport_size({"width": width, "height": height})
        still.rest()
        for i in range(buttons.count()):
            buttons.nth(i).click()
            still.settle()
            body = page.get_by_test_id("stPopoverBody")
            body.get_by_role("button", name="Notebook").wait_for()
            still.rest()
            box = body.bounding_box()
            assert box is not None
            assert min(box["x"], box["y"]) >= 0, (width, box)
            assert box["x"] + box["width"] <= width, (width, box)
            assert box["y"] + box["height"] <= height, (width, box)
            over = body.evaluate("b => [b.scrollHeight - b.clientHeight, getComputedStyle(b).overflowY]")
            assert over[0] <= 0 or over[1] in ("auto", "scroll"), over
            assert body.evaluate("b => b.scrollWidth - b.clientWidth") <= 0, "nothing is cut at its side"
            page.keyboard.press("Escape")
            body.wait_for(state="detached")
