"""The flowers that both pages of kernels show: their names, main colours and measured figures."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import streamlit as st

from mmfusion.language import marked
from mmfusion.tasks.flowers.features import FOLDER, load_features
from mmfusion.ui.shell.term import Term

SHOWN = ("daffodil", "dandelion", "sunflower", "bluebell", "tigerlily", "daisy")
"""Classes in the heat maps; three of them are yellow."""
_ALL = (
    marked("bluebell"),
    marked("buttercup"),
    marked("coltsfoot"),
    marked("cowslip"),
    marked("crocus"),
    marked("daffodil"),
    marked("daisy"),
    marked("dandelion"),
    marked("fritillary"),
    marked("iris"),
    marked("lily valley"),
    marked("pansy"),
    marked("snowdrop"),
    marked("sunflower"),
    marked("tigerlily"),
    marked("tulip"),
    marked("windflower"),
)
"""All seventeen, as they are shown."""

DESCRIPTIONS = (
    Term(
        marked("words"),
        marked(
            "Small patches of all pictures are sorted into a few hundred typical ones; a "
            "picture is the histogram of its own: of colours (HSV), colour gradients "
            "(opponent), gradients, DAISY (gradients in rings around a point), filter answers "
            "(MR8 textons)."
        ),
    ),
    Term(
        "LBP",
        marked("Local binary patterns: which neighbours of a pixel are brighter than it, as a histogram."),
    ),
    Term("PHOG", marked("Directions of edges, counted in ever smaller parts of the picture.")),
    Term(
        marked("deep"),
        marked("Features of EfficientNet-Lite0, a network that was trained on ImageNet and is frozen here."),
        "(1280,)",
    ),
    Term(marked("noise kernel"), marked("A kernel on random features, which knows nothing of the pictures.")),
)
"""What the kernels are computed from, for the glossaries of both pages."""


def classes() -> tuple[str, ...]:
    """Return the names of the seventeen kinds, without underscores, to be translated where they are shown."""
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
