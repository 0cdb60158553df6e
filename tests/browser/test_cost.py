from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from mmfusion.explain.cost import WAYS, Shape, cost
from mmfusion.figures.cost import amount
from mmfusion.ui.cost.setting import SLIDERS
from tests.browser.conftest import Visit

LECTURE = ({"visual": 196, "text": 100}, Shape(1, 0, 768, 4, 12, 4.0))


def said(page: Page) -> dict[str, tuple[str, str]]:
    """What each bar says: multiply-adds and memory of the attention weights, by the way's name."""
    rows = page.locator(".mmf-ways > div:has(b)").evaluate_all(
        "rows => rows.map(r => [r.querySelector('.way'), r.querySelector('b'), r.querySelector('span')]"
        ".map(e => e.textContent))"
    )
    return {name: (total, memory) for name, total, memory in rows}


def computed(counts: dict[str, int], shape: Shape) -> dict[str, tuple[str, str]]:
    found = {words: cost(way, counts, shape) for way, words in WAYS.items()}
    return {name: (amount(c.total), amount(c.memory, "B", 1024.0)) for name, c in found.items()}


def shares(page: Page) -> list[float]:
    """How wide the bars are drawn, as shares of the widest."""
    wide = page.locator(".mmf-ways > div:has(b) .part").evaluate_all(
        "all => all.map(p => [...p.children].reduce((sum, i) => sum + i.getBoundingClientRect().width, 0))"
    )
    return [width / max(wide) for width in wide]


def slide(page: Page, name: str, key: str, times: int = 1) -> Locator:
    thumb = page.get_by_role("slider", name=name)
    thumb.focus()
    for _ in range(times):
        page.keyboard.press(key)
    return thumb


def test_the_bars_say_and_are_as_wide_as_what_the_formula_gives(visit: Visit) -> None:
    page = visit.open("/cost?cost_seen=1")
    assert said(page) == computed(*LECTURE)
    most = max(cost(way, *LECTURE).total for way in WAYS)
    assert shares(page) == pytest.approx([cost(way, *LECTURE).total / most for way in WAYS], abs=0.01)
    slide(page, "text tokens", "ArrowRight")
    expect(page).to_have_url(re.compile("cost_text=200"))
    visit.settle()
    more = computed({"visual": 196, "text": 200}, LECTURE[1])
    expect(page.locator(".mmf-ways b").first).to_have_text(next(iter(more.values()))[0])
    assert said(page) == more


def test_the_bar_that_answers_is_covered_until_the_guess_is_shown(visit: Visit) -> None:
    page = visit.open("/cost")
    through = WAYS["bottleneck"]
    assert said(page)[through] == ("?", "?")
    assert {name: row for name, row in said(page).items() if name != through} == {
        name: row for name, row in computed(*LECTURE).items() if name != through
    }
    page.get_by_role("radio", name="20", exact=True).click()
    expect(page.locator(".mmf-track")).to_contain_text("your guess")
    assert said(page) == computed(*LECTURE)
    assert "cost_guess=20" in page.url


def held(page: Page) -> dict[str, str | None]:
    """What each slider says."""
    names = (name for _, name, *_ in SLIDERS)
    return {name: page.get_by_role("slider", name=name).get_attribute("aria-valuetext") for name in names}


PAPER = ({"visual": 8 * 196, "audio": 1200}, Shape(12, 8, 768, 4, 12, 4.0))
LAB = ({"visual": 192, "audio": 64}, Shape(4, 1, 64, 4, 4, 2.0))


def sum_of(counts: dict[str, int], shape: Shape) -> dict[str, int]:
    """Multiply-adds by the formula of the page alone, way by way."""
    own, n, d, r = list(counts.values()), sum(counts.values()), shape.width, shape.mlp_ratio

    def layer(lengths: list[int]) -> float:
        return sum(2 * m * m * d + (4 + 2 * r) * m * d * d for m in lengths)

    crossed = sum(2 * m * n * d + (2 * m + 2 * n + 2 * r * m) * d * d for m in own)
    apart, meet = shape.fusion_layer, shape.layers - shape.fusion_layer
    exchange = {
        "late": layer(own),
        "bottleneck": layer([m + shape.bottlenecks for m in own]),
        "self": layer([n]),
        "cross": crossed,
        "twice": len(own) * layer([n]),
    }
    return {WAYS[way]: round(apart * layer(own) + meet * cost) for way, cost in exchange.items()}


def test_an_example_moves_every_slider_and_the_bars_are_those_of_the_formula(visit: Visit) -> None:
    page = visit.open("/cost?cost_seen=1")
    slide(page, "text tokens", "ArrowRight")
    slide(page, "frames", "ArrowRight")
    expect(page).to_have_url(re.compile("cost_frames=2"))
    for label, (counts, shape), says in (
        (
            "the paper's network",
            PAPER,
            {"frames": "8", "sound tokens": "1200", "text tokens": "0", "fusion layer L_f": "8"},
        ),
        ("this lab's network", LAB, {"width d": "64", "MLP ratio r": "2", "bottleneck tokens B": "4"}),
        ("the lecture's example", LECTURE, {"frames": "1", "text tokens": "100", "layers L": "1"}),
    ):
        page.get_by_role("radio", name=label).click()
        first = amount(sum_of(counts, shape)[WAYS["late"]])
        expect(page.locator(".mmf-ways b").first).to_have_text(first)
        visit.rest()
        stands = held(page)
        assert {name: stands[name] for name in says} == says
        assert {name: total for name, (total, _) in said(page).items()} == {
            name: amount(total) for name, total in sum_of(counts, shape).items()
        }
        assert said(page) == computed(counts, shape)


def test_the_ratio_of_the_mlp_is_a_control_and_in_the_link(visit: Visit) -> None:
    page = visit.open("/cost?cost_seen=1")
    slide(page, "MLP ratio r", "ArrowRight", 2)
    expect(page).to_have_url(re.compile("cost_ratio=8"))
    visit.settle()
    wide = (LECTURE[0], Shape(1, 0, 768, 4, 12, 8.0))
    expect(page.locator(".mmf-ways b").first).to_have_text(amount(sum_of(*wide)[WAYS["late"]]))
    assert said(page) == computed(*wide)


def test_a_link_may_name_an_example_by_its_value(visit: Visit) -> None:
    page = visit.open("/cost?cost_seen=1&cost_from=lab&cost_frames=16")
    assert held(page)["width d"] == "64"
    assert held(page)["frames"] == "16"
    expect(page.get_by_role("radio", name="this lab's network")).to_be_checked()
    page.reload()
    visit.settle()
    page.locator(".mmf-ways b").first.wait_for()
    assert held(page)["width d"] == "64", "and the link still says so"
