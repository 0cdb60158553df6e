"""Colour on a page: the two palettes as CSS custom properties, and which of them a chart should use.

The properties are written with ``light-dark()``, so that the browser itself follows a change of theme, in the
page and, by inheritance, inside the components' shadow roots.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache

from mmfusion.figures.template import DARK, LIGHT, Palette


def palette() -> Palette:
    """Return the palette of the theme that the browser shows now (light while it has not said)."""
    import streamlit as st

    return DARK if st.context.theme.type == "dark" else LIGHT


@cache
def properties() -> str:
    """Return ``--mmf-…`` for every colour: ``ink``, ``line``, …, ``visual``, ``visual-words``."""
    pairs = [
        (field.name, getattr(LIGHT, field.name), getattr(DARK, field.name))
        for field in fields(Palette)
        if field.name not in ("name", "bottleneck")
    ]
    for name, light in LIGHT.shades.items():
        names = (name, f"{name}-words", f"{name}-ramp")
        pairs += zip(names, light, DARK.shades[name], strict=True)
    return "".join(f"--mmf-{name}:light-dark({light},{dark});" for name, light, dark in pairs)
