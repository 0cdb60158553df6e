"""Runs that ship, of k = 3, so that all is seen: each loss with its negatives, without, and shuffled.

Places are kept as whole numbers of eight bits; the spaces are turned, as wholes, so that they end alike: no
distance in them changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.pairs.data import FOLDER
from mmfusion.tasks.pairs.runs import METHODS, Seen, Setting, shown, watch

FILE = "runs.npz"
WAYS = ("plain", "no negatives", "shuffled")
FIGURES = ("step", "recall", "centred", "gap", "spread", "temperature", "seconds")
Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Recorded:
    """A run as it is scrubbed: F frames of n pairs.

    Attributes:
        places: `(F, n, 3)` by modality.
        means: `(F, 3)` by modality, over all held-out pairs, shown or not.
        losses: one a step.
        figures: of each frame `(F,)`: those of `Seen`, by name.
        variance: share of the places' variance that the three dimensions drawn have; 1 where there are three.
        sphere: whether all lie on a sphere; principal components do not.

    """

    places: dict[str, Floats]
    means: dict[str, Floats]
    losses: Floats
    figures: dict[str, Floats]
    variance: float = 1.0
    sphere: bool = True

    @property
    def frames(self) -> int:
        """F."""
        return len(self.figures["step"])


def as_recorded(frames: Sequence[Seen], like: Recorded | None = None) -> Recorded:
    """Return frames as they are drawn: of more than three dimensions their first principal components.

    Components are those of the last frame, for all frames. The whole is turned so that it ends most like
    another one (orthogonal Procrustes), where one is given.

    Args:
        frames: of one run, at least one.
        like: another one.

    """
    last = frames[-1].places
    k = last["text"].shape[1]
    variance, basis = 1.0, np.eye(k, dtype=np.float64)
    if k > 3:
        both = np.concatenate([last["visual"], last["text"]]).astype(np.float64)
        _, s, vt = np.linalg.svd(both - both.mean(axis=0), full_matrices=False)
        variance, basis = float((s[:3] ** 2).sum() / (s**2).sum()), vt[:3].T
    flat = {name: np.stack([f.places[name] @ basis for f in frames]) for name in last}
    rows = shown()
    if like is not None:
        own = np.concatenate([flat[name][-1][rows] for name in sorted(flat)])
        other = np.concatenate([like.places[name][-1] for name in sorted(flat)])
        u, _, vt = np.linalg.svd(own.T @ other)
        flat = {name: z @ (u @ vt) for name, z in flat.items()}
    return Recorded(
        {name: z[:, rows].astype(np.float32) for name, z in flat.items()},
        {name: z.mean(axis=1).astype(np.float32) for name, z in flat.items()},
        frames[-1].losses,
        {
            figure: np.array([_figure(frame, figure) for frame in frames], dtype=np.float32)
            for figure in FIGURES
        },
        variance,
        k <= 3,
    )


def _figure(frame: Seen, name: str) -> float:
    value = getattr(frame, name)
    return float("nan") if value is None else float(value)


def key(method: str, way: str) -> str:
    """Return the name of a run in the file."""
    return f"{method} {way}"


def record(report: Callable[[str], None], folder: Path = FOLDER) -> Path:
    """Run all that ship and write them: a minute or two."""
    arrays: dict[str, NDArray[np.generic]] = {}
    first: Recorded | None = None
    for method, way in product(("infonce", "margin", "siglip"), WAYS):
        setting = Setting(method, negatives=way != "no negatives", shuffled=way == "shuffled")
        run = as_recorded(list(watch(setting)), first)
        first = first or run
        name = key(method, way)
        for modality in run.places:
            arrays[f"{name} {modality}"] = np.rint(run.places[modality] * 127).astype(np.int8)
            arrays[f"{name} {modality} mean"] = run.means[modality]
        arrays[f"{name} losses"] = run.losses.astype(np.float16)
        arrays[f"{name} figures"] = np.stack([run.figures[figure] for figure in FIGURES])
        report(f"{METHODS[method]}, {way}: R@10 {run.figures['recall'][-1]:.2f}")
    np.savez_compressed(folder / FILE, **arrays)  # type: ignore[arg-type]  # arrays by name
    recorded.cache_clear()
    return folder / FILE


@lru_cache(maxsize=16)
def recorded(method: str, way: str = WAYS[0], folder: Path = FOLDER) -> Recorded:
    """Return a run that ships.

    Args:
        method: of `METHODS`.
        way: of `WAYS`.
        folder: where it lies.

    Raises:
        FileNotFoundError: the runs are not there; the text says which command makes them.
        KeyError: no such run.

    Example:
        >>> from mmfusion.tasks.pairs.recorded import recorded
        >>> run = recorded("infonce")
        >>> run.places["visual"].shape, bool(run.figures["recall"][-1] > run.figures["recall"][0])
        ((31, 144, 3), True)

    """
    if not (folder / FILE).is_file():
        raise FileNotFoundError(f"no runs at {folder / FILE}: `mmfusion data features pairs` makes them")
    name = key(method, way)
    with np.load(folder / FILE, allow_pickle=False) as found:
        places = {m: found[f"{name} {m}"].astype(np.float32) / 127 for m in ("visual", "text")}
        return Recorded(
            places,
            {m: found[f"{name} {m} mean"] for m in places},
            found[f"{name} losses"].astype(np.float32),
            dict(zip(FIGURES, found[f"{name} figures"], strict=True)),
        )
