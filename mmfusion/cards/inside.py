"""Figures of what is inside a shipped network, beside its card: heads that matter, what maps find, who tells.

They take minutes to read on a test set, and pages show them at once: each lies in a JSON file that names the
weights it was read from and is sealed: it is shown only with those weights, as it was written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mmfusion.cards.card import digest, seal
from mmfusion.cards.checkpoint import model_paths
from mmfusion.folders import ASSETS


def inside_path(task: str, strategy: str, what: str, root: Path = ASSETS) -> Path:
    """Return where the figures of one kind lie: ``assets/inside/<task>/<strategy>-<what>.json``.

    Example:
        >>> from mmfusion.cards.inside import inside_path
        >>> inside_path("sounding-objects", "mid", "heads").name
        'mid-heads.json'

    """
    return root / "inside" / task / f"{strategy}-{what}.json"


def write_inside(
    task: str, strategy: str, what: str, figures: Mapping[str, Any], split: str, root: Path = ASSETS
) -> Path:
    """Write figures that were read from the shipped weights on `split`; return the file.

    Example:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from mmfusion.cards.checkpoint import model_paths
        >>> from mmfusion.cards.inside import read_inside, write_inside
        >>> with TemporaryDirectory() as folder:
        ...     weights, _ = model_paths("toy", "mid", root := Path(folder))
        ...     weights.parent.mkdir(parents=True)
        ...     _ = weights.write_bytes(b"weights")
        ...     _ = write_inside("toy", "mid", "heads", {"can_go": 3}, "test", root)
        ...     read_inside("toy", "mid", "heads", root)["can_go"]
        3

    """
    weights, _ = model_paths(task, strategy, root)
    whole = {**figures, "weights_sha256": digest(weights), "split": split}
    return _write(inside_path(task, strategy, what, root), whole)


def _write(path: Path, figures: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = {**figures, "figures_sha256": seal(figures)}
    text = json.dumps(whole, separators=(",", ":"), ensure_ascii=False).replace("},", "},\n")
    path.write_text(text + "\n", encoding="utf-8")
    return path


def shared_path(task: str, what: str, root: Path = ASSETS) -> Path:
    """Return where figures of several networks together lie: ``assets/inside/<task>/<what>.json``.

    Example:
        >>> from mmfusion.cards.inside import shared_path
        >>> shared_path("sounding-objects", "information").name
        'information.json'

    """
    return root / "inside" / task / f"{what}.json"


def write_shared(
    task: str,
    what: str,
    strategies: Sequence[str],
    figures: Mapping[str, Any],
    split: str,
    root: Path = ASSETS,
) -> Path:
    """Write figures that were read from the shipped weights of several strategies together; return the file.

    Example:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from mmfusion.cards.checkpoint import model_paths
        >>> from mmfusion.cards.inside import read_shared, write_shared
        >>> with TemporaryDirectory() as folder:
        ...     weights, _ = model_paths("toy", "audio", root := Path(folder))
        ...     weights.parent.mkdir(parents=True)
        ...     _ = weights.write_bytes(b"weights")
        ...     _ = write_shared("toy", "information", ["audio"], {"bits": 1.0}, "test", root)
        ...     known = read_shared("toy", "information", root)
        ...     _ = weights.write_bytes(b"others")
        ...     known["bits"], read_shared("toy", "information", root)
        (1.0, None)

    """
    weights = {name: digest(model_paths(task, name, root)[0]) for name in strategies}
    return _write(shared_path(task, what, root), {**figures, "weights": weights, "split": split})


def read_shared(task: str, what: str, root: Path = ASSETS) -> dict[str, Any] | None:
    """Return such figures; None where there are none, they were read from other weights or typed over.

    Example:
        >>> from mmfusion.cards.inside import read_shared
        >>> read_shared("sounding-objects", "nothing of the kind") is None
        True

    """
    found = intact(shared_path(task, what, root))
    if found is None:
        return None
    paths = {name: model_paths(task, name, root)[0] for name in found["weights"]}
    there = all(path.is_file() and digest(path) == found["weights"][name] for name, path in paths.items())
    return found if there else None


def read_inside(task: str, strategy: str, what: str, root: Path = ASSETS) -> dict[str, Any] | None:
    """Return such figures; None where there are none, they were read from other weights or typed over.

    Example:
        >>> from mmfusion.cards.inside import read_inside
        >>> read_inside("sounding-objects", "bottleneck-mid", "heads")["split"]
        'heads chosen on validation clips, read on test clips'
        >>> read_inside("sounding-objects", "bottleneck-mid", "nothing of the kind") is None
        True

    """
    path = inside_path(task, strategy, what, root)
    weights, _ = model_paths(task, strategy, root)
    if not weights.is_file():
        return None
    found = intact(path)
    return found if found is not None and found.get("weights_sha256") == digest(weights) else None


def intact(path: Path) -> dict[str, Any] | None:
    """Return what `write_inside` wrote, less its seal; None where there is none or it was typed over.

    Example:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from mmfusion.cards.inside import inside_path, intact
        >>> path = inside_path("sounding-objects", "bottleneck-mid", "heads")
        >>> intact(path)["can go"] is not None
        True
        >>> with TemporaryDirectory() as folder:
        ...     typed = Path(folder) / "typed.json"
        ...     _ = typed.write_bytes(path.read_bytes().replace(b"0.9", b"0.8", 1))
        ...     intact(typed) is None  # a figure was typed over
        True

    """
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found if found.pop("figures_sha256", "") == seal(found) else None
