"""The table: every experiment on ten splits, with Student's intervals; stored and read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from mmfusion.cards.about import about
from mmfusion.measure.metrics import student
from mmfusion.tasks.store import FOLDER

TABLE = FOLDER / "table.json"
SPLITS = 10
ABOUT = about(
    "weights, a store of labelled pictures and the mean of both: poisoned, made stale, blurred, a name "
    "missing",
    "mmfusion evaluate store",
    "10 of 15 stored and at most 12 asking pictures of each of 100 classes; near-duplicates are never parted",
    "class means; a majority of the nearest; weights trained anew",
    "another picture of the class under the wrong name; random poison; a random name",
    {
        "Caltech-101 (assets/caltech)": "CC BY 4.0",
        "OpenMoji 17 drawings, with Unicode's names (assets/pairs)": "CC BY-SA 4.0",
        "EfficientNet-Lite0 (assets/backbone)": "Apache-2.0, trained on ImageNet",
    },
)
"""The card that heads the table."""
Raw = Sequence[Mapping[str, Sequence[float]]]
"""Split -> arm -> a figure for each level."""
PAIRED = {
    "sizes": (("both", "weights"), ("weights", "store"), ("class means", "weights")),
    "spread": (("both", "weights"), ("weights", "similarity")),
    "stale": (
        ("class means", "class-balanced"),
        ("store updated", "retrained"),
        ("fine-tuned 12", "class means"),
    ),
    "missing": (("store", "weights"), ("store", "weights with dropout")),
    "blurred": (("weights, accuracy", "store, accuracy"), ("store, confidence", "weights, confidence")),
    "aimed": (("similarity", "majority"), ("majority", "weights")),
}
"""Differences, paired by split."""


def estimates(raw: Raw) -> dict[str, list[dict[str, float]]]:
    """Return the mean of each arm at each level over splits, with Student's 95 % interval.

    Example:
        >>> from mmfusion.tasks.store.measured import estimates
        >>> estimates([{"a": [0.1]}, {"a": [0.3]}])["a"][0]["value"]
        0.2

    """
    return {
        arm: [
            student([one[arm][level] for one in raw]).to_dict(digits=4) for level in range(len(raw[0][arm]))
        ]
        for arm in raw[0]
    }


def differences(raw: Raw, pairs: Sequence[tuple[str, str]]) -> dict[str, list[dict[str, float]]]:
    """Return differences of arms, paired by split, as `estimates`, by `first - second`."""
    paired = [
        {
            f"{first} - {second}": (np.array(one[first]) - np.array(one[second])).tolist()
            for first, second in pairs
        }
        for one in raw
    ]
    return estimates(paired)


def measure(report: Callable[[str], None] = print, splits: int = SPLITS) -> dict[str, Any]:
    """Return the table; some minutes. Raises FileNotFoundError where the pictures or pairs are not there."""
    from mmfusion.tasks.caltech.splits import RADII
    from mmfusion.tasks.store import changed, missing, poisoned
    from mmfusion.tasks.store.setting import PENALTY, RIDGE, Setting

    raw: dict[str, list[dict[str, list[float]]]] = {name: [] for name in PAIRED}
    settings = []
    for seed in range(splits):
        own = Setting(seed)
        settings.append(own)
        raw["sizes"].append(changed.sizes(seed))
        raw["aimed"].append(poisoned.aimed(own, seed))
        raw["spread"].append(poisoned.spread(own, seed))
        raw["stale"].append(changed.stale(own, seed))
        raw["blurred"].append(changed.blurred(own))
        raw["missing"].append(missing.missing(seed))
        report(f"split {seed + 1} of {splits}: {raw['aimed'][-1]['similarity'][0]:.2f} flipped by one copy")
    levels = {
        "sizes": changed.SIZES,
        "aimed": poisoned.COPIES,
        "spread": poisoned.SHARES,
        "stale": ("old", "new"),
        "blurred": (0, *RADII),
        "missing": missing.ARMS,
    }
    copies = np.einsum("qd,qmd->qm", settings[0].probes, settings[0].copies)
    nearest = [own.store.nearest(own.probes, 1)[1].mean() for own in settings]
    return {
        "splits": splits,
        "stored": len(settings[0].y),
        "asking": float(np.mean([len(own.truth) for own in settings])),
        "probes": len(settings[0].probes),
        "penalty": PENALTY,
        "ridge": RIDGE,
        "steps": list(changed.STOPS),
        "rate": changed.RATE,
        "copies": {
            "cosine": student(copies[:, 0].tolist()).to_dict(digits=4),
            "every": np.round(copies.mean(axis=0), 4).tolist(),
            "nearest stored": student([float(one) for one in nearest]).to_dict(digits=4),
        },
        "temperature": [own.store.temperature for own in settings],
        "levels": {name: list(values) for name, values in levels.items()},
        "figures": {name: estimates(found) for name, found in raw.items()},
        "differences": {name: differences(raw[name], pairs) for name, pairs in PAIRED.items()},
    }


def write(table: Mapping[str, Any], path: Path = TABLE) -> None:
    """Store the table below its card, an arm a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"about": ABOUT, **table}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


@lru_cache(maxsize=2)
def stored(path: Path = TABLE) -> dict[str, Any]:
    """Return the table as it was measured last.

    Raises:
        FileNotFoundError: it is not there; the text says what makes it.

    Example:
        >>> from mmfusion.tasks.store import figures
        >>> flips = figures()["figures"]["aimed"]
        >>> flips["similarity"][0]["value"] > 0.5 > flips["majority"][0]["value"]  # by one copy
        True

    """
    if not path.is_file():
        raise FileNotFoundError(f"no figures at {path}: `mmfusion evaluate store` makes them")
    return dict(json.loads(path.read_text(encoding="utf-8")))
