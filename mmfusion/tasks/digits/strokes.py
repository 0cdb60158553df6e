"""Strokes of a pen as a line of text, and the picture that they make.

A stroke is a row of points on a raster of 64 × 64; two characters of a 64-letter alphabet are a point,
strokes are parted by a dot. They are drawn with a round pen an eighth as wide as the drawing is tall or wide,
about the pen of MNIST's digits, and then treated as those were (`picture.as_mnist`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.digits.picture import as_mnist

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
RASTER = len(LETTERS)
LONGEST = 1600
"""Characters of a drawing at most: some 800 points."""
_SIZE, _PEN = 160, 1 / 8
Point = tuple[int, int]


def strokes_of(text: str) -> list[list[Point]] | None:
    """Return the strokes that a text is, each a list of (x, y); None if it is none.

    Example:
        >>> from mmfusion.tasks.digits.strokes import strokes_of
        >>> strokes_of("AABB.CC")
        [[(0, 0), (1, 1)], [(2, 2)]]
        >>> strokes_of("A!"), strokes_of("A"), strokes_of("")
        (None, None, None)

    """
    if not text or len(text) > LONGEST or not set(text) <= {*LETTERS, "."}:
        return None
    parts = [part for part in text.split(".") if part]
    if not parts or any(len(part) % 2 for part in parts):
        return None
    return [
        [(LETTERS.index(part[i]), LETTERS.index(part[i + 1])) for i in range(0, len(part), 2)]
        for part in parts
    ]


def drawn(text: str) -> NDArray[np.float32] | None:
    """Return the `(28, 28)` picture of a text of strokes, ink 0 to 1; None if the text is none.

    Example:
        >>> from mmfusion.tasks.digits import drawn
        >>> one = drawn("gEgU")  # a line straight down
        >>> one.shape, int((one.max(axis=1) > 0.5).sum())
        ((28, 28), 20)

    """
    from PIL import Image, ImageDraw

    strokes = strokes_of(text)
    if strokes is None:
        return None
    points = np.array([point for stroke in strokes for point in stroke], dtype=np.float64)
    low = points.min(axis=0)
    most = max(float(np.ptp(points, axis=0).max()), 1.0)
    pen = _SIZE * _PEN
    scale = (_SIZE - pen) / most
    image = Image.new("L", (_SIZE + 8, _SIZE + 8))
    pencil = ImageDraw.Draw(image)
    for stroke in strokes:
        at = [tuple((np.array(point) - low) * scale + pen / 2 + 4) for point in stroke]
        pencil.line(at, fill=255, width=round(pen), joint="curve")
        for x, y in at:
            pencil.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill=255)
    return as_mnist(np.asarray(image, dtype=np.float32) / 255)
