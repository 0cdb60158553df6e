"""The flowers that both pages of kernels show: their names, main colours and measured figures."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import streamlit as st

from mmfusion.tasks.flowers.features import FOLDER, load_features

SHOWN = ("daffodil", "dandelion", "sunflower", "bluebell", "tigerlily", "daisy")
"""Classes in the heat maps; three of them are yellow."""


def classes() -> tuple[str, ...]:
    """Return the names of the seventeen kinds, without underscores."""
    return tuple(name.replace("_", " ") for name in load_features().classes)


@st.cache_resource(show_spinner=False)
def stored(name: str) -> dict[str, Any]:
    """Return a file of figures, ``table`` or ``triangle``. Raises FileNotFoundError."""
    path = FOLDER / f"{name}.json"
    if not path.is_file():
        raise FileNotFoundError(f"no figures at {path}: `mmfusion evaluate flowers` makes them")
    return dict(json.loads(path.read_text(encoding="utf-8")))


@st.cache_resource(show_spinner=False, max_entries=512)
def colours(picture: int | None = None, kind: str = "") -> list[tuple[str, float]]:
    """Return the main colours of a picture, or of a kind, as CSS and share: read off the Lab histogram."""
    from mmfusion.tasks.flowers.describe import LAB_BINS
    from mmfusion.tasks.flowers.foreground import HIGH, LOW

    found = load_features()
    rows = found.labels == found.classes.index(kind) if picture is None else [picture]
    histogram = found.values["lab"][rows].mean(axis=0)
    most = np.argsort(-histogram)[:5]
    middles = (np.stack(np.unravel_index(most, LAB_BINS), axis=1) + 0.5) / LAB_BINS * (HIGH - LOW) + LOW
    shares = histogram[most] / histogram[most].sum()
    return [
        (f"lab({l:.0f} {a:.0f} {b:.0f})", round(float(share), 3))
        for (l, a, b), share in zip(middles, shares, strict=True)
    ]
