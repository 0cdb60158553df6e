"""Below the drawn scene: a photograph, or the frames of a clip, and sounds, asked in words of one's own."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from mmfusion.media import load_clip
from mmfusion.tasks.asked import Answerers, Sentence, inputs_of, numbered
from mmfusion.tasks.events.samples import load_samples
from mmfusion.tasks.photos import cells, encode, shares
from mmfusion.tasks.sounding import clip
from mmfusion.ui.words.photo.drawn import FAINT, MOST
from mmfusion.ui.words.sounds.asked import OPENING, title
from tests.browser.conftest import Visit
from tests.browser.test_words import READY

MAPS = """photos => photos.map(photo => [...photo.querySelectorAll("i")]
  .map(i => [i.style.left, i.style.top, i.style.opacity].map(parseFloat)))"""

CLICKS = """window.IntersectionObserver = class extends IntersectionObserver {
  constructor(tell, options) {
    super((seen, self) => {
      tell(seen, self);
      if (!seen.some(({ isIntersecting, target }) => isIntersecting && target.matches(".near"))) return;
      window.atOnce?.click();
      window.atOnce = null;
    }, options);
  }
};"""
"""Clicks on what is named `atOnce` as soon as a place says that someone has come near it."""


def photos(page: Page) -> Locator:
    return page.locator(".mmf-photo")


def near(visit: Visit, section: str) -> Page:
    """Go down to a section, as someone who scrolls."""
    page = visit.page
    heading = page.get_by_role("heading", name=section)
    heading.scroll_into_view_if_needed()
    page.locator("[data-testid=stMain]").evaluate("main => main.scrollBy(0, 300)")
    return page


def typed(visit: Visit, sentence: str, word: str, name: str = "A sentence about it") -> None:
    field = visit.page.get_by_label(name)
    field.fill(sentence)
    field.press("Enter")
    expect(photos(visit.page).first.locator("img")).to_have_attribute("alt", re.compile(f"^{word}: "))
    visit.settle()


def maps(page: Page) -> list[dict[tuple[float, float], float]]:
    """The opacity of every cell that is drawn over each picture, by its corner in percent."""
    return [{(x, y): o for x, y, o in one} for one in photos(page).evaluate_all(MAPS)]


def agree(page: Page, pictures: list[np.ndarray], word: str) -> None:
    """Each picture has the map of the word as the library computes it."""
    found = maps(page)
    assert len(found) == len(pictures)
    for own, picture in zip(found, pictures, strict=True):
        weights = shares(cells(picture), encode([word]))[0]
        height, width = picture.shape[:2]
        step = 100 * 32 * max(height, width) / 448
        for (y, x), value in np.ndenumerate(weights / weights.max()):
            shown = own.get((round(x * step / width, 2), round(y * step / height, 2)), 0.0)
            assert abs(shown - MOST * float(value)) < 5e-3 + MOST * FAINT, (word, y, x)


def rooster() -> tuple[bytes, list[np.ndarray]]:
    path = next(sample.path for sample in load_samples() if sample.name == "rooster")
    frames = load_clip(path, isolate=False).frames
    assert frames is not None
    return path.read_bytes(), list(frames)


def test_nothing_below_the_scene_is_there_before_someone_comes_near(visit: Visit) -> None:
    page = visit.open("/words", READY)
    visit.rest()
    expect(photos(page)).to_have_count(0)
    expect(page.locator(".st-key-sounds-words")).to_have_count(0)
    near(visit, "Your photo, your sentence")
    expect(photos(page)).to_have_count(1)
    visit.rest()
    near(visit, "Which one sounds, asked in words?")
    expect(page.locator(".st-key-sounds-words")).to_have_count(1)
    expect(page.locator(READY)).to_have_count(1)


def test_a_click_in_the_turn_in_which_someone_comes_near_is_answered(visit: Visit) -> None:
    """Streamlit sends what is told in one turn as one message, and runs one fragment for it."""
    visit.page.add_init_script(CLICKS)
    page = visit.open("/words", READY)
    visit.rest()
    page.evaluate("atOnce = document.querySelector('.st-key-takeaway [data-testid=stPopoverButton]')")
    near(visit, "Your photo, your sentence")
    expect(photos(page)).to_have_count(1)
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="Notebook").wait_for()


def test_a_typed_word_moves_the_map_of_an_uploaded_photograph(visit: Visit, tmp_path: Path) -> None:
    _, (picture, *_) = rooster()
    Image.fromarray(picture).save(path := tmp_path / "yard.png")
    page = visit.open("/words", READY)
    near(visit, "Your photo, your sentence")
    expect(photos(page)).to_have_count(1)
    page.locator(".st-key-photo_file input[type=file]").set_input_files(path)
    expect(page.get_by_text("yard.png").last).to_be_visible()
    visit.settle()
    typed(visit, "a rooster on the grass", "rooster")
    agree(page, [picture], "rooster")
    page.locator(".st-key-words-below").get_by_role("radio", name="grass", exact=True).click()
    expect(photos(page).first.locator("img")).to_have_attribute("alt", re.compile("^grass: "))
    visit.settle()
    agree(page, [picture], "grass")
    with pytest.raises(AssertionError):
        agree(page, [picture], "rooster")


def test_a_typed_word_moves_the_maps_of_the_frames_of_an_uploaded_clip(visit: Visit, tmp_path: Path) -> None:
    data, frames = rooster()
    (path := tmp_path / "mine.mp4").write_bytes(data)
    page = visit.open("/fusion?clip=drone")
    page.get_by_role("button", name="Your clip").click()
    page.locator("input[type=file]").set_input_files(path)
    expect(page.locator(".mmf-clip")).to_contain_text("mine.mp4")
    visit.settle()
    page.locator("[data-testid=stSidebarNav]").get_by_text("Words and pictures").click()
    page.locator(READY).wait_for()
    visit.settle()
    near(visit, "Your photo, your sentence")
    expect(photos(page)).to_have_count(len(frames))
    visit.settle()
    typed(visit, "a hen in a yard", "hen")
    agree(page, frames, "hen")
    typed(visit, "a fence around it", "fence")
    agree(page, frames, "fence")
    with pytest.raises(AssertionError):
        agree(page, frames, "hen")
    expect(page.get_by_text("mine.mp4").last).to_be_visible()


def test_the_map_leaves_as_a_picture_and_as_numbers(visit: Visit) -> None:
    page = visit.open("/words", READY)
    near(visit, "Your photo, your sentence")
    expect(photos(page)).to_have_count(1)
    visit.settle()
    page.locator(".st-key-photo-takeaway").get_by_role("button", name="Take away").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Figure, PNG").click()
    image = Image.open(io.BytesIO(Path(saved.value.path()).read_bytes()))
    assert image.size == (480, 320)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Map, CSV").click()
    rows = Path(saved.value.path()).read_text(encoding="utf-8").splitlines()
    assert rows[1].startswith("palace,1,1,")
    assert abs(sum(float(v) for row in rows[1:] for v in row.split(",")[3:]) - 1) < 1e-3


def said(page: Page) -> dict[str, tuple[str, str]]:
    """What each strategy answers, and how sure it is, as the table says it."""
    rows = page.locator(".mmf-results tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.children].map(cell => cell.textContent))"
    )
    return {name: (answer, p) for name, answer, p, *_ in rows if p != "–" and answer.split()}


def test_who_sounds_is_asked_in_words_that_are_swapped(visit: Visit) -> None:
    page = visit.open("/words", READY)
    near(visit, "Which one sounds, asked in words?")
    expect(page.get_by_text("“is the one on the left sounding?”")).to_be_visible()
    visit.settle()
    found = Answerers()
    scene = numbered(OPENING).scene
    inputs = inputs_of(clip(scene, scale=1))

    def check(sentence: Sentence, at_hand: tuple[str, ...] = ("text", "visual", "audio")) -> None:
        shown = said(page)
        for name, own in found.predictors.items():
            if own.can(at_hand):
                p = own.answer(inputs, [sentence], at_hand).answers[sentence.text].probabilities
                best = max(p, key=p.__getitem__)
                answer, sure = shown[title(name)]
                mark = "✓" if best == sentence.answer(scene.side) else "✗"
                assert answer == f"{best} {mark}", name
                assert abs(float(sure.strip("<>")) - p[best]) < 0.011, name

    check(Sentence("left", "sounding"))
    words = page.locator(".st-key-sounds-words")
    words.get_by_text("silent", exact=True).click()
    expect(page.get_by_text("“is the one on the left silent?”")).to_be_visible()
    visit.settle()
    check(Sentence("left", "silent"))
    words.get_by_text("which … of the two is", exact=True).click()
    expect(page.get_by_text("“which one of the two is silent?”")).to_be_visible()
    visit.settle()
    check(Sentence(None, "silent"))
    before = said(page)
    page.locator(".st-key-sounds-hand-row").get_by_text("no sound", exact=True).click()
    visit.until(lambda: said(page) != before)
    visit.settle()
    check(Sentence(None, "silent"), ("text", "visual"))
