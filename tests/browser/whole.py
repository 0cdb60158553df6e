"""Whether a page is whole: no text and no control lies on another, none is cut or beyond the window.

What is compared are bounding boxes: of every line of text (without what its box has above and below the
letters), of every formula, of every control; within shadow roots and figures too. What an ancestor cuts is
followed from the root: `overflow: hidden` cuts, `overflow: auto` scrolls. Down, scrolling is a page's right;
sideways it is a fault, and so is a word that goes on in the next line without a hyphen. A figure that the
keyboard moves (`role=slider`) has all that is drawn in it as its box: it is not taken for a control. What is
fixed in the window meets, as one scrolls, all that is at its height: it is compared by its columns alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visit

ON_PURPOSE: dict[str, str] = {
    ".drawings > *": "the objects of a scene stand where the scene has them",
    ".item > .x": "the cross that takes a thing away sits on the thing's corner",
    "[data-testid=stPopoverButton] > div > [aria-hidden=true]": "Streamlit hangs the arrow out",
}
"""What may lie on others or be cut: selector -> why."""

FAULTS = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    """Return what is not whole on the page as it is shown now."""
    found: list[str] = page.evaluate(FAULTS.rstrip().rstrip(";"), ON_PURPOSE)
    return found


def lasting(visit: Visit) -> list[str]:
    """Return the faults that stay: a chart is laid out anew some frames after the window has changed."""
    for _ in range(4):
        if not (found := faults(visit.page)):
            break
        visit.frames(30)
        visit.rest()
    return found
