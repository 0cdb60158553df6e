from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.conftest import Visit

SEEN = "/tokens?tokens_seen=1"


def figure(page: Page) -> Locator:
    return page.locator(".tokens")


def view(page: Page, sense: str) -> Locator:
    return page.get_by_role("slider", name={"visual": "patch of the frame", "audio": "cell of the"}[sense])


def words(page: Page, sense: str) -> Locator:
    return page.locator(f".lane.{sense} .words")


def box(part: Locator) -> FloatRect:
    found = part.bounding_box()
    assert found is not None
    return found


def at(part: Locator, across: float, down: float) -> tuple[float, float]:
    """A point of an element, in shares of its box."""
    place = box(part)
    return place["x"] + across * place["width"], place["y"] + down * place["height"]


def tiles(page: Page, sense: str, kind: str) -> list[str]:
    """The tiles of a vector: how full, and whether negative."""
    found = page.locator(f".lane.{sense} .{kind} .strip i").evaluate_all(
        "tiles => tiles.map((tile) => `${tile.className} ${tile.style.getPropertyValue('--v')}`)"
    )
    assert len(found) == 12
    return [str(tile) for tile in found]


def value(page: Page, sense: str, kind: str) -> list[float]:
    """The tiles of a vector as signed shares of the fullest."""
    parts = [tile.rsplit(" ", 1) for tile in tiles(page, sense, kind)]
    return [(-1 if "minus" in sign else 1) * float(share) for sign, share in parts]


def test_pointing_at_a_patch_moves_crop_vectors_and_barcode(visit: Visit) -> None:
    page = visit.open(SEEN)
    expect(page.get_by_role("heading", name="The whole input: 193 + 65 = 258 tokens")).to_be_visible()
    expect(page.get_by_text("258² = 66,564 scores")).to_be_visible()
    before = words(page, "visual").inner_text()
    vectors = [tiles(page, "visual", kind) for kind in ("x", "ex", "p", "z")]
    token = page.get_by_role("slider", name="token of the input").get_attribute("aria-valuenow")
    page.mouse.move(*at(view(page, "visual"), 0.5 / 6, 1.5 / 4))
    expect(words(page, "visual")).to_have_text(re.compile(r"row 2, column 1$"))
    after = [tiles(page, "visual", kind) for kind in ("x", "ex", "p", "z")]
    assert all(one != other for one, other in zip(vectors, after, strict=True))
    assert page.get_by_role("slider", name="token of the input").get_attribute("aria-valuenow") != token
    page.mouse.move(*at(page.locator(".title"), 0.5, 0.5))
    expect(words(page, "visual")).to_have_text(before)


def test_the_tiles_of_z_are_the_sum_of_those_of_e_x_and_p(visit: Visit) -> None:
    page = visit.open(SEEN)
    for sense in ("visual", "audio"):
        ex, p, z = (value(page, sense, kind) for kind in ("ex", "p", "z"))
        for one, other, both in zip(ex, p, z, strict=True):
            assert one + other == pytest.approx(both, abs=0.003)


def test_pointing_at_a_token_answers_in_its_lane(visit: Visit) -> None:
    page = visit.open(SEEN)
    bar = page.get_by_role("slider", name="token of the input")
    page.mouse.click(*at(bar, 0.2 / 100, 0.5))
    expect(words(page, "visual")).to_have_text("CLS: learned, the same for every clip")
    expect(page.locator(".lane.visual .ex b")).to_have_text("zcls")
    expect(page.locator(".lane.visual figure.x")).to_be_hidden()
    page.mouse.click(*at(bar, 0.998, 0.5))
    expect(words(page, "audio")).to_have_text("2.25–2.40 s, 3,620–7,800 Hz")


def test_counts_change_while_a_slider_is_held_and_no_server_is_asked(visit: Visit) -> None:
    page = visit.open(SEEN)
    expect(figure(page)).to_have_attribute("data-sound", "guitar and bell")
    visit.rest()
    before = len(visit.sent)
    box = page.get_by_role("slider", name="patch", exact=True).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2, steps=5)
    expect(page.locator(".lane.visual .count b")).to_have_text("48")
    visit.frames(30)
    assert len(visit.sent) == before, "a slider that is held asked the server"
    page.mouse.up()
    visit.until(lambda: len(visit.sent) > before)  # where it was let go of, for the lesson and for undo


