"""The heads of a clip of one's own, in a browser: the pointer is nobody's business, a head off changes p."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import clips
from tests.browser.conftest import Visit
from tests.browser.test_heads import answer, at, in_url, opened, overlay, picture, words

OWN = "/heads?clip=drone&heads_of=Mid"


@pytest.mark.own_clock
def test_pointing_at_a_real_clip_moves_the_map_in_the_browser_alone(visit: Visit) -> None:
    page = opened(visit, OWN)
    visit.hasten()
    before, maps, said = visit.traffic, {overlay(page)}, {words(page).inner_text()}
    for step in range(8):
        page.mouse.move(*at(picture(page), 0.07 + step / 8, 0.3 + step / 20))
        visit.frames()
        maps.add(overlay(page))
        said.add(words(page).inner_text())
    assert len(maps) > 6
    assert len(said) > 6
    page.get_by_role("slider", name="cell of the spectrogram").hover()
    expect(words(page)).to_contain_text("Hz")
    visit.hasten()
    assert visit.traffic == before, "a pointer is no one's business but the browser's"


def test_a_head_off_changes_a_probability_and_the_link_keeps_it(visit: Visit) -> None:
    page = opened(visit, OWN)
    before = answer(page)
    page.get_by_role("button", name=re.compile(r"^layer \d off")).click()
    visit.settle()
    expect(page.locator(".switch .here")).to_contain_text("→")
    after = answer(page)
    assert after != before
    assert page.locator(".switch .bars dt").count() == 5
    assert in_url(page, "off")
    page.reload()
    visit.settle()
    page.locator(".switch[data-ready]").wait_for()
    assert answer(page) == after
    expect(page.get_by_text("measured where the truth is known")).to_be_visible()


def test_from_the_strategies_to_the_heads_of_ones_own_file_and_back_to_drawn_clips(
    visit: Visit, tmp_path: Path
) -> None:
    path = tmp_path / "mine.mp4"
    clips.make_video(path, 1.0, size=(120, 212), bursts=(0.5,))
    page = visit.open("/fusion?clip=drone")
    page.get_by_role("button", name="Your clip").click()
    page.locator("input[type=file]").set_input_files(path)
    expect(page.locator(".mmf-clip")).to_contain_text("mine.mp4")
    visit.settle()
    page.get_by_role("link", name="See what the attention heads look at in this clip").click()
    page.locator(".attention[data-ready]").wait_for()
    visit.settle()
    assert in_url(page, "clip").startswith("own-")
    expect(page.locator(".mmf-clip")).to_contain_text("mine.mp4")
    expect(page.get_by_text("The clip lasts 1.0 s")).to_be_visible()
    frames, whole = picture(page).bounding_box(), page.locator(".attention .clip").bounding_box()
    assert frames is not None
    assert whole is not None
    assert abs(frames["width"] / whole["width"] - 0.25) < 0.03, "frames end where the clip does"
    page.get_by_role("button", name="Your clip").click()
    page.get_by_role("button", name="next drawn clip").click()
    expect(page.locator(".mmf-clip")).to_contain_text("Clip 0")
    visit.settle()
    expect(page.locator(".attention .said")).to_contain_text("of the picture")
