"""The guided tour on the real controls, by keyboard, on every page; exercises solved as a student does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from mmfusion.ui.parts import guide as guides
from mmfusion.ui.shell.lessons import PATH
from tests.browser.conftest import Visit
from tests.browser.test_accessibility import AXE

PAGES = [page for page in PATH if guides.of(page) is not None]
WIDTHS = ((1280, 720), (390, 844))
CARD = ".tour .card:popover-open"
LESSON = ".st-key-rail-lesson button"
BOXES = """() => {
  const within = (root, selector) => root.querySelector(selector) ??
    [...root.querySelectorAll("*")].map((e) => e.shadowRoot && within(e.shadowRoot, selector)).find(Boolean);
  const box = (selector) => {
    const { left, top, right, bottom } = within(document, selector).getBoundingClientRect();
    return { left, top, right, bottom };
  };
  const [card, ring] = [box(".tour .card"), box(".tour .ring")];
  const seen = getComputedStyle(within(document, ".tour .ring")).visibility === "visible";
  const app = document.querySelector("[data-testid=stMain]");
  const inside = document.elementsFromPoint((ring.left + ring.right) / 2, (ring.top + ring.bottom) / 2);
  const about = inside.some((one) => app.contains(one));
  return { card, ring, seen, about, wide: innerWidth, tall: innerHeight };
}"""


def stands(now: dict[str, Any]) -> bool:
    """Whether the card is in the window beside what is ringed, and something of the page is in the ring."""
    card, ring = now["card"], now["ring"]
    in_window = card["left"] >= 0 and card["top"] >= 0 and card["right"] <= now["wide"]
    in_window = in_window and card["bottom"] <= now["tall"]
    apart = card["right"] <= ring["left"] or ring["right"] <= card["left"]
    apart = apart or card["bottom"] <= ring["top"] or ring["bottom"] <= card["top"]
    big = ring["right"] - ring["left"] > 20 and ring["bottom"] - ring["top"] > 12
    return bool(in_window and apart and big and now["seen"] and now["about"] and ring["top"] < now["tall"])


def address(page: str, query: str) -> str:
    return f"/{'' if page == 'home' else page}?{query}"


@pytest.mark.parametrize("page", PAGES)
def test_every_step_rings_something_of_the_page_and_its_card_stands_beside_it(
    visit: Visit, page: str
) -> None:
    visit.page.emulate_media(reduced_motion="reduce")
    tab = visit.open(address(page, "tour=1"), CARD)
    guide = guides.of(page)
    assert guide is not None
    headings = [heading for heading, _ in guide.steps] + ["Exercise"] * len(guide.exercises)
    for turn, (width, height) in enumerate(WIDTHS):
        tab.set_viewport_size({"width": width, "height": height})
        order = list(enumerate(headings, 1))
        for number, heading in order if turn == 0 else order[::-1]:
            expect(tab.locator(".tour .count")).to_have_text(f"{number} / {len(headings)}")
            expect(tab.locator(".tour h2")).to_have_text(heading)
            assert tab.locator(".tour .text").inner_text().strip()
            visit.settle()
            try:
                visit.until(lambda: stands(tab.evaluate(BOXES)), 10)
            except AssertionError:
                pytest.fail(f"{page}, step {number} at {width} px: {tab.evaluate(BOXES)}")
            tab.keyboard.press("ArrowRight" if turn == 0 else "ArrowLeft")


def test_the_tour_is_walked_by_keyboard_and_gives_the_focus_back(visit: Visit) -> None:
    tab = visit.open("/", ".lab")
    tab.locator(LESSON).first.click()
    tab.get_by_role("button", name="Start the tour").press("Enter")
    expect(tab.locator(CARD)).to_be_focused()
    expect(tab.locator("[data-testid=stPopoverBody]")).to_have_count(0)
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("ArrowRight")
    expect(tab.locator(".tour h2")).to_have_text("Experiment")
    tab.wait_for_url("**/*tour=3*")
    tab.keyboard.press("ArrowLeft")
    expect(tab.locator(".tour h2")).to_have_text("Prediction")
    tab.wait_for_url("**/*tour=2*")
    tab.keyboard.press("Escape")
    expect(tab.locator(".tour .card")).to_have_count(0)
    expect(tab.locator(LESSON).first).to_be_focused()
    assert "tour" not in tab.url


def test_arrows_that_move_a_control_of_the_page_do_not_turn_the_tour(visit: Visit) -> None:
    tab = visit.open("/?tour=3", CARD)
    field = tab.locator(".lab .field")
    field.focus()
    before = field.get_attribute("aria-valuetext")
    field.press("ArrowRight")
    expect(field).not_to_have_attribute("aria-valuetext", str(before))
    expect(tab.locator(".tour .count")).to_have_text("3 / 6")


def test_a_question_that_is_chosen_on_the_page_solves_an_exercise_of_fusion(visit: Visit) -> None:
    tab = visit.open("/fusion?tour=6", CARD)
    expect(tab.locator(".tour .solved")).to_be_empty()
    tab.get_by_role("radio", name="what is it?").or_(
        tab.get_by_role("button", name="what is it?")
    ).first.click()
    expect(tab.locator(".tour .solved")).to_contain_text("Solved")
    expect(tab.locator(".tour .hint")).to_be_hidden()
    tab.locator(".tour .end").click()
    expect(tab.locator(".tour .card")).to_have_count(0)
    tab.locator(LESSON).first.click()
    expect(tab.get_by_role("button", name="● Exercise")).to_have_count(1)


def test_the_card_leaves_a_menu_free_that_is_opened_on_the_way(visit: Visit) -> None:
    tab = visit.open("/fusion?tour=7", CARD)
    visit.rest()
    tab.locator(".st-key-spoiling button").first.click()
    menu = tab.get_by_test_id("stPopoverBody")
    menu.wait_for()

    def apart() -> bool:
        a, b = menu.bounding_box(), tab.locator(".tour .card").bounding_box()
        assert a is not None
        assert b is not None
        beside = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
        return beside or a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"]

    visit.until(apart)
    assert stands(tab.evaluate(BOXES))


def test_hints_come_one_after_the_other_and_then_the_solution_which_a_click_replaces(visit: Visit) -> None:
    tab = visit.open("/store?tour=6", CARD)
    hints = tab.locator(".tour .hints li")
    expect(hints).to_have_count(0)
    expect(tab.locator(".tour .solution")).to_be_hidden()
    for count in (1, 2):
        tab.locator(".tour .hint").click()
        expect(hints).to_have_count(count)
    expect(tab.locator(".tour .solution")).to_have_attribute("href", "store?store_vote=majority&tour=6")
    tab.locator(".retrieved .vote").get_by_text("majority").click()
    expect(tab.locator(".tour .solved")).to_contain_text("Solved")


def test_a_slider_of_a_figure_that_runs_by_itself_solves_an_exercise_at_once(visit: Visit) -> None:
    tab = visit.open("/draw?tour=6", CARD)
    slider = tab.locator(".believing .ratio")
    slider.press("Home")
    expect(tab.locator(".tour .solved")).to_contain_text("Solved: at +24 dB")


def test_the_tour_goes_on_to_the_next_lesson_comes_back_and_ends_on_a_page_that_is_chosen(
    visit: Visit,
) -> None:
    tab = visit.open("/?tour=6", CARD)
    tab.locator(".tour .next").click()
    expect(tab.locator(".tour .lesson")).to_contain_text("Lesson 2 of 19")
    tab.wait_for_url("**/fusion?tour=1")
    visit.settle()
    tab.go_back()
    expect(tab.locator(".tour .lesson")).to_contain_text("Lesson 1 of 19")
    expect(tab.locator(".tour .count")).to_have_text("6 / 6")
    visit.settle()
    tab.get_by_test_id("stSidebarNavLink").filter(has_text="Tokens").first.click()
    tab.wait_for_url("**/tokens*")
    expect(tab.locator(".tour .card")).to_have_count(0)


def test_axe_finds_nothing_in_the_card(visit: Visit) -> None:
    tab = visit.open("/fusion?tour=6", CARD)
    tab.locator(".tour .hint").click()
    tab.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    found = tab.evaluate("axe.run({ include: [['.st-key-tour-card']] }, { resultTypes: ['violations'] })")
    serious = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    assert not serious, json.dumps(serious, indent=1)[:3000]
