"""The page of imagined modalities in Chromium: what is shown and played is what was computed."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import Page, expect

from mmfusion.tasks.imagine import COLOURS, imagined
from mmfusion.tasks.names import vectors
from mmfusion.tasks.pairs import pairs
from mmfusion.ui.imagine import computed
from tests.browser.conftest import DRAWN, Visit

READY = ".emoji[data-ready]"
HEARD = """() => {
  window.heard = [];
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (...when) {
    window.heard.push([this.buffer.sampleRate, Array.from(this.buffer.getChannelData(0))]);
    return start.apply(this, when);
  };
}"""
"""Notes every sound that is played, sample by sample."""


def said(value: float) -> str:
    return f"{value:.2f}".replace("0.", ".", 1).replace("-", "−")


def near(value: float) -> set[str]:
    """What a figure may be said as where it came rounded to a thousandth."""
    return {said(value + d) for d in (-6e-4, 0, 6e-4)}


def rows(page: Page) -> list[tuple[int, str]]:
    """Row and cosine of each that is listed, from the top."""
    return [
        (int(row or -1), value)
        for row, value in page.locator(".emoji .list li").evaluate_all(
            "items => items.map(i => [i.dataset.row, i.querySelector('b').textContent])"
        )
    ]


def agrees(page: Page, item: int, everything: bool, corrected: bool) -> None:
    own = imagined().names(item, everything, corrected, computed.SHOWN)
    for _ in range(300):  # the server answers
        if [row for row, _ in rows(page)] == own.rows.tolist():
            break
        page.evaluate(DRAWN, 1)
    shown = rows(page)
    assert [row for row, _ in shown] == own.rows.tolist()
    assert all(value in near(c) for (_, value), c in zip(shown, own.cosines, strict=True))
    assert page.locator(".emoji").get_attribute("data-rank") == str(own.rank)


def test_an_emoji_is_picked_and_its_names_and_colours_are_those_imagined(visit: Visit) -> None:
    page = visit.open("/imagine", READY)
    page.locator(".emoji .gallery button").nth(3).click()
    maps, every = imagined(), pairs()
    expect(page.locator(".emoji")).not_to_have_attribute("data-shown", computed.OPENING)
    name = page.locator(".emoji").get_attribute("data-shown")
    item = next(i for i, row in enumerate(maps.held) if every.names[row] == name)
    agrees(page, item, everything=False, corrected=False)
    values = page.locator(".emoji .value b").all_text_contents()
    own = maps.colours[maps.held[item]]
    assert all(value in near(c) for value, c in zip(values, own, strict=True))
    page.locator(".emoji .all button").nth(1).click()
    agrees(page, item, everything=True, corrected=False)
    page.locator(".emoji .csls button").nth(1).click()
    agrees(page, item, everything=True, corrected=True)
    expect(page).to_have_url(re.compile(f"imagine_item={item}"))
    expect(page).to_have_url(re.compile("imagine_csls=1"))
    visit.settle()
    page.reload()
    page.locator(READY).wait_for()
    expect(page.locator(".emoji")).to_have_attribute("data-shown", name or "")
    agrees(page, item, everything=True, corrected=True)


def test_a_typed_name_shows_pictures_and_colours(visit: Visit) -> None:
    page = visit.open("/imagine", READY)
    page.get_by_role("textbox", name="type a name").fill("fire engine")
    page.keyboard.press("Enter")
    expect(page.locator(".emoji")).to_have_attribute("data-shown", "fire engine")
    own, vector = imagined(), vectors(["fire engine"])[0]
    assert [row for row, _ in rows(page)] == own.pictures(vector, k=computed.SHOWN).rows.tolist()
    most = COLOURS[int(own.colour(vector).argmax())]
    expect(page.locator(".emoji .said")).to_contain_text(f"The largest imagined share is {most}")
    expect(page).to_have_url(re.compile("imagine_say=fire"))


def test_an_imagined_sound_is_played_and_is_the_one_that_was_computed(visit: Visit) -> None:
    page = visit.open("/imagine", READY)
    page.locator(".digits[data-ready]").wait_for()
    page.evaluate(HEARD)
    page.locator(".digits .gallery button").nth(14).click()
    expect(page.locator(".digits")).to_have_attribute("data-digit", "7")
    one = computed.digits(computed.SEEN)[14]
    for kind, experts in enumerate(("product", "mixture")):
        page.locator(".digits .kind button").nth(kind).click()
        made = one.made[experts]
        expect(page.locator(".digits")).to_have_attribute("data-taken", str(made.taken[0]))
        page.locator(".digits .made .play").click()
        visit.until(lambda kind=kind: page.evaluate("window.heard.length") == kind + 1)
        rate, samples = page.evaluate("window.heard.at(-1)")
        assert rate == 8000
        assert made.wave is not None
        np.testing.assert_allclose(samples, made.wave, atol=0.02)  # eight bits by μ-law
        cells = np.clip(np.round((made.view + 40) * 5), 0, 255).sum()
        assert page.locator(".digits .made canvas").get_attribute("data-sum") == str(int(cells))
    expect(page.locator(".digits")).to_have_attribute("data-playing", "", timeout=10_000)
    page.locator(".digits .way button").nth(1).click()
    expect(page.locator(".digits .given .play")).to_be_visible()
    expect(page.locator(".digits .made .play")).to_be_hidden()
    page.locator(".digits .given .play").click()
    visit.until(lambda: page.evaluate("window.heard.length") == 3)
    voice = computed.digits(computed.HEARD)[14].wave
    np.testing.assert_allclose(page.evaluate("window.heard.at(-1)")[1], voice, atol=0.02)
    expect(page).to_have_url(re.compile("imagine_way=audio"))


def test_the_number_is_covered_until_a_guess(visit: Visit) -> None:
    page = visit.open("/imagine", READY)
    expect(page.get_by_role("columnheader", name="wrong in the surest tenth")).to_have_count(0)
    page.get_by_role("radio", name="20", exact=True).click()
    expect(page.locator(".mmf-track")).to_contain_text("your guess")
    expect(page.get_by_role("columnheader", name="wrong in the surest tenth").first).to_be_visible()


def test_on_a_phone_the_figure_comes_first_and_nothing_is_wider(phone: Visit) -> None:
    page = phone.open("/imagine?imagine_seen=1", READY)
    phone.rest()
    page.locator(".emoji .csls button").nth(1).tap()
    expect(page.locator(".emoji .csls button").nth(1)).to_have_attribute("aria-pressed", "true")
    figure, number = (page.locator(what).bounding_box() for what in (".emoji", ".mmf-number"))
    assert figure is not None
    assert number is not None
    assert figure["y"] < number["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
