"""Sixty points in a plane, and how a boundary between them bends as one kernel gets more weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mmfusion.ui.kernels.bend import Header
from mmfusion.ui.shell.components import pack

GRID, MIX = 72, 21
"""Points a side of the plane, and mixtures."""
HALF = 3.0
"""Half the side of the plane."""


@dataclass(frozen=True, eq=False)
class Bending:
    """Decisions of two kernels over the plane, at every mixture."""

    fields: NDArray[np.float64]
    """`(MIX, GRID, GRID)`, top row first; the boundary is where they are 0."""
    points: NDArray[np.float64]
    """`(60, 2)`, from 0 to 1, upwards."""
    labels: list[int]
    right: list[int]
    """By mixture: points on their side."""


@st.cache_resource(show_spinner=False)
def bending() -> Bending:
    """Return the example: 60 points, a linear kernel and one of distances, and what their mixtures decide."""
    from sklearn.datasets import make_moons

    from mmfusion.kernels.base import RBF, Linear
    from mmfusion.kernels.least_squares import least_squares

    x, label = make_moons(60, noise=0.18, random_state=3)
    x = 1.2 * (x - x.mean(axis=0)) / x.std(axis=0)
    axis = np.linspace(-HALF, HALF, GRID)
    across, down = np.meshgrid(axis, axis[::-1])
    spots = np.column_stack([across.ravel(), down.ravel()])
    straight, bent = Linear(), RBF(2.0)
    # unit mean diagonal, so that a weight means the same for both
    size = float(straight.diagonal(x).mean())
    own = straight(x).astype(float) / size, bent(x).astype(float)
    cross = straight(spots, x).astype(float) / size, bent(spots, x).astype(float)
    fields, right = [], []
    for share in np.linspace(0, 1, MIX):
        mixed = [(1 - share) * first + share * second for first, second in (own, cross)]
        fitted = least_squares(mixed[0], np.where(label == 1, 1.0, -1.0)[None], 1.0)
        fields.append(fitted.decide(mixed[1])[:, 0].reshape(GRID, GRID))
        right.append(int(((fitted.decide(mixed[0])[:, 0] > 0) == (label == 1)).sum()))
    return Bending(np.stack(fields), np.round((x + HALF) / (2 * HALF), 4), label.tolist(), right)


@st.cache_resource(show_spinner=False)
def plane() -> bytes:
    """Return the figure's buffer: a byte a decision, 128 where it is 0."""
    found = bending()
    code = np.clip(128 + 100 * found.fields, 0, 255).astype(np.uint8)
    header: Header = {
        "side": GRID,
        "mixtures": MIX,
        "points": found.points.tolist(),
        "labels": found.labels,
        "right": found.right,
    }
    return pack(header, {"field": code.tobytes()})
