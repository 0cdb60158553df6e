"""The commands of pairs: `data features pairs`, `evaluate pairs`."""

from __future__ import annotations

import json
from collections.abc import Sequence

from mmfusion.folders import ASSETS
from mmfusion.printing import interval, print_table, say

TABLE = ASSETS / "pairs" / "table.json"
"""What `evaluate` measured last."""
SHOWN = (
    "R@1, name to picture",
    "R@10, name to picture",
    "R@10, picture to name",
    "largest hub, name to picture",
    "gap",
    "alignment",
    "uniformity",
)
"""Figures that are printed."""


def features() -> None:
    """Make the pairs that ship again: some minutes.

    Raises:
        FileNotFoundError: a pack or the drawings are missing.

    """
    from mmfusion.tasks.pairs import photographs
    from mmfusion.tasks.pairs.recipe import make
    from mmfusion.tasks.pairs.recorded import record

    for path in (*make(say), record(say), *photographs.make(say)):
        say(f"{path} {path.stat().st_size:,} bytes")


def evaluate(strategies: Sequence[str] = ()) -> None:
    """Measure every joint space and its controls, store and print the figures; there are no strategies."""
    from mmfusion.tasks.pairs.evaluate import table
    from mmfusion.tasks.pairs.photographs import measured

    found = table(say)
    try:
        found["photographs"] = measured(say)
    except FileNotFoundError as error:
        say(f"{error}; photographs stay as they were measured")
        found["photographs"] = json.loads(TABLE.read_text(encoding="utf-8"))["photographs"]
    TABLE.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for words, own in found["words"].items():
        rows: list[tuple[object, ...]] = [(f"names by {words}", *SHOWN, "less ridge, R@10")]
        for name, method in own["methods"].items():
            less = method["less ridge"]["R@10, name to picture"]
            rows.append((name, *(interval(method["figures"][figure]) for figure in SHOWN), interval(less)))
        print_table(rows)
        print()
    photos = found["photographs"]
    print(f"photographs and sentences, {photos['candidates']} held out")
    print_table(
        [("", "recall"), *((name, interval(own)) for name, own in photos.items() if name != "candidates")]
    )
