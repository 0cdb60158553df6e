"""What is left of an answer as tokens go, and as they come back, in the orders of several maps."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from mmfusion.figures.template import LIGHT, Palette, explored, tint
from mmfusion.language import tr

FloatArray = NDArray[np.float64]


def removal_curves(
    deletion: Mapping[str, FloatArray],
    insertion: Mapping[str, FloatArray],
    random: tuple[FloatArray, FloatArray],
    *,
    answer: str,
    leads: str = "",
    palette: Palette = LIGHT,
) -> go.Figure:
    """Return the curves of deletion and of insertion, over the range of random orders.

    Args:
        deletion: by method, `(steps + 1,)`: the answer's probability, all tokens there first.
        insertion: the same as tokens come back, none there first.
        random: both in random orders, each `(orders, steps + 1)`.
        answer: whose probability it is.
        leads: the method that is drawn on top.
        palette: of the theme.

    Raises:
        ValueError: no method, or two sets of them.

    Example:
        >>> import numpy as np
        >>> from mmfusion.figures.removal_curves import removal_curves
        >>> falls, rises = np.array([0.9, 0.2, 0.3]), np.array([0.3, 0.8, 0.9])
        >>> chance = np.array([[0.9, 0.5, 0.3], [0.9, 0.7, 0.3]])
        >>> figure = removal_curves({"a": falls}, {"a": rises}, (chance, chance[:, ::-1]), answer="left")
        >>> [trace.name for trace in figure.data]
        ['random orders', 'a', 'random orders', 'a']

    """
    if not deletion or list(deletion) != list(insertion):
        raise ValueError("each method needs a curve of deletion and one of insertion")
    figure = make_subplots(1, 2, shared_yaxes=True, horizontal_spacing=0.06)
    for column, (curves, chance) in enumerate(zip((deletion, insertion), random, strict=True), start=1):
        x = np.linspace(0, 100, chance.shape[1])
        figure.add_scatter(
            x=[*x, *x[::-1]],
            y=[*chance.max(axis=0), *chance.min(axis=0)[::-1]],
            fill="toself",
            mode="lines",
            fillcolor=tint(palette.line, 0.55),
            line={"width": 0},
            name=tr("random orders"),
            hoverinfo="skip",
            row=1,
            col=column,
        )
        for name, curve in sorted(curves.items(), key=lambda item: item[0] == leads):
            on_top = name == leads
            figure.add_scatter(
                x=x,
                y=curve,
                mode="lines",
                name=name,
                line={"color": palette.ink if on_top else palette.ghost, "width": 2.4 if on_top else 1.2},
                hovertemplate=f"{name}, %{{x:.0f}} %: %{{y:.3f}}<extra></extra>",
                row=1,
                col=column,
            )
    about = tr("Probability of {answer}; grey: {n} random orders.", answer=answer, n=len(random[0]))
    if leads:
        about += " " + tr("The strong line is {method}.", method=leads)
    explored(figure, palette, tr("Deletion and insertion, method by method"), about, height=380)
    figure.update_yaxes(range=[-0.02, 1.02], tickvals=[0, 0.25, 0.5, 0.75, 1], showgrid=True)
    figure.update_yaxes(gridcolor=palette.hairline)
    figure.update_xaxes(title_text=tr("tokens removed, highest first, %"), row=1, col=1)
    figure.update_xaxes(title_text=tr("tokens inserted, highest first, %"), row=1, col=2)
    return figure