@pytest.mark.own_clock
def test_sliders_change_the_counts_and_a_pointer_asks_no_server(visit: Visit) -> None:
    page = visit.open(SEEN)
    expect(figure(page)).to_have_attribute("data-sound", "guitar and bell")
    visit.hasten()
    before = len(visit.sent)
    assert before, "the watch on the socket sees nothing"
    page.get_by_role("slider", name="frames", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".lane.visual .count b")).to_have_text("384")
    expect(page.get_by_text("E and p are trained for 8 frames and 16 px only")).to_be_visible()
    assert all("off" in tile for tile in tiles(page, "visual", "z"))
    assert not any("off" in tile for tile in tiles(page, "visual", "x")), "x is there whatever the raster"
    page.get_by_role("slider", name="patch", exact=True).focus()
    page.keyboard.press("End")
    expect(page.locator(".lane.visual .count b")).to_have_text("96")
    page.get_by_role("slider", name="cell length").focus()
    page.keyboard.press("Home")
    expect(page.locator(".lane.audio .count b")).to_have_text("128")
    page.get_by_role("slider", name="duration").focus()
    page.keyboard.press("Home")
    expect(page.locator(".lane.audio .count b")).to_have_text("16")
    expect(page.get_by_role("heading", name="The whole input: 97 + 17 = 114 tokens")).to_be_visible()
    expect(page.locator(".values")).to_contain_text("16 · 6 = 96")
    visit.hasten()
    assert len(visit.sent) <= before + 4, "a slider tells where it was let go of, once"
    told = len(visit.sent)
    page.mouse.move(*at(view(page, "visual"), 0.1, 0.1))
    visit.hasten()
    assert len(visit.sent) == told, "a pointer asked the server"
    assert parse_qs(urlparse(page.url).query)["tokens_at"][0].startswith("16-32-16-4-")
    page.get_by_role("button", name="back to it").first.click()
    expect(page.locator(".lane.visual .count b")).to_have_text("192")


def test_a_link_brings_back_raster_and_tokens(visit: Visit) -> None:
    page = visit.open(SEEN + "&tokens_at=4-32-96-4-9-40")
    expect(page.locator(".lane.visual .count b")).to_have_text("24")
    expect(words(page, "visual")).to_have_text("frame 2 (0.90 s), row 1, column 3")
    expect(words(page, "audio")).to_have_text("1.125–1.200 s, 800–1,720 Hz")
    page.get_by_role("slider", name="frames", exact=True).focus()
    page.keyboard.press("ArrowLeft")
    page.locator("summary", has_text="Raw waveform").click()
    expect(page.get_by_text("38,400 samples")).to_be_visible()
    expect(page).to_have_url(re.compile(r"(?=.*tokens_at=2-)(?=.*tokens_raw=true)"))
    visit.settle()
    held = parse_qs(urlparse(page.url).query)
    assert held["tokens_at"][0].startswith("2-32-96-4-"), "the app's own address does not drop it"
    assert held["tokens_raw"] == ["true"]


def test_a_cell_is_heard(visit: Visit) -> None:
    page = visit.open(SEEN)
    expect(figure(page)).to_have_attribute("data-sound", "guitar and bell")
    page.evaluate(
        """() => {
            const start = AudioBufferSourceNode.prototype.start;
            window.started = [];
            AudioBufferSourceNode.prototype.start = function (...given) {
                const samples = this.buffer.getChannelData(0);
                const peak = samples.reduce((a, v) => Math.max(a, Math.abs(v)), 0);
                window.started.push([this.buffer.sampleRate, samples.length, peak]);
                return start.apply(this, given);
            };
        }"""
    )
    page.mouse.click(*at(view(page, "audio"), 3.5 / 16, 3.5 / 4))
    expect(words(page, "audio")).to_have_text("0.45–0.60 s, 60–800 Hz")
    expect(figure(page)).to_have_attribute("data-played", "1")
    page.get_by_role("button", name="hear it").click()
    expect(figure(page)).to_have_attribute("data-played", "2")
    expect(page.locator(".lane.audio .aside")).to_contain_text("estimated phases")
    expect(figure(page)).not_to_have_attribute("data-playing", re.compile("."))
    view(page, "audio").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(figure(page)).to_have_attribute("data-played", "3")
    rate, length, peak = page.evaluate("window.started[0]")
    assert rate == 16_000
    assert length == 7 * 300 + 512
    assert 0.01 < peak <= 0.81


