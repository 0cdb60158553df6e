"""The page of names in Chromium: own words name an uploaded picture as computed; γ moves order and ring."""

from __future__ import annotations

import io
import json
import re
from urllib.parse import parse_qs, unquote, urlparse

import numpy as np
from PIL import Image
from playwright.sync_api import Page, expect

from mmfusion.media import load_clip
from mmfusion.tasks.names import Answer, named, recognised
from mmfusion.tasks.names.commands import TABLE
from mmfusion.tasks.names.shown import PICTURES
from tests.browser.conftest import Visit

READY = ".ranked[data-ready]"
FIGURES = json.loads(TABLE.read_text(encoding="utf-8"))
CHOSEN = round(FIGURES["generalised"]["gamma"]["value"], 2)
LEAST = FIGURES["threshold"]["least"]["value"]


def said(value: float) -> str:
    return f"{value:.2f}".replace("0.", ".", 1).replace("-", "−")


def ranking(page: Page) -> list[tuple[str, str, str]]:
    """Name, mark and number of each row, from top to bottom as they stand on the screen."""
    rows = page.locator(".ranked .names li").evaluate_all(
        """rows => rows.map(r => [r.getBoundingClientRect().y, r.querySelector('.name').textContent,
            r.querySelector('.mark').textContent, r.querySelector('.value').textContent])"""
    )
    return [(name, mark, value) for _, name, mark, value in sorted(rows)]


def agree(visit: Visit, own: Answer, gamma: float) -> None:
    """The rows stand in the order, with the marks and numbers, that the library gives."""
    worth = own.cosines - gamma * own.seen
    order = sorted(range(len(worth)), key=lambda i: -worth[i])
    visit.until(lambda: [row[0] for row in ranking(visit.page)] == [own.names[i] for i in order])
    for (_, mark, value), i in zip(ranking(visit.page), order, strict=True):
        assert mark.startswith("●" if own.seen[i] else "○")
        assert ("not seen" in mark) == (not own.seen[i]), "in words too"
        assert value in {said(worth[i] + d) for d in (-0.005, 0, 0.005)}, (mark, value, worth[i])


def of_file(data: bytes, names: list[str]) -> Answer:
    frames = load_clip(data, name="own").frames
    assert frames is not None
    return named(recognised([frames[0]]), names)


def slide(page: Page, gamma: float) -> None:
    """Put the slider to a value as fingers do: an input while it moves, a change at the end."""
    page.locator(".ranked .gamma input").evaluate(
        """(input, value) => {
            input.value = value;
            input.dispatchEvent(new Event('input', { bubbles: true }));
        }""",
        f"{gamma:.2f}",
    )


def test_own_words_name_an_uploaded_picture_as_computed(visit: Visit) -> None:
    page = visit.open("/names", READY)
    with Image.open(PICTURES[1].path) as image:
        held = io.BytesIO()
        image.convert("RGB").transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(held, "PNG")
    data = held.getvalue()
    page.get_by_role("button", name="Your clip").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "mine.png", "mimeType": "image/png", "buffer": data}
    )
    expect(page.locator(".ranked .credit")).to_contain_text("mine.png")
    expect(page.locator(".ranked .chips span")).to_have_count(6)
    agree(visit, of_file(data, ["dog", "cat", "bird", "car", "flower", "person"]), CHOSEN)
    page.keyboard.press("Escape")
    for name in ("dog", "flower", "person"):
        page.get_by_label(f"remove {name}").click()
        expect(page.locator(".ranked .chips span", has_text=name)).to_have_count(0)
    field = page.get_by_label("another class name")
    field.fill("town pigeon, okapi")
    field.press("Enter")
    expect(page.locator(".ranked .chips span")).to_have_count(5)
    expect(field).to_be_focused()
    assert field.input_value() == ""
    own = of_file(data, ["cat", "bird", "car", "town pigeon", "okapi"])
    agree(visit, own, CHOSEN)
    best = own.best(CHOSEN, LEAST)
    expected = "Nothing fits" if best is None else f"{own.names[best]}, cosine"
    expect(page.locator(".ranked .verdict")).to_contain_text(expected)
    query = parse_qs(urlparse(page.url).query)
    assert unquote(query["names_say"][0]) == "cat,bird,car,town pigeon,okapi"
    assert query["clip"][0].startswith("own-")
    reads = page.locator(".ranked .reads span").all_inner_texts()
    assert len(reads) >= 5


