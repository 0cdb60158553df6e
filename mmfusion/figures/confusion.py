"""Confusion matrices: what was there against what was said."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from mmfusion.figures.template import Palette, layout
from mmfusion.language import tr


def confusion(counts: ArrayLike, classes: Sequence[str], palette: Palette) -> go.Figure:
    """Return a heat map of counts `(K, K)`, truth by row, each row as shares of its truth.

    Raises:
        ValueError: counts that are not square or do not fit the classes.

    Example:
        >>> from mmfusion.figures.confusion import confusion
        >>> from mmfusion.figures.template import LIGHT
        >>> figure = confusion([[8, 2], [0, 5]], ["dog", "cat"], LIGHT)
        >>> figure.data[0].z.tolist()  # shares of the truth, row by row
        [[0.8, 0.2], [0.0, 1.0]]

    """
    table = np.asarray(counts, dtype=np.float64)
    if table.shape != (len(classes), len(classes)):
        raise ValueError(f"counts have shape {table.shape} for {len(classes)} classes")
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    figure = go.Figure(
        go.Heatmap(
            z=shares,
            x=list(classes),
            y=list(classes),
            zmin=0,
            zmax=1,
            xgap=2,
            ygap=2,
            showscale=False,
            colorscale=[[0, palette.wash], [1, palette.ink]],
            customdata=table,
            hovertemplate=tr("truth {truth}, answer {answer}", truth="%{y}", answer="%{x}")
            + ": %{customdata:.0f} (%{z:.0%})<extra></extra>",
        )
    )
    figure.update_layout(layout(palette))
    figure.update_layout(width=660, height=440, margin={"l": 104, "r": 8, "t": 8, "b": 104})
    figure.update_yaxes(autorange="reversed", showgrid=False, tickmode="linear", dtick=1, nticks=len(classes))
    figure.update_xaxes(tickangle=-50, tickmode="linear", dtick=1)
    for i, share in enumerate(np.diag(shares)):
        figure.add_annotation(
            x=classes[i],
            y=classes[i],
            text=f"{100 * share:.0f}",
            showarrow=False,
            font={"size": 13, "color": palette.page if share > 0.5 else palette.ink},
        )
    return figure
