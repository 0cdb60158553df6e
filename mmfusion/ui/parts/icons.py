"""Small drawings of the lessons, 60 × 40 px, in the colours of the senses.

Each colour is a layer whose shape is a mask, so that it follows the page's palette when the theme changes.
"""

from __future__ import annotations

from base64 import b64encode

_SQUARES = '<path d="{}" fill="none" stroke="#000" stroke-width="8" stroke-dasharray="8 4"/>'
_LINE = '<path d="{}" fill="none" stroke="#000" stroke-width="2.6"/>'

_TILES = '<path d="{}" fill="none" stroke="#000" stroke-width="8" stroke-dasharray="8 10"/>'

_DRAWINGS: dict[str, dict[str, str]] = {
    "tokens": {"visual": _SQUARES.format("M2 7H58"), "audio": _SQUARES.format("M2 33H58")},
    "fusion": {
        "visual": _LINE.format("M2 5C22 5 22 20 40 20"),
        "audio": _LINE.format("M2 35C22 35 22 20 40 20"),
        "ink": _LINE.format("M37 20H58"),
    },
    "heads": {
        "line": _TILES.format("M8 8H52M8 20H52M8 32H52"),
        "visual": _TILES.format("M26 20H34"),
        "audio": _TILES.format("M44 8H52"),
    },
    "flow": {
        "visual": _LINE.format("M3 5C18 5 12 20 25 20"),
        "audio": _LINE.format("M3 35C18 35 12 20 25 20"),
        "bottleneck": '<path d="M26 15H36V25H26ZM36 20C50 20 44 5 57 5M36 20C50 20 44 35 57 35" '
        'fill="none" stroke="#000" stroke-width="2.6"/>',
    },
    "cost": {
        "ink": '<path d="M4 35C30 35 44 26 54 4" fill="none" stroke="#000" stroke-width="2.6"/>',
        "ghost": '<path d="M4 35L56 15" fill="none" stroke="#000" stroke-width="2.6"/>',
    },
    "kernels": {
        "ghost": '<path d="M30 4L52 37H8Z" fill="none" stroke="#000" stroke-width="2.6"/>',
        "ink": '<circle cx="33" cy="26" r="5"/>',
    },
    "mkl": {
        "ink": _LINE.format("M6 5C18 28 34 31 56 32"),
        "ghost": _LINE.format("M6 36C18 34 34 33 56 33"),
    },
}


def icon(lesson: str) -> str:
    """Return the drawing of a lesson, by the name of its page; nothing where there is none."""
    layers = []
    for colour, shape in _DRAWINGS.get(lesson, {}).items():
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40">{shape}</svg>'
        data = b64encode(svg.encode()).decode()
        layers.append(
            f'<i style="background:var(--mmf-{colour});mask-image:url(data:image/svg+xml;base64,{data})"></i>'
        )
    return "".join(layers)
