"""Where the package's own files lie: in a checkout beside the package, in an installed wheel inside of it."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


ASSETS = _folder("assets")
"""Weights with their cards, samples, small derived features."""
PAGES = _folder("pages")
"""The scripts of the pages."""
