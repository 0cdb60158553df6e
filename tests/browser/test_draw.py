from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlparse

from playwright.sync_api import Locator, Page, expect

from mmfusion.tasks.digits import RATIOS, STRATEGIES, believe, drawn, load, stored
from mmfusion.ui.draw.buffer import turned
from mmfusion.ui.draw.computed import VOICE
from tests.browser.conftest import Visit
from tests.browser.figures import leaves_as

READY = ".believing[data-ready]"
SEVEN = ((0.2, 0.15), (0.75, 0.15), (0.4, 0.85))
"""The corners of a 7, as shares of the field."""
PREDICTORS = {name: load(name) for name in STRATEGIES}


def query(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlparse(page.url).query).items()}


def figure(page: Page) -> Locator:
    return page.locator(".believing")


def corners(page: Page) -> list[tuple[float, float]]:
    sheet = page.locator(".believing .sheet")
    # At the window's top, the app's header lies over it.
    sheet.evaluate("sheet => sheet.scrollIntoView({ block: 'center' })")
    box = sheet.bounding_box()
    assert box is not None
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in SEVEN]


def draw(page: Page) -> None:
    """Draw a 7 in one stroke with the mouse."""
    first, *rest = corners(page)
    page.mouse.move(*first)
    page.mouse.down()
    for x, y in rest:
        page.mouse.move(x, y, steps=8)
    page.mouse.up()


def bars(page: Page) -> dict[str, tuple[str, str, str]]:
    """Each strategy's two shares and where it turns, as the page says them."""
    found = page.locator(".believing .row").evaluate_all(
        "rows => rows.map(r => [r.dataset.name, ...[...r.querySelectorAll('.bar b')].map(b => "
        "b.textContent), "
        "r.querySelector('.turns').textContent])"
    )
    return {name: (seen, heard, turns) for name, seen, heard, turns in found}


def said(value: float) -> str:
    return "<.01" if 0 < value < 0.005 else f"{value:.2f}".removeprefix("0")


def close(shown: str, value: float) -> bool:
    """Return whether a share in words is a value, rounding allowed for."""
    return shown in {said(max(value - 2e-4, 1e-9)), said(value), said(value + 2e-4)}


def agrees(page: Page, strokes: str, voice: int, level: float) -> None:
    """Every bar reads as the library computes it of what the link holds."""
    picture = drawn(strokes)
    assert picture is not None
    own = believe(PREDICTORS, picture, stored().waves[voice])
    assert own.seen is not None
    assert own.heard is not None
    assert own.seen != own.heard
    at = RATIOS.index(level)
    shown = bars(page)
    assert set(shown) == set(own.logits)
    for name, (seen, heard, turns) in shown.items():
        p = own.probabilities(name)[at]
        assert close(seen, p[own.seen]), (name, seen, p[own.seen])
        assert close(heard, p[own.heard]), (name, heard, p[own.heard])
        if name not in ("visual", "audio"):
            assert turns == turned(own.turns(name))


def test_a_stroke_and_a_voice_disagree_and_every_bar_reads_as_computed(visit: Visit) -> None:
    page = visit.open("/draw", READY)
    draw(page)
    expect(page).to_have_url(re.compile("draw_picture=s"))
    strokes = query(page)["draw_picture"][1:]
    expect(figure(page)).to_have_attribute("data-ready", re.compile("^" + re.escape(strokes) + " / "))
    expect(page.locator(".believing .says-seen")).to_have_text("says 7")
    expect(page.locator(".believing .says-heard")).to_have_text("says 8")
    agrees(page, strokes, VOICE, 0.0)
    expect(
        page.get_by_text("They disagree: the picture alone says 7, the voice alone says 8.")
    ).to_be_visible()
    # The link alone brings it back.
    visit.open(urlparse(page.url)._replace(scheme="", netloc="").geturl(), READY)
    agrees(page, strokes, VOICE, 0.0)


def test_noise_moves_the_bars_under_the_finger_and_asks_nobody(visit: Visit) -> None:
    page = visit.open("/draw?draw_picture=sMKuKaw", READY)
    visit.rest()
    before, traffic = bars(page), visit.traffic
    slider = page.locator(".believing .ratio")
    slider.evaluate("s => { s.value = '-12'; s.dispatchEvent(new Event('input')); }")
    visit.frames()
    assert visit.traffic == traffic
    expect(page.locator(".believing .at")).to_have_text("+12 dB")
    after = bars(page)
    assert after["visual"] == before["visual"], "the picture hears no noise"
    assert after["audio"] != before["audio"]
    agrees(page, "MKuKaw", VOICE, 12.0)
    slider.dispatch_event("change")
    expect(page).to_have_url(re.compile("draw_at=12"))


def test_undo_clear_and_eraser(visit: Visit) -> None:
    page = visit.open("/draw?draw_picture=sMKuK.aLaw", READY)
    lines = page.locator(".believing .sheet .ink path")
    expect(lines).to_have_count(2)
    visit.rest()
    page.get_by_role("button", name="Eraser").click()
    box = page.locator(".believing .sheet").bounding_box()
    assert box is not None
    y = box["y"] + box["height"] * 10.5 / 64
    page.mouse.move(box["x"] + box["width"] * 0.1, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, y, steps=12)
    page.mouse.up()
    expect(lines).to_have_count(1)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(lines).to_have_count(2)
    page.get_by_role("button", name="Clear").click()
    expect(lines).to_have_count(0)
    expect(page.locator(".believing .hint")).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(lines).to_have_count(2)


