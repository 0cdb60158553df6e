"""The table of what was measured of imagined modalities: stored, and read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from mmfusion.cards.about import about
from mmfusion.tasks.imagine import TABLE

ABOUT = about(
    "names of pictures, colours of names, sounds of digits, imagined",
    "mmfusion evaluate imagine",
    "names: 5 of 60 % pairs, 15 % validation, 25 % test; colours and pixels: 10; near-duplicate "
    "pictures are never "
    "parted. Digits: 5, three speakers train, two others and MNIST's own test pictures test",
    "ridge regression; the name alone; the partner of the nearest neighbour",
    "shuffled pairs; random and shuffled histograms; the real picture",
    {
        "OpenMoji 17 drawings, with Unicode's names and groups (assets/pairs)": "CC BY-SA 4.0",
        "all-MiniLM-L6-v2 (assets/sentences)": "Apache-2.0",
        "GloVe 6B, 50 dimensions": "PDDL 1.0",
        "MNIST": "CC BY-SA 3.0",
        "Free Spoken Digit Dataset": "CC BY-SA 4.0",
    },
)
"""The card: what the table is, of what, under which licence."""


def write(found: Mapping[str, Any]) -> None:
    """Store the parts of the table, one a line, below the card."""
    parts = {"about": ABOUT, **found}
    lines = (
        f"{json.dumps(name)}: {json.dumps(own, ensure_ascii=False, separators=(',', ':'))}"
        for name, own in parts.items()
    )
    TABLE.parent.mkdir(parents=True, exist_ok=True)
    TABLE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


@lru_cache(maxsize=1)
def stored() -> dict[str, Any]:
    """Return the table.

    Raises:
        FileNotFoundError: it is not there; the text says what makes it.

    Example:
        >>> from mmfusion.tasks.imagine import figures_of
        >>> ridge = figures_of()["names"]["minilm"]["methods"]["ridge"]["figures"]
        >>> ridge["R@1, all names"]["high"] < ridge["R@1"]["low"]
        True

    """
    if not TABLE.is_file():
        raise FileNotFoundError(f"no figures at {TABLE}: `mmfusion evaluate imagine` makes them")
    found: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    return found