def test_gamma_moves_the_order_the_dashed_ends_and_the_ring_and_asks_nobody(visit: Visit) -> None:
    page = visit.open("/names", READY)
    own = named(_of_page(0), list(PICTURES[0].names))
    agree(visit, own, CHOSEN)
    visit.rest()
    before, places = visit.traffic, set()
    for gamma in (0.0, 0.1, 0.3, 0.5):
        slide(page, gamma)
        agree(visit, own, gamma)
        cut = page.locator(".ranked .names li", has_text="elephant").locator("u")
        assert (cut.evaluate("u => u.getBoundingClientRect().width") > 1) == (gamma > 0)
        row = min(FIGURES["generalised"]["curve"], key=lambda row: abs(row[0] - gamma))
        expect(page.locator(".ranked .measured")).to_contain_text(
            f"Seen {said(row[1])}, unseen {said(row[2])}"
        )
        ring = page.locator(".ranked .curve .ring")
        places.add((ring.get_attribute("cx"), ring.get_attribute("cy")))
    assert len(places) == 4, "the ring runs along the curve"
    assert visit.traffic == before, "the order changes under the finger, without the server"
    page.locator(".ranked .gamma input").dispatch_event("change")
    expect(page).to_have_url(re.compile(r"names_gamma=0\.5"))
    slide(page, 0.0)
    expect(page.locator(".ranked .then")).to_contain_text("elephant comes first")


def _of_page(number: int) -> np.ndarray:
    frames = load_clip(PICTURES[number].path).frames
    assert frames is not None
    return recognised([frames[0]])


def test_the_slider_and_the_chips_answer_to_the_keyboard(visit: Visit) -> None:
    page = visit.open("/names?names_gamma=0.1", READY)
    page.locator(".ranked .gamma input").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".ranked")).to_have_attribute("data-gamma", "0.11")
    expect(page).to_have_url(re.compile(r"names_gamma=0\.11"))
    page.get_by_label("remove horse").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ranked .chips span")).to_have_count(4)
    page.get_by_label("another class name").focus()
    page.keyboard.type("lorry")
    page.keyboard.press("Enter")
    expect(page.locator(".ranked .chips span").last).to_contain_text("lorry")


def test_a_thumbnail_opens_its_picture_with_its_names(visit: Visit) -> None:
    page = visit.open("/names?names_say=dog", READY)
    expect(page.locator(".ranked .thumbs button[aria-pressed=true]")).to_have_attribute("aria-label", "rhino")
    page.get_by_role("button", name="okapi", exact=True).click()
    expect(page.locator(".ranked .chips span")).to_have_count(5)
    expect(page.locator(".ranked .thumbs button[aria-pressed=true]")).to_have_attribute("aria-label", "okapi")
    agree(visit, named(_of_page(4), list(PICTURES[4].names)), CHOSEN)
    assert parse_qs(urlparse(page.url).query)["names_picture"] == ["okapi"]


def test_nothing_fits_is_said_and_no_name_is_bold(visit: Visit) -> None:
    page = visit.open("/names?names_say=teapot,trombone,wall+clock&names_gamma=0", READY)
    own = named(_of_page(0), ["teapot", "trombone", "wall clock"])
    assert own.best(0.0, LEAST) is None
    expect(page.locator(".ranked .verdict")).to_contain_text("Nothing fits")
    expect(page.locator(".ranked .verdict")).to_contain_text(f"below {said(LEAST)}")
    expect(page.locator(".ranked .names .first")).to_have_count(0)


def test_a_guess_uncovers_the_number_and_the_names_in_the_curve(visit: Visit) -> None:
    page = visit.open("/names", READY)
    worth = FIGURES["labels"]["all"]["worth"]["value"]
    expect(page.locator(".mmf-big")).to_have_text("?")
    expect(page.locator(".js-plotly-plot").first).not_to_contain_text("names alone")
    page.get_by_role("radio", name="2", exact=True).click()
    expect(page.locator(".mmf-big")).to_have_text(f"{worth:.2f}")
    expect(page.locator(".mmf-track")).to_contain_text("your guess")
    expect(page.locator(".js-plotly-plot").first).to_contain_text("names alone")


def test_a_finger_on_a_phone_moves_gamma_takes_a_name_away_and_opens_a_picture(phone: Visit) -> None:
    page = phone.open("/names", READY)
    phone.rest()
    slider = page.locator(".ranked .gamma input")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    assert box["height"] >= 40
    page.touchscreen.tap(box["x"] + 6, box["y"] + box["height"] / 2)
    expect(page.locator(".ranked")).to_have_attribute("data-gamma", "0.00")
    expect(page.locator(".ranked .verdict")).to_contain_text("elephant")
    expect(page).to_have_url(re.compile(r"names_gamma=0($|&)"))
    page.get_by_label("remove elephant").tap()
    expect(page.locator(".ranked .chips span")).to_have_count(4)
    page.get_by_role("button", name="pigeon", exact=True).tap()
    expect(page.locator(".ranked .chips span")).to_have_count(5)
    expect(page.locator(".ranked .chips span").first).to_contain_text("pigeon")


def test_on_a_phone_nothing_is_cut_and_the_question_comes_first(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = visit.open("/names", READY)
    visit.rest()
    wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 390
    tops = [
        (page.locator(what).first.bounding_box() or {"y": 0})["y"]
        for what in (
            "h1",
            ".mmf-number",
            ".ranked .chips",
            ".ranked .picture",
            ".ranked .names",
            ".ranked .gamma",
        )
    ]
    assert tops == sorted(tops)
    for part in page.locator(".ranked .trained i, .ranked .reads i").all():
        box = part.bounding_box()
        assert box is not None
        assert box["width"] > 60, "a bar has room"
    for button in page.locator(".ranked .chips button").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 38
