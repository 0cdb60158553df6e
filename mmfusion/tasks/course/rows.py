"""The rows that are measured here: sum and product of kernels, CCA and a contrastive space, and probes.

All read the same frozen features of each sense by itself. Kernels learn from clips on which the question is
asked; the two spaces are learned from picture and sound of all training clips, without any label, their size
chosen by how well they find the partner of a validation clip, and are then read out like kernels, linearly:
the sum is the linear read-out of [z_v; z_a], the product has what one sense makes of the other as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from mmfusion.measure.retrieval import cosine, recall
from mmfusion.tasks.course import CCA_ROW, QUESTIONS, SENSES
from mmfusion.tasks.course.clips import FROM_NETWORK, Clips, Floats
from mmfusion.tasks.course.read_out import LINEAR, WAYS, Asked, Read, read_out
from mmfusion.tasks.sounding import UNASKED

if TYPE_CHECKING:
    from mmfusion.colearning.space import JointSpace

LEARNT = 1500
"""Clips that a read-out learns from, at most."""
PROBES: Mapping[str, tuple[str, ...]] = {
    "visual": ("seen left", "seen right", "lands", "pitch", "side", "sync"),
    "audio": ("heard", "pitch", "sounds", "left", "side", "sync"),
}
"""What is read off either sense alone: what it has to know, and what it must not."""
REGULARISATIONS = (0.01, 0.1, 0.3)
DIMENSIONS = (8, 16, 32, 64)
HIDDEN, STEPS, BATCH = 128, 500, 256

Parts = Mapping[str, Clips]


class Blocks:
    """Features standardised on training clips; network and plain numbers have the same variance in all."""

    def __init__(self, x: Floats, plain: bool = True) -> None:
        self.width = x.shape[1] if plain else FROM_NETWORK
        x = x[:, : self.width]
        size = np.full(self.width, max(self.width - FROM_NETWORK, 1), dtype=float)
        size[:FROM_NETWORK] = FROM_NETWORK
        self.mean, self.spread = x.mean(axis=0), (x.std(axis=0) + 1e-6) * np.sqrt(size)

    def __call__(self, x: Floats) -> Floats:
        """Return features `(m, d)` of any clips."""
        return np.asarray((x[:, : self.width] - self.mean) / self.spread)


def asked(part: Clips, views: Mapping[str, Floats], question: str, most: int | None = None) -> Asked:
    """Return the clips of a part on which a question has an answer, at most so many, in a mixed order."""
    there = np.flatnonzero(part.truth[question] != UNASKED)
    there = np.random.default_rng(3).permutation(there)[:most]
    return Asked({sense: x[there] for sense, x in views.items()}, part.truth[question][there])


def views_of(parts: Parts, plain: bool = True) -> dict[str, dict[str, Floats]]:
    """Return the features of each part by sense, with plain numbers or without."""
    own = {sense: Blocks(parts["train"].features[sense], plain) for sense in SENSES}
    return {part: {s: own[s](clips.features[s]) for s in SENSES} for part, clips in parts.items()}


def read(
    parts: Parts, views: Mapping[str, Mapping[str, Floats]], question: str, **more: Any
) -> dict[str, Read]:
    """Return the read-outs of a question from the views of each part, by `read_out`'s ways."""
    train, validation, test = (
        asked(parts[part], views[part], question, LEARNT if part == "train" else None)
        for part in ("train", "validation", "test")
    )
    return read_out(train, validation, test, **more)


def kernel_rows(parts: Parts) -> dict[str, dict[str, Read]]:
    """Return what sum and product of kernels reach; features with plain numbers or without, by validation."""
    both = [views_of(parts, plain) for plain in (True, False)]
    rows: dict[str, dict[str, Read]] = {how: {} for how in WAYS}
    for question in QUESTIONS:
        tried = [read(parts, views, question) for views in both]
        for how in WAYS:
            rows[how][question] = max((one[how] for one in tried), key=lambda found: found.validation)
    return rows


def space_rows(name: str, parts: Parts, seed: int) -> tuple[dict[str, dict[str, Read]], dict[str, Any]]:
    """Return what both read-outs of a space reach; and what was chosen, with R@10 of the test clips."""
    space, size, found = chosen_space(name, parts, seed)
    views = {part: places(space, clips, size) for part, clips in parts.items()}
    rows: dict[str, dict[str, Read]] = {how: {} for how in WAYS}
    for question in QUESTIONS:
        for how, one in read(parts, views, question, kernels=(LINEAR,)).items():
            rows[how][question] = one
    test = recall(cosine(views["test"]["visual"], views["test"]["audio"]), 10).value
    return rows, found | {"dimensions": size, "R@10": test}


def spaces(name: str, seed: int) -> dict[str, JointSpace]:
    """Return the spaces that are tried, by what is set."""
    from mmfusion.colearning import CCA, InfoNCE

    if name == CCA_ROW:
        return {f"r = {r:g}": CCA(max(DIMENSIONS), regularisation=r) for r in REGULARISATIONS}
    return {
        f"k = {k}": InfoNCE(k, hidden=HIDDEN, steps=STEPS, batch=BATCH, seed=seed)
        for k in (DIMENSIONS[0], DIMENSIONS[-1])
    }


def chosen_space(name: str, parts: Parts, seed: int) -> tuple[JointSpace, int, dict[str, Any]]:
    """Return the space whose validation pictures find their sound most often among ten, and its size.

    A space of CCA is also that of every smaller size: its first dimensions.
    """
    best: tuple[float, JointSpace, int, str] | None = None
    for setting, space in spaces(name, seed).items():
        space.fit(parts["train"].features)
        sizes = DIMENSIONS if name == CCA_ROW else (space.dimensions_,)
        for size in sizes:
            held = places(space, parts["validation"], size)
            found = recall(cosine(held["visual"], held["audio"]), 10).value
            if best is None or found > best[0]:
                best = (found, space, size, setting)
    assert best is not None
    found, space, size, setting = best
    return space, size, {"setting": setting, "validation R@10": round(found, 4)}


def places(space: JointSpace, part: Clips, size: int | None = None) -> dict[str, Floats]:
    """Return where picture and sound of clips are, `(N, size)` by sense."""
    return {sense: z[:, :size] for sense, z in space.transform(part.features).items()}


def probe_rows(parts: Parts) -> dict[str, dict[str, Read]]:
    """Return what is read off either sense alone, by the same machines."""
    views = views_of(parts)
    return {
        sense: {
            word: read(
                parts, {part: {sense: own[sense]} for part, own in views.items()}, word, ways=("sum",)
            )["sum"]
            for word in words
        }
        for sense, words in PROBES.items()
    }
