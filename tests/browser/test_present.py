"""Present mode: larger, without the sidebar; pointers meet what they point at; leaving it restores all."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from mmfusion.ui.shell.lessons import LESSONS
from tests.browser.conftest import Visit
from tests.browser.whole import lasting

SMALLEST = """() => {
  const sizes = [];
  const walk = (root) => root.querySelectorAll("*").forEach((part) => {
    if (part.shadowRoot) walk(part.shadowRoot);
    const own = [...part.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || part.closest(".katex, sub, sup") || !part.checkVisibility({ opacityProperty: true })) return;
    sizes.push(parseFloat(getComputedStyle(part).fontSize) * part.currentCSSZoom);
  });
  walk(document.querySelector("[data-testid=stMain] .st-key-head"));
  walk(document.querySelector("[data-testid=stMain] [data-testid=stHorizontalBlock]"));
  return Math.min(...sizes);
}"""
SHOWN = """part => { const { left, right } = part.getBoundingClientRect(); return [left, right]; }"""


def test_type_is_larger_and_the_column_fills_the_window(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 1920, "height": 1080})
    page = visit.open("/heads?present=1", ".attention[data-ready]")
    visit.rest()
    assert page.evaluate(SMALLEST) >= 17.5
    left, right = page.locator(".attention").first.evaluate(SHOWN)
    assert left < 100
    assert right > 1820
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()


def test_figure_and_number_are_on_a_projector(visit: Visit) -> None:
    page = visit.open("/heads?present=1", ".attention[data-ready]")  # 1280 x 720
    visit.rest()
    expect(page.locator(".attention .clip")).to_be_in_viewport(ratio=1)
    expect(page.locator(".mmf-number").first).to_be_in_viewport(ratio=1)


def test_it_is_kept_over_pages_and_left_again(visit: Visit) -> None:
    page = visit.open("/fusion", ".bar.first")
    page.get_by_role("button", name="Present: larger").click()
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
    expect(page).to_have_url(re.compile("present=1"))
    page.get_by_role("link", name="Attribution").first.evaluate("link => link.click()")
    page.wait_for_url("**/attribution?*present=1*")
    visit.rest()
    page.get_by_role("button", name="Leave present mode").click()
    expect(page.get_by_test_id("stExpandSidebarButton")).to_have_count(0)
    visit.rest()
    assert "present" not in page.url
    assert page.locator(".stMainBlockContainer").evaluate("block => block.currentCSSZoom") == 1


def test_a_click_meets_the_patch_that_it_points_at(visit: Visit) -> None:
    said = []
    for query in ("", "&present=1"):
        page = visit.open(f"/heads?cover=0{query}", ".attention[data-ready]")
        visit.rest()
        box = page.locator(".frames").bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 0.802 * box["width"], box["y"] + 0.4 * box["height"])
        visit.rest()
        said.append(page.locator(".attention .words b").inner_text())
    assert said[0] == said[1]


def test_a_click_meets_the_weights_that_it_points_at(visit: Visit) -> None:
    said = []
    for query in ("", "&present=1"):
        page = visit.open(f"/kernels?cover=0{query}", ".triangle[data-ready]")
        visit.rest()
        field = page.locator(".triangle .field")
        field.scroll_into_view_if_needed()
        drawn = page.locator(".triangle .field canvas").bounding_box()
        assert drawn is not None
        page.mouse.click(drawn["x"] + 0.45 * drawn["width"], drawn["y"] + 0.6 * drawn["height"])
        visit.rest()
        handle = page.locator(".triangle .handle").bounding_box()
        assert handle is not None
        assert abs(handle["x"] + handle["width"] / 2 - drawn["x"] - 0.45 * drawn["width"]) < 6
        said.append(field.get_attribute("aria-valuetext"))
    assert None not in said


def test_a_chart_follows_the_window_also_where_its_column_has_one_width(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 1920, "height": 1080})
    page = visit.open("/words?present=1&cover=0", ".stPlotlyChart .main-svg")
    chart = page.locator(".st-key-words-strip .stPlotlyChart")

    def fits() -> bool:
        (left, right), (first, last) = (
            one.evaluate(SHOWN) for one in (chart, chart.locator(".main-svg").first)
        )
        return abs(left - first) < 1 and abs(right - last) < 1

    visit.until(fits)
    wide = chart.evaluate(SHOWN)
    page.set_viewport_size({"width": 1280, "height": 720})
    visit.until(lambda: chart.evaluate(SHOWN) != wide)
    visit.until(fits)
    names = sorted(name.evaluate(SHOWN) for name in chart.locator(".xtick text").all())
    assert len(names) == 6
    gaps = [after[0] - before[1] for before, after in pairwise(names)]
    assert min(gaps) > 3, f"names of networks run into one another: {gaps}"


@pytest.mark.parametrize("name", [lesson.name for lesson in LESSONS])
def test_every_page_is_whole(name: str, visit: Visit) -> None:
    path = "/" if name == LESSONS[0].name else f"/{name}"
    found = {}
    visit.open(f"{path}?present=1&cover=0", "[data-testid=stMain] h1")
    for width, height in ((1920, 1080), (1280, 720)):
        visit.page.set_viewport_size({"width": width, "height": height})
        visit.rest()
        if wrong := lasting(visit):
            found[f"{width} px"] = wrong
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)
