"""Runs: the folder in which a network is trained, and whether the one that is wanted has been trained there.

A finished run leaves its settings beside its weights (`recipe.json`); who asks for the same settings again
gets those weights back.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_SETTINGS, _BEST = "recipe.json", "best.json"


def runs_root(task: str) -> Path:
    """Return the folder of a task's runs, below `MMFUSION_RUNS` or ``runs`` in the working directory."""
    return Path(os.environ.get("MMFUSION_RUNS", "runs")) / task


def finished(folder: Path, settings: Mapping[str, Any]) -> bool:
    """Return whether a run of exactly these settings has been finished in a folder."""
    done = folder / _SETTINGS
    return done.is_file() and json.loads(done.read_text()) == json.loads(json.dumps(settings))


def finish(folder: Path, settings: Mapping[str, Any], best: Mapping[str, float] | None = None) -> None:
    """Write down that a run is finished: its settings, and what its best weights have on validation."""
    if best is not None:
        (folder / _BEST).write_text(json.dumps(best))
    (folder / _SETTINGS).write_text(json.dumps(settings, indent=1))


def best_of(folder: Path) -> dict[str, float]:
    """Return what a finished run's best weights have on validation. Raises FileNotFoundError."""
    found: dict[str, float] = json.loads((folder / _BEST).read_text())
    return found
