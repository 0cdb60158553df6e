"""A picture with a word's map over it, and the bars of the measured share of hits, as HTML."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from mmfusion.ui.clips.player import jpeg
from mmfusion.ui.parts.number import shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST = 0.75
"""Opacity of the highest cell."""
FAINT = 0.01
"""Share of the highest up to which a cell is left out."""
TALL = 480
"""Pixels a picture is high at most."""


def overlaid(picture: NDArray[np.uint8], weights: NDArray[np.floating], word: str) -> str:
    """Return a picture `(H, W, 3)` below the weights `(rows, columns)` of a word, the highest cell framed."""
    import numpy as np

    from mmfusion.tasks.photos.looking import CELL, LONG_SIDE

    height, width = picture.shape[:2]
    step = CELL * max(height, width) / LONG_SIDE  # the side of a cell in pixels of the picture
    across, down = 100 * step / width, 100 * step / height  # in percent
    row, column = (int(i) for i in np.unravel_index(int(weights.argmax()), weights.shape))
    top = float(weights.max()) or 1.0
    tiles = "".join(
        f'<i style="left:{x * across:.2f}%;top:{y * down:.2f}%;width:{across:.2f}%;height:{down:.2f}%;'
        f'opacity:{MOST * float(value) / top:.3f}"></i>'
        for (y, x), value in np.ndenumerate(weights)
        if value / top > FAINT
    )
    left, over = column * across, row * down
    frame = (  # a cell at the edge may stand out of the picture
        f'<b style="left:{left:.2f}%;top:{over:.2f}%;width:{min(across, 100 - left):.2f}%;'
        f'height:{min(down, 100 - over):.2f}%"></b>'
    )
    said = (
        f"{word}: highest cell row {row + 1}, column {column + 1}, {shown(float(weights.max()))} of the map"
    )
    data = base64.b64encode(jpeg(picture, min(height, TALL))).decode()
    return (
        f'<div class="mmf-photo"><img alt="{escape(said)}" src="data:image/jpeg;base64,{data}">'
        f"{tiles}{frame}</div>"
    )


def bars(values: Mapping[str, float]) -> str:
    """Return a bar a share, the first one in the colour of the picture."""
    rows = "".join(
        f'<div><span>{escape(name)}</span><i style="--p:{value:.4f}"></i><b>{shown(value)}</b></div>'
        for name, value in values.items()
    )
    return f'<div class="mmf-hits">{rows}</div>'
