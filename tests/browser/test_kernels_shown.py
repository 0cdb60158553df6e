"""The triangle of kernels: what is read back from the screen was measured there, or is the kernels' sum."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page
from scipy.stats import t

from mmfusion.figures.template import LIGHT
from mmfusion.kernels.alignment import target_alignments
from mmfusion.tasks.flowers.triangle import points, signs
from mmfusion.ui.kernels import computed
from mmfusion.ui.kernels import page as kernels
from mmfusion.ui.parts import flowers
from mmfusion.ui.shell import components
from tests.browser.alone import Link, mount, number_of, sent

FOLDER = components.UI / "kernels" / "triangle"
NODES = [tuple(int(n) for n in np.rint(20 * point)) for point in points()]
GREYS = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return [canvas.width, canvas.height, Array.from(data.filter((_, i) => i % 4 === 0))];
}"""
VISITED = {"": (7, 6, 7), "ArrowLeft": (7, 7, 6), "ArrowUp": (8, 6, 6)}
"""Keys that lead the point on, and the weights that it must have come to, in twentieths."""
LEARNED = ("L1", "L2", "alignf")


@pytest.fixture
def triangle(page: Page) -> Page:
    (data,) = sent(lambda: kernels.figure(flowers.stored("triangle"), Link(kernel_seen="1")))
    mount(page, FOLDER, data)
    page.locator(".triangle[data-ready]").wait_for()
    return page


def reds(page: Page, part: str, number: int = 0) -> NDArray[np.float64]:
    """Red of a canvas, `(h, w)`."""
    wide, high, values = page.locator(part).nth(number).evaluate(GREYS)
    return np.array(values, dtype=float).reshape(high, wide)


