"""A clip as tokens: tiles and cosines read back from the screen are those of the network's tokens."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page

from mmfusion.ui.shell import components
from mmfusion.ui.tokens import page as tokens
from tests.browser.alone import mount

FOLDER = components.UI / "tokens"
CLIP = next(iter(tokens.SCENES))
TILES = """all => all.map((tile) => {
  return (tile.className === "minus" ? -1 : 1) * Number(tile.style.getPropertyValue("--v"));
})"""


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
