"""The page of attribution in a browser: maps are drawn as computed, and what is played is what a map says."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from mmfusion.media import heard_through, in_bands
from mmfusion.tasks.sounding.batches import numbered_scene
from mmfusion.tasks.sounding.predictor import Instrument
from mmfusion.ui.attribution import computed
from mmfusion.ui.attribution.figure import sounding
from mmfusion.ui.clips.drawn import OPENING, Drawn
from mmfusion.ui.clips.drawn_subject import DrawnSubject
from mmfusion.ui.clips.subject import Watched
from tests.browser.alone import number_of
from tests.browser.conftest import Visit

READY = ".explanations[data-ready]"
FRONT = "bottleneck-mid"
LISTEN = """() => {
  window.started = [];
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (when, offset) {
    const { duration } = this.buffer;
    window.started.push({ offset, duration, samples: Array.from(this.buffer.getChannelData(0)) });
    return start.call(this, when, offset);
  };
}"""
COLOURS = """(canvas, [ends, [x, y]]) => {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const near = (at, [r, g, b]) => Math.hypot(data[at] - r, data[at + 1] - g, data[at + 2] - b) < 60;
  const counts = ends.map((end) => {
    let count = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 100 && near(at, end)) count++;
    return count;
  });
  const at = 4 * (Math.floor(y * height) * width + Math.floor(x * width));
  return [...counts, Array.from(data.slice(at, at + 3))];
}"""
"""How many pixels there are near each of some colours, and the one at a place; read at once."""
PLUS, MINUS, TRUE = [91, 62, 150], [138, 116, 0], [0, 158, 115]

GREEN_COLUMNS = """(canvas, [[r, g, b], share]) => {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, Math.floor(width * share), height);
  const wide = Math.floor(width * share);
  const found = [];
  for (let x = 0; x < wide; x++) {
    for (let y = 0; y < height; y++) {
      const at = 4 * (y * wide + x);
      const near = Math.hypot(data[at] - r, data[at + 1] - g, data[at + 2] - b) < 40;
      if (data[at + 3] > 200 && near) { found.push(x / width); break; }
    }
  }
  return found;
}"""
"""Where columns of a canvas hold a colour, as shares of its width; only a first part of it is looked at."""


def watched(number: int = OPENING, strategy: str = FRONT) -> Watched:
    return Watched(DrawnSubject(Drawn(number, "side")), strategy)


def opened(visit: Visit, address: str = "/attribution") -> Page:
    visit.page.set_default_timeout(120_000)  # maps come piece by piece, a run each
    page = visit.open(address, READY)
    visit.settle()
    expect(page.locator(".st-key-attribution-work")).to_have_count(0, timeout=120_000)
    return page


def test_the_numbers_of_every_row_are_those_that_are_computed(visit: Visit) -> None:
    page = opened(visit)
    own = watched()
    answer = int(computed.answered(own).argmax())
    known = computed.found(own, answer)
    rows = page.locator(".explanations .row")
    assert rows.count() == len(known.rows)
    for i, row in enumerate(known.rows):
        shown = rows.nth(i)
        assert shown.get_attribute("data-name") == row.method
        assert row.deletion is not None
        assert row.insertion is not None
        for kind, place in (("deletion", row.deletion), ("insertion", row.insertion)):
            value = number_of(shown.locator(f".{kind} .value").inner_text())
            assert value == pytest.approx(place.own, abs=0.0051)
            left = shown.locator(f".{kind} .dot").evaluate("dot => parseFloat(dot.style.left)")
            assert left == pytest.approx(100 * place.own, abs=0.02)
            band = shown.locator(f".{kind} .band").evaluate(
                "band => [parseFloat(band.style.left), parseFloat(band.style.width)]"
            )
            assert band == pytest.approx([100 * place.low, 100 * (place.high - place.low)], abs=0.03)


def test_a_sound_attribution_is_played_as_its_map_says(visit: Visit) -> None:
    visit.page.add_init_script(f"({LISTEN})()")
    page = opened(visit)
    own = watched()
    answer = int(computed.answered(own).argmax())
    clip = own.subject.clip()
    assert clip.waveform is not None
    parts = in_bands(clip.waveform, clip.sample_rate, own.subject.layout.edges)
    heard = {}
    for method in ("integrated gradients, blurred", "Shapley values"):
        row = page.locator(f'.explanations .row[data-name="{method}"]')
        row.locator(".listen").click()
        expect(page.locator(".explanations")).to_have_attribute("data-heard", method)
        expect(row.locator(".listen")).to_have_attribute("aria-label", re.compile("^pause"))
        started = page.evaluate("window.started.at(-1)")
        scores = np.clip(computed.explained(own, answer, method).map["audio"].reshape(4, 16), 0, None)
        wanted = heard_through(parts, scores / scores.max(), clip.sample_rate)
        heard[method] = np.array(started["samples"])
        assert started["duration"] == pytest.approx(clip.duration, abs=0.01)
        np.testing.assert_allclose(heard[method], wanted, atol=2e-3)
    first, second = heard.values()
    assert np.abs(first - second).max() > 0.01, "each map is heard as what it is"
    assert np.abs(first - clip.waveform).max() > 0.01, "and not as the whole clip"
    before = page.locator(".rail").get_attribute("aria-valuetext")
    expect(page.locator(".rail")).not_to_have_attribute("aria-valuetext", str(before))
    row = page.locator('.explanations .row[data-name="Shapley values"]')
    row.locator(".listen").click()
    expect(page.locator(".explanations")).to_have_attribute("data-heard", "")
    page.locator(".explanations .sound").click()
    page.locator(".explanations .play").click()
    expect(page.locator(".explanations")).to_have_attribute("data-heard", "clip")
    np.testing.assert_allclose(page.evaluate("window.started.at(-1).samples"), clip.waveform, atol=1e-3)


def test_a_wrong_answer_s_map_shows_what_spoke_against_it(visit: Visit) -> None:
    found = Instrument().find("side", [FRONT], [], start=OPENING)
    assert found is not None
    own = watched(found.number)
    p = computed.answered(own)
    answer, truth = int(p.argmax()), own.subject.truth
    assert answer != truth
    page = opened(visit, f"/attribution?clip=drawn-{found.number}")
    about = page.locator(".explanations .said")
    expect(about).to_contain_text("✗")
    expect(about).to_contain_text(own.subject.classes("side")[answer])
    method = "removal"
    page.locator(f'.explanations .row[data-name="{method}"] .name').click()
    scores = computed.explained(own, answer, method).map["visual"]
    assert scores.min() < 0
    frame, rest = divmod(int(scores.argmin()), 24)
    share = (
        100
        * -scores.min()
        / sum(np.abs(x).sum() for x in computed.explained(own, answer, method).map.values())
    )
    against = page.locator(".explanations .words").inner_text().split("The strongest against it is in ")[1]
    assert against.startswith(f"frame {frame + 1}, ")
    assert f"({share:.1f} %)" in against
    canvas = page.locator(f'.explanations .row[data-name="{method}"] .patches')
    row, column = divmod(rest, 6)
    place = [(frame + (column + 0.5) / 6) / 8, (row + 0.5) / 4]
    plus, minus, at = canvas.evaluate(COLOURS, [[PLUS, MINUS], place])
    assert minus > 0, "what spoke against is seen"
    assert plus > 0
    assert at[2] < at[0], f"the strongest patch against it has the colour of against, not {at}"


def test_the_object_that_sounds_is_outlined_and_what_lies_on_it_is_said(visit: Visit) -> None:
    page = opened(visit)
    own = watched()
    answer = int(computed.answered(own).argmax())
    truth = sounding(own.subject)
    assert truth is not None
    for method in ("Shapley values", "attention"):
        page.locator(f'.explanations .row[data-name="{method}"] .name').click()
        spoke = np.clip(computed.explained(own, answer, method).map["visual"], 0, None)
        words = page.locator(".explanations .words")
        expect(words).to_contain_text(f"lies on the object that sounds ({truth['name']}, ")
        said = re.search(r"in the picture, (\d+) % lies .*, (\d+) % of the picture\)", words.inner_text())
        assert said is not None
        assert int(said[1]) == pytest.approx(100 * spoke[truth["tokens"]].sum() / spoke.sum(), abs=0.51)
        assert int(said[2]) == pytest.approx(100 * len(truth["tokens"]) / 192, abs=0.51)
    expect(page.locator(".explanations .legend .truth")).to_have_text(f"{truth['name']}, which sounds")
    canvas = page.locator('.explanations .row[data-name="rollout"] .patches')
    first = [t for t in truth["tokens"] if t < 24]
    left, right = min(t % 6 for t in first), max(t % 6 for t in first) + 1
    green = canvas.evaluate(GREEN_COLUMNS, [TRUE, 1 / 8])
    wide, high = canvas.evaluate("canvas => [canvas.clientWidth, canvas.clientHeight]")
    box = (wide + 2) / 8 - 2  # of a frame, between gaps of 2 px
    frame = box if abs(1.5 * high / box - 1) < 0.08 else min(box, 1.5 * high)
    edges = [((box - frame) / 2 + column / 6 * frame) / wide for column in (left, right)]
    assert [min(green), max(green)] == pytest.approx(edges, abs=0.005), "from the first patch to the last"
    neither = next(n for n in range(OPENING, OPENING + 40) if numbered_scene("pair", n).side == 2)
    page = visit.open(f"/attribution?clip=drawn-{neither}", READY)
    expect(page.locator(".explanations .legend .truth")).to_have_count(0)
    assert page.locator(".rail .frames").evaluate(GREEN_COLUMNS, [TRUE, 1]) == []


def test_another_map_lies_over_the_clip_where_its_name_is_pressed_and_the_link_keeps_it(visit: Visit) -> None:
    page = opened(visit)
    look = "canvas => canvas.toDataURL()"
    before = page.locator(".rail .frames").evaluate(look)
    name = page.locator('.explanations .row[data-name="attention"] .name')
    name.focus()
    name.press("Enter")
    expect(name).to_have_attribute("aria-pressed", "true")
    visit.until(lambda: page.locator(".rail .frames").evaluate(look) != before)
    expect(page.locator(".explanations .words")).to_contain_text("cannot show evidence against it")
    expect(page.locator(".explanations .legend")).to_contain_text("picture")
    visit.settle()
    page.wait_for_url(re.compile("attribution_pick=attention"))
    page.reload()
    page.locator(READY).wait_for()
    expect(name).to_have_attribute("aria-pressed", "true")


def test_the_playhead_is_moved_by_keys_and_by_the_pointer(visit: Visit) -> None:
    page = opened(visit)
    rail = page.get_by_role("slider", name="playhead")
    rail.press("End")
    expect(rail).to_have_attribute("aria-valuetext", "2.4 seconds")
    rail.press("Home")
    rail.press("PageUp")
    expect(rail).to_have_attribute("aria-valuetext", "0.5 seconds")
    box = page.locator('.explanations .row[data-name="removal"] .map').bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + 10)
    expect(rail).to_have_attribute("aria-valuetext", "1.2 seconds")


def test_a_clip_that_nobody_has_explained_comes_piece_by_piece_and_is_stopped_and_gone_on_with(
    visit: Visit,
) -> None:
    page = visit.page
    page.goto(f"{visit.address}/attribution?clip=drawn-777")  # a quick machine is done before it has settled
    work = page.locator(".st-key-attribution-work")
    expect(work).to_be_visible()
    work.get_by_role("button", name="Stop", exact=True).click()
    expect(work).to_contain_text("Stopped")
    missing = page.locator(".explanations .row .value", has_text="…")
    left = missing.count()
    assert left > 0
    visit.settle()
    assert missing.count() == left
    page.get_by_role("button", name="Go on").click()
    expect(work).to_have_count(0, timeout=120_000)
    expect(missing).to_have_count(0)


def test_on_a_phone_one_method_stands_at_a_time(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = opened(visit)
    rows = page.locator(".explanations .row")
    assert sum(rows.nth(i).is_visible() for i in range(rows.count())) == 1
    page.get_by_role("radio", name="Shapley").click()
    shown = page.locator('.explanations .row[data-name="Shapley values"]')
    expect(shown).to_be_visible()
    assert sum(rows.nth(i).is_visible() for i in range(rows.count())) == 1
    box = shown.locator(".map").bounding_box()
    assert box is not None
    assert box["width"] > 340
    page.get_by_role("radio", name="Shapley").press("ArrowRight")
    expect(page.locator('.explanations .row[data-name="relevance"]')).to_be_visible()
