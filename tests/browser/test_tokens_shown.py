"""A clip as tokens: tiles and cosines read back from the screen are those of the network's tokens."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

from mmfusion.tasks.sounding import DURATION
from mmfusion.tasks.sounding.render import frames
from mmfusion.ui.shell import components
from mmfusion.ui.tokens import page as tokens
from tests.browser.alone import mount

INK = (27, 29, 33)
"""What a spectrogram is drawn in, as on every page: #1B1D21, the words' colour."""
FOLDER = components.UI / "tokens"
CLIP = next(iter(tokens.SCENES))
TILES = """all => all.map((tile) => {
  return (tile.className === "minus" ? -1 : 1) * Number(tile.style.getPropertyValue("--v"));
})"""

POINTS = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return [canvas.height, canvas.width, Array.from(data)];
}"""
"""Every point of a canvas: how many rows and columns, and its red, green, blue and alpha."""


def points(lane: Locator) -> NDArray[np.int64]:
    """The crop of a lane, `(high, wide, 4)`."""
    high, wide, data = lane.locator(".piece canvas").evaluate(POINTS)
    return np.array(data).reshape(high, wide, 4)


def numbers(text: str) -> list[float]:
    return [float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


def twelfths(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means over twelve equal parts of every row."""
    size = rows.shape[1]
    ends = [i * size // 12 for i in range(13)]
    return np.stack([rows[:, a:b].mean(axis=1) for a, b in pairwise(ends)], axis=1)


def test_tiles_are_the_terms_of_the_pinned_token_as_it_is_led_on(page: Page) -> None:
    mount(page, FOLDER / "pieces", tokens.buffer(CLIP, False))
    page.locator(".tokens[data-ready]").wait_for()
    assert page.locator(".input .title h3").inner_text() == "The whole input: 193 + 65 = 258 tokens"
    at = tokens.pins(tokens.shown(CLIP))
    for sense, columns in (("visual", 6), ("audio", 16)):
        term, lane = tokens.shown(CLIP).terms[sense], page.locator(f".lane.{sense}")
        x, z, p = twelfths(term.pieces), twelfths(term.tokens), twelfths(term.places)
        ex = twelfths(np.concatenate([term.cls[None], term.projected]))
        top = max(np.abs(part).max() for part in (z, p, ex))
        token = at[sense]
        row = (token - 1) % (columns * 4) // columns
        down = "ArrowDown" if (row < 3 and sense == "visual") or (row > 0 and sense == "audio") else "ArrowUp"
        step = columns if (down == "ArrowDown") == (sense == "visual") else -columns
        for key, by in (("", 0), (down, step)):
            if key:
                lane.locator(".view").press(key)
            token += by
            for kind, values in (("ex", ex[token] / top), ("p", p[token] / top), ("z", z[token] / top)):
                shown = lane.locator(f".{kind} .strip i").evaluate_all(TILES)
                assert shown == pytest.approx(values, abs=0.002), (sense, kind, token)
            shown = lane.locator(".x .strip i").evaluate_all(TILES)
            assert shown == pytest.approx(x[token - 1] / np.abs(x).max(), abs=0.004), (sense, token)


def test_the_map_of_positions_holds_their_cosines(page: Page) -> None:
    mount(page, FOLDER / "positions", tokens.alike(CLIP))
    places = np.concatenate([tokens.shown(CLIP).terms[sense].places for sense in tokens.SENSES])
    unit = places / np.linalg.norm(places, axis=1, keepdims=True)
    numbers = page.locator(".field i").evaluate_all("all => all.map((tile) => Number(tile.dataset.at))")
    at = tokens.pins(tokens.shown(CLIP))["visual"]
    for key, by in (("", 0), ("PageDown", -24), ("ArrowUp", -6)):
        if key:
            page.locator(".field").press(key)
        at += by
        shown = page.locator(".field i").evaluate_all(TILES)
        assert shown == pytest.approx(np.maximum(0, unit[numbers] @ unit[at]), abs=0.012), at


def test_the_crop_of_the_picture_is_the_patch_that_its_words_name(page: Page) -> None:
    """Point by point the pixels of the frame; as the network cuts, they are the x of its token."""
    mount(page, FOLDER / "pieces", tokens.buffer(CLIP, False))
    page.locator(".tokens[data-ready]").wait_for()
    clip, lane = tokens.shown(CLIP), page.locator(".lane.visual")
    view, patch = lane.locator(".view"), page.get_by_role("slider", name="patch", exact=True)
    moments = [(i + 0.5) * DURATION / 8 for i in range(8)]
    shown = frames(clip.scene, moments)
    seen = set()
    for side, key in ((16, ""), (16, "ArrowRight"), (16, "PageDown"), (8, ""), (8, "ArrowUp"), (32, "")):
        while int(patch_side(page)) != side:
            patch.press("ArrowRight" if int(patch_side(page)) < side else "ArrowLeft")
        if key:
            view.press(key)
        number, moment, row, column = numbers(lane.locator(".words").inner_text())
        assert moment == pytest.approx(moments[int(number) - 1], abs=0.006)
        top, left = round(row - 1) * side, round(column - 1) * side
        wanted = shown[int(number) - 1][top : top + side, left : left + side]
        found = points(lane)
        np.testing.assert_array_equal(found[..., :3], wanted)
        assert (found[..., 3] == 255).all()
        if side == 16:
            x = clip.terms["visual"].pieces[int(str(view.get_attribute("aria-valuenow"))) - 1]
            np.testing.assert_allclose((found[..., :3].transpose(2, 0, 1).ravel() - 170) / 60, x, atol=1e-5)
        seen.add(wanted.tobytes())
    assert len(seen) >= 4, "or patches could be exchanged unseen"


def patch_side(page: Page) -> str:
    return page.locator(".lane.visual .crop p span").inner_text().split(" × ")[0]


def test_the_crop_of_the_sound_is_the_cell_that_its_words_name(page: Page) -> None:
    """As dark as the spectrogram is loud, low bands below: over 65 dB, 3.25 units, from the loudest."""
    mount(page, FOLDER / "pieces", tokens.buffer(CLIP, False))
    page.locator(".tokens[data-ready]").wait_for()
    clip, lane = tokens.shown(CLIP), page.locator(".lane.audio")
    mel = clip.inputs["audio"].double().numpy().reshape(64, 128)
    edges = [int(round(edge) / 10 + 0.5) * 10 for edge in tokens.band_edges()]
    dark = np.round(235 * np.clip((mel - mel.max() + 3.25) / 3.25, 0, 1) ** 1.5)
    assert np.abs(dark[:, 1:] - dark[:, :-1]).max() > 100, "or columns could be exchanged unseen"
    for key in ("", "ArrowRight", "ArrowUp", "ArrowDown", "ArrowLeft"):
        if key:
            lane.locator(".view").press(key)
        start, end, low, high = numbers(lane.locator(".words").inner_text())
        first, last = (round(t / DURATION * 128) for t in (start, end))
        band = edges.index(round(low))
        assert edges[band + 1] == round(high)
        assert last - first == 8
        found = points(lane)
        np.testing.assert_allclose(found[..., 3], dark[16 * band : 16 * (band + 1), first:last][::-1], atol=1)
        loud = found[found[..., 3] > 200]
        assert np.abs(loud[:, :3] - INK).max(initial=0) <= 2


def test_the_strip_counts_what_the_network_receives_and_follows_the_sliders(page: Page) -> None:
    for part, data in (("values", None), ("pieces", tokens.buffer(CLIP, False))):
        mount(page, FOLDER / part, data)
    page.locator(".tokens[data-ready]").wait_for()
    terms = tokens.shown(CLIP).terms
    strip, width = page.locator(".values"), terms["visual"].tokens.shape[1]
    counts = {sense: len(terms[sense].tokens) - 1 for sense in tokens.SENSES}
    assert said(strip) == [8, 24, counts["visual"], 4, 16, counts["audio"], width]
    page.get_by_role("slider", name="patch", exact=True).press("ArrowLeft")
    side = int(patch_side(page))
    each = 64 // side * (96 // side)
    expect(strip).to_contain_text(f"8 · {each}")
    assert said(strip) == [8, each, 8 * each, 4, 16, counts["audio"], width]
    page.get_by_role("slider", name="cell length").press("ArrowRight")
    words = page.locator(".lane.audio .crop p span").inner_text()
    steps = round(DURATION * 1000 / numbers(words)[0])
    expect(strip).to_contain_text(f"4 · {steps}")
    assert said(strip)[3:] == [4, steps, 4 * steps, width]


def said(strip: Locator) -> list[float]:
    """The numbers of the strip, in their order: factors and product of either modality, then d."""
    return numbers(strip.inner_text())


def test_covered_the_strip_counts_nothing(page: Page) -> None:
    for part, data in (("values", None), ("pieces", tokens.buffer(CLIP, True))):
        mount(page, FOLDER / part, data)
    page.locator(".tokens[data-ready]").wait_for()
    strip = page.locator(".values")
    assert said(strip) == [tokens.shown(CLIP).terms["visual"].tokens.shape[1]]
    assert strip.inner_text().count("?") == 2
