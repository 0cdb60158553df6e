from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from mmfusion.tasks.transfer import measured
from mmfusion.ui.transfer import live
from mmfusion.ui.transfer.computed import panel
from tests.browser.conftest import Visit

READY = ".budget[data-ready]"


def percent(share: float) -> str:
    return f"{'−' if share < 0 else '+'}{abs(100 * share):.1f}"


def said(page: Page) -> list[str]:
    """What the rows of gains say, from the top."""
    return [text.split(" ±")[0].strip() for text in page.locator(".rows .said").all_text_contents()]


def stored(way: str, budget: int) -> list[str]:
    """What the stored figures say of a panel's gains at a budget."""
    own = panel("emoji", way)
    found = measured.stored(own.source)
    place = found["budgets"].index(budget)
    return [percent(found["figures"][arm]["gain"][place]["value"]) for arm in own.arms]


def test_the_budget_moves_under_the_finger_and_reads_as_measured(visit: Visit) -> None:
    page = visit.open("/transfer", READY)
    visit.rest()
    assert said(page) == stored("pretraining", 5)
    slider = page.get_by_role("slider", name="labels per class")
    slider.focus()
    before = visit.traffic
    page.keyboard.press("ArrowRight")
    expect(page.locator("output")).to_have_text("10")
    assert said(page) == stored("pretraining", 10)
    found = measured.stored("emoji")
    place = found["budgets"].index(10)
    alone, lead = (found["figures"][arm]["accuracy"][place]["value"] for arm in ("alone", "names"))
    expect(page.locator(".saved")).to_contain_text(f"{100 * alone:.1f} % alone, {100 * lead:.1f} %")
    expect(page).to_have_url(re.compile("transfer_at=10"))
    visit.settle()
    assert visit.traffic > before, "and the server is told"
    expect(
        page.get_by_role("button", name=f"Run {live.DRAWS} new draws with 10 labels per class")
    ).to_be_visible()
    page.reload()
    visit.settle()
    expect(page.locator("output")).to_have_text("10")


def test_a_finger_on_the_curve_sets_the_budget(visit: Visit) -> None:
    page = visit.open("/transfer", READY)
    visit.rest()
    box = page.locator(".lines").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 80)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 84, box["y"] + 80, steps=4)
    assert said(page) == stored("pretraining", 0), "while it is held"
    page.mouse.up()
    expect(page).to_have_url(re.compile("transfer_at=all"))


def test_the_number_is_covered_and_the_arrow_with_it_until_a_guess(visit: Visit) -> None:
    page = visit.open("/transfer", READY)
    assert page.locator(".saves").count() == 0
    expect(page.locator(".saved")).not_to_contain_text("as good as")
    page.get_by_role("radio", name="40", exact=True).click()
    expect(page.locator(".saves")).to_have_count(1)
    one = measured.stored("emoji")["saved"][2]
    expect(page.locator(".mmf-big").first).to_have_text(f"{one['value']:.0f}")
    expect(page.locator(".saved")).to_contain_text(f"as good as {one['value']:.0f} labels per class alone")
    expect(page.locator(".mmf-track")).to_contain_text("your guess")


def test_another_way_and_another_picture(visit: Visit) -> None:
    page = visit.open("/transfer", READY)
    first = page.locator(".budget").get_attribute("data-item")
    page.get_by_role("button", name="another picture").click()
    expect(page.locator(".budget")).not_to_have_attribute("data-item", first or "")
    expect(page).to_have_url(re.compile("transfer_item="))
    page.get_by_role("radio", name="distillation").click()
    expect(page.locator(".rows .who").first).to_have_text("distilled, teacher with names")
    visit.rest()
    assert said(page) == stored("distillation", 5)
    expect(page.locator(".item")).to_be_hidden()


def test_a_cell_runs_live_advances_and_is_cancelled(visit: Visit) -> None:
    page = visit.open("/transfer?transfer_at=1", READY)
    page.get_by_role("button", name=f"Run {live.DRAWS} new draws with one label per class").click()
    rows = page.locator(".mmf-live tbody tr")
    expect(rows).not_to_have_count(0, timeout=90_000)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0)
    visit.settle()
    reached = rows.count()
    assert 1 <= reached < live.DRAWS
    expect(page.locator(".st-key-transfer-below")).to_contain_text(
        f"Cancelled after {reached} of {live.DRAWS}"
    )
    visit.frames(30)
    assert rows.count() == reached


def test_on_a_phone_figure_and_budget_come_before_the_number(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = visit.open("/transfer?transfer_seen=1", READY)
    visit.rest()
    figure = page.locator(".budget").bounding_box()
    number = page.locator(".mmf-number").bounding_box()
    assert figure is not None
    assert number is not None
    assert figure["y"] < number["y"]


def test_a_finger_on_a_phone_sets_the_budget(phone: Visit) -> None:
    page = phone.open("/transfer", READY)
    phone.rest()
    slider = page.get_by_role("slider", name="labels per class")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    assert box["height"] >= 40
    page.touchscreen.tap(box["x"] + box["width"] - 9, box["y"] + box["height"] / 2)
    expect(page.locator("output")).to_have_text("all")
    assert said(page) == stored("pretraining", 0)
    expect(page).to_have_url(re.compile("transfer_at=all"))