def test_the_keyboard_reaches_patches_frames_cells_and_tokens(visit: Visit) -> None:
    page = visit.open(SEEN + "&tokens_at=8-16-128-8-1-1")
    view(page, "visual").focus()
    for key, said in (
        ("ArrowRight", "frame 1 (0.15 s), row 1, column 2"),
        ("ArrowDown", "frame 1 (0.15 s), row 2, column 2"),
        ("PageUp", "frame 2 (0.45 s), row 2, column 2"),
        ("ArrowUp", "frame 2 (0.45 s), row 1, column 2"),
        ("ArrowUp", "frame 2 (0.45 s), row 1, column 2"),
    ):
        page.keyboard.press(key)
        expect(words(page, "visual")).to_have_text(said)
        expect(view(page, "visual")).to_have_attribute("aria-valuetext", said)
    view(page, "audio").focus()
    page.keyboard.press("ArrowUp")
    expect(words(page, "audio")).to_have_text("0.00–0.15 s, 800–1,720 Hz")
    bar = page.get_by_role("slider", name="token of the input")
    bar.focus()
    page.keyboard.press("Home")
    expect(words(page, "visual")).to_have_text("CLS: learned, the same for every clip")
    page.keyboard.press("End")
    expect(words(page, "audio")).to_have_text("2.25–2.40 s, 3,620–7,800 Hz")
    expect(bar).to_have_attribute("aria-valuenow", "257")
    page.keyboard.press("ArrowLeft")
    expect(words(page, "audio")).to_have_text("2.10–2.25 s, 3,620–7,800 Hz")


def test_the_ratio_is_covered_guessed_and_revealed(visit: Visit) -> None:
    page = visit.open("/tokens")
    expect(page.get_by_role("heading", name="The whole input", exact=True)).to_be_visible()
    expect(page.locator(".lane.visual .count b")).to_be_hidden()
    expect(page.locator(".values")).to_contain_text("= ?")
    page.get_by_role("radio", name="10:1", exact=True).click()
    expect(page.get_by_role("heading", name="258 tokens")).to_be_visible()
    expect(page.locator(".mmf-track span", has_text="your guess")).to_be_visible()
    expect(page.locator(".lane.visual .count b")).to_have_text("192")
    held = parse_qs(urlparse(page.url).query)
    assert (held["tokens_seen"], held["tokens_guess"]) == (["1"], ["10:1"])


def test_another_clip_brings_its_own_patches_and_sounds(visit: Visit) -> None:
    page = visit.open(SEEN)
    before = tiles(page, "visual", "x")
    page.get_by_role("radio", name="frog and drum").click()
    expect(figure(page)).to_have_attribute("data-ready", "frog and drum")
    expect(figure(page)).to_have_attribute("data-sound", "frog and drum")
    assert tiles(page, "visual", "x") != before
    assert parse_qs(urlparse(page.url).query)["tokens_clip"] == ["frog and drum"]


def test_positions_follow_the_figure(visit: Visit) -> None:
    page = visit.open(SEEN + "&tokens_positions=true")
    chosen = page.locator(".map .legend b")
    expect(chosen).to_have_text(re.compile("p of frame"))
    page.mouse.click(*at(view(page, "audio"), 3.5 / 16, 3.5 / 4))
    expect(chosen).to_have_text("p of band 1, step 4")
    here = page.locator(".map i.here")
    expect(here).to_have_count(1)
    assert here.evaluate("tile => tile.style.getPropertyValue('--v')") == "1.00"


def test_the_figure_leaves_as_a_picture_and_the_view_as_a_link(visit: Visit, tmp_path: Path) -> None:
    page = visit.open(SEEN)
    page.mouse.click(*at(view(page, "audio"), 3.5 / 16, 3.5 / 4))
    page.get_by_role("button", name="Take away").click()
    link = page.get_by_role("textbox", name="link to this view")
    expect(link).to_have_value(re.compile("tokens_at=8-16-128-8-"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Figure, PNG").click()
    path = tmp_path / "figure.png"
    download.value.save_as(path)
    picture = Image.open(path).convert("RGB")
    assert picture.width >= 2 * 960
    colours = picture.getcolors(maxcolors=10**6)
    assert colours is not None
    assert len(colours) > 500
    with page.expect_download() as download:
        page.get_by_role("button", name="Tokens, CSV").click()
    download.value.save_as(tmp_path / "tokens.csv")
    assert len((tmp_path / "tokens.csv").read_text(encoding="utf-8").splitlines()) == 259


def test_the_page_fits_a_projector_and_a_phone(visit: Visit) -> None:
    page = visit.open(SEEN)
    assert box(page.locator(".input"))["y"] + box(page.locator(".input"))["height"] <= 720
    main = page.get_by_test_id("stMain")
    for width, height in ((1000, 720), (760, 1024), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        visit.rest()
        assert main.evaluate("part => part.scrollWidth - part.clientWidth") <= 1
        inside = box(figure(page))
        z = box(page.locator(".lane.audio .z .strip"))
        assert z["x"] + z["width"] <= inside["x"] + inside["width"] + 1
    for button in ("later frame", "hear it"):
        assert box(page.get_by_role("button", name=button))["height"] >= 40
    for name in ("frames", "patch", "duration", "cell length"):
        assert box(page.get_by_role("slider", name=name, exact=True))["height"] >= 40
