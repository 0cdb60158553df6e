"""A map of tokens as it is drawn over a clip: in shares of its sum, on a scale that maps can share."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mmfusion.ui.clips.player import png

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mmfusion.explain.maps import Map
    from mmfusion.ui.clips.subject import Watched

WIDE = 322
"""Width of a map, px: what the time axis spans."""


@dataclass(frozen=True, eq=False)
class Placed:
    """A map as it is drawn: each place's share of all its positive scores, both modalities together."""

    picture: NDArray[np.float64] | None
    """`(tokens,)`."""
    sound: NDArray[np.float64] | None
    """`(steps,)`, the bands of a step added up."""

    @property
    def most(self) -> float:
        """The largest share of a patch or of a step; never nothing, where a map says nothing in favour."""
        return max(1e-12, *(float(part.max()) for part in (self.picture, self.sound) if part is not None))


def placed(by: Map, cells: tuple[int, int]) -> Placed:
    """Return a map as it is drawn, in shares, so that maps of other units can stand on one scale.

    Args:
        by: scores of tokens by modality.
        cells: bands and steps of the sound.

    """
    positive = {m: np.clip(scores, 0, None) for m, scores in by.items()}
    total = max(float(sum(scores.sum() for scores in positive.values())), 1e-12)
    picture, sound = (positive[m] / total if m in positive else None for m in ("visual", "audio"))
    return Placed(picture, None if sound is None else sound.reshape(cells).sum(axis=0))


def strip(watched: Watched, scores: NDArray[np.float64], title: str, most: float) -> str:
    """Return a map of the picture over the frames, on the time axis of the cells below it."""
    from mmfusion.figures.small import over_frames
    from mmfusion.figures.template import DARK
    from mmfusion.ui.shell.theme import palette

    colours, layout, frames = palette(), watched.subject.layout, watched.subject.clip().frames
    if frames is None:
        return ""
    ramp = colours.shades["visual"].ramp.lstrip("#")
    rgb = (int(ramp[:2], 16), int(ramp[2:4], 16), int(ramp[4:], 16))
    grid = scores.reshape(layout.frames, *layout.grid)
    strip = b64encode(png(over_frames(frames, grid, rgb, colours is DARK, most=most))).decode()
    wide = f"width:{WIDE * layout.seen / layout.duration:.0f}px"
    alt = f"{title}: the map over the {layout.frames} frames"
    return f'<img alt="{alt}" style="{wide}" src="data:image/png;base64,{strip}">'


def cells(share: NDArray[np.float64]) -> str:
    """Return a map of the sound as a row of cells, a step each, by the share of the full colour."""
    every = "".join(f'<i style="--v:{v:.3f}"></i>' for v in share)
    return f'<div class="cells" style="--steps:{len(share)}" aria-hidden="true">{every}</div>'
