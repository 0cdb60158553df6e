"""Three kernels, their sum and what each weighting is worth, as Plotly figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from mmfusion.language import tr
from mmfusion.ui.kernels import computed, page
from mmfusion.ui.kernels.plane import bending
from mmfusion.ui.parts.plotly_fold import Made

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette
    from mmfusion.ui.shell.state import View


def figures(triangle: dict[str, Any], view: View) -> list[Made]:
    """Return the kernels, the triangle once it is uncovered, and the boundary that bends."""
    at = page.at(view)
    worth = [Made(tr("What each weighting is worth"), partial(_triangle, triangle, at))]
    return [
        Made(tr("The kernels and their sum"), partial(_grams, at)),
        *(worth if view.uncovered("kernel_") else []),
        Made(tr("A boundary that bends"), _bend),
    ]


def _grams(at: tuple[int, int, int], palette: Palette) -> go.Figure:
    from mmfusion.figures import grams

    heats, kinds = computed.heat()
    side = len(kinds) * computed.EACH
    kernels = np.stack([np.frombuffer(heat, dtype=np.uint8).reshape(side, side) for heat in heats]) / 255
    each = [kind for kind in kinds for _ in range(computed.EACH)]
    names = [tr(name) for name in computed.NAMES]
    return grams(kernels, names, computed.alpha(at).tolist(), [tr(kind) for kind in each], palette)


def _triangle(triangle: dict[str, Any], at: tuple[int, int, int], palette: Palette) -> go.Figure:
    from mmfusion.figures import triangle as drawn
    from mmfusion.tasks.flowers.triangle import points

    return drawn(
        points(triangle["steps"]),
        triangle["validation"],
        [tr(name) for name in computed.NAMES],
        triangle["slack"],
        {name: mark["weights"] for name, mark in triangle["marks"].items()},
        computed.alpha(at).tolist(),
        palette,
    )


def _bend(palette: Palette) -> go.Figure:
    from mmfusion.figures import bend

    found = bending()
    return bend(found.fields, found.points, found.labels, found.right, palette=palette)
