"""What a card or a file of measured figures says at an address: one way to it, for pages and for docs.

An address is ``folder/name :: key :: key``: a card of assets/models or a JSON file of assets, and the keys
that lead to the figure; on a card the first one may be the name of a metric. In a list a key is a number,
counted from 0.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from mmfusion.folders import ASSETS


class Figure(NamedTuple):
    """A measured figure; without an interval both ends are None.

    Example:
        >>> from mmfusion.cards.figure import Figure
        >>> Figure(0.96, 0.94, 0.97).low, Figure(24.0).low
        (0.94, None)

    """

    value: float
    low: float | None = None
    high: float | None = None


def stored(address: str) -> Any:
    """Return what stands at an address, as the file has it: a figure, a number, or what holds more of them.

    Raises:
        FileNotFoundError: there is no such card or file; the text says which.
        KeyError: nothing stands there.

    Example:
        >>> from mmfusion.cards.figure import stored
        >>> stored("sounding-objects/mid :: recipe :: strategy")
        'mid'

    """
    name, *keys = address.split(" :: ")
    card = ASSETS / "models" / f"{name}.json"
    path = card if card.is_file() else ASSETS / f"{name}.json"
    if not path.is_file():
        raise FileNotFoundError(f"there is neither a card nor a file of figures {name!r} in assets")
    found = _read(path, path.stat().st_mtime_ns)
    if path == card and keys[0] not in found:
        found = found["metrics"]
    for key in keys:
        try:
            found = found[int(key) if isinstance(found, list) else key]
        except (LookupError, TypeError, ValueError):
            raise KeyError(f"nothing stands at {address!r}: {key!r} leads nowhere") from None
    return found


def figure(address: str) -> Figure:
    """Return the figure at an address, its interval with it where there is one.

    Raises:
        FileNotFoundError: as `stored`.
        KeyError: as `stored`.
        ValueError: what stands there is no figure.

    Example:
        >>> from mmfusion.cards.figure import figure
        >>> late = figure("sounding-objects/late :: side")
        >>> late.low < 1 / 3 < late.high  # no better than chance where neither modality knows
        True
        >>> figure("sounding-objects/late :: sides")
        Traceback (most recent call last):
        KeyError: "nothing stands at 'sounding-objects/late :: sides': 'sides' leads nowhere"

    """
    found = stored(address)
    if isinstance(found, Mapping) and "value" in found:
        value = float(found["value"])
        if "half" in found:
            return Figure(value, value - float(found["half"]), value + float(found["half"]))
        if "low" in found:
            return Figure(value, float(found["low"]), float(found["high"]))
        return Figure(value)
    if isinstance(found, int | float) and not isinstance(found, bool):
        return Figure(float(found))
    raise ValueError(f"what stands at {address!r} is no figure")


@cache
def _read(path: Path, _written: int) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
