from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.figures import leaves_as

SEEN = "/flow?flow_seen=1&clip=drawn-105"


def figure(page: Page) -> Locator:
    return page.locator(".flow")


def words(page: Page) -> Locator:
    return page.locator(".flow .words")


def probability(page: Page) -> str:
    return page.locator(".flow .probability").text_content() or ""


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlparse(page.url).query)


def pointed(page: Page, code: str) -> None:
    box = page.locator(f".flow [data-at='{code}']").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def ink(page: Page, name: str) -> str:
    """What a canvas shows."""
    return str(page.locator(f".flow canvas.{name}").evaluate("canvas => canvas.toDataURL()"))


@pytest.mark.own_clock
def test_pointing_at_a_token_draws_its_maps_and_asks_no_server(visit: Visit) -> None:
    page = visit.open(SEEN)
    expect(figure(page)).to_have_attribute("data-ready", "side-105")
    visit.hasten()
    before = len(visit.sent)
    assert before, "the watch on the socket sees nothing"
    seen = {}
    for code in ("2.1", "3.4", "4.2"):
        pointed(page, code)
        layer, token = code.split(".")
        expect(words(page)).to_contain_text(f"Token {token} after layer {layer} reads")
        seen[code] = (ink(page, "frames"), ink(page, "mel"), words(page).inner_text())
    assert len(set(seen.values())) == 3
    page.get_by_role("button", name="is read by").click()
    pointed(page, "4.2")
    expect(words(page)).to_contain_text("is never read")
    pointed(page, "3.4")
    expect(words(page)).to_contain_text("of the picture’s attention in layer 4")
    page.mouse.move(5, 300)
    visit.hasten()
    assert len(visit.sent) == before, "a pointer asked the server"


def test_a_cut_changes_the_answer_and_mending_brings_it_back(visit: Visit) -> None:
    page = visit.open(SEEN)
    expect(figure(page)).to_have_attribute("data-ready", "side-105")
    before = probability(page)
    expect(page.locator(".flow .answer")).to_have_text("right")
    cut = page.get_by_role("button", name="cut: what picture writes at layer 3")
    expect(cut).to_have_attribute("aria-pressed", "false")
    cut.click()
    expect(page.locator(".flow .was")).to_contain_text("was right")
    expect(cut).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".flow .answer")).not_to_have_text("right")
    assert query(page)["flow_cut"] == ["visual.3"]
    cut.click()
    expect(page.locator(".flow .was")).to_have_count(0)
    assert probability(page) == before
    assert "flow_cut" not in query(page)


def test_a_cut_of_what_is_never_read_changes_nothing(visit: Visit) -> None:
    page = visit.open(SEEN)
    before = probability(page)
    page.get_by_role("button", name="cut: what sound writes at layer 4").click()
    expect(page.locator(".flow .was")).to_be_visible()
    assert probability(page) == before


def test_closing_the_bottleneck_leaves_each_sense_to_itself(visit: Visit) -> None:
    page = visit.open(SEEN)
    page.get_by_role("button", name="bottleneck closed").click()
    expect(page.locator(".flow .was")).to_be_visible()
    expect(page.locator(".flow .answer")).not_to_have_text("right")
    for name in ("sound", "picture"):
        button = page.get_by_role("button", name=f"cut: what {name} writes at layer 2")
        expect(button).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Undo all cuts").click()
    expect(page.locator(".flow .was")).to_have_count(0)
    expect(page.locator(".flow .answer")).to_have_text("right")


def test_a_link_brings_cuts_token_and_question_back(visit: Visit) -> None:
    page = visit.open(SEEN)
    page.get_by_role("button", name="cut: what picture writes at layer 3").click()
    expect(page.locator(".flow .was")).to_be_visible()
    page.locator(".flow [data-at='3.2']").click()
    half = probability(page)
    page.get_by_role("button", name="cut: token 2 after layer 3").click()
    visit.until(lambda: probability(page) != half)
    visit.rest()
    mean = probability(page)
    page.get_by_role("radio", name="another clip's").click()
    visit.until(lambda: probability(page) != mean)
    visit.rest()
    expect(page).to_have_url(re.compile("flow_at=3.2"))
    expect(page).to_have_url(re.compile("flow_how="))
    expect(figure(page)).to_have_attribute("data-at", "3.2 reads")
    said, held = probability(page), query(page)
    assert held["flow_cut"] == ["visual.3 token.3.2"]
    page.reload()
    expect(figure(page)).to_have_attribute("data-ready", "side-105")
    expect(figure(page)).to_have_attribute("data-at", "3.2 reads")
    expect(page.get_by_role("button", name="cut: token 2 after layer 3")).to_have_attribute(
        "aria-pressed", "true"
    )
    visit.until(lambda: probability(page) == said)
    assert query(page) == held


