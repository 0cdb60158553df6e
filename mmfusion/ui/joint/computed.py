"""What the page of joint spaces computes: the solved space, the drawings, where a sentence lands."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mmfusion.nn.device import to_numpy
from mmfusion.tasks.pairs import pairs
from mmfusion.tasks.pairs.commands import TABLE
from mmfusion.tasks.pairs.data import COLUMNS, THUMBNAIL, atlas
from mmfusion.tasks.pairs.runs import (
    WITH_PICTURE,
    Setting,
    held_out_views,
    looked_at,
    principal,
    shown,
    space,
    training_views,
)
from mmfusion.ui.shell.work import computed

if TYPE_CHECKING:
    from PIL.Image import Image

    from mmfusion.colearning.space import JointSpace
    from mmfusion.tasks.pairs.recorded import Recorded

Features = NDArray[np.float32]
K = 64
"""Dimensions in which neighbours are looked for."""


@dataclass(frozen=True, eq=False)
class Solved:
    """CCA, fitted on the training pairs."""

    space: JointSpace
    seen: Recorded
    training: float
    """The ten first correlations in training, their mean."""
    held_out: float


@computed(8)
def solved(dimensions: int, shuffled: bool = False) -> Solved:
    """Return the space that CCA finds, and what it looks like from the held-out pairs."""
    from time import perf_counter

    from mmfusion.tasks.pairs.recorded import as_recorded, recorded
    from mmfusion.tasks.pairs.runs import cca, seen

    train, held_out = training_views(shuffled), held_out_views()
    began = perf_counter()
    own = cca(dimensions).fit(train)
    frame = seen(own.transform(held_out), seconds=perf_counter() - began)
    first = slice(10)
    return Solved(
        own,
        as_recorded([frame], recorded("infonce")),
        float(np.mean(own.correlations(train)[first])),
        float(np.mean(own.correlations(held_out)[first])),
    )


@computed(9)
def recorded_heads(method: str, way: str) -> JointSpace:
    """Return the heads of a recorded run: it is run again, from the same seed, for heads do not ship."""
    setting = Setting(method, negatives=way != "no negatives", shuffled=way == "shuffled")
    return space(setting).fit(training_views(setting.shuffled))


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Return the names of the pairs that are drawn, those with pictures first."""
    found, split = looked_at()
    return tuple(found.names[split.test[place]] for place in shown())


@lru_cache(maxsize=1)
def _atlas() -> Image:
    from PIL import Image as Images

    return Images.open(io.BytesIO(atlas())).convert("RGB")


def drawing(number: int) -> Image:
    """Return the drawing of a pair, by its number among all."""
    left, top = THUMBNAIL * (number % COLUMNS), THUMBNAIL * (number // COLUMNS)
    return _atlas().crop((left, top, left + THUMBNAIL, top + THUMBNAIL))


@lru_cache(maxsize=1)
def drawings() -> bytes:
    """Return the drawings of the pairs that are shown with theirs, one beside the other, as WebP."""
    from PIL import Image as Images

    _, split = looked_at()
    strip = Images.new("RGB", (THUMBNAIL * len(WITH_PICTURE), THUMBNAIL), "white")
    for at, place in enumerate(shown()[: len(WITH_PICTURE)]):
        strip.paste(drawing(int(split.test[place])), (at * THUMBNAIL, 0))
    held = io.BytesIO()
    strip.save(held, "WEBP", quality=80, method=4)
    return held.getvalue()


@lru_cache(maxsize=256)
def as_uri(number: int) -> str:
    """Return a pair's drawing as a ``data:`` address."""
    from base64 import b64encode

    held = io.BytesIO()
    drawing(number).save(held, "WEBP", quality=80)
    return f"data:image/webp;base64,{b64encode(held.getvalue()).decode()}"


@st.cache_resource(show_spinner=False)
def table() -> dict[str, Any]:
    """Return what `mmfusion evaluate pairs` measured. Raises FileNotFoundError."""
    if not TABLE.is_file():
        raise FileNotFoundError(f"no figures at {TABLE.name}: `mmfusion evaluate pairs` measures them")
    found: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    return found


def figure(method: str, name: str = "R@10, name to picture", words: str = "minilm") -> dict[str, float]:
    """Return a figure of a method with its interval. Raises FileNotFoundError, KeyError."""
    found: dict[str, float] = table()["words"][words]["methods"][method]["figures"][name]
    return found


def chance(words: str = "minilm") -> float:
    """Return R@10 of drawing ten candidates at random."""
    return float(table()["words"][words]["chance, R@10"])


@computed(128)
def read(sentence: str) -> Features:
    """Return a sentence as the encoder reads it `(1, 384)`."""
    from mmfusion.nn.minilm import load_encoder

    return to_numpy(load_encoder().encode([sentence]))


@dataclass(frozen=True)
class Landed:
    """What is nearest to something of a viewer's own, of the other modality, with cosines."""

    neighbours: tuple[tuple[int, float], ...]
    """Numbers among all pairs."""


def neighbours(view: str, features: NDArray[np.float32], shuffled: bool, count: int = 5) -> Landed:
    """Return the nearest of all pairs' other view in the space of k = 64."""
    from mmfusion.measure.retrieval import cosine

    own = solved(K, shuffled).space
    other = "visual" if view == "text" else "text"
    similarity = cosine(own.transform(principal()({view: features}))[view], _candidates(other, shuffled))[0]
    best = np.argsort(-similarity)[:count]
    return Landed(tuple((int(i), float(similarity[i])) for i in best))


@computed(4)
def _candidates(view: str, shuffled: bool) -> NDArray[np.float64]:
    return solved(K, shuffled).space.transform(principal()({view: pairs().views[view]}))[view]


def place(space: JointSpace, view: str, features: NDArray[np.float32], like: Recorded) -> list[float]:
    """Return where something lies on the sphere of a space of three dimensions, turned as it is drawn."""
    z = space.transform(principal()({view: features}))[view][0]
    held_out = space.transform(held_out_views())
    rows = shown()
    own = np.concatenate([_unit(held_out[m][rows]) for m in sorted(held_out)])
    drawn = np.concatenate([like.places[m][-1] for m in sorted(held_out)])
    turn = np.linalg.lstsq(own, drawn, rcond=None)[0]
    return [float(v) for v in _unit(z[None] @ turn)[0]]


def _unit(z: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(z / np.maximum(np.linalg.norm(z, axis=1, keepdims=True), 1e-12))


def buffered(places: NDArray[np.float32]) -> bytes:
    """Return places `(F, n, 3)` as whole numbers of eight bits."""
    return np.rint(np.clip(places, -1, 1) * 127).astype(np.int8).tobytes()
