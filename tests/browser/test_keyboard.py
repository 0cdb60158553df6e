"""The pages by keyboard alone: an opened menu takes the focus, and no answer takes it away."""

from __future__ import annotations

from functools import partial

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}"""
IN_MENU = "() => Boolean(document.activeElement?.closest('[data-testid=stPopoverBody]'))"


def focused(page: Page, selector: str) -> bool:
    return bool(page.evaluate(f"selector => ({FOCUSED})()?.matches(selector) ?? false", selector))


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if focused(page, selector):
            return
    raise AssertionError(f"Tab does not come to {selector}")


def test_from_the_top_by_tab_to_the_guess_and_the_number_has_the_focus(visit: Visit) -> None:
    page = visit.open("/tokens")
    visit.rest()
    tab_to(page, ".st-key-guessing button")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    visit.rest()
    expect(page.locator(".mmf-number")).to_be_focused()
    expect(page.locator(".mmf-number")).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Cover again")).to_be_focused()
    page.keyboard.press("Enter")
    visit.rest()
    visit.until(lambda: focused(page, ".st-key-guessing button"))
    tab_to(page, ".st-key-tokens_reveal button", 2)
    page.keyboard.press("Enter")
    visit.rest()
    expect(page.locator(".mmf-number")).to_be_focused()


def test_a_menu_takes_the_focus_and_gives_it_back(visit: Visit) -> None:
    page = visit.open("/fusion")
    visit.rest()
    tab_to(page, ".st-key-spoiling button")
    page.keyboard.press("Enter")
    visit.until(lambda: bool(page.evaluate(IN_MENU)))
    visit.until(lambda: focused(page, ".st-key-harm [role=radio]"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    visit.rest()
    visit.until(lambda: bool(page.evaluate(IN_MENU)))  # a choice in the menu leaves the focus there
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    visit.until(lambda: focused(page, ".st-key-spoiling button"))

    for key in ("yours", "takeaway"):
        tab_to(page, f".st-key-{key} button")
        page.keyboard.press("Enter")
        visit.until(lambda: bool(page.evaluate(IN_MENU)))
        filled = page.get_by_test_id("stPopoverBody").get_by_role("button").filter(visible=True)
        filled.first.wait_for()  # not the field of a file that Streamlit hides
        visit.rest()
        page.keyboard.press("Tab")
        assert page.evaluate(IN_MENU), "what the menu was filled with is next"
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
        visit.until(partial(focused, page, f".st-key-{key} button"))


def test_tab_leads_out_of_a_menu_to_its_button(visit: Visit) -> None:
    page = visit.open("/fusion")
    visit.rest()
    tab_to(page, ".st-key-swapping button")
    page.keyboard.press("Enter")
    visit.until(lambda: bool(page.evaluate(IN_MENU)))
    for _ in range(20):
        page.keyboard.press("Tab")
        if not page.evaluate(IN_MENU):
            break
    visit.until(lambda: focused(page, ".st-key-swapping button"))


def test_the_name_of_a_button_with_the_focus_keeps_no_click_from_what_it_hangs_over(visit: Visit) -> None:
    page = visit.open("/joint", ".st-key-guessing button")
    visit.rest()
    tab_to(page, ".st-key-rail-glossary button")
    hung = page.get_by_test_id("stTooltipContent")
    expect(hung).to_have_text("Words and symbols")
    reveal = page.get_by_role("button", name="Reveal")
    name, under = hung.bounding_box(), reveal.bounding_box()
    assert name is not None
    assert under is not None
    assert name["y"] < under["y"] + under["height"] - 8, "or it hangs over nothing"
    assert name["x"] < under["x"] + under["width"] - 8
    reveal.click(position={"x": under["width"] - 8, "y": under["height"] - 8}, timeout=5_000)
    expect(page.locator(".mmf-number")).to_be_visible()
