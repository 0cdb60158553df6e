"""The table of the course in Chromium: opened by hand, read by its links, at home on a narrow screen too."""

from __future__ import annotations

from urllib.parse import parse_qs, urlparse

from playwright.sync_api import Locator, Page, expect

from mmfusion.tasks.sounding.predictor import load
from mmfusion.ui.home.course_table import TITLE
from tests.browser.conftest import Visit


def table(page: Page) -> Locator:
    return page.get_by_role("region", name="ways to fuse and questions")


def opened(visit: Visit) -> Page:
    page = visit.open("/")
    page.locator(".lab[data-ready=true]").wait_for()
    page.get_by_text(TITLE, exact=True).click()
    expect(table(page)).to_be_visible()
    return page


def test_a_cell_opens_the_page_where_its_row_is_played_with_its_question(visit: Visit) -> None:
    page = opened(visit)
    assert parse_qs(urlparse(page.url).query)["home_course"] == ["true"]
    late = load("late").card.metrics["side"]
    cell = table(page).get_by_role("link", name="Late, which one sounds?:")
    expect(cell).to_contain_text(
        f"{100 * late['value']:.1f}{100 * late['low']:.1f} to {100 * late['high']:.1f}"
    )
    cell.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Which question needs which kind of exchange?")).to_be_visible()
    at = urlparse(page.url)
    assert at.path == "/fusion"
    assert parse_qs(at.query)["focus"] == ["late"]
    expect(page.get_by_role("radio", name="which one sounds?")).to_have_attribute("aria-checked", "true")
    names = page.get_by_role("group", name="strategies, side by side")
    for title in ("Late", "Early", "Mid", "Bottleneck-mid"):
        expect(names.get_by_text(title, exact=True).first).to_be_visible()


def test_a_row_of_kernels_opens_the_page_of_kernels(visit: Visit) -> None:
    page = opened(visit)
    table(page).get_by_role("link", name="product of kernels, in time?:").click()
    expect(page.get_by_role("heading", name="Is equal good enough?")).to_be_visible()
    assert urlparse(page.url).path == "/kernels"


def test_on_a_phone_both_tables_are_in_sight(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = opened(visit)
    visit.rest()
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    for one in (table(page), page.get_by_role("region", name="What pairs of picture and sound teach")):
        inside, shown = one.evaluate("t => [t.scrollWidth, t.clientWidth]")
        assert inside <= shown
        over = one.evaluate(
            "t => [...t.querySelectorAll('th, td')].filter(c => c.scrollWidth > c.clientWidth + 1)"
            ".map(c => c.innerText)"
        )
        assert over == [], "no figure runs into its neighbour"
