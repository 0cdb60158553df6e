"""Figures small enough to stand in a table's cell: arrays in, SVG or a picture out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def curve_over_band(curve: FloatArray, band: FloatArray, ink: str, shade: str, size: tuple[int, int]) -> str:
    """Return an SVG of a curve over the range of other curves of the same quantity.

    Args:
        curve: `(points,)`.
        band: `(curves, points)`, shown from their least to their most.
        ink: colour of the curve.
        shade: colour of the band.
        size: width and height, px.

    Example:
        >>> import numpy as np
        >>> from mmfusion.figures.small import curve_over_band
        >>> svg = curve_over_band(np.array([0.0, 1.0]), np.array([[0.0, 0.5]]), "#000", "#ccc", (40, 20))
        >>> svg[svg.index('d="M1.0 18.0L39.0 2.0"') :]  # from the lower left to the upper right
        'd="M1.0 18.0L39.0 2.0" fill="none" stroke="#000" stroke-width="1.8"/></svg>'

    """
    width, height = size
    low, high = float(min(band.min(), curve.min())), float(max(band.max(), curve.max()))
    x = np.linspace(1, width - 1, len(curve))

    def path(values: FloatArray, across: FloatArray = x) -> str:
        y = height - 2 - (values - low) / max(high - low, 1e-9) * (height - 4)
        return "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(across, y, strict=True))

    around = np.concatenate([band.max(axis=0), band.min(axis=0)[::-1]])
    area = path(around, np.concatenate([x, x[::-1]]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<path d="M{area}Z" fill="{shade}" opacity=".55"/>'
        f'<path d="M{path(curve)}" fill="none" stroke="{ink}" stroke-width="1.8"/></svg>'
    )


def over_frames(
    frames: NDArray[np.uint8],
    scores: FloatArray,
    colour: tuple[int, int, int],
    dark: bool,
    height: int = 48,
    most: float | None = None,
) -> NDArray[np.uint8]:
    """Return frames side by side without their colours, a map's positive part laid over them.

    Args:
        frames: `(F, H, W, 3)`.
        scores: `(F, rows, columns)`.
        colour: red, green, blue of the full colour.
        dark: whether the page is dark, and the frames inverted.
        height: of the strip, px.
        most: the score of the full colour, where several maps share a scale; the highest of these by default.

    Example:
        >>> import numpy as np
        >>> from mmfusion.figures.small import over_frames
        >>> frames, scores = np.full((2, 30, 40, 3), 255, np.uint8), np.array([[[0.0]], [[1.0]]])
        >>> strip = over_frames(frames, scores, (0, 114, 178), dark=False, height=30)
        >>> strip.shape, strip[0, 0].tolist(), strip[0, -1].tolist()  # the second frame is coloured
        ((30, 82, 3), [255, 255, 255], [25, 128, 185])

    """
    from PIL import Image

    count, _, _, _ = frames.shape
    width = round(height * frames.shape[2] / frames.shape[1])
    top = float(scores.max()) if most is None else most
    share = np.clip(scores, 0, top) / max(top, 1e-12)
    out = np.full((height, count * (width + 2) - 2, 3), 20 if dark else 255, dtype=np.uint8)
    for i in range(count):
        grey = np.asarray(Image.fromarray(frames[i]).convert("L").resize((width, height)), dtype=np.float64)
        base = 0.35 * (255 - grey) if dark else 255 - 0.45 * (255 - grey)
        rows = np.arange(height) * scores.shape[1] // height
        columns = np.arange(width) * scores.shape[2] // width
        weight = 0.9 * share[i][np.ix_(rows, columns)][..., None]
        tile = base[..., None] * (1 - weight) + np.array(colour) * weight
        out[:, i * (width + 2) : i * (width + 2) + width] = np.clip(tile, 0, 255)
    return out
