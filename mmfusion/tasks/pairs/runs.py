"""Runs that can be watched: a space is learned on training pairs while held-out pairs are looked at.

What is looked at is the held-out part of one split, never trained on: where its pictures and names lie, and
how often one finds the other among the first ten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.pairs.data import Pairs, pairs
from mmfusion.tasks.pairs.principal import Principal

if TYPE_CHECKING:
    from mmfusion.colearning.cca import CCA
    from mmfusion.colearning.contrastive import Contrastive
    from mmfusion.training.splits import Split

Floats = NDArray[np.float64]
SEED = 1
"""Of the split whose held-out pairs are looked at."""
METHODS = {"margin": "margin", "infonce": "InfoNCE", "siglip": "SigLIP"}
"""What can be watched, and what it is called."""
BATCHES = (8, 16, 32, 64, 128, 256)
TEMPERATURES = (0.01, 0.03, 0.07, 0.2, 0.5)
MARGINS = (0.5, 1.0, 1.5)
DIMENSIONS = (3, 8, 16, 64)
STEPS, EVERY = 300, 10
REGULARISATION, WEIGHTING = 0.5, 1.0
"""Of CCA: what validation prefers on three splits of five."""
WITH_PICTURE = (
    "monkey",
    "dog",
    "cat",
    "tiger",
    "horse",
    "zebra",
    "giraffe",
    "elephant",
    "rooster",
    "penguin",
    "duck",
    "frog",
    "turtle",
    "whale",
    "butterfly",
    "mushroom",
    "pear",
    "carrot",
    "hamburger",
    "cupcake",
    "teapot",
    "olive",
    "dumpling",
    "hut",
    "hospital",
    "tram",
    "taxi",
    "tractor",
    "bicycle",
    "ship",
    "anchor",
    "parachute",
    "umbrella",
    "trophy",
    "basketball",
    "tennis",
    "glasses",
    "t-shirt",
    "jeans",
    "trombone",
    "telephone",
    "television",
    "camera",
    "magnet",
)
"""Held-out names that are shown with pictures, chosen by hand so that kinds are seen to lie together."""
SHOWN = 144
"""Held-out pairs that are shown at all; the rest of them counts, and is not drawn."""


@dataclass(frozen=True)
class Setting:
    """What is run.

    Attributes:
        method: of `METHODS`.
        negatives: False draws pairs together and does nothing else.
        shuffled: whether every picture gets another one's name in training.
        dimensions: k.
        batch: pairs a step.
        temperature: τ at the start (InfoNCE, SigLIP).
        margin: m (margin).

    Example:
        >>> from mmfusion.tasks.pairs.runs import Setting
        >>> Setting("infonce", batch=32).batch
        32

    """

    method: str = "infonce"
    negatives: bool = True
    shuffled: bool = False
    dimensions: int = 3
    batch: int = 64
    temperature: float = 0.07
    margin: float = 1.0

    def __post_init__(self) -> None:
        """Raise ValueError for a value that is none of those offered."""
        offered = {
            "method": tuple(METHODS),
            "dimensions": DIMENSIONS,
            "batch": BATCHES,
            "temperature": TEMPERATURES,
            "margin": MARGINS,
        }
        for name, values in offered.items():
            if getattr(self, name) not in values:
                said = ", ".join(map(str, values))
                raise ValueError(f"{name} is one of {said}, not {getattr(self, name)!r}")

    @property
    def plain(self) -> Setting:
        """The same with negatives and true pairs."""
        return replace(self, negatives=True, shuffled=False)


@dataclass(frozen=True, eq=False)
class Seen:
    """Where a run is, by held-out pairs.

    Attributes:
        step: steps done.
        losses: `(step,)`, of each batch so far.
        temperature: τ, where there is one.
        places: `(n, k)` by modality, on the unit sphere, all held-out pairs.
        recall: share of names that find their picture among the first ten.
        centred: the same once each modality's mean is taken away.
        gap: distance between the means of the two modalities.
        spread: 1 − ‖mean‖², the mean over both: 0 where all lie in one place.
        seconds: since the run began.

    """

    step: int
    losses: NDArray[np.float32]
    temperature: float | None
    places: Mapping[str, NDArray[np.float32]]
    recall: float
    centred: float
    gap: float
    spread: float
    seconds: float


def looked_at() -> tuple[Pairs, Split]:
    """Return the pairs and the split that is looked at."""
    found = pairs()
    return found, _split()


@lru_cache(maxsize=1)
def _split() -> Split:
    return pairs().split(SEED)


@lru_cache(maxsize=1)
def shown() -> NDArray[np.int64]:
    """Return which held-out pairs are drawn, by place in their part `(SHOWN,)`; with pictures first."""
    found, split = looked_at()
    at = {found.names[i]: place for place, i in enumerate(split.test)}
    first = [at[name] for name in WITH_PICTURE]
    rest = np.setdiff1d(np.arange(len(split.test)), first)
    drawn = np.random.default_rng(0).permutation(rest)[: SHOWN - len(first)]
    return np.array([*first, *sorted(drawn.tolist())])


@lru_cache(maxsize=1)
def principal() -> Principal:
    """Return the components of the training views, by which all are seen."""
    found, split = looked_at()
    return Principal({name: view[split.train] for name, view in found.views.items()})


@lru_cache(maxsize=2)
def training_views(shuffled: bool = False) -> dict[str, Floats]:
    """Return the training views by their components; shuffled, every picture has another one's name.

    Example:
        >>> from mmfusion.tasks.pairs import training_views
        >>> {name: view.shape[1] for name, view in training_views().items()}
        {'visual': 256, 'text': 256}

    """
    found, split = looked_at()
    order = split.train
    other = np.random.default_rng(0).permutation(order) if shuffled else order
    return principal()({"visual": found.views["visual"][order], "text": found.views["text"][other]})


@lru_cache(maxsize=1)
def held_out_views() -> dict[str, Floats]:
    """Return the held-out views by the components of the training views.

    Example:
        >>> from mmfusion.tasks.pairs import held_out_views
        >>> held_out_views()["text"].shape
        (359, 256)

    """
    found, split = looked_at()
    return principal()({name: view[split.test] for name, view in found.views.items()})


def space(setting: Setting, steps: int = STEPS) -> Contrastive:
    """Return the space that a setting means, not fitted.

    Example:
        >>> from mmfusion.tasks.pairs import Setting, held_out_views, space, training_views
        >>> own = space(Setting(dimensions=8), steps=40).fit(training_views())
        >>> own.score(held_out_views()) > 3 * 10 / 359  # R@10, three times chance
        True

    """
    from mmfusion.colearning import InfoNCE, Margin, SigLIP

    if setting.method == "margin":
        return Margin(
            setting.dimensions,
            margin=setting.margin,
            batch=setting.batch,
            steps=steps,
            negatives=setting.negatives,
            scale=False,
        )
    kind = InfoNCE if setting.method == "infonce" else SigLIP
    return kind(
        setting.dimensions,
        temperature=setting.temperature,
        batch=setting.batch,
        steps=steps,
        negatives=setting.negatives,
        scale=False,
    )


def cca(dimensions: int) -> CCA:
    """Return CCA as it stands beside the runs, not fitted.

    Example:
        >>> from mmfusion.tasks.pairs import cca, held_out_views, training_views
        >>> cca(64).fit(training_views()).score(held_out_views()) > 0.35
        True

    """
    from mmfusion.colearning.cca import CCA

    return CCA(dimensions, regularisation=REGULARISATION, weighting=WEIGHTING, scale=False)


def watch(setting: Setting, own: Contrastive | None = None, every: int = EVERY) -> Iterator[Seen]:
    """Yield where a run is, before its first step and after each `every`; who stops asking stops the run.

    Args:
        setting: what is run.
        own: the space that learns; a new one by default.
        every: steps between what is yielded.

    Example:
        >>> from mmfusion.tasks.pairs.runs import Setting, space, watch
        >>> small = Setting(batch=16)
        >>> first, second = watch(small, space(small, steps=2), every=2)
        >>> first.step, second.step, second.places["text"].shape[1]
        (0, 2, 3)

    """
    views = held_out_views()
    own = own or space(setting)
    for frame in own.run(training_views(setting.shuffled), every=every):
        places = own.transform(views)
        yield seen(
            places, frame.step, np.array(own.run_.losses, dtype=np.float32), frame.temperature, frame.seconds
        )


def seen(
    places: Mapping[str, Floats],
    step: int = 0,
    losses: NDArray[np.float32] | None = None,
    temperature: float | None = None,
    seconds: float = 0.0,
) -> Seen:
    """Return what is to be said of places `(n, k)` of held-out pairs."""
    unit = {name: _unit(z) for name, z in places.items()}
    means = {name: z.mean(axis=0) for name, z in unit.items()}
    apart = {name: z - means[name] for name, z in unit.items()}
    return Seen(
        step,
        np.zeros(0, dtype=np.float32) if losses is None else losses,
        temperature,
        {name: z.astype(np.float32) for name, z in unit.items()},
        _found(unit),
        _found(apart),
        float(np.linalg.norm(means["visual"] - means["text"])),
        float(np.mean([1 - m @ m for m in means.values()])),
        seconds,
    )


def _unit(z: Floats) -> Floats:
    return np.asarray(z / np.maximum(np.linalg.norm(z, axis=1, keepdims=True), 1e-12))


def _found(places: Mapping[str, Floats]) -> float:
    from mmfusion.measure.retrieval import cosine, found_within

    return float(found_within(cosine(places["text"], places["visual"]), 10).mean())
