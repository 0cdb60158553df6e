"""What a chart calls a token: where on the clip it is from. Plain data; no network is needed to draw one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from numpy.typing import NDArray

from mmfusion.language import tr
from mmfusion.modality import title


class Place(Protocol):
    """Where a token came from, as `mmfusion.nn.tokens.Place` says it; rows and bands count from 0."""

    @property
    def row(self) -> int:
        """Row of a frame's grid from the top, or band of a spectrogram, the lowest first."""

    @property
    def column(self) -> int:
        """Column of the grid, or step of the spectrogram."""

    @property
    def start(self) -> float:
        """Seconds from the window's start."""

    @property
    def end(self) -> float:
        """Seconds."""

    @property
    def frame(self) -> int | None:
        """Index of the frame; None where there is none."""


class Label(Protocol):
    """What a token is, as `mmfusion.explain.trace.Label` says it."""

    @property
    def stream(self) -> str:
        """Modality, or ``"bottleneck"``."""

    @property
    def number(self) -> int:
        """Its number there; 0 is a modality's CLS."""

    @property
    def place(self) -> Place | None:
        """Where it came from, if it came from somewhere."""


class Trace(Protocol):
    """Attention of one pass with labels, as `mmfusion.explain.trace.AttentionTrace` holds it."""

    @property
    def weights(self) -> Mapping[tuple[int, str], NDArray[Any]]:
        """`(heads, queries, keys)` by layer and stream."""

    @property
    def labels(self) -> Sequence[Label]:
        """Of all tokens."""

    @property
    def queries(self) -> Mapping[tuple[int, str], Sequence[int]]:
        """Which tokens ask, in the order of the rows."""

    @property
    def keys(self) -> Mapping[tuple[int, str], Sequence[int]]:
        """Which tokens are asked, in the order of the columns."""


def words(label: Label) -> str:
    """Return where a token is from: frame, row and column, or band and time.

    Example:
        >>> from mmfusion.figures.labels import words
        >>> from types import SimpleNamespace as Plain
        >>> place = Plain(row=1, column=2, start=0.0, end=0.3, frame=0)
        >>> words(Plain(stream="visual", number=9, place=place))
        'picture, frame 1, row 2, column 3'
        >>> words(Plain(stream="bottleneck", number=0, place=None))
        'bottleneck 1'

    """
    own = title(label.stream)
    if label.stream == "bottleneck":
        return tr("bottleneck {n}", n=label.number + 1)
    if label.number == 0:
        return f"{own} CLS"
    place = label.place
    if place is None:
        return f"{own} {label.number}"
    if place.frame is None:
        at = {"band": place.row + 1, "start": place.start, "end": place.end}
        return tr("{modality}, band {band}, {start:.2f}–{end:.2f} s", modality=own, **at)
    at = {"frame": place.frame + 1, "row": place.row + 1, "column": place.column + 1}
    return tr("{modality}, frame {frame}, row {row}, column {column}", modality=own, **at)
