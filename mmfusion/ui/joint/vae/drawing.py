"""The posterior in the plane: the digits' own places, and an ellipse for each of what may be given.

The drawing travels as a picture, since Streamlit lets no SVG through in HTML; its colours are those of the
theme at hand.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mmfusion.figures.template import Palette
from mmfusion.ui.joint.vae.latent import BOTH, Plane

Floats = NDArray[np.float64]
SIZE, REACH = 360, 3.2
"""Units of the drawing, and how many deviations of the digits' places its edge is away."""


@dataclass(frozen=True, eq=False)
class Ellipse:
    """A posterior that is drawn: one standard deviation.

    Attributes:
        given: what it is of, `both` or a modality.
        mean, variance: `(d,)`.
        strong: whether it is what is given now.

    """

    given: str
    mean: Floats
    variance: Floats
    strong: bool


def outline(plane: Plane, one: Ellipse) -> tuple[float, float, float, float, float]:
    """Return centre, half axes and angle in degrees of an ellipse, in units of the drawing."""
    centre, covariance = plane.at(one.mean, one.variance)
    values, vectors = np.linalg.eigh(covariance)
    scale = unit(plane)
    angle = float(np.degrees(np.arctan2(-vectors[1, 1], vectors[0, 1])))
    x, y = SIZE / 2 + centre[0] * scale, SIZE / 2 - centre[1] * scale
    return float(x), float(y), float(np.sqrt(values[1])) * scale, float(np.sqrt(values[0])) * scale, angle


def unit(plane: Plane) -> float:
    """Return units of the drawing for one of latent space."""
    return float(SIZE / 2 / (REACH * plane.spread.max()))


def drawn(plane: Plane, ellipses: Sequence[Ellipse], at: Floats, words: str, colours: Palette) -> str:
    """Return the drawing as a picture in HTML.

    Args:
        plane: in which it is drawn.
        ellipses: posteriors, the strong one on top.
        at: the place that is made, `(d,)`.
        words: what is seen, for who does not.
        colours: of the theme.

    """
    scale = unit(plane)
    parts = [
        f'<text x="{SIZE / 2 + x * scale:.1f}" y="{SIZE / 2 - y * scale + 4:.1f}">{digit}</text>'
        for (x, y), digit in zip(plane.dots, plane.digits, strict=True)
    ]
    for one in sorted(ellipses, key=lambda e: e.strong):
        x, y, long, short, angle = outline(plane, one)
        colour = colours.ink if one.given == BOTH else colours.mark(one.given)
        look = f'stroke="{colour}" stroke-width="{2.5 if one.strong else 1.2}"'
        look += f' fill="{colour}" fill-opacity="{0.14 if one.strong else 0}"'
        look += "" if one.strong else ' stroke-dasharray="4 3"'
        parts.append(
            f'<ellipse data-given="{one.given}" cx="{x:.1f}" cy="{y:.1f}" rx="{long:.1f}" ry="{short:.1f}" '
            f'transform="rotate({angle:.1f} {x:.1f} {y:.1f})" {look}/>'
        )
    px, py = (at - plane.middle) @ plane.axes.T * scale
    parts.append(
        f'<circle cx="{SIZE / 2 + px:.1f}" cy="{SIZE / 2 - py:.1f}" r="5" fill="{colours.ink}" '
        f'stroke="{colours.page}" stroke-width="2"/>'
    )
    letters = f'font-family="sans-serif" font-size="10" text-anchor="middle" fill="{colours.ink2}"'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}" '
        f"{letters}>{''.join(parts)}</svg>"
    )
    data = base64.b64encode(svg.encode()).decode()
    return f'<img class="mmf-latent" alt="{words}" src="data:image/svg+xml;base64,{data}">'


def picture(values: Floats, words: str) -> str:
    """Return values 0 to 1 `(H, W)` as a grey picture, ink dark, in HTML."""
    from PIL import Image

    grey = np.asarray(255 - np.round(np.clip(values, 0, 1) * 255), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(grey).save(file, "PNG")
    data = base64.b64encode(file.getvalue()).decode()
    return f'<img class="mmf-made" alt="{words}" src="data:image/png;base64,{data}">'
