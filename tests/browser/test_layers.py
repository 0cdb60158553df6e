"""Layers are counted from 1 to L on every page, and L_f is said as what it does."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ANSWERED, Visit

WORDS = """() => {
  const roots = (at) => [...at.querySelectorAll("*")].filter((e) => e.shadowRoot)
    .flatMap((e) => [e.shadowRoot, ...roots(e.shadowRoot)]);
  const every = [document, ...roots(document)];
  const said = every.flatMap((r) => [...r.querySelectorAll("[aria-label]")].map((e) => e.ariaLabel));
  const parts = every.flatMap((r) => [...r.children].filter((e) => !/^(STYLE|SCRIPT)$/.test(e.tagName)));
  return [...parts.map((e) => e.innerText ?? e.textContent ?? ""), ...said].join("\\n");
}"""
"""All words of a page, those of its components and those for screen readers included."""

HEADS = "/heads?heads_seen=1"
SHOWN = {"heads": ".attention[data-ready]"}
OPENS = {
    "fusion": ("/fusion?seen=1", 4),
    "heads": (HEADS, 4),
    "flow": ("/flow?flow_seen=1", 4),
    "cost": ("/cost?cost_seen=1&cost_from=paper", 12),
    "tokens": ("/tokens?tokens_seen=1", 4),
    "words": ("/words?words_seen=1", 5),  # three of the networks above, five of those that hear
}
"""Page -> its address, and the layers of what it shows."""


@pytest.mark.parametrize("name", OPENS)
def test_every_layer_that_is_named_is_one_of_1_to_l(name: str, visit: Visit) -> None:
    address, layers = OPENS[name]
    page = visit.open(address, SHOWN.get(name, ANSWERED))
    visit.rest()
    words = page.evaluate(WORDS)
    named = {int(n) for n in re.findall(r"[Ll]ayers? (\d+)", words)}
    named |= {int(n) for n in re.findall(r"[Ll]ayers \d+ (?:to|and) (\d+)", words)}
    assert named <= set(range(1, layers + 1))
    assert named or name == "tokens", "the page of tokens ends before the first layer"
    assert not re.search(r"from layer L.?f|from L.?f on", words)
    for first in re.findall(r"L\s?_?f = (\d+)(?!,|\d)", words):
        meant = (
            rf"L\s?_?f = {first}\W+(layers {int(first) + 1} (to|and) {layers} exchange|layer {layers} |no )"
        )
        before = rf"layer {layers} alone exchanges \(L\s?_?f = {first}\)"
        assert re.search(meant, words) or re.search(before, words), f"L_f = {first} is said as what it does"


def grid(page: Page) -> list[str]:
    return page.locator(".mmf-grid tfoot tr").first.locator("th").all_inner_texts()


def test_the_labels_of_layers_are_the_same_numbers_in_each_figure(visit: Visit) -> None:
    page = visit.open(HEADS, SHOWN["heads"])
    assert page.locator(".grid .name").all_inner_texts() == ["4", "3", "2", "1"]
    expect(page.locator(".open h3")).to_have_text(re.compile("^Layer [1-4], head"))
    page = visit.open("/flow?flow_seen=1&grid_l=1", ".mmf-grid td.on")
    visit.rest()
    labels = page.locator(".net text").all_text_contents()
    assert [text for text in labels if re.fullmatch(r"input|layer \d", text)] == [
        "input",
        *(f"layer {n}" for n in range(1, 5)),
    ]
    assert grid(page) == ["", "1–4", "2–4", "3–4", "4"]
    expect(page.get_by_text("L_f = 1: layers 2 to 4 exchange.")).to_be_visible()
    page = visit.open("/fusion?seen=1")
    visit.rest()
    drawings = page.locator("svg.net").evaluate_all("all => all.map(svg => svg.ariaLabel)")
    assert drawings
    for words in drawings:
        assert re.findall(r"(input|after layer \d):", words) == [
            "input",
            *(f"after layer {n}" for n in range(1, 5)),
        ]


@pytest.mark.parametrize(
    ("given", "says"), [("0", "layers 1 to 4 exchange"), ("3", "layer 4 alone exchanges")]
)
def test_old_links_to_a_fusion_layer_mean_the_same(given: str, says: str, visit: Visit) -> None:
    page = visit.open(f"/flow?flow_seen=1&grid_l={given}")
    expect(page.get_by_text(f"L_f = {given}: {says}.")).to_be_visible()
    expect(page.locator(".mmf-grid td.on")).to_have_count(1)
    column = page.locator(".mmf-grid td.on").evaluate("td => td.cellIndex - 1")
    assert column == int(given)
