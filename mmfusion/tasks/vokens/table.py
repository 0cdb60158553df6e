"""What is measured, stored and read."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from mmfusion.cards.about import about
from mmfusion.tasks.vokens import FOLDER

TABLE = FOLDER / "table.json"
ABOUT = about(
    "what vokens, joint training and numbers of pictures are worth where a few labels are told from "
    "text alone",
    "mmfusion evaluate vokens",
    "5 seeds for topics of captions and joint training, 10 splits for colours; the captions of a "
    "photograph are never "
    "parted",
    "masked words alone, with equal steps and six times as many; the mean of word vectors; the name alone",
    "codes of the same words without any picture; pictures dealt out anew; captions of one photograph "
    "as positives",
    {
        "COCO 2017, captions": "CC BY 4.0",
        "Flickr8k, photographs and captions": "non-commercial research and education; none of it ships",
        "OpenMoji 17 drawings, with Unicode's names (assets/pairs)": "CC BY-SA 4.0",
        "GloVe 6B, 50 dimensions": "PDDL 1.0",
        "all-MiniLM-L6-v2 (assets/sentences)": "Apache-2.0",
    },
)
"""The card that heads the table."""


def write(found: dict[str, Any]) -> None:
    """Store what was measured, a part a line."""
    parts = (
        f" {json.dumps(name)}: {json.dumps(own, ensure_ascii=False, separators=(',', ':'))}"
        for name, own in ({"about": ABOUT} | found).items()
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
