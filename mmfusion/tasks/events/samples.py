"""The clips that come with the product: class-paired from CC BY and CC0 material, with credits."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from mmfusion.folders import ASSETS

FOLDER = ASSETS / "samples"


@dataclass(frozen=True)
class Sample:
    """One shipped clip."""

    name: str
    title: str
    credit: str
    path: Path
    label: str | None
    """Its kind, or None where it is none of the kinds."""


def load_samples(folder: Path = FOLDER) -> list[Sample]:
    """Return the samples that ``samples.json`` lists and whose files are there, in its order.

    Example:
        >>> from mmfusion.tasks.events import load_samples
        >>> {sample.name: sample.label for sample in load_samples()}["dog"]
        'dog'

    """
    listing = folder / "samples.json"
    if not listing.is_file():
        return []
    rows = json.loads(listing.read_text(encoding="utf-8"))
    found = [
        Sample(row["name"], row["title"], row["credit"], folder / row["file"], row.get("label"))
        for row in rows
    ]
    return [sample for sample in found if sample.path.is_file()]
