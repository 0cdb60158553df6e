from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from mmfusion.tasks.store.measured import stored
from mmfusion.ui.store import computed
from mmfusion.ui.store import page as own_page
from tests.browser.conftest import Visit

READY = ".retrieved[data-ready]"


def first(page: Page, who: str) -> str:
    return str(page.locator(f'.answers [data-who="{who}"] .first').text_content())


def said(who: str, count: int, gone: list[int], vote: str = "similarity") -> str:
    """What an answer must say, from Python's own computation."""
    asked = computed.asked(computed.OPENING)
    shares = asked.answers(count, gone, vote)[who.lower()]  # type: ignore[arg-type]
    best = int(shares.argmax())
    mark = "✓" if best == asked.picture else "✗"
    value = f"{shares[best]:.2f}".removeprefix("0")
    return f"{computed.setting().names[best]} {mark}{value}"


def test_an_item_is_poisoned_shows_as_provenance_and_is_deleted(visit: Visit) -> None:
    page = visit.open("/store", READY)
    visit.rest()
    asked, names = computed.asked(computed.OPENING), computed.setting().names
    item = page.locator(".item.yours")
    expect(item).to_have_count(1)
    expect(item).to_contain_text("yours")
    expect(item.locator(".name")).to_have_text(names[asked.wrong])
    expect(item.locator(".cosine")).to_contain_text(f"{asked.cosines[computed.SHOWN]:.2f}".removeprefix("0"))
    for who in ("Weights", "Store", "Both"):
        assert first(page, who) == said(who, 1, [])
    expect(page.locator(".item")).to_have_count(15)
    item.locator(".x").click()
    expect(page.locator(".item.yours")).to_have_count(0)
    expect(page.locator(".item")).to_have_count(15)
    for who in ("Weights", "Store", "Both"):
        assert first(page, who) == said(who, 1, [computed.SHOWN])
    expect(page).to_have_url(re.compile(f"store_gone={computed.SHOWN}"))
    visit.settle()
    page.reload()
    visit.settle()
    expect(page.locator(".item.yours")).to_have_count(0)
    assert first(page, "Store") == said("Store", 1, [computed.SHOWN])
    page.get_by_role("button", name="Put back").click()
    expect(page.locator(".item.yours")).to_have_count(1)


def test_the_delete_key_takes_the_chosen_item_and_the_next_one_takes_its_place(visit: Visit) -> None:
    page = visit.open("/store", READY)
    visit.rest()
    page.locator(".item .show").nth(2).click()
    gone = int(page.locator(".item").nth(2).get_attribute("data-item") or "-1")
    following = page.locator(".item").nth(3).get_attribute("data-item")
    foretold = page.locator(".without").text_content()
    page.keyboard.press("Delete")
    expect(page.locator(f'.item[data-item="{gone}"]')).to_have_count(0)
    assert page.locator(".item").nth(2).get_attribute("data-item") == following
    for who in ("Weights", "Store", "Both"):
        assert first(page, who) == said(who, 1, [gone])
    assert foretold == re.sub(" [✓✗]", " ", first(page, "Store"))


def test_copies_and_the_vote_move_the_answers_and_the_ring(visit: Visit) -> None:
    page = visit.open("/store?store_seen=1", READY)
    visit.rest()
    page.get_by_role("radio", name="majority of 15").click()
    page.get_by_role("radio", name="3", exact=True).click()
    for who in ("Weights", "Store", "Both"):
        assert first(page, who) == said(who, 3, [], "majority")
    expect(page.locator(".item.yours")).to_have_count(3)
    value = stored()["figures"]["aimed"]["majority"][2]["value"]
    expect(page.locator(".flips .said")).to_have_text(own_page.short(value))
    expect(page).to_have_url(re.compile("store_vote=majority"))


def test_the_path_of_tuning_moves_while_the_points_stay(visit: Visit) -> None:
    page = visit.open("/store", READY)
    visit.rest()
    points = [one.get_attribute("cx") for one in page.locator(".plane .point").all()]
    slider = page.get_by_role("slider", name="fine-tuning steps")
    slider.focus()
    page.keyboard.press("End")
    steps = stored()["steps"][-1]
    old, new = stored()["figures"]["stale"][f"fine-tuned {steps}"]
    expect(page.locator(".tuned")).to_contain_text(
        f"After {steps} steps, {own_page.short(old['value'])} of the old and "
        f"{own_page.short(new['value'])} of the new"
    )
    assert points == [one.get_attribute("cx") for one in page.locator(".plane .point").all()]


def test_another_picture_asks(visit: Visit) -> None:
    page = visit.open("/store", READY)
    visit.rest()
    page.get_by_role("combobox", name="picture that asks").select_option("7")
    expect(page.locator(".about")).to_contain_text(computed.setting().names[7])
    expect(page).to_have_url(re.compile("store_picture=7"))
