"""What the page of weights and a store computes: a question, the items near it, and the three answers."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from PIL import Image

from mmfusion.colearning.neighbours import NEAREST, Rule, votes
from mmfusion.colearning.poison import wrong_names
from mmfusion.measure.metrics import softmax
from mmfusion.tasks.caltech import question, stored_pictures
from mmfusion.tasks.caltech.made import copies
from mmfusion.tasks.caltech.shown import SEED, SIZE
from mmfusion.tasks.caltech.splits import PROBES
from mmfusion.tasks.store import Setting
from mmfusion.tasks.store.setting import CLASSES
from mmfusion.ui.clips.player import jpeg

if TYPE_CHECKING:
    from mmfusion.colearning.refit import Around
    from mmfusion.tasks.store.setting import Floats, Index

OPENING = 74
"""The class whose picture the page opens with."""
SHOWN = 45
"""Stored items that came with a question: so many, less fifteen, can be deleted."""


@dataclass(frozen=True, eq=False)
class Asked:
    """A question and what is near it.

    Attributes:
        picture: number of the class whose first probe asks.
        wrong: the copies' name.
        labels: of the items `(55,)`: stored ones by falling cosine, then ten copies.
        cosines: theirs with the question.
        around: what the weights know of them.
        tau: of votes by similarity.
        temperature: of the weights' probabilities.
        image: JPEG of the question.
        thumbs: JPEG of each item.

    """

    picture: int
    wrong: int
    labels: Index
    cosines: Floats
    around: Around
    tau: float
    temperature: float
    image: bytes
    thumbs: list[bytes]

    def answers(self, count: int, gone: list[int], rule: Rule) -> dict[str, Floats]:
        """Return shares `(100,)` by weights, store and both, with some copies and without some items."""
        every = np.arange(len(self.labels))
        there = every[(every < SHOWN + count) & ~np.isin(every, gone)]
        order = there[np.argsort(-self.cosines[there], kind="stable")][:NEAREST]
        tau = self.tau if rule == "similarity" else None
        store = votes(self.cosines[order][None], self.labels[order][None], CLASSES, tau)[0]
        joined = [int(i) for i in there if i >= SHOWN]
        scores = self.around.changed(joined, [i for i in gone if i < SHOWN])
        weights = softmax(scores[None], self.temperature)[0]
        return {"weights": weights, "store": store, "both": (weights + store) / 2}


@st.cache_resource(show_spinner=False)
def setting() -> Setting:
    """Return the split whose stored pictures have stored_pictures. Raises FileNotFoundError."""
    return Setting(SEED)


@st.cache_resource(show_spinner=False, max_entries=64)
def asked(picture: int) -> Asked:
    """Return the question of a class and what is near it. Raises FileNotFoundError."""
    own, probe = setting(), PROBES * picture
    features = own.probes[probe]
    order, cosines = (found[0] for found in own.store.nearest(features[None], SHOWN))
    wrong = int(wrong_names(features[None], own.probe_truth[probe : probe + 1], own.means)[0])
    items = np.concatenate([own.x[order], own.copies[probe]])
    labels = np.concatenate([own.y[order], np.full(len(own.copies[probe]), wrong)])
    pixels = question(picture)
    small = stored_pictures().reshape(-1, *stored_pictures().shape[2:])
    mine = [np.array(one.resize(SIZE)) for one in copies(Image.fromarray(pixels))]
    return Asked(
        picture,
        wrong,
        labels,
        np.concatenate([cosines, own.copies[probe] @ features]),
        own.refit.around(features, items, labels),
        own.store.temperature,
        own.refit.temperature,
        jpeg(pixels, pixels.shape[1]),
        [_small(one) for one in (*small[order], *mine)],
    )


def _small(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=80)
    return out.getvalue()
