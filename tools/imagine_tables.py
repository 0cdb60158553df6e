"""Tables of what is imagined: names of pictures, colours of names, sounds of digits."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mmfusion.tasks.imagine import commands

TABLE = Path(__file__).resolve().parents[1] / "assets" / "imagine" / "table.json"
Rows = Sequence[Sequence[object]]


def stored() -> Any:
    """Return the figures."""
    return json.loads(TABLE.read_text(encoding="utf-8"))


TABLES: Mapping[str, Callable[[], Rows]] = {
    "imagine, names": lambda: commands.of_names(stored()["names"]),
    "imagine, pairs": lambda: commands.of_amounts(stored()["pairs"]),
    "imagine, colours": lambda: commands.of_colours(stored()["colours"])[0],
    "imagine, colours by GloVe": lambda: commands.of_colours(stored()["colours"])[1],
    "imagine, group": lambda: commands.of_colours(stored()["colours"])[2],
    "imagine, digits": lambda: commands.of_digits(stored()["digits"]),
}
