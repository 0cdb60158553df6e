"""A picture with a word's map over it, and the bars of the measured share of hits, as HTML."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from mmfusion.language import tr
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


@dataclass(frozen=True)
class Tile:
    """A cell over a picture, in percent of it; one at the edge may stand out."""

    left: float
    top: float
    wide: float
    tall: float
    opacity: float

    @property
    def place(self) -> str:
        """Where it lies, as CSS."""
        return f"left:{self.left:.2f}%;top:{self.top:.2f}%;width:{self.wide:.2f}%;height:{self.tall:.2f}%"


def tiles(picture: NDArray[np.uint8], weights: NDArray[np.floating]) -> tuple[list[Tile], Tile]:
    """Return the cells of a map `(rows, columns)` over a picture `(H, W, 3)`; the highest one's frame."""
    import numpy as np

    from mmfusion.tasks.photos.looking import covered

    rows, columns = covered(picture.shape)
    across, down = 100 / columns, 100 / rows
    top = float(weights.max()) or 1.0
    every = [
        Tile(x * across, y * down, across, down, MOST * float(value) / top)
        for (y, x), value in np.ndenumerate(weights)
        if value / top > FAINT
    ]
    row, column = (int(i) for i in np.unravel_index(int(weights.argmax()), weights.shape))
    left, over = column * across, row * down
    return every, Tile(left, over, min(across, 100 - left), min(down, 100 - over), 1.0)


def overlaid(picture: NDArray[np.uint8], weights: NDArray[np.floating], word: str) -> str:
    """Return a picture `(H, W, 3)` below the weights `(rows, columns)` of a word, the highest cell framed."""
    import numpy as np

    every, frame = tiles(picture, weights)
    cells = "".join(f'<i style="{tile.place};opacity:{tile.opacity:.3f}"></i>' for tile in every)
    row, column = (int(i) + 1 for i in np.unravel_index(int(weights.argmax()), weights.shape))
    said = tr(
        "{word}: the highest cell is row {row}, column {column}, with {share} of the map",
        word=word,
        row=row,
        column=column,
        share=shown(float(weights.max())),
    )
    return (
        f'<div class="mmf-photo"><img alt="{escape(said)}" src="{embedded(picture)}">'
        f'{cells}<b style="{frame.place}"></b></div>'
    )


def embedded(picture: NDArray[np.uint8]) -> str:
    """Return a picture `(H, W, 3)` as the data URI of a JPEG."""
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg(picture, min(picture.shape[0], TALL))).decode()}"


def bars(values: Mapping[str, float]) -> str:
    """Return a bar a share, the first one in the colour of the picture."""
    rows = "".join(
        f'<div><span>{escape(name)}</span><i style="--p:{value:.4f}"></i><b>{shown(value)}</b></div>'
        for name, value in values.items()
    )
    return f'<div class="mmf-hits">{rows}</div>'
