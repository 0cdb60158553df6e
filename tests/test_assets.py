"""What ships stays small."""

from __future__ import annotations

from mmfusion.folders import ASSETS
from mmfusion.nn.imagenet import NAMES

WORDS_AND_PICTURES = ("sentences", "photos", "scenes", "models/scenes", "models/asked-objects", "inside")
"""Folders of the pages *words and pictures* and *attribution*."""


def test_words_pictures_and_attributions_bring_less_than_24_megabytes() -> None:
    files = [path for name in WORDS_AND_PICTURES for path in (ASSETS / name).rglob("*") if path.is_file()]
    files.append(NAMES)
    assert len(files) > 50
    assert sum(path.stat().st_size for path in files) < 24_000_000
