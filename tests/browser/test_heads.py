from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.conftest import Visit

SEEN = "/heads?heads_of=Bottleneck-mid&heads_seen=1"


def opened(visit: Visit, path: str = SEEN) -> Page:
    page = visit.page
    page.goto(visit.address + path)
    visit.settle()
    page.locator(".attention[data-ready]").wait_for()
    page.locator(".switch[data-ready]").wait_for()
    return page


def picture(page: Page) -> Locator:
    return page.get_by_role("slider", name="patch of the picture")


def words(page: Page) -> Locator:
    return page.locator(".attention .words")


def box(part: Locator) -> FloatRect:
    found = part.bounding_box()
    assert found is not None
    return found


def at(part: Locator, across: float, down: float) -> tuple[float, float]:
    place = box(part)
    return place["x"] + across * place["width"], place["y"] + down * place["height"]


def overlay(page: Page) -> str:
    """The map over the frames as it is drawn."""
    return str(page.locator(".attention .frames .map").evaluate("canvas => canvas.toDataURL()"))


def answer(page: Page) -> float:
    """What this clip's first answer has with the heads that are off."""
    off = page.locator(".switch")
    expect(off).to_have_attribute("data-p", re.compile(r"^\d"))
    return float(off.get_attribute("data-p") or "nan")


def in_url(page: Page, name: str) -> str:
    return parse_qs(urlparse(page.url).query).get(name, [""])[0]


@pytest.mark.own_clock
def test_pointing_moves_the_map_in_the_browser_alone(visit: Visit) -> None:
    page = opened(visit)
    visit.hasten()
    before, seen, said = visit.traffic, {overlay(page)}, {words(page).inner_text()}
    for step in range(10):
        page.mouse.move(*at(picture(page), 0.08 + step / 12, 0.3 + step / 20))
        visit.frames()
        seen.add(overlay(page))
        said.add(words(page).inner_text())
    assert len(seen) > 8
    assert len(said) > 8
    page.get_by_role("slider", name="cell of the spectrogram").hover()
    expect(words(page)).to_contain_text("Hz")
    visit.hasten()
    assert visit.traffic == before, "a pointer is no one's business but the browser's"


def test_the_clip_plays_under_the_map(visit: Visit) -> None:
    page = opened(visit)
    head = page.locator(".attention .head")
    before, still = head.get_attribute("style"), overlay(page)
    page.get_by_role("button", name="play", exact=True).click()
    expect(head).not_to_have_attribute("style", before or "")
    page.get_by_role("button", name="pause", exact=True).click()
    assert overlay(page) == still, "what is pinned stays"


def test_a_pin_survives_a_reload_through_the_link(visit: Visit) -> None:
    page = opened(visit)
    page.mouse.click(*at(picture(page), 0.44, 0.6))
    page.mouse.move(5, 400)
    said = words(page).inner_text()
    assert "frame 4" in said
    page.wait_for_url(re.compile(r"look="))
    page.get_by_role("radio", name="layer mean").click()
    page.wait_for_url(re.compile(r"look=[^&]*mean"))
    mean = words(page).inner_text()
    page.reload()
    visit.settle()
    page.locator(".attention[data-ready]").wait_for()
    assert words(page).inner_text() == mean
    expect(page.get_by_role("radio", name="layer mean")).to_be_checked()
    assert words(page).locator("b").inner_text() == said.split(" looks")[0]


def test_another_layer_is_fetched_and_its_head_opens_in_place(visit: Visit) -> None:
    page = opened(visit)
    before = overlay(page)
    page.locator(".tile[data-id='1.visual.0']").click()
    expect(page.get_by_role("heading", name="Layer 2, head 1: picture")).to_be_visible()
    expect(page.locator(".attention table tr")).to_have_count(6)
    visit.until(lambda: overlay(page) != before)
    weights = page.locator(".attention table td b").all_inner_texts()
    rest = page.locator(".attention tr.rest td").last.inner_text()
    total = sum(float(w.replace("<", "0")) for w in [*weights, rest])
    assert abs(total - 1) < 0.03, "what is shown and the rest are everything"


