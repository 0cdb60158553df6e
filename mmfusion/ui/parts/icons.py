"""Small drawings of the lessons, 60 × 40 px, in the colours of the modalities: each page's own ``icon.svg``.

Each colour is a group of the drawing, whose class names it. It becomes a layer whose shape is a mask, so that
it follows the page's palette when the theme changes.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from pathlib import Path

_UI = Path(__file__).resolve().parents[1]
_LAYER = re.compile(r'<g class="(\w+)">(.*?)</g>', re.DOTALL)


@cache
def icon(page: str) -> str:
    """Return the drawing of a lesson, by the name of its page; nothing where there is none."""
    drawing = _UI / page / "icon.svg"
    layers = []
    for colour, shape in _LAYER.findall(drawing.read_text(encoding="utf-8") if drawing.is_file() else ""):
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40">{shape}</svg>'
        data = b64encode(svg.encode()).decode()
        layers.append(
            f'<i style="background:var(--mmf-{colour});mask-image:url(data:image/svg+xml;base64,{data})"></i>'
        )
    return "".join(layers)
