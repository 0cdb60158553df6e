"""The pad on the front page: its clips, each one's grid, and the buffer where the browser looks things up."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NotRequired, TypedDict

import numpy as np
import streamlit as st

from mmfusion.language import tr
from mmfusion.tasks.sounding import DURATION, NAMES, SAMPLE_RATE
from mmfusion.ui.clips import drawn
from mmfusion.ui.shell import components
from mmfusion.ui.shell.components import pack
from mmfusion.ui.shell.said import real
from mmfusion.ui.shell.state import put
from mmfusion.ui.shell.work import computed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mmfusion.tasks.sounding.pad import PadClip, PadGrid
    from mmfusion.tasks.sounding.predictor import SoundingPredictor
    from mmfusion.ui.shell.state import View

KEY = "pad"
FUSED = "mid"
OPENING = "bird"
"""The kind whose clip opens the page."""
NODE = (8, 8)
"""Where the point stands at first, −8 dB and 24 px: only fusion knows there."""


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in pad.js.

    Attributes:
        key: of the clip, and whether its grid has come.
        number: of the clip.
        ready: whether its grid has come.
        truth: the right kind.
        names: of the kinds.
        duration: of the clip, seconds.
        rate: samples a second.
        decibels: signal to noise of each column; None for clean.
        gains: of the noise at each column.
        step: what one count of the noise is worth at a gain of one.
        blurs: of each row, px.

    """

    key: str
    number: int
    ready: bool
    truth: int
    names: Sequence[str]
    duration: float
    rate: int
    decibels: Sequence[float | None]
    gains: list[float]
    step: float
    blurs: list[float]


class Blobs(TypedDict):
    """What follows the header: frames as JPEG, all of a row's blur together; tracks as int16.

    Once the grid has come, probabilities of the kinds as float32: of sound alone ``(columns, kinds)``, of the
    picture alone ``(rows, kinds)``, fused ``(rows, columns, kinds)``, and fused without one of the senses.
    """

    frames: list[bytes]
    sound: bytes
    noise: bytes
    audio: NotRequired[bytes]
    visual: NotRequired[bytes]
    fused: NotRequired[bytes]
    aloneAudio: NotRequired[bytes]
    aloneVisual: NotRequired[bytes]


@lru_cache(maxsize=1)
def numbers() -> tuple[int, ...]:
    """Return the numbers of the clips, the first one of each kind, beginning with `OPENING`'s."""
    from mmfusion.tasks.sounding.batches import numbered_scene

    first: dict[int, int] = {}
    number = 0
    while len(first) < len(NAMES):
        first.setdefault(numbered_scene("one", number).objects[0], number)
        number += 1
    begin = NAMES.index(OPENING)
    return tuple(first[(begin + i) % len(NAMES)] for i in range(len(NAMES)))


def number_in(view: View) -> int:
    """Return the number of the clip that the link names, else the opening one."""
    said = view["pad_clip"]
    return int(said) if said in map(str, numbers()) else numbers()[0]


def node_in(view: View, number: int) -> tuple[int, int]:
    """Return the node nearest to what the link says, as ``-12,9`` or ``clean,0``: dB and px.

    Where it says nothing, the one at which a clip opens.
    """
    from mmfusion.tasks.sounding.pad import BLURS, DECIBELS
    from mmfusion.tasks.sounding.sprites import LARGE

    ratio, _, blur = view["pad"].partition(",")
    decibels, pixels = real(ratio, -100.0, 100.0), real(blur, 0.0, 100.0)
    if pixels is None or (decibels is None and ratio != "clean"):
        return opening(number)
    heard = np.array([d for d in DECIBELS if d is not None])
    x = 0 if decibels is None else 1 + int(np.abs(heard - decibels).argmin())
    return x, int(np.abs(LARGE * np.array(BLURS) - pixels).argmin())


def opening(number: int) -> tuple[int, int]:
    """Return the node at which a clip opens: only fusion is correct there.

    `NODE` if it is such a node, or while the grid is not there, or has none; else the one that has most of
    that region around it.
    """
    from mmfusion.tasks.sounding.pad import REGIONS

    if not ready(number):
        return NODE
    inside = grid(number).regions() == REGIONS.index("only fusion is correct")
    if not inside.any() or inside[NODE[1], NODE[0]]:
        return NODE
    while (smaller := _eroded(inside)).any():
        inside = smaller
    rows, columns = inside.nonzero()
    far = (rows - rows.mean()) ** 2 + (columns - columns.mean()) ** 2
    return int(columns[far.argmin()]), int(rows[far.argmin()])


