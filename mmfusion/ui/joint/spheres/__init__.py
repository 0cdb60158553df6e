"""Two spheres and a run: pictures tied to their words, one selection in both, the loss scrubbed beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypedDict

from mmfusion.ui.shell import components


class Space(TypedDict):
    """One sphere, as `Space` in spheres.js.

    Attributes:
        title: above it.
        said: behind the title, smaller.
        frames: how many places each point has, over a run.
        sphere: whether all lie on it; principal components lie within.
        means: of each frame the means of pictures and of words, over all held-out pairs.

    """

    title: str
    said: str
    frames: int
    sphere: bool
    means: list[list[list[float]]]


class Placed(TypedDict):
    """What a viewer has put into the spaces, as `Placed` in spheres.js.

    Attributes:
        name: what is written beside it.
        modality: ``visual`` or ``text``.
        at: its place in each space, nothing where it has none.

    """

    name: str
    modality: str
    at: list[list[float] | None]


class Training(TypedDict):
    """The run of the first space, as `Training` in spheres.js.

    Attributes:
        title: above the loss.
        steps: of each frame.
        total: steps that there will be.
        live: whether it goes on now.
        level: the loss where nothing is told apart; NaN travels as nothing.
        level_said: what that level is.
        other_said: what the dotted line is.
        recall: R@10 of each frame; nothing while it is covered.
        centred: the same with the means taken away.
        gap: between the means, of each frame.
        spread: of each frame.

    """

    title: str
    steps: list[int]
    total: int
    live: bool
    level: float | None
    level_said: str
    other_said: str
    recall: list[float]
    centred: list[float]
    gap: list[float]
    spread: list[float]


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in spheres.js.

    Attributes:
        names: of the pairs.
        pictured: how many of them, the first, are shown with their pictures.
        spaces: left and right.
        training: the left one's run; nothing where it was solved at once.
        said: the sentence that stands for the loss where there is no run.
        step: where the run is scrubbed to; below 0, its end.
        picked: which pair is selected.
        centred: whether each modality's mean is taken away.
        placed: a viewer's own.
        pieces: how far a live run has come; below 0 where none goes on.

    """

    names: Sequence[str]
    pictured: int
    spaces: list[Space]
    training: Training | None
    said: str
    step: int
    picked: int
    centred: bool
    placed: list[Placed]
    pieces: int


class Blobs(TypedDict):
    """What follows the header.

    Attributes:
        visual: of each space the pictures' places, frame by frame, eight bits each.
        text: the words'.
        losses: one a step, float32.
        other: the dotted line's.
        drawings: the pictures, one beside the other, WebP.

    """

    visual: list[bytes]
    text: list[bytes]
    losses: bytes
    other: bytes
    drawings: bytes


def spheres(
    header: Header,
    blobs: Mapping[str, bytes | list[bytes]],
    *,
    key: str,
    on_step_change: Callable[[], None],
    on_picked_change: Callable[[], None],
    on_more_change: Callable[[], None],
) -> None:
    """Mount the spheres.

    Args:
        header: see `Header`.
        blobs: see `Blobs`.
        key: of the element; its state: ``step`` scrubbed to, ``picked`` pair, ``more``: how far a live run
            had come when it was drawn.
        on_step_change: called when the scrubber has been let go.
        on_picked_change: called when another pair is selected.
        on_more_change: called once a piece of a live run is drawn, for the next one.

    """
    components.mount(
        __file__,
        key=key,
        data=components.pack(header, blobs),
        on_step_change=on_step_change,
        on_picked_change=on_picked_change,
        on_more_change=on_more_change,
    )
