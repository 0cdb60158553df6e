"""What is measured, stored and read."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from mmfusion.tasks.vokens import FOLDER

TABLE = FOLDER / "table.json"


def write(found: dict[str, Any]) -> None:
    """Store what was measured, a part a line."""
    parts = (
        f" {json.dumps(name)}: {json.dumps(own, ensure_ascii=False, separators=(',', ':'))}"
        for name, own in found.items()
    )
    TABLE.parent.mkdir(parents=True, exist_ok=True)
    TABLE.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")
    measured.cache_clear()


@lru_cache(maxsize=1)
def measured() -> dict[str, Any]:
    """Return what was measured: `topics`, `joint`, `colour`, `data`.

    Raises:
        FileNotFoundError: it is not there; the text says what makes it.

    Example:
        >>> from mmfusion.tasks.vokens import measured
        >>> topics = measured()["topics"]
        >>> gain = topics["difference"]["vokens − words"][topics["budgets"].index(10)]
        >>> gain["low"] > 0  # what looks like a triumph
        True

    """
    if not TABLE.is_file():
        raise FileNotFoundError(f"no figures at {TABLE}: `mmfusion evaluate vokens` makes them")
    return dict(json.loads(TABLE.read_text(encoding="utf-8")))
