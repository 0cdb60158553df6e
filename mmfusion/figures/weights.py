"""Weights of kernels: how they share the whole as p or C changes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray
from plotly.subplots import make_subplots

from mmfusion.figures.robustness import spread
from mmfusion.figures.template import LIGHT, Palette, explored
from mmfusion.language import tr

Floats = NDArray[np.float64]


def shares_of(weights: ArrayLike, known: int) -> Floats:
    """Return weights `(P, s)` as shares of their sum `(P, known + 1)`, those of noise kernels added up last.

    Example:
        >>> from mmfusion.figures.weights import shares_of
        >>> shares_of([[1.0, 1.0, 1.0, 1.0]], known=2).tolist()
        [[0.25, 0.25, 0.5]]

    """
    table = np.asarray(weights, dtype=np.float64)
    sums = table.sum(axis=1, keepdims=True)
    parts = np.concatenate([table[:, :known], table[:, known:].sum(axis=1, keepdims=True)], axis=1)
    return np.asarray(parts / np.where(sums == 0, 1.0, sums))


def weights_over_p(
    norms: Sequence[str],
    weights: ArrayLike,
    names: Sequence[str],
    at: str | None = None,
    palette: Palette = LIGHT,
) -> go.Figure:
    """Return each kernel's share of the weight against p, the one that leads at the first p in ink.

    Args:
        norms: of the P problems, as they are written: "1", "4/3", "∞".
        weights: `(P, s)`; kernels beyond the named ones are noise, and are added up.
        names: of the kernels that know something.
        at: the p that is looked at.
        palette: of the theme.

    Raises:
        ValueError: weights that do not fit.

    Example:
        >>> from mmfusion.figures.weights import weights_over_p
        >>> figure = weights_over_p(["1", "2"], [[1.0, 0.0], [0.6, 0.4]], ["Lab", "PHOG"])
        >>> figure.data[0].y.tolist()
        [1.0, 0.6]

    """
    table = np.asarray(weights, dtype=np.float64)
    if table.ndim != 2 or len(table) != len(norms) or table.shape[1] < len(names):
        raise ValueError(f"weights {table.shape} for {len(norms)} norms and {len(names)} kernels")
    figure = go.Figure()
    _lines(figure, list(norms), table, names, 0, "p = %{x}", palette)
    explored(
        figure,
        palette,
        tr("What p chooses"),
        tr("Share of each kernel in the sum of the weights."),
        margin={"r": 128},
    )
    figure.update_xaxes(title_text="p", type="category")
    figure.update_yaxes(
        title_text=tr("share of the weight"), rangemode="tozero", showgrid=True, gridcolor=palette.hairline
    )
    if at in norms:
        figure.add_vline(x=list(norms).index(str(at)), line={"color": palette.ink, "width": 1.4})
    return figure


def weights_over_cost(
    costs: Sequence[float],
    weights: ArrayLike,
    right: ArrayLike,
    norms: Sequence[str],
    names: Sequence[str],
    at: float | None = None,
    palette: Palette = LIGHT,
) -> go.Figure:
    """Return shares of the weight against C for the first two p, and balanced accuracy for every p.

    Args:
        costs: `(C,)`.
        weights: `(P, C, s)`, noise kernels last.
        right: `(P, C)` balanced accuracy on test pictures, from 0 to 1.
        norms: of the P, as they are written.
        names: of the kernels that know something.
        at: the C that is looked at.
        palette: of the theme.

    Raises:
        ValueError: weights or accuracies that do not fit.

    Example:
        >>> import numpy as np
        >>> from mmfusion.figures.weights import weights_over_cost
        >>> right = [[0.5, 0.6], [0.7, 0.8]]
        >>> figure = weights_over_cost([1, 10], np.ones((2, 2, 1)), right, ["1", "2"], ["Lab"])
        >>> figure.data[-1].y.tolist()
        [70.0, 80.0]

    """
    table, reached = np.asarray(weights, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if table.ndim != 3 or table.shape[:2] != reached.shape or reached.shape != (len(norms), len(costs)):
        raise ValueError(
            f"weights {table.shape}, accuracies {reached.shape} for {len(norms)} norms and {len(costs)} costs"
        )
    shown = min(2, len(norms))
    heads = [*(f"p = {norms[i]}" for i in range(shown)), tr("balanced test accuracy")]
    figure = make_subplots(rows=1, cols=shown + 1, subplot_titles=heads, horizontal_spacing=0.16)
    lead = list(costs).index(at) if at is not None and at in costs else 0
    for i in range(shown):
        _lines(figure, list(costs), table[i], names, lead, "C = %{x}", palette, col=i + 1)
    for i, values in enumerate(reached):
        figure.add_trace(
            go.Scatter(
                x=list(costs),
                y=100 * values,
                mode="lines+markers",
                marker={"size": 5},
                name=f"p = {norms[i]}",
                line={
                    "color": palette.ghost if i else palette.ink,
                    "width": 2.4,
                    "dash": "5px 4px" if i == len(norms) - 1 and i else "solid",
                },
                hovertemplate=f"p = {norms[i]}, C = %{{x}}: %{{y:.1f}} %<extra></extra>",
            ),
            row=1,
            col=shown + 1,
        )
    explored(
        figure,
        palette,
        tr("Weights and accuracy against C"),
        tr("The kernel with the largest weight at the chosen C is drawn in ink."),
        height=400,
        margin={"r": 96, "t": 112},
    )
    for note in figure.layout.annotations[: shown + 1]:
        note.font = {"size": 14, "color": palette.ink}
    ends = spread([float(100 * values[-1]) for values in reached], 3.0)
    for i, end in enumerate(ends):
        figure.add_annotation(
            x=np.log10(costs[-1]),
            y=end,
            text=f"p = {norms[i]}",
            showarrow=False,
            xanchor="left",
            xshift=8,
            font={"size": 13, "color": palette.ink2 if i else palette.ink},
            row=1,
            col=shown + 1,
        )
    figure.update_xaxes(
        type="log",
        tickangle=0,
        range=[float(np.log10(costs[0])) - 0.1, float(np.log10(costs[-1])) + 0.1],
        title_text="C",
        tickvals=[c for c in costs if np.log10(c) % 1 == 0],
        ticktext=[f"{c:g}" for c in costs if np.log10(c) % 1 == 0],
    )
    figure.update_yaxes(showgrid=True, gridcolor=palette.hairline, nticks=4)
    figure.update_yaxes(title_text=tr("share of the weight"), col=1)
    figure.update_yaxes(title_text=tr("share of the weight"), col=shown)
    figure.update_yaxes(title_text=tr("balanced accuracy, %"), col=shown + 1)
    if at in costs:
        figure.add_vline(x=at, line={"color": palette.ink, "width": 1.4})
    return figure


def _lines(
    figure: go.Figure,
    x: list[object],
    weights: Floats,
    names: Sequence[str],
    lead: int,
    where: str,
    palette: Palette,
    col: int | None = None,
) -> None:
    """Draw shares of the weight; who leads at place `lead` is in ink; it and all noise are named."""
    known = len(names)
    shares = shares_of(weights, known)
    best = int(shares[lead, :known].argmax())
    noisy = weights.shape[1] > known
    place = {} if col is None else {"row": 1, "col": col}
    named = [best, *([known] if noisy else [])]
    gap = 0.06 * float(shares.max())
    ends = dict(zip(named, spread([float(shares[-1, i]) for i in named], gap), strict=True))
    for i, name in enumerate([*names, *([tr("all noise")] if noisy else [])]):
        strong = i in (best, known)
        figure.add_trace(
            go.Scatter(
                x=x,
                y=shares[:, i],
                mode="lines+markers",
                name=name,
                marker={"size": 5 if strong else 4},
                line={
                    "color": palette.ink if i == best else palette.ghost,
                    "width": 2.4 if strong else 1.2,
                    "dash": "5px 4px" if i == known else "solid",
                },
                hovertemplate=f"{name}, {where}: %{{y:.3f}}<extra></extra>",
            ),
            **place,
        )
        if strong:
            figure.add_annotation(
                x=len(x) - 1 if col is None else float(np.log10(float(str(x[-1])))),
                y=ends[i],
                text=f"<b>{name}</b>" if i == best else name,
                showarrow=False,
                xanchor="left",
                xshift=8,
                font={"size": 13, "color": palette.ink if i == best else palette.ink2},
                **place,
            )
