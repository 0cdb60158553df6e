from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from mmfusion.explain.cost import WAYS, Shape, cost
from mmfusion.figures.cost import amount
from tests.browser.conftest import Visit

LECTURE = ({"visual": 196, "text": 100}, Shape(1, 0, 768, 4, 12, 4.0))


def said(page: Page) -> dict[str, tuple[str, str]]:
    """What each bar says: multiply-adds and memory of the attention weights, by the way's name."""
    rows = page.locator(".mmf-ways > div:has(b)").evaluate_all(
        "rows => rows.map(r => [r.querySelector('dt'), r.querySelector('b'), r.querySelector('span')]"
        ".map(e => e.textContent))"
    )
    return {name: (total, memory) for name, total, memory in rows}


def computed(counts: dict[str, int], shape: Shape) -> dict[str, tuple[str, str]]:
    found = {words: cost(way, counts, shape) for way, words in WAYS.items()}
    return {name: (amount(c.total), amount(c.memory, "B", 1024.0)) for name, c in found.items()}


def shares(page: Page) -> list[float]:
    """How wide the bars are drawn, as shares of the widest."""
    wide = page.locator(".mmf-ways > div:has(b) dd").evaluate_all(
        "all => all.map(dd => [...dd.children].reduce((sum, i) => sum + i.getBoundingClientRect().width, 0))"
    )
    return [width / max(wide) for width in wide]


def slide(page: Page, name: str, key: str, times: int = 1) -> Locator:
    thumb = page.get_by_role("slider", name=name)
    thumb.focus()
    for _ in range(times):
        page.keyboard.press(key)
    return thumb


def test_the_bars_say_and_are_as_wide_as_what_the_formula_gives(visit: Visit) -> None:
    page = visit.open("/cost?cost_seen=1")
    assert said(page) == computed(*LECTURE)
    most = max(cost(way, *LECTURE).total for way in WAYS)
    assert shares(page) == pytest.approx([cost(way, *LECTURE).total / most for way in WAYS], abs=0.01)
    slide(page, "text tokens", "ArrowRight")
    expect(page).to_have_url(re.compile("cost_text=200"))
    visit.settle()
    more = computed({"visual": 196, "text": 200}, LECTURE[1])
    expect(page.locator(".mmf-ways b").first).to_have_text(next(iter(more.values()))[0])
    assert said(page) == more


def test_the_bar_that_answers_is_covered_until_the_guess_is_shown(visit: Visit) -> None:
    page = visit.open("/cost")
    through = WAYS["bottleneck"]
    assert said(page)[through] == ("?", "?")
    assert {name: row for name, row in said(page).items() if name != through} == {
        name: row for name, row in computed(*LECTURE).items() if name != through
    }
    page.get_by_role("radio", name="20", exact=True).click()
    page.get_by_role("button", name="Reveal").click()
    expect(page.locator(".mmf-track")).to_contain_text("your guess")
    assert said(page) == computed(*LECTURE)
    assert "cost_guess=20" in page.url