def test_a_stroke_brings_the_picture_back_that_was_taken_away(visit: Visit) -> None:
    page = visit.open("/draw?draw_without=no+picture", READY)
    expect(page.locator(".believing .network p")).to_have_text("No picture.")
    visit.rest()
    draw(page)
    expect(page.locator(".believing .says-seen")).to_have_text("says 7")
    expect(page.get_by_role("radio", name="both", exact=True)).to_be_checked()
    expect(page).not_to_have_url(re.compile("draw_without"))
    agrees(page, query(page)["draw_picture"][1:], VOICE, 0.0)
    expect(page.locator(".believing .sheet .ink path")).to_have_count(1)


def test_a_finger_draws_and_the_page_does_not_scroll(phone: Visit) -> None:
    page = phone.open("/draw", READY)
    phone.rest()
    scrolled = "document.querySelector('[data-testid=stMain]').scrollTop"
    places = corners(page)
    before = page.evaluate(scrolled)
    session = page.context.new_cdp_session(page)
    touch = lambda kind, at: session.send(  # noqa: E731
        "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": at[0], "y": at[1]}] if at else []}
    )
    touch("touchStart", places[0])
    for a, b in pairwise(places):
        for step in range(1, 9):
            touch("touchMove", (a[0] + (b[0] - a[0]) * step / 8, a[1] + (b[1] - a[1]) * step / 8))
    touch("touchEnd", None)
    expect(page).to_have_url(re.compile("draw_picture=s"))
    assert page.evaluate(scrolled) == before
    expect(page.locator(".believing .says-seen")).to_have_text("says 7")
    box = page.locator(".believing").bounding_box()
    assert box is not None
    assert box["width"] <= 360


def test_every_stroke_is_answered_and_says_how_long_it_took(visit: Visit) -> None:
    page = visit.open("/draw", READY)
    visit.rest()
    took = []
    for _ in range(3):
        answered = figure(page).get_attribute("data-answered")
        draw(page)
        expect(figure(page)).not_to_have_attribute("data-answered", answered or "")
        visit.settle()
        took.append(int(figure(page).get_attribute("data-took") or "0"))
    assert all(took), took  # ms; how many is no test's to say


def test_the_curve_is_of_the_row_that_is_chosen_and_keys_choose_it(visit: Visit) -> None:
    page = visit.open("/draw", READY)
    rows = page.locator(".believing .row")
    expect(page.locator(".believing .row[aria-checked=true]")).to_have_attribute("data-name", "late")
    rows.nth(2).click()
    expect(page).to_have_url(re.compile("draw_open=early"))
    expect(page.locator(".believing .curves p")).to_contain_text("Early, one sequence")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".believing .row[aria-checked=true]")).to_have_attribute("data-name", "mid")
    expect(page.locator(".believing .row:focus")).to_have_attribute("data-name", "mid")


def test_the_figure_leaves_as_files(visit: Visit, tmp_path: Path) -> None:
    page = visit.open("/draw?draw_picture=sMKuKaw", READY)
    files = leaves_as(page, tmp_path)
    text = files["svg"].read_text(encoding="utf-8")
    assert "Whom each strategy believes" in text
    assert "says 7" in text
    assert all(path.stat().st_size > 2000 for path in files.values())


def test_the_microphone_gives_a_voice_of_ones_own(visit: Visit) -> None:
    page = visit.open("/draw", READY)
    page.get_by_role("button", name="Voices").click()
    page.get_by_role("button", name="Record", exact=True).click()
    stop = page.get_by_role("button", name="Stop recording")
    stop.wait_for()
    page.wait_for_function("() => /00:0[1-9]/.test(document.body.innerText)")  # Chromium's microphone beeps
    stop.click()
    expect(page).to_have_url(re.compile("draw_voice=r[0-9a-f]{12}"))
    expect(page.locator(".believing .spoken p")).to_contain_text("Your recording")
    assert set(bars(page)) == set(believe(PREDICTORS, stored().pictures[0], stored().waves[0]).logits)


def test_a_live_run_starts_advances_and_is_cancelled(visit: Visit) -> None:
    page = visit.open("/draw", READY)
    page.get_by_role("button", name="Train it").click()
    step = page.get_by_text(re.compile(r"Late: step \d+ of 600, loss"))
    step.wait_for()
    first = int(re.search(r"step (\d+)", step.inner_text())[1])  # type: ignore[index]

    def advanced() -> bool:
        found = re.search(r"step (\d+)", step.inner_text())
        return found is not None and int(found[1]) > first + 8

    visit.until(advanced, seconds=60)
    # Who drags or draws meanwhile is answered.
    answered = figure(page).get_attribute("data-answered")
    draw(page)
    expect(figure(page)).not_to_have_attribute("data-answered", answered or "")
    expect(page.locator(".believing .says-seen")).to_have_text("says 7")
    page.get_by_role("button", name="Cancel").click()
    expect(
        page.get_by_text(re.compile(r"Cancelled after \d+ of 600 steps; nothing was kept"))
    ).to_be_visible()
    expect(page.get_by_role("button", name="Train it")).to_be_visible()
    assert "own" not in bars(page)
