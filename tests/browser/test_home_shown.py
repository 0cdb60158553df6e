"""The pad: bars, words and colours read back from the screen are what the three networks answer there."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from mmfusion.figures.template import LIGHT
from mmfusion.modality import MODALITIES
from mmfusion.tasks.sounding import NAMES
from mmfusion.tasks.sounding.pad import PadGrid
from mmfusion.ui.home import pad
from mmfusion.ui.shell import components
from tests.browser.alone import PIXEL, Link, mount, same
from tests.browser.conftest import DRAWN

FOLDER = components.UI / "home" / "pad"
WORDS = (
    "no network is correct",
    "the sound alone is correct",
    "the picture alone is correct",
    "each modality alone is correct",
    "only fusion is correct",
)
ONLY, ERRS = 4, 5
STILL = "* { transition: none !important; }"


@pytest.fixture(scope="module")
def found() -> PadGrid:
    return pad.grid(pad.numbers()[0])


@pytest.fixture
def lab(page: Page, found: PadGrid) -> Page:
    rules = pad.rules(Link(pad="-8,24"), shown=True).replace(".stApp", ":root")
    page.emulate_media(reduced_motion="reduce")
    page.add_style_tag(content=STILL + rules)
    mount(page, FOLDER, pad.buffer(pad.numbers()[0], True))
    page.locator(".lab[data-ready=true]").wait_for()
    return page


def between(table: NDArray[np.float64], at: float) -> NDArray[np.float64]:
    """A table at a level between two of its rows."""
    low = min(int(at), len(table) - 2)
    return np.asarray(table[low] + (at - low) * (table[low + 1] - table[low]))


def answers(found: PadGrid, x: float, y: float, without: str = "") -> dict[str, NDArray[np.float64]]:
    """What the three say at a point; the sense that is taken away says nothing."""
    fused = between(between(found.fused, y), x)
    if without:
        fused = between(found.alone["visual"], y) if without == "audio" else between(found.alone["audio"], x)
    out = {"audio": between(found.audio, x), "visual": between(found.visual, y), "fused": fused}
    out.pop(without, None)
    return out


def region(p: dict[str, NDArray[np.float64]], truth: int) -> int:
    """Who knows, of those who say something."""
    heard, seen, fused = (name in p and p[name].argmax() == truth for name in ("audio", "visual", "fused"))
    senses = int(heard) + 2 * int(seen)
    if senses:
        return senses if fused else ERRS
    return ONLY if fused else 0


def share(lab: Page, name: str) -> float:
    """How far a bar reaches."""
    track = lab.locator(f".bar.{name} .track")
    wide = "bar => bar.getBoundingClientRect().width"
    return float(track.locator("i").evaluate(wide)) / float(track.evaluate(wide))


def check(lab: Page, found: PadGrid, x: float, y: float, without: str = "") -> int:
    """Compare bars and words with what is answered; return the region."""
    p = answers(found, x, y, without)
    for _ in range(60):  # a pointer's event may be a few frames on its way
        lab.evaluate(DRAWN, 1)
        if all(abs(share(lab, name) - float(p[name][found.truth])) < 0.005 for name in p):
            break
    for name in ("audio", "visual", "fused"):
        bar = lab.locator(f".bar.{name}")
        if name not in p:
            assert bar.locator(".said span").first.inner_text() == "taken away"
            assert bar.locator("strong").inner_text() == "–"
            continue
        own = float(p[name][found.truth])
        assert same(bar.locator("strong").inner_text(), own), (name, x, y)
        assert share(lab, name) == pytest.approx(own, abs=0.005), (name, x, y)
        first = int(p[name].argmax())
        words = f"{'✓' if first == found.truth else '✗'} says {NAMES[first]}"
        assert bar.locator(".said > span").text_content() == words
    who = region(p, found.truth)
    if who != ERRS and not without:
        expect(lab.locator(".here")).to_have_text(f"Here {WORDS[who]}.")
    return who


def test_bars_and_words_are_the_networks_at_the_point_and_between_points(lab: Page, found: PadGrid) -> None:
    field = lab.locator(".field")
    seen = {check(lab, found, 8, 8)}
    told = "signal-to-noise ratio −8 dB, blur 24 px: Here only fusion is correct"
    assert str(field.get_attribute("aria-valuetext")).startswith(told)
    for key, x, y in (
        ("ArrowLeft", 7, 8),
        ("ArrowUp", 7, 9),
        ("Home", 0, 9),
        ("PageDown", 0, 6),
        ("End", 12, 6),
    ):
        field.press(key)
        seen.add(check(lab, found, x, y))
        said = str(field.get_attribute("aria-valuetext"))
        ratio = "clean" if x == 0 else f"{found.decibels[x]:.0f} dB".replace("-", "−")
        assert said.startswith(f"signal-to-noise ratio {ratio}, blur {3 * found.blurs[y]:.0f} px: "), said
    assert len(seen) >= 3
    box = field.bounding_box()
    assert box is not None
    # where each of both axes tells most between its nodes
    p = found.fused[..., found.truth]
    for steps, (u, v) in (
        (np.abs(np.diff(p, axis=0))[:, :-1], (0.4, 0.6)),
        (np.abs(np.diff(p))[:-1], (0.6, 0.4)),
    ):
        y, x = (int(i) for i in np.unravel_index(steps.argmax(), steps.shape))
        assert steps.max() > 0.1
        lab.mouse.move(box["x"] + box["width"] * (x + u) / 12, box["y"] + box["height"] * (1 - (y + v) / 12))
        lab.mouse.down()
        check(lab, found, x + u, y + v)
        lab.mouse.up()
        check(lab, found, round(x + u), round(y + v))


def test_without_a_sense_the_fused_network_answers_from_the_other(lab: Page, found: PadGrid) -> None:
    field = lab.locator(".field")
    for key in ("PageDown", "ArrowLeft"):
        field.press(key)
    for sense in ("audio", "visual"):
        lab.locator(f".pill[data-sense={sense}]").click()
        check(lab, found, 7, 5, sense)
        p = answers(found, 7, 5, sense)["fused"]
        other = answers(found, 7, 5, "visual" if sense == "audio" else "audio")["fused"]
        assert abs(p - other).max() > 0.02, "or senses could be exchanged unseen"


def colour(hexa: str) -> NDArray[np.float64]:
    return np.array([int(hexa[i : i + 2], 16) for i in (1, 3, 5)], dtype=float)


def test_the_map_is_painted_in_the_colours_of_who_knows(lab: Page, found: PadGrid) -> None:
    paper, ink = colour(LIGHT.page), colour(LIGHT.ink)
    tint = {m: paper + 0.17 * (colour(MODALITIES[m].light.mark) - paper) for m in ("audio", "visual")}
    fills = [paper, tint["audio"], tint["visual"], paper + 0.2 * (ink - paper), ink]

    def sure(p: NDArray[np.float64]) -> bool:
        others = np.delete(p, found.truth)
        return abs(float(p[found.truth] - others.max())) > 0.05

    compared: list[int] = []
    for y in range(1, 12):
        for x in range(1, 12):
            p = answers(found, x, y)
            who = region(p, found.truth)
            if who == ERRS or not all(map(sure, p.values())):
                continue  # hatched; or an edge passes
            *shown, alpha = lab.locator(".regions").evaluate(PIXEL, [x / 12, 1 - y / 12])
            assert alpha == 255
            assert shown == pytest.approx(fills[who], abs=3), (x, y, WORDS[who])
            compared.append(who)
    assert len(set(compared)) >= 4
    assert len(compared) > 50


def test_the_share_of_fusion_alone_is_measured_on_the_map(lab: Page, found: PadGrid) -> None:
    fine = np.linspace(0, 12, 241)
    heard, seen = (np.array([between(t, v).argmax() for v in fine]) for t in (found.audio, found.visual))
    rows = np.array(
        [[between(row, x).argmax() for x in fine] for row in (between(found.fused, y) for y in fine)]
    )
    right = (rows == found.truth) & (heard != found.truth)[None] & (seen != found.truth)[:, None]
    said = lab.locator(".share").inner_text()
    assert said.startswith("On ")
    assert said.endswith("only fusion is correct.")
    assert float(said.split()[1]) == pytest.approx(100 * right.mean(), abs=1.6)


@pytest.mark.parametrize("wide", [358, 540, 700, 780, 860, 960])
def test_what_is_heard_is_named_within_the_clip_s_own_column(page: Page, wide: int) -> None:
    page.set_viewport_size({"width": wide + 40, "height": 900})
    mount(page, FOLDER, pad.buffer(pad.numbers()[0], True), wide)
    page.locator(".lab[data-ready=true]").wait_for()
    clip = page.locator(".clip").bounding_box()
    row = page.locator(".play-row").evaluate(
        "row => [...row.children].map((it) => it.getBoundingClientRect().right)"
    )
    assert clip
    assert max(row) <= clip["x"] + clip["width"] + 1
