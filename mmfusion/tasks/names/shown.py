"""The pictures that ship with names to try on them: of Caltech-101, as the pack has them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from mmfusion.folders import ASSETS

FOLDER = ASSETS / "names"
CREDIT = "Caltech-101, Li, Andreeto, Ranzato, Perona, CC BY 4.0"


class Picture(NamedTuple):
    """A picture that ships: of what, its place in the pack, and names to begin with."""

    title: str
    member: str
    names: tuple[str, ...]

    @property
    def path(self) -> Path:
        """Where it lies."""
        return FOLDER / f"{self.title}.jpg"


PICTURES = (
    Picture("rhino", "rhino/image_0011.jpg", ("rhino", "elephant", "hippopotamus", "cow", "horse")),
    Picture("pigeon", "pigeon/image_0009.jpg", ("pigeon", "chicken", "duck", "eagle", "owl")),
    Picture("helicopter", "helicopter/image_0008.jpg", ("helicopter", "airliner", "car", "ship", "bird")),
    Picture("octopus", "octopus/image_0009.jpg", ("octopus", "jellyfish", "crab", "starfish", "snail")),
    Picture("okapi", "okapi/image_0011.jpg", ("okapi", "zebra", "giraffe", "llama", "donkey")),
)
"""Classes that ImageNet does not have, among some that it has; chosen because γ matters there."""


def extract(report: Callable[[str], None] = print) -> None:
    """Copy them from the pack. Raises `PackError` where it is not there."""
    from mmfusion.tasks.names import PACKS
    from mmfusion.tasks.packs import read_member

    FOLDER.mkdir(parents=True, exist_ok=True)
    for one in PICTURES:
        one.path.write_bytes(read_member(PACKS[0], one.member))
        report(f"{one.path} {one.path.stat().st_size:,} bytes")
