"""The commands of photographs and words: `data features photos`, `evaluate photos`."""

from __future__ import annotations

import json
from collections.abc import Sequence

from mmfusion.folders import ASSETS
from mmfusion.printing import interval, print_table, say

TABLE = ASSETS / "photos" / "table.json"
"""What `evaluate` measured last."""


def features() -> None:
    """Embed the names of the 1,000 ImageNet classes and store them; no pack is needed."""
    from safetensors.torch import save_file

    from mmfusion.nn.imagenet import NAMES, embedded, names
    from mmfusion.nn.rounding import packed
    from mmfusion.tasks.photos.looking import encode

    NAMES.parent.mkdir(parents=True, exist_ok=True)
    save_file(packed({"vectors": encode(names())}), NAMES)
    embedded.cache_clear()
    say(f"{NAMES} {NAMES.stat().st_size:,} bytes")


def evaluate(strategies: Sequence[str] = ()) -> None:
    """Measure where words look in COCO's pictures, store it and print it. There are no strategies."""
    from mmfusion.tasks.photos.evaluate import point, table

    found = table(point(say))
    TABLE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"{found['words']} words in {found['pictures']} pictures: is the highest cell in the word's boxes?")
    groups = found["hit"]
    heads = (f"{group} ({int(g['area']['n'])})" for group, g in groups.items())
    rows: list[tuple[object, ...]] = [("", *heads)]
    rows += [(name, *(interval(g[name]) for g in groups.values())) for name in groups["all"]]
    print_table(rows)