def _eroded(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the nodes whose neighbours are all inside too; what lies beyond the edge is not."""
    framed = np.pad(inside, 1)
    out = inside.copy()
    for axis, by in ((0, -1), (0, 1), (1, -1), (1, 1)):
        out &= np.roll(framed, by, axis)[1:-1, 1:-1]
    return out


def said_of(x: int, y: int) -> str:
    """Return a node as a link says it; what lies outside the grid counts as its edge."""
    from mmfusion.tasks.sounding.pad import BLURS, DECIBELS
    from mmfusion.tasks.sounding.sprites import LARGE

    ratio = DECIBELS[min(max(x, 0), len(DECIBELS) - 1)]
    blur = LARGE * BLURS[min(max(y, 0), len(BLURS) - 1)]
    return f"{'clean' if ratio is None else f'{ratio:g}'},{blur:g}"


def without_in(view: View) -> str:
    """Return the sense that is taken away, or nothing."""
    return view.one_of("pad_without", ("audio", "visual"), "")


def networks() -> dict[str, SoundingPredictor]:
    """Return the three networks. Raises FileNotFoundError if the weights of one are missing."""
    shipped = drawn.instrument().predictors
    missing = [name for name in ("audio", "visual", FUSED) if name not in shipped]
    if missing:
        raise FileNotFoundError(
            f"the weights of {', '.join(missing)} are missing: "
            "mmfusion train sounding-objects --strategy all --ship makes them"
        )
    return {name: shipped[name] for name in ("audio", "visual", FUSED)}


@computed(len(NAMES))
def clip(number: int) -> PadClip:
    """Return a clip at every level of noise and blur."""
    from mmfusion.tasks.sounding.batches import numbered_scene
    from mmfusion.tasks.sounding.pad import pad_clip

    return pad_clip(numbered_scene("one", number))


@st.cache_resource(show_spinner=False)
def _ready() -> set[int]:
    return set()


def ready(number: int) -> bool:
    """Return whether a clip's grid has been computed."""
    return number in _ready()


@computed(len(NAMES))
def grid(number: int) -> PadGrid:
    """Return what the three networks answer all over a clip's pad."""
    from mmfusion.tasks.sounding.pad import pad_grid

    found = pad_grid(clip(number), networks(), FUSED)
    _ready().add(number)
    return found


def buffer(number: int, complete: bool) -> bytes:
    """Return what the pad's script needs: pictures, sounds and, where `complete`, the grid."""
    from mmfusion.tasks.sounding.sprites import LARGE

    shown = clip(number)
    header: Header = {
        "key": f"{number}{'-grid' if complete else ''}",
        "number": number,
        "ready": complete,
        "truth": shown.scene.objects[0],
        "names": [tr(name) for name in NAMES],
        "duration": DURATION,
        "rate": SAMPLE_RATE,
        "decibels": shown.decibels,
        "gains": shown.gains.tolist(),
        "step": shown.step,
        "blurs": [LARGE * sigma for sigma in shown.blurs],
    }
    return pack(header, _blobs(number, complete))


@computed(2 * len(NAMES))
def _blobs(number: int, complete: bool) -> dict[str, bytes | list[bytes]]:
    shown = clip(number)
    blobs: dict[str, bytes | list[bytes]] = {
        "frames": [frame for level in shown.pictures for frame in level],
        "sound": shown.sound.astype("<i2").tobytes(),
        "noise": shown.noise.astype("<i2").tobytes(),
    }
    if complete:
        found = grid(number)
        tables = {
            "audio": found.audio,
            "visual": found.visual,
            "fused": found.fused,
            "aloneAudio": found.alone["audio"],
            "aloneVisual": found.alone["visual"],
        }
        blobs |= {name: table.astype("<f4").tobytes() for name, table in tables.items()}
    return blobs


def rules(view: View, shown: bool) -> str:
    """Return the style by which the page tells the pad its state, without sending the clip again."""
    x, y = node_in(view, number_in(view))
    seen = "--mmf-pad-shown:visible;--mmf-pad-cover:hidden;" if shown else ""
    return f".stApp{{--mmf-pad-node:{x} {y};--mmf-pad-without:{without_in(view)};{seen}}}"


def mount(number: int) -> None:
    """Mount the pad; what is let go, taken away or turned over to is kept in the URL."""

    def said() -> dict[str, object]:
        return dict(st.session_state.get(KEY) or {})

    def dropped() -> None:
        node = said().get("node")
        if isinstance(node, list | tuple) and len(node) == 2:
            put(pad=said_of(int(node[0]), int(node[1])))

    def taken() -> None:
        put(pad_without=str(said().get("without") or ""))

    def turned() -> None:
        own = numbers()
        put(pad_clip=str(own[(own.index(number) + 1) % len(own)]), pad="")

    components.mount(
        __file__,
        key=KEY,
        data=buffer(number, ready(number)),
        on_node_change=dropped,
        on_without_change=taken,
        on_next_change=turned,
    )
