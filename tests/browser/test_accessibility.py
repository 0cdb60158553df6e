"""axe-core finds nothing serious or critical: all pages, covered and not, light and dark, wide and narrow."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import expect

from mmfusion.ui.shell.lessons import LESSONS
from tests.browser.conftest import ANSWERED, Visit

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PAGES = {
    "home": ("/", "pad_seen=1"),
    "fusion": ("/fusion?clip=drone", "seen=1"),
    "tokens": ("/tokens", "tokens_seen=1"),
    "heads": ("/heads", "heads_seen=1"),
    "heads, a real clip": ("/heads?clip=dog", "heads_seen=1"),
    "flow": ("/flow", "flow_seen=1"),
    "cost": ("/cost", "cost_seen=1"),
    "attribution": ("/attribution", "attribution_seen=1"),
    "attribution, a real clip": ("/attribution?clip=dog", "attribution_seen=1"),
    "words": ("/words", "words_seen=1"),
    "words, for and against": ("/words?words_look=1.0.0.signed", "words_seen=1"),
    "joint": ("/joint", "joint_seen=1"),
    "names": ("/names", "names_seen=1"),
    "kernels": ("/kernels", "kernel_seen=1"),
    "mkl": ("/mkl", "mkl_seen=1"),
    "draw": ("/draw", "draw_seen=1"),
    "transfer": ("/transfer", "transfer_seen=1"),
    "store": ("/store", "store_seen=1"),
    "graph": ("/graph", "graph_seen=1"),
    "imagine": ("/imagine", "imagine_seen=1"),
    "vokens": ("/vokens", "vokens_seen=1"),
    "map": ("/map", "map_pin=graph"),
}
"""What is opened, and what uncovers its number."""
DRAWN = {
    "heads": ".attention[data-ready]",
    "attribution": ".explanations[data-ready]",
    "draw": ".believing[data-ready]",
    "joint": ".spheres[data-ready]",
    "names": ".ranked[data-ready]",
    "transfer": ".budget[data-ready]",
    "store": ".retrieved[data-ready]",
    "graph": ".kinds[data-ready]",
    "imagine": ".emoji[data-ready]",
    "vokens": ".pictured[data-ready]",
    "map": ".atlas[data-ready]",
}
"""Of pages that answer by a figure, what shows that it is drawn."""
Scheme = Literal["light", "dark"]
WIDTHS: dict[bool, dict[Scheme, tuple[int, ...]]] = {
    True: {"light": (1280, 390), "dark": (1280,)},
    False: {"light": (1280,), "dark": (390,)},
}
"""Whether the number is uncovered -> theme -> widths: a theme has other colours, a width another layout."""
STREAMLIT = {
    "list": "ul[data-testid=stSidebarNavItems]",
    "listitem": "ul[data-testid=stSidebarNavItems] li",
}
"""What is not ours, by rule: `st.navigation` puts each section's heading and entries into a div within its
list, whatever options it is given, and no style mends a list."""
RUN = """(exempt) => axe.run(document, {
  elementRef: true,
  resultTypes: ["violations"],
  rules: { "label-content-name-mismatch": { enabled: true } },
}).then(({ violations }) => violations
  .filter((found) => ["serious", "critical"].includes(found.impact))
  .flatMap((found) => found.nodes
    .filter((node) => !(exempt[found.id] && node.element?.matches(exempt[found.id])))
    .map((node) => `${found.id}: ${node.html.slice(0, 200)} ${[...node.any, ...node.all][0]?.message}`)))"""
SCHEME = "scheme => getComputedStyle(document.querySelector('.stApp')).colorScheme === scheme"
OPEN = """() => {
  const every = (at, what) => [...at.querySelectorAll(what)];
  const roots = (at) => [at, ...every(at, "*").flatMap((e) => (e.shadowRoot ? roots(e.shadowRoot) : []))];
  const folds = roots(document).flatMap((root) => every(root, "details:not([open]) > summary"));
  folds[0]?.click();
  return folds.length;
}"""

OUTSIDE = """() => {
  const every = (at, what) => [...at.querySelectorAll(what)];
  const roots = (at) => [at, ...every(at, "*").flatMap((e) => (e.shadowRoot ? roots(e.shadowRoot) : []))];
  const main = document.querySelector("[data-testid=stMain]");
  return roots(main)
    .flatMap((root) => every(root, "button, a[href], select, input:not([type=range]), [role=radio]"))
    .filter((e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .map((e) => [e, e.getBoundingClientRect()])
    .filter(([, { left, right, width }]) => width > 1 && (right > innerWidth + 1 || left < -1))
    .map(([e]) => `outside the window: ${(e.ariaLabel || e.innerText || e.outerHTML).slice(0, 60)}`);
}"""


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core, as `npm ci` installs it. Without it tests are skipped, or fail where a browser must be."""
    if not AXE.is_file():
        reason = "axe-core is not installed: npm ci"
        if os.environ.get("MMFUSION_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return AXE.read_text(encoding="utf-8")


def violations(visit: Visit) -> list[str]:
    found: list[str] = visit.page.evaluate(RUN, STREAMLIT)
    return found


def test_every_page_is_looked_at() -> None:
    assert {name.split(",")[0] for name in PAGES} == {lesson.name for lesson in LESSONS}


@pytest.mark.parametrize("uncovered", [False, True], ids=["covered", "uncovered"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_serious_keeps_anyone_out(visit: Visit, axe: str, name: str, uncovered: bool) -> None:
    """Uncovered, every fold is open as well."""
    path, uncovers = PAGES[name]
    address = f"{path}{'&' if '?' in path else '?'}{uncovers}" if uncovered else path
    page = visit.page
    page.add_init_script(axe)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": 844})
    visit.open(address, DRAWN.get(name.split(",")[0], ANSWERED))
    # Maps of attribution arrive piece by piece: between two of them the page rests, then fades again.
    expect(page.get_by_role("button", name="Stop", exact=True)).to_have_count(0, timeout=90_000)
    visit.rest()
    for place in page.locator(".near").all():  # what is written once someone comes near
        place.evaluate("place => place.scrollIntoView()")
        visit.rest()
    while uncovered and page.evaluate(OPEN):
        visit.rest()
    found = {}
    for scheme, widths in WIDTHS[uncovered].items():
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(SCHEME, arg=scheme)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 844})
            visit.rest()
            if wrong := violations(visit) + page.evaluate(OUTSIDE):
                found[f"{scheme}, {width} px"] = wrong
    assert not found, json.dumps(found, indent=1)


def test_axe_sees_what_is_within_a_component(visit: Visit, axe: str) -> None:
    visit.page.add_init_script(axe)
    page = visit.open("/tokens", ".tokens[data-ready]")
    bar = page.get_by_role("slider", name="token of the input")
    bar.evaluate("bar => bar.removeAttribute('aria-valuenow')")
    assert [line.split(":")[0] for line in violations(visit)] == ["aria-required-attr"]
