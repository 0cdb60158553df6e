"""The page of vokens in Chromium: a picture is swapped, and the scores are as the library computes them."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlparse

from playwright.sync_api import Page, expect

from mmfusion.tasks.pairs import pairs
from mmfusion.tasks.vokens import SHOWN, read, shipped
from mmfusion.tasks.vokens.corpus import TOPICS
from tests.browser.conftest import Visit

READY = ".pictured[data-ready]"
TEXT = "a white plate of food on a table"


def values(page: Page) -> list[str]:
    return page.locator(".pictured .bars .value").all_text_contents()


def said(value: float) -> set[str]:
    """A score as it may stand: what travels has six digits."""
    near = (f"{value + by:.2f}".replace("0.", ".", 1).replace("-", "−") for by in (-1e-4, 0, 1e-4))
    return set(near)


def agree(page: Page, swaps: dict[int, int], topic: str) -> None:
    own, at = read(TEXT), list(TOPICS).index(topic)
    arms = [
        re.compile("|".join(map(re.escape, sorted(said(float(own.scores(arm, swaps)[at])))))) for arm in SHOWN
    ]
    expect(page.locator(".pictured .bars .value")).to_have_text(arms)
    for found, arm in zip(values(page), SHOWN, strict=True):
        assert found in said(float(own.scores(arm, swaps)[at])), (found, arm)
    first = page.locator(".pictured .bars .first b").all_text_contents()
    assert first == [list(TOPICS)[int(own.scores(arm, swaps).argmax())] for arm in SHOWN]


def test_a_swapped_voken_moves_two_of_three_scores_as_computed(visit: Visit) -> None:
    page = visit.open("/vokens", READY)
    visit.rest()
    agree(page, {}, "food")
    page.locator(".pictured .word", has_text="food").click()
    expect(page.locator(".pictured .other h3")).to_have_text("Another picture under food")
    laptop = next(i for i, drawing in enumerate(shipped().vokens) if pairs().names[drawing] == "laptop")
    before = values(page)
    page.locator(f".pictured .thumbs button[data-voken='{laptop}']").click()
    agree(page, {4: laptop}, "food")
    after = values(page)
    assert after[0] == before[0], "who knows no number is not moved"
    assert after[1] != before[1]
    assert after[2] != before[2]
    expect(page.locator(".pictured .told td.in small")).to_have_text("yours")
    expect(page).to_have_url(re.compile("vokens_swap=4"))
    page.get_by_role("button", name="desk", exact=True).click()
    agree(page, {4: laptop}, "desk")
    expect(page).to_have_url(re.compile(f"vokens_topic={list(TOPICS).index('desk')}"))
    page.reload()
    visit.settle()
    page.wait_for_selector(READY)
    visit.rest()
    agree(page, {4: laptop}, "desk")
    assert parse_qs(urlparse(page.url).query)["vokens_swap"] == [f"4.{laptop}"]
    page.get_by_role("button", name="all as predicted").click()
    agree(page, {}, "desk")


def test_pictures_are_put_by_keyboard(visit: Visit) -> None:
    page = visit.open("/vokens", READY)
    visit.rest()
    first = page.locator(".pictured .thumbs button").first
    voken = int(first.get_attribute("data-voken") or "")
    first.focus()
    page.keyboard.press("Enter")
    place = int(page.locator(".pictured .word[aria-pressed=true]").get_attribute("data-place") or "")
    agree(page, {place: voken}, "food")
    visit.settle()
    expect(page.locator(f".pictured .thumbs button[data-voken='{voken}']")).to_be_focused()


def test_a_sentence_of_ones_own_gets_pictures(visit: Visit) -> None:
    page = visit.open("/vokens", READY)
    visit.rest()
    field = page.get_by_role("textbox", name="a sentence of your own")
    field.fill("a pizza on a laptop")
    field.press("Enter")
    expect(page.locator(".pictured")).to_have_attribute("data-ready", "a pizza on a laptop")
    own = read("a pizza on a laptop")
    names = [pairs().names[shipped().vokens[voken]] for voken in own.matched]
    images = page.locator(".pictured .target img")
    assert [images.nth(i).get_attribute("alt") for i in range(5)] == names
    assert (names[1], names[4]) == ("pizza", "laptop")


def test_the_number_is_covered_until_a_guess(visit: Visit) -> None:
    page = visit.open("/vokens", READY)
    expect(page.locator(".mmf-q")).to_be_visible()
    expect(page.get_by_text("with codes, no picture")).to_have_count(0)
    page.get_by_role("button", name="Reveal").click()
    expect(page.get_by_text("with codes, no picture")).to_be_visible()
    expect(page).to_have_url(re.compile("vokens_seen=1"))
