"""Clips as each sense reads them by itself: CLS of a network of that sense alone, and plain numbers.

The networks are the two shipped ones of `sounding-objects` that read one sense; nothing is trained here.
Their CLS knows what is where and what sounds how high and when, but hardly when something lands; the plain
numbers are how bright each row of each frame is, and level and spread of each band. Training, validation and
test clips are apart, each with a note of its own; the test clips are those of the networks' cards, each used
once, by one repetition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.course import SENSES
from mmfusion.tasks.events.cache import cache_root
from mmfusion.tasks.sounding.attribution.information import depths, words_of
from mmfusion.tasks.sounding.batches import TEST, numbered_scene
from mmfusion.tasks.sounding.predictor import load
from mmfusion.tasks.sounding.scene import FORMS, Form, Scene, draw
from mmfusion.tasks.sounding.synthesis import VARIANTS

Floats = NDArray[np.float64]
IntArray = NDArray[np.int64]
PARTS: Mapping[str, int] = {"train": 1500, "validation": 300, "test": 400}
"""Clips of each form and repetition."""
FROM_NETWORK = 256
"""The first features of either sense: its CLS at four depths; plain numbers follow."""


@dataclass(frozen=True, eq=False)
class Clips:
    """N clips: what each sense makes of them, and what is true."""

    features: dict[str, Floats]
    """sense -> `(N, D)`."""
    truth: dict[str, IntArray]
    """Question, or word of a sense -> `(N,)`, `UNASKED` where it has no answer."""
    form: IntArray
    """Index into `FORMS`, `(N,)`."""

    def __len__(self) -> int:
        return len(self.form)

    def only(self, which: NDArray[np.bool_] | IntArray) -> Clips:
        """Return some of them, by mask or by index."""
        return Clips(
            {sense: x[which] for sense, x in self.features.items()},
            {name: y[which] for name, y in self.truth.items()},
            self.form[which],
        )


def scenes_of(part: str, form: Form, seed: int, count: int) -> Iterator[Scene]:
    """Yield the scenes of one part of a repetition, each with a note that no other clip has.

    Raises:
        ValueError: no such part.

    """
    if part not in PARTS:
        raise ValueError(f"there is no part {part!r}: there are {', '.join(PARTS)}")
    index = FORMS.index(form)
    if part == "test":
        yield from (numbered_scene(form, seed * count + i, TEST) for i in range(count))
        return
    place = list(PARTS).index(part)
    rng = np.random.default_rng([59, seed, index, place])
    first = VARIANTS + 1_000_000 * (1 + 2 * seed + place)
    for i in range(count):
        yield replace(draw(rng, form), variant=first + len(FORMS) * i + index)


def made(part: str, seed: int, counts: Mapping[str, int] = PARTS) -> Clips:
    """Return one part of a repetition, computed now: some 10 ms a clip on a core."""
    networks = {sense: [load(sense).network] for sense in SENSES}
    scenes = [scene for form in FORMS for scene in scenes_of(part, form, seed, counts[part])]
    labels = [scene.labels() for scene in scenes]
    truth = {name: np.array([row[name] for row in labels]) for name in labels[0]}
    form = np.repeat(np.arange(len(FORMS)), counts[part])
    return Clips(depths(networks, scenes), words_of(scenes) | truth, form)


def clips(
    seed: int, report: Callable[[str], None] = print, counts: Mapping[str, int] = PARTS
) -> dict[str, Clips]:
    """Return all parts of a repetition; they are computed unless the cache has them of these weights."""
    weights = [load(sense).card.weights_sha256 for sense in SENSES]
    wanted = sha256(f"{weights} {dict(counts)} {seed} 1".encode()).hexdigest()
    folder = cache_root().with_name("course")
    found: dict[str, Clips] = {}
    for part in PARTS:
        path = folder / f"{part}-{seed}-{wanted[:16]}.npz"
        if not path.is_file():
            _keep(path, made(part, seed, counts))
            report(f"repetition {seed}: {part} clips read")
        found[part] = _kept(path)
    return found


def _keep(path: Path, own: Clips) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    values: dict[str, Any] = {f"x {sense}": x.astype(np.float32) for sense, x in own.features.items()}
    values |= {f"y {name}": y for name, y in own.truth.items()}
    np.savez(path, form=own.form, **values)


def _kept(path: Path) -> Clips:
    with np.load(path, allow_pickle=False) as stored:
        by = {name: stored[name] for name in stored.files}
    features = {name[2:]: x.astype(np.float64) for name, x in by.items() if name.startswith("x ")}
    return Clips(features, {n[2:]: y for n, y in by.items() if n.startswith("y ")}, by["form"])
