"""The theme follows the system while a page is open: what Python has coloured too."""

from __future__ import annotations

from PIL import ImageColor

from mmfusion.figures.template import DARK, LIGHT, Palette
from tests.browser.conftest import Visit

PAGE = "/names?cover=0"
FORMULA = """() => {
  const parts = [...document.querySelectorAll(".katex [style*=color]")];
  return [...new Set(parts.map((part) => getComputedStyle(part).color))].sort();
}"""
CHART = """() => [...new Set([...document.querySelectorAll(".js-plotly-plot .xtick text")]
  .map((text) => getComputedStyle(text).fill))]"""
ON_PAPER = """() => {
  const strip = document.querySelector(".katex [style*=color]").closest(".katex");
  strip.style.colorScheme = "light";
  const parts = [...strip.querySelectorAll("[style*=color]")];
  const found = [...new Set(parts.map((part) => getComputedStyle(part).color))];
  strip.style.colorScheme = "";
  return found;
}"""
"""Colours of a formula that is put in the light theme without a run, as printing does."""


def words(palette: Palette) -> set[str]:
    return {f"rgb{ImageColor.getrgb(palette.words(name))}" for name in palette.shades}


def test_formulas_and_charts_follow_when_the_system_turns_dark(visit: Visit) -> None:
    page = visit.page
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    visit.open(PAGE, ".js-plotly-plot .xtick text")
    page.wait_for_selector("html[data-undone]", state="attached")
    visit.rest()
    assert page.evaluate(FORMULA)
    assert set(page.evaluate(FORMULA)) <= words(LIGHT)
    before = page.evaluate(CHART)
    page.emulate_media(color_scheme="dark")
    visit.until(lambda: page.evaluate(CHART) != before)
    visit.rest()
    assert set(page.evaluate(FORMULA)) <= words(DARK)
    assert page.evaluate(CHART) == [f"rgb{ImageColor.getrgb(DARK.ink3)}"]
    assert set(page.evaluate(ON_PAPER)) <= words(LIGHT)