def test_switching_heads_off_changes_the_answer(visit: Visit) -> None:
    page = opened(visit)
    before = answer(page)
    page.get_by_role("button", name=re.compile(r"^layer \d off")).click()
    expect(page.get_by_text(re.compile("This clip, 8 heads off"))).to_be_visible()
    visit.settle()
    expect(page.locator(".switch .here")).to_contain_text("→")
    assert answer(page) != before
    assert len(in_url(page, "off").split("_")) == 8
    expect(page.locator(".tile.off")).to_have_count(8)
    page.get_by_role("button", name="all on").click()
    visit.until(lambda: answer(page) == before)
    handle = page.get_by_role("slider", name="heads off, least important first")
    handle.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(handle).to_have_attribute("aria-valuenow", "6")
    expect(page.locator(".tile.off")).to_have_count(6)
    page.wait_for_url(re.compile("off=first-6"))
    page.keyboard.press("End")
    visit.until(lambda: answer(page) != before)  # without any head it cannot know


def test_random_weights_say_so_and_show_another_map(visit: Visit) -> None:
    page = opened(visit)
    before = overlay(page)
    page.get_by_test_id("stButtonGroup").get_by_text("random weights").click()
    expect(page.get_by_text("no head of this network has learned anything")).to_be_visible()
    visit.settle()
    visit.until(lambda: overlay(page) != before)
    expect(page.get_by_text("there is no order")).to_be_visible()


def test_the_keyboard_alone_reaches_tokens_heads_and_choices(visit: Visit) -> None:
    page = opened(visit)
    picture(page).focus()
    page.keyboard.press("ArrowRight")
    first = words(page).inner_text()
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowDown")
    assert words(page).inner_text() != first
    cell = page.get_by_role("slider", name="cell of the spectrogram")
    cell.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    expect(cell).to_have_attribute("aria-valuetext", re.compile("Hz"))
    page.get_by_role("radio", name="this head").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="layer mean")).to_be_checked()
    page.locator(".tile[aria-checked=true]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tile:focus")).to_have_attribute("aria-checked", "true")
    page.get_by_role("button", name="picture CLS").focus()
    page.keyboard.press("Enter")
    expect(words(page)).to_contain_text("picture CLS")
    page.get_by_role("slider", name="temperature").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("slider", name="temperature")).to_have_attribute("aria-valuetext", "1.41")


def test_what_is_taken_away_is_what_is_shown(visit: Visit, tmp_path: Path) -> None:
    page = opened(visit)
    page.get_by_role("button", name="Take away").click()
    with page.expect_download() as got:
        page.get_by_role("button", name=re.compile("trace", re.I)).click()
    got.value.save_as(tmp_path / "trace.npz")
    with np.load(tmp_path / "trace.npz") as arrays:
        labels = json.loads(str(arrays["labels"]))
        assert len(labels) == 262
        np.testing.assert_allclose(arrays["2/visual"].astype(float).sum(axis=2), 1, atol=1e-2)
    with page.expect_download() as got:
        page.get_by_role("button", name=re.compile("csv", re.I)).click()
    got.value.save_as(tmp_path / "head.csv")
    rows = (tmp_path / "head.csv").read_text().splitlines()
    assert len(rows) == 198
    with page.expect_download() as got:
        page.get_by_role("button", name=re.compile("figure", re.I)).click()
    got.value.save_as(tmp_path / "figure.png")
    image = Image.open(tmp_path / "figure.png")
    assert image.width > 1800
    assert len(image.convert("RGB").getcolors(10**7) or []) > 200
    for kind in ("svg", "html"):
        with page.expect_download() as got:
            page.get_by_role("button", name=kind.upper(), exact=True).click()
        got.value.save_as(tmp_path / f"figure.{kind}")
    drawn = (tmp_path / "figure.svg").read_text()
    assert drawn.startswith("<svg")
    assert "var(--mmf-ink" not in drawn, "colours are written out"
    page.goto((tmp_path / "figure.html").as_uri())
    expect(page.get_by_role("heading", name="32 heads")).to_be_visible()
    expect(page.locator(".frames img.map, .frames img").first).to_be_visible()
    page.goto((tmp_path / "figure.svg").as_uri())
    expect(page.get_by_text("bottleneck token 1")).to_be_visible()


@pytest.mark.parametrize("wide", [1100, 1280])
def test_figure_and_panel_do_not_lie_on_each_other_beside_an_open_sidebar(wide: int, visit: Visit) -> None:
    visit.page.set_viewport_size({"width": wide, "height": 720})
    page = opened(visit)
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    visit.rest()

    def apart(one: Locator, other: Locator) -> bool:
        a, b = box(one), box(other)
        across = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
        down = a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"]
        return across or down

    last = page.locator(".attention .choices .seg").last
    assert apart(last, page.get_by_test_id("stButtonGroup").filter(has_text="random weights"))
    for part in (".open h3", ".open table", ".said"):
        assert apart(page.locator(f".attention {part}"), page.locator(".switch"))
