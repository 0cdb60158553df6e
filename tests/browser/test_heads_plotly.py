from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, TimeoutError, expect

from mmfusion.ui.parts.plotly_fold import TITLE
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
TOKEN = (
    r"(picture|sound) CLS|bottleneck \d|picture, frame \d, row \d, column \d|"
    r"sound, band \d, \d\.\d\d–\d\.\d\d s"
)


def unfolded(visit: Visit, path: str) -> tuple[Page, Locator]:
    """Open a page, then its fold; return the page and the chart."""
    page = visit.page
    page.goto(visit.address + path)
    visit.settle()
    assert page.locator(".js-plotly-plot").count() == 0, "nothing is sent before the fold is opened"
    page.get_by_text(TITLE).click()
    visit.settle()
    chart = page.locator(".js-plotly-plot")
    chart.locator(".main-svg").first.wait_for()
    chart.scroll_into_view_if_needed()
    return page, chart


def choose(visit: Visit, words: str) -> None:
    """Choose another figure of the fold; a list that a rerun has closed is opened again."""
    box = visit.page.get_by_role("combobox", name="Plotly figure").last
    option = visit.page.get_by_role("option", name=words)
    for _ in range(5):
        box.click()
        try:
            option.click(timeout=6000)
        except TimeoutError:
            visit.page.keyboard.press("Escape")
        else:
            break
    visit.settle()
    expect(box).to_have_value(re.compile(re.escape(words)))


def said(page: Page) -> str:
    """What hovering says."""
    tip = page.locator(".js-plotly-plot .hoverlayer .hovertext")
    expect(tip.first).to_be_visible()
    return " ".join(tip.all_text_contents())


def test_hovering_the_unfolded_figure_names_both_tokens(visit: Visit) -> None:
    page, chart = unfolded(visit, "/heads?heads_of=Bottleneck-mid")
    plot = chart.locator(".bglayer, .nsewdrag").last.bounding_box()
    assert plot is not None
    page.mouse.move(plot["x"] + 0.3 * plot["width"], plot["y"] + 0.4 * plot["height"])
    first = said(page)
    assert re.search(rf"({TOKEN})\s*looks at ({TOKEN})\s*weight \d\.\d{{4}}", first), first
    page.mouse.move(plot["x"] + 0.6 * plot["width"], plot["y"] + 0.7 * plot["height"])
    expect(page.locator(".js-plotly-plot .hoverlayer .hovertext").first).not_to_have_text(first)


def test_the_figure_is_taken_away_as_a_page_of_its_own(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    page.goto(visit.address + "/heads?heads_of=Mid")
    visit.settle()
    page.get_by_role("button", name="Take away").click()
    visit.settle()
    with page.expect_download() as got:
        page.get_by_role("button", name="Plotly, JSON").click()
    figure = json.loads(got.value.path().read_text(encoding="utf-8"))
    assert figure["layout"]["title"]["text"].startswith("Attention. Layer")
    with page.expect_download() as got:
        page.get_by_role("button", name="Plotly, HTML").click()
    alone = tmp_path / "alone.html"
    got.value.save_as(alone)
    asked: list[str] = []
    fresh = page.context.new_page()
    fresh.on("request", lambda request: asked.append(request.url))
    fresh.goto(alone.as_uri())
    fresh.locator(".js-plotly-plot .main-svg").first.wait_for()
    expect(fresh.locator(".gtitle")).to_contain_text("Attention. Layer")
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


def test_a_box_says_what_it_holds(visit: Visit) -> None:
    page, chart = unfolded(visit, "/heads?heads_of=Bottleneck-mid&heads_seen=1")
    choose(visit, "How many heads can be pruned")
    expect(visit.page.locator(".mmf-plotly-title", has_text="How many heads can be pruned?")).to_be_visible()
    expect(visit.page.locator(".mmf-plotly-title")).to_have_count(1)  # the one before is gone
    chart.scroll_into_view_if_needed()
    chart.locator(".modebar-btn[data-title='Box Select']").click()
    plot = chart.locator(".nsewdrag").bounding_box()
    assert plot is not None
    x, y, width, height = plot["x"], plot["y"], plot["width"], plot["height"]
    page.mouse.move(x + 0.2 * width, y + 0.02 * height)
    page.mouse.down()
    page.mouse.move(x + 0.4 * width, y + 0.5 * height, steps=4)
    page.mouse.move(x + 0.6 * width, y + 0.98 * height, steps=4)
    page.mouse.up()
    words = page.get_by_text(re.compile(r"In the box \d+ points\."))
    expect(words).to_contain_text(re.compile(r"least important first: [\d.]+ to [\d.]+"))
    expect(words).to_contain_text(re.compile(r"most important first: [\d.]+ to [\d.]+"))