def test_the_keyboard_reaches_tokens_and_cuts(visit: Visit) -> None:
    page = visit.open(SEEN + "&flow_at=2.2")
    expect(figure(page)).to_have_attribute("data-ready", "side-105")
    slider = page.get_by_role("slider", name="bottleneck token", exact=True)
    slider.focus()
    for key, at in (
        ("ArrowRight", "3.2"),
        ("ArrowDown", "3.3"),
        ("ArrowRight", "4.3"),
        ("ArrowRight", "4.3"),
        ("ArrowUp", "4.2"),
        ("ArrowLeft", "3.2"),
    ):
        page.keyboard.press(key)
        expect(figure(page)).to_have_attribute("data-at", f"{at} reads")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("Token 2 after layer 3 reads"))
    page.keyboard.press("x")
    expect(page.locator(".flow .was")).to_be_visible()
    expect(page).to_have_url(re.compile(r"flow_cut=token\.3\.2"))
    page.keyboard.press("Tab")
    name = page.evaluate(
        "() => { let e = document.activeElement; while (e.shadowRoot) e = e.shadowRoot.activeElement; "
        "return e.getAttribute('aria-label'); }"
    )
    assert name.startswith("cut: what")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"flow_cut=token\.3\.2\+visual\.2"))
    visit.settle()
    focused = page.evaluate(
        "() => { let e = document.activeElement; while (e.shadowRoot) e = e.shadowRoot.activeElement; "
        "return e.getAttribute('data-cut'); }"
    )
    assert focused == "visual.2", "a cut keeps the focus"


def test_two_questions_go_opposite_ways(visit: Visit) -> None:
    page = visit.open("/flow")
    expect(page.locator(".mmf-cuts .covered").first).to_be_visible()
    page.get_by_role("radio", name="picture → sound").click()
    expect(page.locator(".mmf-number")).to_contain_text("when the direction picture → sound is cut")
    page.get_by_role("radio", name="in time?").click()
    expect(page.locator(".mmf-cuts .covered").first).to_be_visible()
    page.get_by_role("button", name="Reveal").click()
    expect(page.locator(".mmf-number")).to_contain_text("when the direction sound → picture is cut")


def test_the_flow_leaves_as_svg_and_png(visit: Visit, tmp_path: Path) -> None:
    page = visit.open(SEEN)
    ribbons = page.locator(".flow .net .ribbon").count()
    assert ribbons == 2 * 2 * 3 * 4
    files = leaves_as(page, tmp_path)
    for kind in ("svg", "html"):
        text = files[kind].read_text(encoding="utf-8")
        assert "var(--" not in text
        assert "4 bottleneck" in text
        assert text.count("<path") >= ribbons
    picture = Image.open(files["png"]).convert("RGB")
    assert picture.width >= 2 * 600
    colours = picture.getcolors(maxcolors=10**6)
    assert colours is not None
    assert len(colours) > 300


def test_the_page_fits_a_projector_and_a_phone(visit: Visit) -> None:
    page = visit.open(SEEN)
    expect(figure(page)).to_have_attribute("data-ready", "side-105")
    box = figure(page).bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 720
    main = page.get_by_test_id("stMain")
    for width, height in ((1000, 720), (760, 1024), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        visit.rest()
        assert main.evaluate("part => part.scrollWidth - part.clientWidth") <= 1
    figures, number = figure(page).bounding_box(), page.locator(".mmf-number").bounding_box()
    table = page.locator(".mmf-cuts").bounding_box()
    assert figures is not None
    assert number is not None
    assert table is not None
    assert figures["y"] < number["y"] < table["y"], "figure, then its number, then the table"


def test_another_cell_of_the_grid_is_opened_by_its_sliders(visit: Visit) -> None:
    page = visit.open(SEEN)
    cell = page.locator(".mmf-grid td.on")
    before = cell.inner_text()
    for layer in (2, 3):
        page.get_by_role("slider", name="fusion layer").focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function(f"new URLSearchParams(location.search).get('grid_l') === '{layer}'")
        visit.settle()
    # Below 40: where the last layer is the first to exchange, nothing comes back.
    expect(cell).to_have_text(re.compile(r"^[0-3]?\d\.\d$"))
    assert cell.inner_text() != before
