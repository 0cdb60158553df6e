"""Colour on a page: the two palettes as CSS custom properties, and which of them a chart should use.

The properties are written with ``light-dark()``, so that the browser itself follows a change of theme, in the
page and, by inheritance, inside the components' shadow roots.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache

from PIL import ImageColor

from mmfusion.figures.template import DARK, LIGHT, Palette


def palette() -> Palette:
    """Return the palette of the theme that the browser shows now (light while it has not said)."""
    import streamlit as st

    return DARK if st.context.theme.type == "dark" else LIGHT


@cache
def colours() -> dict[str, tuple[str, str]]:
    """Return every colour, in light and in dark: ``ink``, ``line``, …, ``visual``, ``visual-words``."""
    found = {
        field.name: (getattr(LIGHT, field.name), getattr(DARK, field.name))
        for field in fields(Palette)
        if field.name not in ("name", "bottleneck")
    }
    for name, light in LIGHT.shades.items():
        names = (name, f"{name}-words", f"{name}-ramp")
        found |= dict(zip(names, zip(light, DARK.shades[name], strict=True), strict=True))
    return found


@cache
def properties() -> str:
    """Return ``--mmf-…`` for every colour."""
    return "".join(f"--mmf-{name}:light-dark({light},{dark});" for name, (light, dark) in colours().items())


@cache
def formulas() -> str:
    """Return the rules by which a formula follows a change of theme: KaTeX writes its colours as numbers."""
    rules = []
    for name, both in colours().items():
        if name in ("plus", "minus") or name.endswith("-words"):
            which = ",".join(f'.katex [style*="color: rgb{ImageColor.getrgb(colour)}"]' for colour in both)
            rules.append(f"{which}{{color:var(--mmf-{name})!important}}")
    return "".join(rules)
