"""A teacher's link, made in one browser and opened in another; what is hidden is hidden on every page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from mmfusion.ui.shell.hidden import WIDGETS
from mmfusion.ui.shell.lessons import LESSONS
from tests.browser.asked import SHOWN
from tests.browser.conftest import Visit

STAYS = ".st-key-guessing, [class*=cover_again], [class*=takeaway], [class*=st-key-rail]"
IN_SIGHT = """([selector, stays]) =>
  [...document.querySelectorAll(`[data-testid=stMain] :is(${selector})`)]
  .filter(one => one.checkVisibility() && one.getClientRects().length)
  .filter(one => !one.closest(stays))
  .map(one => one.closest('[class*=st-key-]')?.className ?? one.outerHTML.slice(0, 120))"""


def menu(page: Page) -> Locator:
    return page.get_by_test_id("stPopoverBody")


def test_whoever_opens_the_link_finds_the_page_as_it_was_made(visit: Visit, browser: Browser) -> None:
    page = visit.open("/flow")
    visit.rest()
    page.locator(".st-key-flow_ask [role=radio]", has_text="in time?").click()
    visit.rest()
    for way in ("sound ↛ picture", "picture ↛ sound"):
        page.locator(".st-key-flow_ways button", has_text=way).click()
        visit.rest()
    page.get_by_role("button", name="Next clip").click()
    visit.rest()
    page.locator(".st-key-rail-link button").locator("visible=true").first.click()
    menu(page).locator("code").wait_for()
    menu(page).get_by_text("uncovered", exact=True).click()
    expect(menu(page).locator("code")).to_contain_text("cover=0")
    menu(page).get_by_text("Controls are locked").click()
    expect(menu(page).locator("code")).to_contain_text("lock=1")
    menu(page).get_by_text("Deutsch").click()
    expect(menu(page).locator("code")).to_contain_text("lang=de")
    link = menu(page).locator("code").inner_text()

    context = browser.new_context(viewport={"width": 1280, "height": 720})
    try:
        other = context.new_page()
        other.goto(link)
        other.locator(".flow[data-ready]").wait_for(timeout=60_000)
        expect(other.locator(".mmf-clip b")).to_contain_text("106")
        expect(other.locator(".st-key-flow_ask [role=radio]").nth(1)).to_have_attribute(
            "aria-checked", "true"
        )
        expect(other.locator(".st-key-flow_ask [role=radio]").nth(1)).to_be_disabled()
        expect(other.locator(".st-key-flow_ways button[aria-pressed=true]")).to_have_count(2)
        expect(other.locator("[class*=cover_again] button")).to_be_visible()
        expect(other.locator("html")).to_have_attribute("lang", "de")
        for name in ("flow_next", "flow_mend"):
            expect(other.locator(f".st-key-{name} button").first).to_be_disabled()
    finally:
        context.close()


def test_a_locked_figure_is_pointed_at_and_not_changed(visit: Visit) -> None:
    page = visit.open("/heads?lock=1", ".attention[data-ready]")
    visit.rest()
    expect(page.get_by_text("The link locks the choices on this page")).to_be_visible()
    title = page.locator(".attention h3, .attention h2").first
    before, url = title.inner_text(), page.url
    page.locator(".tile[data-id='1.visual.0']").click(force=True)
    visit.rest()
    expect(title).to_have_text(before)
    assert page.url == url
    page.get_by_role("button", name="play", exact=True).click()
    expect(page.get_by_role("button", name="pause", exact=True)).to_be_visible()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_hidden_controls_are_out_of_sight_on_every_page(visit: Visit, lesson: object) -> None:
    name = lesson.name  # type: ignore[attr-defined]
    page = visit.page
    page.goto(f"{visit.address}/{'' if name == 'home' else name}?hide=controls&cover=0")
    page.get_by_role("heading", level=1).wait_for()
    visit.rest()
    assert page.evaluate(IN_SIGHT, [WIDGETS, STAYS]) == []


def test_a_page_is_not_shown_before_its_style_is(visit: Visit) -> None:
    """Of the tests themselves: `settle` waits until what a slow net still owes has come."""
    page = visit.page
    held: list[Route] = []
    page.route("**/static/js/Html.*.js", lambda route: held.append(route))
    page.goto(f"{visit.address}/words?hide=controls&cover=0")
    page.get_by_role("button", name="Type a sentence").wait_for()
    page.wait_for_function("!window.owed()")
    assert held
    assert not page.evaluate(SHOWN)
    assert page.evaluate(IN_SIGHT, [WIDGETS, STAYS]), "the rule that hides them is yet to come"
    for route in held:
        route.continue_()
    visit.rest()
    assert page.evaluate(IN_SIGHT, [WIDGETS, STAYS]) == []
