"""The flow through the bottleneck: what is read back from ribbons, maps and answer is the network's."""

from __future__ import annotations

import re

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page

from mmfusion.tasks.sounding import ANSWERS
from mmfusion.ui.clips.drawn import OPENING, Drawn
from mmfusion.ui.flow import computed
from mmfusion.ui.flow import page as flow
from mmfusion.ui.shell import components
from tests.browser.alone import PIXEL, Link, mount, points_of, same, sent

FOLDER = components.UI / "flow" / "ribbons"
CLIP = Drawn(OPENING, "side")
FULL = 24
"""Width of a ribbon that is all of the attention, px."""


def opened(page: Page, at: str = "3.2", cut: tuple[str, ...] = ()) -> None:
    choice = flow.Choice(CLIP, (), "mean", None, cut)
    (data,) = sent(lambda: flow.figure(choice, Link(flow_at=at)))
    mount(page, FOLDER, data)
    page.locator(".flow[data-ready]").wait_for()


def weights(layer: int, stream: str) -> tuple[NDArray[np.float64], list[str], list[str]]:
    """Attention of a stream `(queries, keys)`, mean over heads, and whose each query and key is."""
    trace = computed.traced(CLIP).trace
    whose = [label.stream for label in trace.labels]
    key = (layer, stream)
    mean = trace.weights[key].astype(float).mean(axis=0)
    return mean, [whose[i] for i in trace.queries[key]], [whose[i] for i in trace.keys[key]]


def read(layer: int, sense: str) -> NDArray[np.float64]:
    """What each bottleneck token reads of each token of a sense, `(tokens, N)`."""
    mean, queries, keys = weights(layer, sense)
    return mean[np.array(queries) == "bottleneck"][:, np.array(keys) == sense]


def given(layer: int, sense: str) -> NDArray[np.float64]:
    """What each token of a sense gives each bottleneck token, `(N, tokens)`."""
    mean, queries, keys = weights(layer, sense)
    return mean[np.array(queries) == sense][:, np.array(keys) == "bottleneck"]


def maps(mode: str) -> list[tuple[str, NDArray[np.float64]]]:
    """The maps of a mode over all its layers and tokens, CLS left out, with the sense of each."""
    layers = [f.layer for f in computed.traced(CLIP).flows]
    both = {
        s: [read(l, s) if mode == "reads" else given(l, s).T for l in layers] for s in ("visual", "audio")
    }
    return [(sense, own[1:]) for sense, every in both.items() for layer in every for own in layer]


def places(sense: str, own: NDArray[np.float64]) -> NDArray[np.float64]:
    """A map in the places of the small grids: summed over frames, or over neighbouring moments."""
    if sense == "visual":
        return np.asarray(own.reshape(8, 4, 6).sum(axis=0))
    return np.asarray(own.reshape(4, 8, 2).sum(axis=2)[::-1])


def test_ribbons_are_as_wide_as_shares_of_attention(page: Page) -> None:
    opened(page)
    place = (
        "all => all.map((tap) => [tap.dataset.at, +tap.getAttribute('x') + 20, +tap.getAttribute('y') + 14])"
    )
    squares = {str(at): (x, y) for at, x, y in page.locator(".tap").evaluate_all(place)}
    middle = np.mean([y for _, y in squares.values()])

    def nearest(x: float, y: float) -> str:
        return min(squares, key=lambda at: (squares[at][0] - x) ** 2 + (squares[at][1] - y) ** 2)

    found = page.locator(".ribbon").evaluate_all(
        """all => all.map((path) => {
            const of = (name) => path.getAttribute(name);
            return [of("d"), Number(of("stroke-width")), of("stroke-dasharray"), path.style.stroke];
        })"""
    )
    exchanging = [f.layer for f in computed.traced(CLIP).flows]
    assert len(found) == 16 * len(exchanging)
    seen = set()
    for d, width, dash, ink in found:
        (x0, y0), *_, (x1, y1) = points_of(d)
        into = "bottleneck" not in ink
        at = nearest(x1, y1) if into else nearest(x0, y0)
        depth, token = (int(n) for n in at.split("."))
        sense = "visual" if (y0 if into else y1) < middle else "audio"
        layer = depth - 1 if into else depth
        seen.add((into, sense, layer, token))
        if into:
            assert ink == f"var(--mmf-{sense})"
            share = read(layer, sense)[token - 1].sum() / 2
        else:
            share = given(layer, sense)[:, token - 1].mean()
        wanted = 1.2 if dash == "1 4" else max(0.7, FULL * share)
        assert width == pytest.approx(wanted, abs=0.02), (into, sense, at)
    assert len(seen) == len(found), "each stands at its own place"


