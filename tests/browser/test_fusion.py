from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from mmfusion.tasks.sounding.predictor import load
from tests.browser.conftest import Visit
from tests.browser.test_app import query, seconds, strip, table


def bars(page: Page) -> list[str]:
    return table(page).locator(".cell.bars").all_inner_texts()


def test_the_page_opens_on_a_drawn_clip_that_plays_and_keeps_its_answer(visit: Visit) -> None:
    page = visit.open("/fusion")
    expect(page.get_by_role("heading", name="Which question needs which kind of exchange?")).to_be_visible()
    expect(table(page).locator(".cover")).to_have_text(["covered: guess or reveal", "?", "?", "?"])
    expect(strip(page)).not_to_have_attribute("aria-valuenow", seconds(page))
    page.get_by_role("radio", name="2", exact=True).click()
    expect(table(page).locator(".cover")).to_have_count(0)
    expect(page.locator(".mmf-big")).to_have_text("2 of 4")
    assert query(page)["guess"] == ["2"]


def test_a_question_changes_four_answers_and_the_url(visit: Visit) -> None:
    page = visit.open("/fusion?seen=1")
    before = bars(page)
    assert len(before) == 4
    page.get_by_role("radio", name="how high?").click()
    page.get_by_role("button", name="Reveal").click()
    expect(table(page).get_by_text("low").first).to_be_visible()
    after = bars(page)
    assert all(a != b for a, b in zip(before, after, strict=True))
    assert query(page)["ask"] == ["how high?"]
    expect(page.locator(".mmf-big")).to_have_text("4 of 4")


@pytest.mark.parametrize(("question", "log"), [("in+time%3F", "ln 2"), ("which+one+sounds%3F", "ln 3")])
def test_late_fusion_cannot_tell_a_matching_question_and_the_page_says_so(
    visit: Visit, question: str, log: str
) -> None:
    page = visit.open(f"/fusion?seen=1&ask={question}")
    late = table(page).locator(".cell.bars").nth(1)
    expect(late.locator("i[title*='no better than chance']")).to_have_count(1)
    expect(page.get_by_text(re.compile(rf"Late stays at chance \([\d.]+ nats, {log}\)"))).to_be_visible()


def test_a_figure_is_the_same_beside_the_answers_and_in_the_table_of_all_questions(visit: Visit) -> None:
    page = visit.open("/fusion?seen=1&questions=true&ask=which+one+sounds%3F")
    expect(page.locator(".mmf-results tr").first).to_be_visible()
    beside = [re.findall(r"[\d.]+", said) for said in table(page).locator(".pair b").all_inner_texts()]
    head, *rows = [row.locator("th, td").all_inner_texts() for row in page.locator(".mmf-results tr").all()]
    listed = {row[0]: re.findall(r"[\d.]+", row[head.index("which one sounds?")]) for row in rows if row[1:]}
    assert beside[1:] == [listed[name] for name in ("Late", "Mid", "Bottleneck-mid")]
    late = 100 * load("late").card.own_metrics["side"]["value"]
    assert round(20 * late) % 2, "the card's figure lies in the middle of two"
    assert beside[1][0] == f"{late:.1f}"


def test_a_search_shows_the_disagreement_that_it_claims(visit: Visit) -> None:
    page = visit.open("/fusion?seen=1&finding=true")
    page.get_by_role("button", name="Search", exact=True).click()
    said = page.get_by_text(re.compile(r"Clip \d+: Late is wrong, Mid is correct\. [\d,]+ clips were tried"))
    expect(said).to_be_visible()
    number = re.search(r"Clip (\d+)", said.inner_text()).group(1)  # type: ignore[union-attr]
    assert query(page)["clip"] == [f"drawn-{number}"]
    expect(table(page).locator(".cell.bars").nth(2).locator("i[title='correct']")).to_have_count(1)
    late, mid = (
        table(page).locator(".cell.bars").nth(i).locator(".bar.first span").inner_text() for i in (1, 2)
    )
    assert late.lstrip("–✓✗ ") != mid.lstrip("–✓✗ ")


def test_a_deep_link_reproduces_a_spoiled_clip(visit: Visit) -> None:
    link = "/fusion?seen=1&clip=drawn-5&ask=in+time%3F&harm=sound+late&much=3&shown=late+mid"
    page = visit.open(link)
    expect(table(page).locator("h3")).to_have_text(["Late", "Mid"])
    expect(page.get_by_role("button", name="Sound late: 0.3 s")).to_be_visible()
    words = bars(page)
    page.reload()
    visit.settle()
    expect(table(page).locator("h3")).to_have_text(["Late", "Mid"])
    assert bars(page) == words


def test_a_swapped_sound_changes_the_answers(visit: Visit) -> None:
    page = visit.open("/fusion?seen=1&clip=drawn-5&ask=which+one+sounds%3F")
    before = bars(page)
    page.get_by_role("button", name="Swap the sound").click()
    page.get_by_role("radio", name="neither's").click()
    expect(page.get_by_text("The sound is now that of")).to_be_visible()
    visit.until(lambda: bars(page) != before)


def test_another_clip_leads_to_the_next_drawn_one_and_to_real_ones(visit: Visit) -> None:
    page = visit.open("/fusion?clip=drawn-5")
    page.get_by_role("button", name="Your clip").click()
    page.get_by_role("button", name="next drawn clip").click()
    expect(page.locator(".mmf-clip")).to_contain_text("Clip 6")
    page.get_by_role("button", name="Your clip").click()
    page.get_by_role("button", name="rooster").click()
    expect(page.get_by_role("heading", name="How does each strategy classify your clip?")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_on_a_phone(visit: Visit, scheme: str) -> None:
    visit.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = visit.open("/fusion?seen=1&questions=true&holds=true&finding=true")
    visit.rest()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
