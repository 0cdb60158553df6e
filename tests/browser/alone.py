"""A component by itself in Chromium, on what a page sends it; and figures read back from what it shows."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page

from mmfusion.ui.shell import components
from mmfusion.ui.shell.state import View
from mmfusion.ui.shell.theme import properties

SEEN, HEARD = (0, 114, 178), (213, 94, 0)
"""Blue is the picture, orange the sound: #0072B2 and #D55E00, whatever else changes."""
MOUNT = """async ({ script, style, markup, colours, data, bytes, wide }) => {
  document.documentElement.style.cssText = `color-scheme: light; background: white; ${colours}`;
  const host = document.body.appendChild(document.createElement("div"));
  host.innerHTML = `<style>${style}</style><div style="width: ${wide}px">${markup}</div>`;
  const module = await import(script);
  window.told = [];
  const tell = (name, value) => window.told.push([name, value]);
  const given = bytes ? Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0)) : JSON.parse(data);
  const run = { parentElement: host, setStateValue: tell, setTriggerValue: tell };
  window.again = () => module.default({ ...run, data: structuredClone(given) });
  window.again();
}"""
PIXEL = """(canvas, [x, y]) => {
  const at = [Math.floor(x * canvas.width), Math.floor(y * canvas.height), 1, 1];
  return Array.from(canvas.getContext("2d").getImageData(...at).data);
}"""
INKS = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const found = {};
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] < 250) continue;
    const key = [data[i], data[i + 1], data[i + 2]].join();
    found[key] = (found[key] ?? 0) + 1;
  }
  return found;
}"""
"""How many pixels of each colour a canvas holds, those left out that shine through."""


def mount(page: Page, folder: Path, data: bytes | dict[str, Any] | None, wide: int = 1000) -> None:
    """Mount a component on what a page sends it, so many pixels wide."""
    own = {kind: (folder / f"{folder.name}.{kind}").read_text(encoding="utf-8") for kind in ("css", "html")}
    page.evaluate(
        MOUNT,
        {
            "script": components.address(folder / f"{folder.name}.js"),
            "style": own["css"],
            "markup": own["html"],
            "colours": properties(),
            "bytes": base64.b64encode(data).decode() if isinstance(data, bytes) else "",
            "data": "" if isinstance(data, bytes) else json.dumps(data),
            "wide": wide,
        },
    )


class Link(View):
    """What a link says: nothing but what is given."""

    def __init__(self, **given: str) -> None:
        self.given = given

    def __getitem__(self, name: str) -> str:
        return self.given.get(name, "")


def sent(write: Callable[[], object]) -> list[bytes | dict[str, Any]]:
    """Return what a page's function sends to the components that it mounts, in their order."""
    given: list[bytes | dict[str, Any]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(components, "mount", lambda wrapper, data=None, **_: given.append(data))
        write()
    return given


def said(p: float) -> str:
    """Return a probability as the page says it."""
    return ">0.99" if p >= 0.995 else "<0.01" if p < 0.005 else f"{p:.2f}"


def same(shown: str, p: float) -> bool:
    """Return whether a probability in words is p, where rounding may go either way."""
    return shown in {said(p - 1e-4), said(p), said(p + 1e-4)}


def colour_of(part: Locator, what: str) -> tuple[int, ...]:
    """The computed colour of a part."""
    css = part.evaluate(f"part => getComputedStyle(part).{what}")
    return tuple(int(float(n)) for n in re.findall(r"[\d.]+", css)[:3])


def turn(slider: Locator, value: float) -> None:
    """Turn a slider."""
    slider.evaluate("(input, v) => { input.value = v; input.oninput(); }", value)


def number_of(text: str) -> float:
    """A number in words: the leading nought may be left out, minus is a true minus."""
    return float(text.replace("−", "-").replace("%", "").replace(",", "").replace("<", "").strip() or "nan")


def points_of(d: str) -> NDArray[np.float64]:
    """Points `(n, 2)` of a line of SVG."""
    return np.array([[float(v) for v in pair] for pair in re.findall(r"(-?[\d.]+)[ ,](-?[\d.]+)", d)])