def test_maps_of_the_token_are_its_attention_as_it_is_led_on(page: Page) -> None:
    opened(page)
    keys = page.locator(".keys")
    for key, depth, token in (("", 3, 2), ("ArrowDown", 3, 3), ("ArrowLeft", 2, 3)):
        if key:
            keys.press(key)
        for mode in ("reads", "takes"):
            page.locator(f".modes button[data-mode={mode}]").click()
            compare(page, depth, token, mode)


def compare(page: Page, depth: int, token: int, mode: str) -> None:
    """Compare the grids in the net and the sentence with attention."""
    assert page.locator(".flow").get_attribute("data-at") == f"{depth}.{token} {mode}"
    grids = page.locator(".net g rect[opacity]").evaluate_all(
        """all => all.map((part) => {
            return [...["x", "y", "opacity"].map((name) => Number(part.getAttribute(name))), part.style.fill];
        })"""
    )
    layer = depth - 1 if mode == "reads" else depth
    for sense, count, columns in (("visual", 24, 6), ("audio", 32, 8)):
        cells = sorted(
            ((y, x, o) for x, y, o, fill in grids if fill == f"var(--mmf-{sense})"),
        )
        assert len(cells) == count
        own = read(layer, sense)[token - 1] if mode == "reads" else given(layer, sense)[:, token - 1]
        sums, most = places(sense, own[1:]), max(places(*one).max() for one in maps(mode))
        assert sums.size == count == 4 * columns
        wanted = 0.12 + 0.88 * (sums / most).ravel()
        assert [o for *_, o in cells] == pytest.approx(wanted, abs=0.012), (sense, depth, token, mode)
    said = page.locator(".words").inner_text()
    if mode == "reads":
        shares = [read(layer, sense)[token - 1].sum() / 2 for sense in ("visual", "audio")]
        numbers = re.search(r"reads (\d+)\s%\s+picture .* and (\d+)\s%\s+sound", said)
    else:
        shares = [given(layer, sense)[:, token - 1].mean() for sense in ("visual", "audio")]
        numbers = re.search(r"is given ([\d.]+)\s%.* and ([\d.]+)\s% of the sound", said)
    assert numbers is not None, said
    assert [float(n) for n in numbers.groups()] == pytest.approx([100 * s for s in shares], abs=0.51)


def test_maps_are_blue_on_the_picture_and_orange_on_the_sound_by_how_much_is_read(page: Page) -> None:
    """Below lie greys: what tells red from blue is the map's own."""
    opened(page)

    def painted(part: str, at: list[list[float]], ink: float) -> list[float]:
        pixels = [page.locator(part).evaluate(PIXEL, place) for place in at]
        return [(blue - red) * alpha / 255 / ink for red, _, blue, alpha in pixels]

    most = max(own.max() for _, own in maps("reads"))
    stated = re.search(
        r"patch or cell gets (\S+), .* small grids (\S+) \(a sum", page.locator(".scale").inner_text()
    )
    assert stated is not None
    assert [float(n) for n in stated.groups()] == pytest.approx(
        [most, max(places(*one).max() for one in maps("reads"))], abs=0.0051
    )
    own = read(2, "audio")[1, 1:]
    at = [[(step + 0.5) / 16, 1 - (band + 0.5) / 4] for band in range(4) for step in range(16)]
    assert painted(".mel", at, -213) == pytest.approx(0.75 * own / most, abs=0.05)
    own = read(2, "visual")[1, 1:]
    each = (1000 + 2) / 8
    wide = min(each - 2, 52 * 1.5)
    first = (each - 2 - wide) / 2
    at = [
        [(frame * each + first + (column + 0.5) * wide / 6) / 1000, (row + 0.5) / 4]
        for frame in range(8)
        for row in range(4)
        for column in range(6)
    ]
    assert painted(".frames", at, 178) == pytest.approx(0.9 * own / most, abs=0.05)


def test_the_answer_is_the_network_s_before_and_after_a_cut(page: Page) -> None:
    names = ANSWERS["side"]
    plain = computed.said(CLIP, None)["side"]
    for cut in ((), ("visual.3",)):
        page.set_content("<!doctype html><body></body>")
        opened(page, cut=cut)
        edit = flow.Choice(CLIP, (), "mean", None, cut).edit
        own = computed.said(CLIP, edit)["side"]
        best, was = int(np.argmax(own.p)), int(np.argmax(plain.p))
        assert page.locator(".answer").text_content() == names[best]
        said = str(page.locator(".probability").text_content())
        assert same(said.split()[0], own.p[best])
        if cut:
            assert abs(own.p[best] - plain.p[best]) > 0.1, "or the two could be exchanged unseen"
            before = str(page.locator(".was").text_content())
            assert same(before.rsplit(" ", 1)[1], plain.p[was])
        for sense in ("visual", "audio"):
            line = str(page.locator(f".net text[style*='{sense}-words'] title").locator("..").text_content())
            top = int(np.argmax(own.opinions[sense]))
            kind, _, value = line.rpartition(" ")
            assert kind.endswith(names[top])
            assert same(value, own.opinions[sense][top])
