"""What a figure shows on the screen and in the file that it leaves as: words, and pixels."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from playwright.sync_api import Page

MARGIN, GAP = 16, 16
"""px around a figure, and at most between its parts, in its file."""
SVG = "{http://www.w3.org/2000/svg}"
DEEP = """
const below = (root) => [...root.querySelectorAll("*")].flatMap((one) =>
  one.shadowRoot ? [one, ...below(one.shadowRoot)] : [one]);
const figure = (selector) => {
  const found = below(document).filter((one) => one.matches(selector) && one.offsetParent);
  return found.filter((one) => !found.some((other) => other !== one && other.contains(one)));
};
"""
"""Finds a figure's parts on the page, in components too."""
BOXES = f"""(selector) => {{ {DEEP}
  return figure(selector).map((one) => {{
    const {{ x, y, width, height }} = one.getBoundingClientRect();
    return {{ x, y, width, height }};
  }}).sort((a, b) => a.y - b.y);
}}"""
WORDS = (
    f"(selector) => {{ {DEEP}"
    r"""
  const sure = new Set(), short = new Set();
  const put = (set, text) => { for (const word of text.match(/\S+/g) ?? []) set.add(word); };
  const hidden = (one) => {
    for (let at = one; at; at = at.parentElement ?? at.getRootNode().host) {
      const style = getComputedStyle(at);
      const box = at.getBoundingClientRect();
      if (style.display === "contents") continue;
      const clipped = style.position === "absolute" && style.clip !== "auto";
      if (clipped || style.clipPath === "inset(50%)") return true;
      if (style.overflow !== "visible" && box.width <= 1 && box.height <= 1) return true;
    }
    return !one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  };
  for (const part of figure(selector)) {
    for (const one of [part, ...below(part)]) {
      const style = getComputedStyle(one);
      const contents = style.display === "contents";
      if (["STYLE", "SCRIPT", "OPTION", "title", "desc", "style"].includes(one.tagName)) continue;
      if (!contents && hidden(one)) continue;
      for (const which of ["::before", "::after"]) {
        const own = getComputedStyle(one, which);
        const text = /^"(.*)"$/.exec(own.content);
        if (text && own.display !== "none") put(sure, text[1]);
      }
      if (one.tagName === "SELECT") put(short, one.selectedOptions[0]?.label ?? "");
      if (one.tagName === "INPUT" && one.type === "text") put(short, one.value || one.placeholder);
      const cut = style.textOverflow === "ellipsis" && one.scrollWidth > one.clientWidth;
      for (const node of one.childNodes) {
        if (node.nodeType !== Node.TEXT_NODE) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        if (range.getBoundingClientRect().width > 0) put(cut ? short : sure, node.data);
      }
    }
  }
  return [[...sure], [...short]];
}"""
)
"""All words that a figure's parts show, and those of them that may be cut short."""


class Shown(NamedTuple):
    """A figure as it is on the screen.

    Attributes:
        picture: (height, width, 3) 0 to 255, a pixel a px, its parts one below another as in its file.
        words: that are seen.
        short: words that may be cut short where they stand, or be hidden in a field.

    """

    picture: NDArray[np.float64]
    words: set[str]
    short: set[str]


def shown(page: Page, selector: str) -> Shown:
    """Return a figure as it is on the screen; all of it has to be inside the window."""
    boxes: list[dict[str, float]] = page.evaluate(BOXES, selector)
    sure, short = page.evaluate(WORDS, selector)
    whole = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    left, top = min(box["x"] for box in boxes), boxes[0]["y"]
    right = max(box["x"] + box["width"] for box in boxes)
    rows: list[tuple[float, float, float]] = []  # from, to, where it comes to lie
    bottom, moved = top, MARGIN - top
    for box in boxes:
        moved -= max(0.0, box["y"] - bottom - GAP)
        bottom = max(bottom, box["y"] + box["height"])
        rows.append((box["y"], box["y"] + box["height"], moved))
    size = (int(np.ceil(right - left)) + 2 * MARGIN, int(np.ceil(bottom + moved)) + MARGIN)
    ground = np.median(np.asarray(whole).reshape(-1, 3), axis=0).astype(int)
    sheet = Image.new("RGB", size, tuple(ground.tolist()))
    for start, end, by in rows:
        strip = whole.crop((round(left) - MARGIN, round(start), round(right) + MARGIN, round(end)))
        sheet.paste(strip, (0, round(start + by)))
    return Shown(np.asarray(sheet, dtype=float), set(sure), set(short))


def pixels(path: Path, like: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return an exported picture, a pixel a px; it is opaque and has twice the pixels of `like` each way."""
    picture = Image.open(path)
    height, width = like.shape[:2]
    assert abs(picture.width - 2 * width) <= 4, (picture.size, (2 * width, 2 * height))
    assert abs(picture.height - 2 * height) <= 4, (picture.size, (2 * width, 2 * height))
    assert np.asarray(picture.convert("RGBA"))[..., 3].min() == 255, "nothing is transparent"
    return np.asarray(picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS), dtype=float)


HALVES: dict[str, Callable[[int, int], tuple[slice, slice]]] = {
    "upper": lambda height, width: (slice(height // 2), slice(width)),
    "lower": lambda height, width: (slice(height // 2, height), slice(width)),
    "left": lambda height, width: (slice(height), slice(width // 2)),
    "right": lambda height, width: (slice(height), slice(width // 2, width)),
}


def difference(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Return the mean difference, 0 to 255, of two pictures in the half in which they differ most.

    What counts is where either has something: not the ground, which is equal. Both are blurred, for words may
    stand half a pixel apart.
    """
    ground = np.median(a.reshape(-1, 3), axis=0)
    soft = [
        np.asarray(Image.fromarray(one.astype(np.uint8)).filter(ImageFilter.GaussianBlur(3)), dtype=float)
        for one in (a, b)
    ]
    something = np.maximum(*(np.abs(one - ground).max(axis=2) for one in soft)) > 12
    apart = np.abs(soft[0] - soft[1]).mean(axis=2)
    halves = [half(*something.shape) for half in HALVES.values()]
    return max(float(apart[half][something[half]].mean()) for half in halves if something[half].any())


def without(picture: NDArray[np.float64], half: str) -> NDArray[np.float64]:
    """Return a picture of which a half is the ground alone."""
    out = picture.copy()
    out[HALVES[half](*picture.shape[:2])] = np.median(picture.reshape(-1, 3), axis=0)
    return out


def said(path: Path) -> set[str]:
    """Return all words of an SVG; it stands by itself, carries its fonts and is nothing but SVG."""
    text = re.sub(r"data:[^\"')]*", "data:", path.read_text(encoding="utf-8"))
    for foreign in ("var(--", "foreignObject", "blob:", "http://localhost", "NaN", "undefined"):
        assert foreign not in text, foreign
    assert "@font-face" in text or "<text" not in text
    words: set[str] = set()
    for element in ElementTree.fromstring(text).iter():
        if element.tag in (f"{SVG}text", f"{SVG}tspan"):
            words |= set((element.text or "").split())
        if element.tag == f"{SVG}tspan":
            words |= set((element.tail or "").split())
    return words
