from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from mmfusion.ui.map import computed
from mmfusion.ui.map.course import BY_KEY
from tests.browser.conftest import Visit

READY = ".atlas[data-ready]"


def said(page: Page, key: str) -> str:
    return str(page.locator(f"[data-key='{key}'] .value").text_content())


def test_every_node_reads_as_measured(visit: Visit) -> None:
    page = visit.open("/map", READY)
    for node in computed.nodes():
        assert said(page, node["key"]) == node["value"], node["key"]
    assert page.locator(".glyph").evaluate_all("all => all.every(one => one.childElementCount > 0)")


def test_pointing_pins_a_node_draws_its_links_and_tells_the_link(visit: Visit) -> None:
    page = visit.open("/map", READY)
    assert page.locator(".links path").evaluate_all("all => all.map(one => one.dataset.to)") == [
        "co-early",
        "sum",
    ]
    page.locator("[data-key=cca]").hover()
    expect(page.locator("[data-key=cca]")).to_have_class(re.compile(r"\bpin\b"))
    expect(page.locator(".pinned h3")).to_have_text(BY_KEY["cca"].title)
    expect(page.locator(".links path")).to_have_count(1)
    expect(page).to_have_url(re.compile("map_pin=cca"))
    expect(page.locator(".st-key-map-below .mmf-fn").first).to_have_text(BY_KEY["cca"].function)
    page.reload()
    visit.settle()
    expect(page.locator(".pinned h3")).to_have_text(BY_KEY["cca"].title)


def test_a_link_crosses_no_words(visit: Visit) -> None:
    page = visit.open("/map?map_pin=zero-shot", READY)
    visit.rest()
    crossed = page.evaluate(
        """() => {
          const shadows = [...document.querySelectorAll("*")].map((e) => e.shadowRoot);
          const root = shadows.find((r) => r?.querySelector(".atlas")) ?? document;
          const said = ["b", ".what", ".value", "section h3"].map((e) => `.atlas ${e}`).join();
          const words = [...root.querySelectorAll(said)].map((e) => {
            const range = document.createRange();
            range.selectNodeContents(e);
            return [e.textContent, range.getBoundingClientRect()];
          });
          const hit = [];
          for (const path of root.querySelectorAll(".links path")) {
            const { left, top } = path.ownerSVGElement.getBoundingClientRect();
            for (let at = 0; at < path.getTotalLength(); at += 2) {
              const point = path.getPointAtLength(at);
              for (const [text, box] of words) {
                const [x, y] = [left + point.x, top + point.y];
                if (x > box.left && x < box.right && y > box.top + 2 && y < box.bottom - 2) hit.push(text);
              }
            }
          }
          return [...new Set(hit)];
        }"""
    )
    assert crossed == []


def test_arrows_move_the_pin_and_enter_opens_the_page(visit: Visit) -> None:
    page = visit.open("/map", READY)
    page.locator("[data-key=early]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".atlas")).to_have_attribute("data-pin", "mid")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".atlas")).to_have_attribute("data-pin", "co-cross")
    page.keyboard.press("ArrowUp")
    expect(page.locator("[data-key=mid]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/fusion\?.*focus=mid"))
    visit.settle()
    expect(page.locator("h1")).to_be_visible()


def test_a_click_opens_the_page_as_the_link_says(visit: Visit) -> None:
    page = visit.open("/map", READY)
    page.locator("[data-key=pretraining]").click()
    expect(page).to_have_url(re.compile(r"/transfer\?.*transfer_at=5"))
    visit.settle()
    expect(page.locator("h1")).to_have_text("Does a lost modality still help?")


@pytest.mark.parametrize("width", [390, 1024, 1280])
def test_it_fits_the_window(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 720})
    page = visit.open("/map", READY)
    visit.rest()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    grid = page.locator(".parts").evaluate("parts => getComputedStyle(parts).display")
    assert grid == ("grid" if width == 1280 else "block")
    if width == 1280:
        last = page.locator("[data-key=cutting-planes]").bounding_box()
        assert last is not None
        assert last["y"] + last["height"] <= 720, "the whole map is on the first screen"
    else:
        node = page.locator("[data-key=late]")
        name, value = node.locator("b").bounding_box(), node.locator(".value").bounding_box()
        assert name is not None
        assert value is not None
        assert abs(name["y"] + name["height"] / 2 - value["y"] - value["height"] / 2) < 4, "on one line"


def test_pages_and_the_clip_in_use_are_on_the_screen_at_once(visit: Visit) -> None:
    page = visit.open("/")
    visit.rest()
    clip = page.locator(".mmf-clip").bounding_box()
    assert clip is not None
    assert clip["y"] + clip["height"] <= 720
    links = page.get_by_test_id("stSidebarNavLink")
    lowest = links.last.bounding_box()
    assert lowest is not None
    assert lowest["height"] >= 24
    assert lowest["y"] + lowest["height"] <= clip["y"], "no link lies behind it"
