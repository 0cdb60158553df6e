"""Back and Forward lead from page to page, each as it was left; no choice on it is an entry of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlparse

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit


def url(page: Page) -> tuple[str, dict[str, list[str]]]:
    """Page and query; the order within it is Streamlit's."""
    found = urlparse(page.url)
    return found.path, parse_qs(found.query)


def elsewhere(visit: Visit, leave: Callable[[], None]) -> None:
    """Leave a page and wait until the next one is there."""
    title = visit.page.get_by_role("heading", level=1)
    before = title.inner_text()
    leave()
    expect(title).not_to_have_text(before)
    visit.rest()


def to(visit: Visit, title: str) -> None:
    elsewhere(visit, visit.page.get_by_test_id("stSidebarNavLink").filter(has_text=title).first.click)


def step(visit: Visit, which: str) -> None:
    elsewhere(visit, lambda: visit.page.evaluate(f"history.{which}()"))


def flow_stands(page: Page) -> None:
    expect(page.locator(".st-key-flow_ask [role=radio][aria-checked=true]")).to_have_text("in time?")
    expect(page.locator(".st-key-flow_ways button[aria-pressed=true]")).to_have_text("sound ↛ picture")
    expect(page.get_by_role("button", name="Cover again")).to_be_visible()
    expect(page.locator(".mmf-clip b")).to_have_text("Clip 106")


def heads_stand(page: Page) -> None:
    expect(page.get_by_role("heading", name="Layer 2, head 1: picture")).to_be_visible()
    expect(page.get_by_role("button", name="Cover again")).to_be_visible()


def cost_stands(page: Page) -> None:
    expect(page.get_by_role("slider", name="layers").first).to_have_attribute("aria-valuetext", "2")


def test_back_and_forward_lead_through_the_pages_as_they_were(visit: Visit) -> None:
    page = visit.open("/flow")
    visit.rest()
    entries = page.evaluate("history.length")
    page.locator(".st-key-flow_ask [role=radio]", has_text="in time?").click()
    visit.rest()
    page.get_by_role("button", name="Next clip").click()
    visit.rest()
    page.locator(".st-key-flow_ways button", has_text="sound ↛ picture").click()
    visit.rest()
    page.get_by_role("button", name="Reveal").click()
    visit.rest()
    flow_stands(page)
    flow = url(page)

    to(visit, "Attention heads")
    page.locator(".tile[data-id='1.visual.0']").click()
    page.wait_for_url(re.compile("look="))
    page.get_by_role("button", name="Reveal").click()
    visit.rest()
    heads_stand(page)
    heads = url(page)

    to(visit, "Cost")
    thumb = page.get_by_role("slider", name="layers").first
    thumb.focus()
    page.keyboard.press("ArrowRight")
    visit.rest()
    cost_stands(page)
    cost = url(page)
    assert page.evaluate("history.length") == entries + 2, "one entry a page, whatever was chosen there"

    for which, was, stands in (
        ("back", heads, heads_stand),
        ("back", flow, flow_stands),
        ("forward", heads, heads_stand),
        ("forward", cost, cost_stands),
    ):
        step(visit, which)
        stands(page)
        assert url(page) == was


def test_back_to_a_page_that_was_opened_twice_finds_each_as_it_was(visit: Visit) -> None:
    page = visit.open("/tokens")
    visit.rest()
    first = url(page)
    to(visit, "Cost")
    to(visit, "Tokens")
    page.get_by_role("button", name="Reveal").click()
    visit.rest()
    second = url(page)
    assert second != first
    to(visit, "Cost")
    step(visit, "back")
    expect(page.get_by_role("button", name="Cover again")).to_be_visible()
    assert url(page) == second
    step(visit, "back")
    step(visit, "back")
    assert url(page) == first, "what was chosen later is not in this entry"
    expect(page.get_by_role("button", name="Reveal")).to_be_visible()


def test_two_steps_at_once_leave_every_entry_as_it_was(visit: Visit) -> None:
    page = visit.open("/tokens")
    page.get_by_role("button", name="Reveal").click()
    visit.rest()
    tokens = url(page)
    to(visit, "Bottleneck flow")
    page.locator(".st-key-flow_ways button", has_text="sound ↛ picture").click()
    visit.rest()
    flow = url(page)
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Cost").click()
    page.wait_for_url("**/cost*")
    page.evaluate("history.back()")  # the page of costs has hardly begun
    page.wait_for_url("**/flow*")
    page.evaluate("history.back()")
    page.wait_for_url("**/tokens*")
    expect(page.get_by_role("button", name="Cover again")).to_be_visible()
    visit.rest()
    assert url(page) == tokens
    step(visit, "forward")
    assert url(page) == flow
