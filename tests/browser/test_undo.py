"""Undo in the browser: what a figure has told is taken back too, the URL with it, and can be chosen again."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit

UNDO, RESET = "Undo the last choice", "Reset the page"
OPENED = "Layer 2, head 1: picture"


def button(page: Page, name: str) -> Locator:
    """One with an explanation stands twice in the page, once for touch."""
    return page.get_by_role("button", name=name, exact=True).locator("visible=true").first


def undo(page: Page) -> None:
    button(page, UNDO).click()


def test_what_a_figure_told_is_taken_back_and_can_be_told_again(visit: Visit) -> None:
    page = visit.open("/heads", ".attention[data-ready]")
    visit.rest()
    begins = page.locator(".attention h3, .attention h2").first.inner_text()
    assert begins != OPENED
    expect(button(page, UNDO)).to_be_disabled()
    for _ in range(2):
        page.locator(".tile[data-id='1.visual.0']").click()
        expect(page.get_by_role("heading", name=OPENED)).to_be_visible()
        page.wait_for_url(re.compile("look="))
        visit.rest()
        undo(page)
        expect(page.get_by_role("heading", name=begins)).to_be_visible()
        visit.rest()
        assert "look=" not in page.url
        expect(button(page, UNDO)).to_be_disabled()


def test_segments_pills_and_figures_are_taken_back_in_their_order(visit: Visit) -> None:
    page = visit.open("/flow?flow_seen=1")
    visit.rest()
    begins = page.url
    page.locator(".st-key-flow_how [role=radio]", has_text="another clip's").click()
    visit.rest()
    page.locator(".st-key-flow_ways button", has_text="sound ↛ picture").click()
    visit.rest()
    after = page.url
    page.get_by_role("button", name="Next clip").click()
    visit.rest()
    undo(page)
    expect(page).to_have_url(after)
    visit.rest()
    expect(page.locator(".st-key-flow_ways button[aria-pressed=true]")).to_have_count(1)
    undo(page)
    expect(page.locator(".st-key-flow_ways button[aria-pressed=true]")).to_have_count(0)
    visit.rest()
    page.locator(".st-key-flow_ways button", has_text="picture ↛ sound").click()
    visit.rest()
    button(page, RESET).click()
    expect(page).to_have_url(begins)
    expect(page.locator(".st-key-flow_how [aria-checked=true]")).to_have_text("the mean")
    expect(button(page, RESET)).to_be_disabled()
    assert page.evaluate("history.length") <= 3, "nothing of this is an entry of its own"
