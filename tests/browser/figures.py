"""What a page's figure leaves as, and what is in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page

from tests.browser.asked import SHOWN
from tests.browser.conftest import DRAWN

LABELS = {"png": "Figure, PNG", "svg": "SVG", "html": "HTML"}
SCALE, MARGIN = 2, 16
"""Pixels of the picture to a pixel of the page, and the margin around the figure, px."""


def leaves_as(page: Page, folder: Path, title: str = "") -> dict[str, Path]:
    """Open *Take away*, save a figure (the first, if none is named) in every form; files by ending."""
    button = page.get_by_role("button", name="Take away").first
    button.scroll_into_view_if_needed()
    page.evaluate(DRAWN, 3)
    page.wait_for_function(SHOWN)  # what is written once someone comes near it
    button.click()
    if title:
        page.get_by_label("figure to save").select_option(label=title)
    files = {}
    for kind, label in LABELS.items():
        with page.expect_download() as download:
            page.get_by_role("button", name=label, exact=True).click()
        files[kind] = folder / f"figure.{kind}"
        download.value.save_as(files[kind])
    return files


def ink_share(picture: Path, part: dict[str, float]) -> float:
    """Return the share of a part of the figure, in px of the page, that is far from the ground."""
    x, y, width, height = (part[name] for name in ("x", "y", "width", "height"))
    box = tuple(round(SCALE * (MARGIN + v)) for v in (x, y, x + width, y + height))
    grey = np.asarray(Image.open(picture).convert("L").crop(box), dtype=float)  # type: ignore[arg-type]  # four
    return float(np.mean(np.abs(grey - np.median(grey)) > 60))
