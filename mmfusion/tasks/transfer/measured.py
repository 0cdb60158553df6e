"""What is measured of transfer: every draw's accuracy, its intervals, what labels are saved; stored and read.

Figures are means over draws with Student's 95 % intervals; draws share pictures, which makes intervals a
little narrow. A gain is paired by draw. Labels saved: how many labels a class the picture alone needs to
reach what a few labels reach with names, read off its mean curve along the logarithm; the interval is the
middle 95 % of that over bootstrap samples of the draws.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from mmfusion.colearning import labels_needed
from mmfusion.tasks.transfer import FOLDER
from mmfusion.training.weightings import interval

Raw = Mapping[str, Sequence[Sequence[float]]]
"""Arm -> draw -> accuracy at each budget."""
SAMPLES = 2000


def figures(raw: Raw, baseline: Mapping[str, str]) -> dict[str, Any]:
    """Return accuracy and gain with intervals: arm -> `accuracy`, `gain`, each a figure a budget.

    Args:
        raw: accuracies.
        baseline: arm -> the arm that it is paired with; no gain where it names itself.

    Example:
        >>> from mmfusion.tasks.transfer.measured import figures
        >>> found = figures({"a": [[0.2], [0.4]], "b": [[0.3], [0.5]]}, {"a": "a", "b": "a"})
        >>> round(found["b"]["gain"][0]["value"], 3), round(found["b"]["gain"][0]["half"], 3)
        (0.1, 0.0)

    """
    every = {arm: np.array(draws) for arm, draws in raw.items()}
    out: dict[str, Any] = {}
    for arm, values in every.items():
        out[arm] = {"accuracy": [_rounded(column) for column in values.T]}
        if baseline[arm] != arm:
            out[arm]["gain"] = [_rounded(column) for column in (values - every[baseline[arm]]).T]
    return out


def _rounded(values: Iterable[float]) -> dict[str, float]:
    return {key: round(value, 5) for key, value in interval(list(values)).items()}


def saved(raw: Raw, arm: str, alone: str, budgets: Sequence[int], at: int, cap: float) -> dict[str, float]:
    """Return what an arm's accuracy at a budget costs in labels without it: value, low, high.

    Args:
        raw: accuracies.
        arm: whose.
        alone: the plain arm, whose curve is read.
        budgets: labels a class; 0 for all, which stands for `cap`.
        at: the place of the budget among them.
        cap: labels a class where all are labelled; what is never reached counts as that many.

    """
    mine, plain = np.array(raw[arm])[:, at], np.array(raw[alone])
    axis = [budget or cap for budget in budgets]

    def needed(rows: Any) -> float:
        return min(labels_needed(axis, plain[rows].mean(axis=0).tolist(), float(mine[rows].mean())), cap)

    drawn = np.random.default_rng(0).integers(0, len(mine), size=(SAMPLES, len(mine)))
    low, high = np.quantile([needed(rows) for rows in drawn], [0.025, 0.975])
    return {"value": needed(np.arange(len(mine))), "low": float(low), "high": float(high)}


def stored_at(name: str) -> Path:
    """Return where figures are kept: of `emoji`, `emoji-networks`, `voice`, `voice-networks`."""
    return FOLDER / f"{name}.json"


def write(name: str, measured: Mapping[str, Any]) -> None:
    """Store figures."""
    path = stored_at(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(measured, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


@lru_cache(maxsize=8)
def stored(name: str) -> dict[str, Any]:
    """Return figures by what they are of, as `stored_at` has it.

    Raises:
        FileNotFoundError: they are not there; the text says what makes them.

    Example:
        >>> from mmfusion.tasks.transfer import figures_of
        >>> found = figures_of("emoji")
        >>> gain = found["figures"]["names"]["gain"][found["budgets"].index(5)]
        >>> gain["value"] > gain["half"] > 0  # names that are lost help at five labels a class
        True

    """
    path = stored_at(name)
    if not path.is_file():
        raise FileNotFoundError(
            f"no figures at {path}: `mmfusion evaluate {name.split('-')[0]}-transfer` makes them"
        )
    return dict(json.loads(path.read_text(encoding="utf-8")))