def red(share: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Red of a mixture of the page's colour and ink."""
    paper, ink = (int(colour[1:3], 16) for colour in (LIGHT.page, LIGHT.ink))
    return np.asarray(paper + (ink - paper) * np.asarray(share))


def test_the_table_and_the_map_say_what_was_measured_at_the_point(triangle: Page) -> None:
    stored = flowers.stored("triangle")
    wide = float(t.ppf(0.975, 9)) / 10**0.5
    field = triangle.locator(".field")
    for key, node in VISITED.items():
        if key:
            field.press(key)
        said = [f"{name} {n / 20:.2f}" for name, n in zip(computed.NAMES, node, strict=True)]
        assert field.get_attribute("aria-valuetext") == ", ".join(said)
        at = NODES.index(node)
        you = triangle.locator(".you text").text_content() or ""
        assert number_of(you.removeprefix("you ")) == pytest.approx(100 * stored["validation"][at], abs=0.051)
        rows = triangle.locator("tbody tr")
        own = np.array(stored["test"][at])
        others = [own, *(np.array(stored["marks"][name]["test"]) for name in ("equal", *LEARNED))]
        assert rows.count() == 5
        for i, scores in enumerate(others):
            test, difference, weights = rows.nth(i).locator("td").all_inner_texts()
            mean, half = map(number_of, test.split(" ± "))
            assert mean == pytest.approx(100 * scores.mean(), abs=0.051)
            assert half == pytest.approx(100 * wide * scores.std(ddof=1), abs=0.051)
            if i:
                mean, half = map(number_of, difference.split(" ± "))
                assert mean == pytest.approx(100 * (own - scores).mean(), abs=0.051)
                assert half == pytest.approx(100 * wide * (own - scores).std(ddof=1), abs=0.051)
            else:
                assert [number_of(w) for w in weights.split()] == pytest.approx(
                    np.array(node) / 20, abs=0.0051
                )
    corners = triangle.locator(".field svg text.bold .mild").all_text_contents()
    alone = [stored["validation"][NODES.index(node)] for node in ((20, 0, 0), (0, 20, 0), (0, 0, 20))]
    assert [number_of(text) for text in corners] == pytest.approx(100 * np.array(alone), abs=0.051)


def test_the_sum_and_its_alignment_follow_the_point(triangle: Page) -> None:
    own = computed.split()
    names = flowers.classes()
    rows = np.concatenate([np.flatnonzero(own.y_train == names.index(kind))[:18] for kind in flowers.SHOWN])
    targets = signs(own.y_train, len(names)).T
    pairs = np.tril_indices(len(rows), -1)

    def inks(gram: NDArray[np.float32]) -> NDArray[np.float64]:
        square = 255 * gram[np.ix_(rows, rows)].astype(float)
        low, high = np.quantile(square[pairs], [0.02, 0.985])
        return red(np.clip((square - low) / (high - low), 0, 1))

    field = triangle.locator(".field")
    for key, node in VISITED.items():
        if key:
            field.press(key)
        weights = np.array(node) / 20
        mixed = np.tensordot(weights, own.train, 1)
        shown = reds(triangle, ".whole canvas")
        assert shown.shape == (len(rows), len(rows))
        assert np.abs(shown - inks(mixed)).mean() < 3, node
        values = [number_of(text) for text in triangle.locator(".aligned dd:not(.bar)").all_inner_texts()]
        wanted = target_alignments([*own.train, mixed], targets)
        assert values == pytest.approx(wanted, abs=0.0052)
        bars = triangle.locator(".aligned i").evaluate_all(
            "all => all.map((bar) => parseFloat(bar.style.width))"
        )
        assert bars == pytest.approx(100 * wanted, abs=0.05)
        said = triangle.locator(".alpha").all_inner_texts()
        assert [float(text.removeprefix("α = ")) for text in said] == pytest.approx(weights, abs=0.0051)
        bars = triangle.locator(".weight i").evaluate_all(
            "all => all.map((bar) => parseFloat(bar.style.width))"
        )
        assert bars == pytest.approx(100 * weights, abs=0.05)
    for i in range(3):
        assert np.abs(reds(triangle, ".one-kernel canvas", i) - inks(own.train[i])).mean() < 3, (
            computed.NAMES[i]
        )


def test_more_ink_is_higher_accuracy_all_over_the_map(triangle: Page) -> None:
    stored = flowers.stored("triangle")
    values, slack = np.array(stored["validation"]), np.array(stored["slack"])
    shown = reds(triangle, ".field canvas")
    wide = triangle.locator(".field").evaluate("field => field.clientWidth")
    side = min(wide, 344) - 16
    tall = side * 3**0.5 / 2
    low, compared = values.max() - 0.08, 0
    place = dict(zip(NODES, range(len(NODES)), strict=True))
    for node, value in zip(NODES, values, strict=True):
        if min(node) < 1:
            continue
        steps = ((1, -1, 0), (-1, 1, 0), (0, 1, -1), (0, -1, 1), (1, 0, -1), (-1, 0, 1))
        around = [place[tuple(np.add(node, step))] for step in steps]
        near = np.array([value, *values[around]])
        if len({bool(s >= 0) for s in [slack[place[node]], *slack[around]]}) > 1 or np.ptp(near) > 0.03:
            continue  # the outline passes, or it is steep
        colour, _, shape = np.array(node) / 20
        x, y = (wide - side) / 2 + side * (colour / 2 + shape), 20 + tall * (1 - colour)
        ends = [np.clip((v - low) / 0.08, 0, 1) for v in (value - 0.014, value + 0.004)]
        pale, dark = red(0.05 + 0.5 * ends[0]), red(0.05 + 0.5 * ends[1])
        assert dark - 2 <= shown[int(y), int(x)] <= pale + 2, (node, value)
        compared += 1
    assert compared > 60


def test_the_picture_s_scores_are_those_that_are_decided(triangle: Page) -> None:
    found, own, names = computed.decided((7, 6, 7)), computed.split(), flowers.classes()
    best = np.argsort(-found.scores[0])[:3]
    kinds = triangle.locator(".one dt").all_inner_texts()
    assert kinds == [names[int(k)] for k in best]
    values = [number_of(text) for text in triangle.locator(".one dd:not(.bar)").all_inner_texts()]
    assert values == pytest.approx(found.scores[0, best], abs=0.0051)
    bars = triangle.locator(".one dd.bar i").evaluate_all(
        "all => all.map((bar) => parseFloat(bar.style.width))"
    )
    assert bars[0] >= bars[1] >= bars[2]
    span = max(*np.abs(found.scores[0, best]), 1)
    assert bars == pytest.approx(100 * np.maximum(found.scores[0, best] + 1, 0) / (span + 1), abs=0.1)
    truth = names[int(own.y_test[0])]
    assert f"{truth} {'✓' if kinds[0] == truth else '✗'}" in triangle.locator(".one .what").inner_text()
