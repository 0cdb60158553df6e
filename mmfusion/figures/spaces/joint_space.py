"""Pairs in a space of three dimensions, a thread each; and how often methods find partners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mmfusion.figures.template import LIGHT, Palette, layout

Floats = NDArray[np.floating]


def joint_space(
    places: Mapping[str, Floats], names: Sequence[str], palette: Palette = LIGHT, named: int = 44
) -> go.Figure:
    """Draw two views' places, each pair tied by a thread.

    Args:
        places: by modality, two of them, `(n, 3)` each.
        names: of the pairs.
        palette: of the theme.
        named: how many, the first, are written out.

    Raises:
        ValueError: not two views of n places in three dimensions.

    Example:
        >>> import numpy as np
        >>> from mmfusion.figures import joint_space
        >>> figure = joint_space({"visual": np.eye(3), "text": -np.eye(3)}, ["a", "b", "c"])
        >>> [trace.name for trace in figure.data], figure.data[0].x[:3]
        (['threads', 'visual', 'text'], (1.0, -1.0, None))

    """
    clouds = {name: np.asarray(z, dtype=np.float64) for name, z in places.items()}
    if len(clouds) != 2 or any(z.shape != (len(names), 3) for z in clouds.values()):
        raise ValueError(f"two views of {len(names)} places in three dimensions, not {_shapes(clouds)}")
    a, b = clouds.values()
    threads: list[list[float | None]] = [[], [], []]
    for first, second in zip(a, b, strict=True):
        for axis in range(3):
            threads[axis] += [float(first[axis]), float(second[axis]), None]
    traces = [
        go.Scatter3d(
            x=threads[0],
            y=threads[1],
            z=threads[2],
            mode="lines",
            name="threads",
            line={"color": palette.ghost, "width": 1.5},
            hoverinfo="skip",
        )
    ]
    for i, (modality, z) in enumerate(clouds.items()):
        said = [name if place < named and i else "" for place, name in enumerate(names)]
        traces.append(
            go.Scatter3d(
                x=z[:, 0],
                y=z[:, 1],
                z=z[:, 2],
                mode="markers+text",
                name=modality,
                text=said,
                textfont={"color": palette.words(modality), "size": 11},
                hovertext=list(names),
                hovertemplate="%{hovertext}<extra>" + modality + "</extra>",
                marker={"color": palette.mark(modality), "size": 3.5},
            )
        )
    figure = go.Figure(traces, layout(palette))
    hidden = {"visible": False}
    figure.update_layout(
        scene={"xaxis": hidden, "yaxis": hidden, "zaxis": hidden, "aspectmode": "data"},
        height=480,
        margin={"l": 0, "r": 0, "t": 8, "b": 8},
        paper_bgcolor=palette.page,
    )
    return figure


def _shapes(clouds: Mapping[str, Floats]) -> str:
    return ", ".join(f"{name} {z.shape}" for name, z in clouds.items())


def retrieval(
    found: Mapping[str, tuple[float, float, float]],
    chance: float,
    palette: Palette = LIGHT,
    controls: Sequence[str] = (),
) -> go.Figure:
    """Draw a share a method with its interval, chance dashed.

    Args:
        found: value, lower and upper end by method, shares of one, in the order from the top.
        chance: share that chance finds.
        palette: of the theme.
        controls: methods whose dot is hollow.

    Example:
        >>> from mmfusion.figures import retrieval
        >>> figure = retrieval({"CCA": (0.41, 0.38, 0.44), "ridge": (0.39, 0.36, 0.42)}, 0.03)
        >>> figure.data[0].x, figure.layout.shapes[0].x0
        ((0.41, 0.39), 0.03)

    """
    names = list(found)
    value, low, high = np.array(list(found.values())).T
    figure = go.Figure(
        go.Scatter(
            x=value.tolist(),
            y=names,
            mode="markers",
            name="R@10",
            error_x={
                "type": "data",
                "array": high - value,
                "arrayminus": value - low,
                "thickness": 2.4,
                "width": 0,
                "color": palette.ink,
            },
            marker={
                "size": 10,
                "color": [palette.page if name in controls else palette.ink for name in names],
                "line": {"color": palette.ink, "width": 1.6},
            },
            hovertemplate="%{y}: %{x:.3f}<extra></extra>",
        ),
        layout(palette),
    )
    figure.add_vline(x=chance, line={"color": palette.ink, "width": 1.4, "dash": "5px 4px"})
    for name, one in zip(names, value, strict=True):
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="right",
            xshift=48,
            y=name,
            text=f"{one:.2f}".lstrip("0"),
            showarrow=False,
            font={"color": palette.ink, "size": 13},
        )
    figure.update_yaxes(
        tickmode="array",
        tickvals=names,
        autorange="reversed",
        automargin=True,
        tickfont={"size": 13, "color": palette.ink2},
    )
    figure.update_xaxes(range=[0, max(0.5, float(high.max()) + 0.02)], tickformat=".1f", title_text="")
    figure.update_layout(height=26 * len(names) + 44, margin={"l": 8, "r": 52, "t": 4, "b": 24})
    return figure
