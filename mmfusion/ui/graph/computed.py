"""What the page of the graph shows: a draw, what other ways answer on it, pictures, and what was measured."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.language import marked
from mmfusion.tasks.graph import edits as stored_edits
from mmfusion.tasks.graph.arms import cosines

if TYPE_CHECKING:
    from mmfusion.tasks.graph import Draw, Pictures
    from mmfusion.tasks.graph.draw import Index

WAYS = {
    "name": marked("its name"),
    "hypernyms": marked("hypernyms in words"),
    "first": marked("first senses"),
    "one label": marked("one labelled picture"),
}
"""Arms that stand beside the graph, and what they are called where there is little room."""


def table() -> dict[str, Any]:
    """Return what was measured. Raises FileNotFoundError, which says what makes it."""
    return stored_edits.table()


@lru_cache(maxsize=1)
def pictures() -> Pictures:
    """Return the features. Raises FileNotFoundError without them."""
    from mmfusion.tasks.graph.shown import pictures

    return pictures()


@st.cache_resource(show_spinner=False, max_entries=16)
def draw(seed: int) -> Draw:
    """Return a draw by its number, from 0."""
    from mmfusion.tasks.graph import Draw

    return Draw(pictures(), seed)


@st.cache_resource(show_spinner=False, max_entries=16)
def others(seed: int) -> dict[str, Index]:
    """Return what other ways answer on a draw's test pictures: arm -> places among its classes, `(15, m)`."""
    from mmfusion.tasks.graph.measure import one_label

    own = draw(seed)
    found = {}
    for arm in WAYS:
        if arm == "one label":
            prototypes = one_label(own, seed)
        else:
            sharpness, penalty, _ = table()["divisions"][seed]["chosen"][arm]
            prototypes = own.predict(cosines(arm, seed), sharpness, penalty)
        found[arm] = own.answers(prototypes)
    return found


@st.cache_resource(show_spinner=False, max_entries=64)
def thumbs(name: str) -> list[bytes]:
    """Return a class's test pictures as JPEG, in the order of their features."""
    from mmfusion.tasks.graph.shown import thumbnails

    return thumbnails(name)


@lru_cache(maxsize=1)
def features() -> bytes:
    """Return the prototypes of all classes as float32."""
    return np.ascontiguousarray(pictures().prototypes, dtype=np.float32).tobytes()
