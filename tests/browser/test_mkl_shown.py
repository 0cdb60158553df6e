"""Multiple kernel learning: what is read back from the screen is the solver's."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

from mmfusion.kernels.problem import Tasks
from mmfusion.kernels.svm import solve_svm
from mmfusion.tasks.flowers import HAND_MADE
from mmfusion.ui.mkl import computed, deeper
from mmfusion.ui.mkl import page as mkl
from mmfusion.ui.shell import components
from tests.browser.alone import Link, mount, number_of, points_of, sent, turn

FOLDER = components.UI / "mkl"
PROBLEM = computed.Problem("dandelion", 10.0, 3)
NAMES = [mkl.SHORT[name] for name in HAND_MADE]
COLUMNS = """canvas => {
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return Array.from({ length: canvas.width }, (_, x) => {
    let high = 0;
    for (let y = 0; y < canvas.height - 1; y++) high += pixels[4 * (y * canvas.width + x) + 3] > 127;
    const from = 4 * ((canvas.height - 2) * canvas.width + x);
    return [high, ...pixels.slice(from, from + 3)];
  });
}"""
"""Of each column of a canvas how much of it is painted, the lowest line left out, and its colour."""


def shares(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares of the weight, none for a kernel that counts as gone: below a thousandth of the largest."""
    left = np.where(weights > 1e-3 * weights.max(), weights, 0)
    return left / left.sum()


def drawn(svg: Locator, which: str = "path[fill=none]") -> list[NDArray[np.float64]]:
    """Points of the lines of a figure."""
    return [
        points_of(d) for d in svg.locator(which).evaluate_all("all => all.map((p) => p.getAttribute('d'))")
    ]


def scale(svg: Locator, low: float, high: float, which: str = "path[style*=hairline]") -> Any:
    """What a height in a figure means, where its lines of reference stand for two values."""
    found = [
        re.search(r"M[\d.]+ ([\d.]+)H", str(d))
        for d in svg.locator(which).evaluate_all("all => all.map((p) => p.getAttribute('d'))")
    ]
    heights = [float(one[1]) for one in found if one]
    bottom, top = heights[0], heights[-1]
    assert top < bottom
    return lambda y: low + (bottom - y) / (bottom - top) * (high - low)


def same_share(text: str, value: float) -> bool:
    """Whether a share in words is this one."""
    if value == 0:
        return text == "–"
    return text == "<.01" if value < 0.005 else abs(number_of(text) - value) < 0.0051


@pytest.fixture
def solver(page: Page) -> Page:
    (data,) = sent(lambda: mkl.figure(PROBLEM, Link(mkl_seen="1")))
    mount(page, FOLDER / "solver", data, 3400)
    page.locator(".mkl[data-ready]").wait_for()
    return page


