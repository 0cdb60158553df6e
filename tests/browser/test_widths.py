"""Every page is whole at every width: beside the sidebar or without, light and dark, at a zoom of 125 %."""

from __future__ import annotations

import json
from typing import Literal

import pytest
from playwright.sync_api import CDPSession, expect

from mmfusion.ui.shell.lessons import LESSONS
from tests.browser.conftest import Visit
from tests.browser.whole import faults, lasting

Scheme = Literal["light", "dark"]
WIDTHS = ((1920, 1), (1280, 1), (1100, 1), (1024, 1), (768, 1), (390, 1))
ZOOMED = ((1536, 1.25), (1024, 1.25), (819, 1.25))
"""A browser at 125 % has this many pixels where there are 1920, 1280 and 1024."""
PHONE = 768
"""Up to here the sidebar lies over the page: it is looked at folded alone."""
OPEN = """() => {
  const every = (at, what) => [...at.querySelectorAll(what)];
  const roots = (at) => [at, ...every(at, "*").flatMap((e) => (e.shadowRoot ? roots(e.shadowRoot) : []))];
  const main = document.querySelector("[data-testid=stMain]");
  const folds = roots(main).flatMap((root) => every(root, "details:not([open]) > summary"));
  folds[0]?.click();
  return folds.length;
}"""


class Window:
    """A window that is resized around a page that is open."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.protocol: CDPSession = visit.page.context.new_cdp_session(visit.page)

    def size(self, width: int, scale: float = 1.0, height: int = 844) -> None:
        """Give the window a size, its pixels a scale, and wait until the page stands."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
        self.protocol.send("Emulation.setDeviceMetricsOverride", metrics)
        self.visit.rest()

    def fold(self) -> None:
        """Fold the sidebar."""
        self.size(1920)
        self.visit.page.get_by_test_id("stSidebar").hover()
        self.visit.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
        expect(self.visit.page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
        self.visit.rest()


def open_page(visit: Visit, name: str, query: str, scheme: Scheme = "light") -> Window:
    """Open a page in a wide window and wait until it is all there."""
    visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    path = "/" if name == LESSONS[0].name else f"/{name}"
    visit.open(f"{path}?{query}", "[data-testid=stMain] h1")
    expect(visit.page.get_by_role("button", name="Stop", exact=True)).to_have_count(0, timeout=90_000)
    window = Window(visit)
    window.size(1920)
    return window


def unfold(visit: Visit) -> None:
    """Open all folds, and go where something is written once someone comes near."""
    for place in visit.page.locator(".near").all():
        place.evaluate("place => place.scrollIntoView()")
        visit.rest()
    while visit.page.evaluate(OPEN):
        visit.rest()


def look(window: Window, sizes: tuple[tuple[int, float], ...], what: str) -> dict[str, list[str]]:
    """Return the faults at some sizes, by what was looked at."""
    found = {}
    for width, scale in sizes:
        window.size(width, scale)
        if wrong := lasting(window.visit):
            found[f"{what}, {width} px{f' at {scale:.0%}' if scale != 1 else ''}"] = wrong
    return found


@pytest.mark.parametrize("name", [lesson.name for lesson in LESSONS])
def test_every_page_is_whole(name: str, visit: Visit) -> None:
    window = open_page(visit, name, "cover=1")
    beside = tuple(size for size in WIDTHS + ZOOMED if size[0] > PHONE)
    found = look(window, ((1024, 1), (390, 1)), "covered")
    window = open_page(visit, name, "cover=0")
    unfold(visit)
    found |= look(window, beside, "light, beside the sidebar")
    window.size(1920)
    visit.page.emulate_media(color_scheme="dark")
    visit.rest()
    window.fold()
    found |= look(window, WIDTHS, "dark, sidebar folded")
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)


@pytest.mark.parametrize("language", ["de"])
@pytest.mark.parametrize("name", [lesson.name for lesson in LESSONS])
def test_every_page_is_whole_in_another_language(name: str, language: str, visit: Visit) -> None:
    """Its words are longer."""
    window = open_page(visit, name, f"cover=0&lang={language}")
    found = look(window, ((1280, 1), (1100, 1), (1024, 1), (390, 1)), language)
    window = open_page(visit, name, f"cover=1&lang={language}")
    found |= look(window, ((1024, 1), (390, 1)), f"{language}, covered")
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)


@pytest.mark.parametrize("name", ["fusion", "heads", "attribution", "names", "cost"])
def test_a_page_is_whole_with_a_real_clip(name: str, visit: Visit) -> None:
    """What it shows of one differs, or it says that it shows none; a locked page says that it is."""
    found = {}
    for language in ("en", "de"):
        window = open_page(visit, name, f"clip=rooster&lock=1&lang={language}")
        found |= look(window, ((1280, 1), (1100, 1), (1024, 1), (390, 1)), language)
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)


@pytest.mark.parametrize("query", ["cover=0", "clip=rooster&lang=de", "clip=rooster&lang=de&present=1"])
def test_the_panels_of_heads_begin_at_one_height(query: str, visit: Visit) -> None:
    page = open_page(visit, "heads", query).visit.page
    tops = [page.locator(f"{panel} h3").first.bounding_box() for panel in (".lower", ".switch")]
    assert tops[0] is not None
    assert tops[1] is not None
    assert abs(tops[0]["y"] - tops[1]["y"]) <= 1


BREAKS = {
    "lies on": ".mmf-lead { margin-top: -24px !important }",
    "is cut by": ".mmf-lead { height: 12px; overflow: hidden }",
    "beyond the window": ".mmf-lead { transform: translateX(80vw) }",
    "is broken": ".mmf-lead { width: 12px; overflow-wrap: anywhere }",
    "scrolls sideways": ".mmf-lead { width: 200px; overflow: auto; white-space: nowrap }",
}
"""What makes which fault."""


@pytest.mark.parametrize("fault", BREAKS)
def test_what_is_broken_is_found(fault: str, visit: Visit) -> None:
    window = open_page(visit, "draw", "cover=0")
    window.size(1024)
    assert not faults(visit.page)
    visit.page.add_style_tag(content=BREAKS[fault])
    visit.rest()
    assert any(fault in one for one in faults(visit.page)), faults(visit.page)