def test_bars_and_bounds_are_the_solver_s_at_every_p_and_iteration(solver: Page) -> None:
    most = set()
    for place, p in enumerate(computed.NORMS):
        if place not in (0, 1, 3, 6):
            continue
        answer = computed.solve(PROBLEM, p)
        last = len(answer.history) - 1
        turn(solver.locator(".norm"), place)
        for k in sorted({last, last // 2, 0}, reverse=True):
            turn(solver.locator(".step"), k)
            one = answer.history[k]
            own = shares(answer.weights if k == last else one.weights)
            rows = solver.locator(".rows .row")
            assert rows.locator("span").all_inner_texts() == NAMES
            for i, text in enumerate(rows.locator("em").all_inner_texts()):
                assert same_share(text, own[i]), (p, k, NAMES[i])
            wide = "all => all.map((bar) => parseFloat(bar.style.width) / 100)"
            assert rows.locator("i").evaluate_all(wide) == pytest.approx(own[:8], abs=1e-4)
            assert solver.locator(".noises i").evaluate_all(wide) == pytest.approx(own[8:], abs=1e-4)
            assert same_share(solver.locator(".noisy em").inner_text(), own[8:].sum()) or own[8:].sum() == 0
            expect(solver.locator(".sum")).to_contain_text(
                f"{np.count_nonzero(own)} of 11 kernels keep a weight"
            )
            said = solver.locator(".told b").all_inner_texts()
            assert said[0] == str(k + 1)
            assert number_of(said[1]) == pytest.approx(one.primal, rel=1e-4)
            assert number_of(said[2]) == pytest.approx(one.dual, rel=1e-4)
            exact = 100 * (one.primal - one.dual) / one.primal
            assert number_of(said[3]) == pytest.approx(exact, rel=0.06, abs=1e-3)
            most.add(int(own.argmax()))
        bounds, end = solver.locator(".bounds"), answer.history[last].primal
        value = scale(bounds, 0.4 * end, 1.6 * end)
        if place:  # with one kernel left at p = 1 both are found at once
            for line, name in zip(drawn(bounds), ("primal", "dual"), strict=True):
                values = [getattr(h, name) for h in answer.history]
                assert value(line[:, 1]) == pytest.approx(values, abs=0.002 * end), (p, name)
                assert (np.diff(line[:, 0]) > 0).all()
    assert own.max() < 0.3, "at p = ∞ they are alike"


def test_lines_over_p_are_the_shares_at_each_p(solver: Page) -> None:
    lines = solver.locator(".lines")
    own = np.array([shares(computed.solve(PROBLEM, p).weights) for p in computed.NORMS])
    own = np.column_stack([own[:, :8], own[:, 8:].sum(axis=1)])
    value = scale(lines, 0, own.max())
    found = drawn(lines)
    assert len(found) == 9
    for i, line in enumerate(found):
        assert value(line[:, 1]) == pytest.approx(own[:, i], abs=0.002), [*NAMES, "all noise"][i]
    texts = lines.locator("text").all_text_contents()
    assert same_share(texts[1], own.max())
    assert texts[2:9] == ["p = 1", "1.1", "4/3", "2", "4", "8", "∞"]
    assert texts[9] == NAMES[own[0, :8].argmax()], "the one that leads at p = 1 is named"


def test_a_line_for_each_picture_is_as_long_as_its_dual_value(solver: Page) -> None:
    y = computed.signs(PROBLEM)
    for place, k in ((3, -1), (6, -1), (0, 2), (3, 2)):
        turn(solver.locator(".norm"), place)
        answer = computed.solve(PROBLEM, computed.NORMS[place])
        if k > 0:
            turn(solver.locator(".step"), k)
        signed = answer.history[k].signed
        assert signed is not None
        alpha = np.abs(signed[0])
        kept = np.concatenate([alpha[y > 0], alpha[y < 0]])
        own = int((y > 0).sum())
        columns = np.array(solver.locator(".duals").evaluate(COLUMNS))
        width = (len(columns) - 8) / len(y)
        middle = (np.arange(len(y)) + 0.5) * width + np.where(np.arange(len(y)) < own, 0, 8)
        high = columns[middle.astype(int), 0]
        held = kept > 1e-6 * PROBLEM.C
        assert high == pytest.approx(np.where(held, np.maximum(2, kept / kept.max() * 54), 0), abs=1.6)
        ink, ghost = (columns[middle.astype(int)][held][at, 1:] for at in (0, -1))
        assert ink.max() < ghost.max(), "the kind's own are in ink"
        numbers = [number_of(v) for v in solver.locator(".held b").all_inner_texts()]
        assert numbers == [held[:own].sum(), held[own:].sum()]
        largest = re.search(r"largest \|α\| is ([\d.e+-]+) of", solver.locator(".held").inner_text())
        assert largest
        assert float(largest[1]) == pytest.approx(kept.max(), rel=0.06)
        hardest = [float(v) for v in solver.locator(".hardest b").all_inner_texts()]
        assert hardest == pytest.approx(np.sort(np.abs(answer.signed))[::-1][:4], rel=0.06)


def test_who_decides_adds_up_to_f(solver: Page) -> None:
    picture = int(np.argmax(computed.pictures().y_test == computed.number(PROBLEM.kind)))
    _, test = computed.kernels(PROBLEM)
    for place in (0, 3):
        turn(solver.locator(".norm"), place)
        answer = computed.solve(PROBLEM, computed.NORMS[place])
        added = [
            w * float(k[picture].astype(float) @ answer.signed)
            for w, k in zip(answer.weights, test, strict=True)
        ]
        terms = {**dict(zip(NAMES, added[:8], strict=True)), "all noise": sum(added[8:])}
        f = sum(added) + answer.intercept
        first = sorted(terms, key=lambda name: -abs(terms[name]))[:4]
        wanted = {name: terms[name] for name in first}
        wanted |= {"the others": sum(terms.values()) - sum(wanted.values()), "b": answer.intercept, "f(x)": f}
        rows = solver.locator(".part")
        values = [number_of(text) for text in rows.locator("em").all_inner_texts()]
        shown = dict(zip(rows.locator("span").all_inner_texts(), values, strict=True))
        assert shown == pytest.approx(wanted, abs=0.0052)
        span = max(map(abs, wanted.values()))
        bars = rows.locator("i").evaluate_all(
            "all => all.map((bar) => [parseFloat(bar.style.left), parseFloat(bar.style.width)])"
        )
        for (left, width), value in zip(bars, wanted.values(), strict=True):
            ends = (50, 50 + 50 * value / span)
            assert (left, left + width) == pytest.approx((min(ends), max(ends)), abs=0.05)
        said = "" if f > 0 else "not "
        expect(solver.locator(".who .what")).to_contain_text(f"called {said}dandelion")


def test_cuts_touch_the_curve_from_below(page: Page) -> None:
    (data,) = sent(lambda: deeper.two_kernels(PROBLEM))
    mount(page, FOLDER / "cuts", data)
    svg = page.locator(".cuts[data-ready] svg")
    curve = drawn(svg, "path[stroke-width='2.4']")[0]
    left, right = curve[0, 0], curve[-1, 0]
    first, second = (computed.pictures().train[HAND_MADE.index(name)] for name in computed.TWO)
    y = computed.signs(PROBLEM)
    tasks = Tasks(y[None], np.full((1, len(y)), PROBLEM.C))

    def value(beta: float) -> float:
        return solve_svm(beta * first + (1 - beta) * second, tasks, gap=1e-4).dual

    J = {beta: value(beta) for beta in (0.0, 0.25, 0.5, 1.0)}
    heights = np.interp([left + beta * (right - left) for beta in J], curve[:, 0], curve[:, 1])
    slope, zero = np.polyfit(heights, list(J.values()), 1)
    assert slope < 0, "more is higher"
    assert zero + slope * heights == pytest.approx(list(J.values()), rel=2e-3)
    low, J_of = (zero + slope * curve[:, 1]).min(), zero + slope * curve[:, 1]
    for k in (0, 1, 3):
        turn(page.locator("input"), k)
        lines = drawn(svg, "path.cut")
        assert len(lines) == k
        ends = np.array([zero + slope * line[:, 1] for line in lines]).reshape(-1, 2)
        beta = (curve[:, 0] - left) / (right - left)
        below = ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * beta
        assert (below <= J_of + 2e-3 * low).all(), "a cut is nowhere above"
        if not k:
            continue
        said = page.locator("p").inner_text()
        known = re.search(
            r"nowhere below (-?[\d.]+); its least value here is ([\d.]+)\..*β = (\d\.\d+)", said
        )
        assert known is not None, said
        fine = np.linspace(0, 1, 2001)
        least = (ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * fine).max(axis=0).min()
        assert float(known[1]) == pytest.approx(least, abs=5e-3 * low)
        assert float(known[2]) == pytest.approx(low, rel=2e-3)
        where = (float(svg.locator("circle").get_attribute("cx") or "nan") - left) / (right - left)
        assert where == pytest.approx(float(known[3]), abs=0.006)
        touched = ends[-1, 0] + (ends[-1, 1] - ends[-1, 0]) * where
        assert touched == pytest.approx(np.interp(where, beta, J_of), rel=5e-3), (
            "where it was drawn it touches"
        )


def test_lines_over_the_cost_are_weights_and_what_is_right(page: Page) -> None:
    (data,) = sent(lambda: deeper.costs(PROBLEM))
    mount(page, FOLDER / "costs", data)
    page.locator(".costs[data-ready]").wait_for()
    for which, p in ((".one", 1.0), (".two", 2.0)):
        answers = [computed.solve(computed.Problem(PROBLEM.kind, C, 3), p) for C in computed.PATH_COSTS]
        own = np.array([one.weights / one.weights.sum() for one in answers])
        own = np.column_stack([own[:, :8], own[:, 8:].sum(axis=1)])
        svg = page.locator(which)
        value = scale(svg, 0, own.max())
        lines = drawn(svg)
        assert len(lines) == 9
        for i, line in enumerate(lines):
            assert value(line[:, 1]) == pytest.approx(own[:, i], abs=0.002), (p, i)
        left = [int((one.weights > 1e-3 * one.weights.max()).sum()) for one in answers]
        said = re.findall(r"(\d+) at C", str(svg.get_attribute("aria-label")))
        assert [int(n) for n in said] == left
        here = re.search(r"M([\d.]+) ", str(svg.locator("path[stroke-width='1.4']").get_attribute("d")))
        assert here
        assert float(here[1]) == pytest.approx(lines[0][computed.PATH_COSTS.index(10.0), 0], abs=0.1)
    svg = page.locator(".right")
    value = scale(svg, 0.5, 1)
    _, test = computed.kernels(PROBLEM)
    truth = computed.pictures().y_test == computed.number(PROBLEM.kind)
    for p, line in zip(computed.PATH_NORMS, drawn(svg, "path.reached"), strict=True):
        right = []
        for C in computed.PATH_COSTS:
            one = computed.solve(computed.Problem(PROBLEM.kind, C, 3), p)
            yes = np.tensordot(one.weights, test, 1) @ one.signed + one.intercept > 0
            right.append((yes[truth].mean() + (~yes[~truth]).mean()) / 2)
        assert value(line[:, 1]) == pytest.approx(right, abs=0.002), p
