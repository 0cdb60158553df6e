"""The page of tokens: which clip, the figure that answers under the finger, the number, the cells' sounds.

Everything that a pointer or a slider of the figure can ask for is sent once, in one buffer: the frames of
every number of frames, what the network reads of them, the spectrogram, and the terms E x, p and z_cls. The
sounds of the cells follow in a buffer of their own, so that the figure need not wait for them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mmfusion.language import marked, retold, tr
from mmfusion.tasks.sounding import BAND, COLUMNS, DURATION, HEIGHT, MELS, SAMPLE_RATE, WIDTH
from mmfusion.tasks.sounding.tokens.tokenisation import Dissection, Raster, band_edges, dissect, likeness
from mmfusion.ui.clips.choose import not_shown
from mmfusion.ui.clips.player import png, thumbnail
from mmfusion.ui.parts import controls
from mmfusion.ui.parts.number import ask, number
from mmfusion.ui.shell.components import pack
from mmfusion.ui.shell.work import computed
from mmfusion.ui.tokens import guide
from mmfusion.ui.tokens import positions as likeness_map
from mmfusion.ui.tokens.pieces import Header, pieces
from mmfusion.ui.tokens.sounds import Header as SoundsHeader
from mmfusion.ui.tokens.sounds import sounds as mount_sounds

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from streamlit.delta_generator import DeltaGenerator
    from torch import Tensor

    from mmfusion.nn.tokens import PatchTokens
    from mmfusion.tasks.sounding.predictor import SoundingPredictor
    from mmfusion.tasks.sounding.scene import Scene
    from mmfusion.ui.shell.state import View

SCENES = {
    marked("guitar and bell"): 549,
    marked("telephone and bird"): 2586,
    marked("frog and drum"): 539,
    marked("violin and trumpet"): 3935,
}
"""What the clips are called, and the seeds that draw them: in each, one object sounds as it lands."""
STRATEGY = "mid"
"""The network whose E, z_cls and p are shown."""
FRAMES, PATCHES = (1, 2, 4, 8, 16), (4, 8, 16, 32)
DURATIONS, CELLS = tuple(range(16, COLUMNS + 1, 16)), (4, 8, 16)
"""What the four sliders offer: frames, px, and columns of the spectrogram for length and cell."""
GUESSES = {"1:1": 1.0, "3:1": 3.0, "10:1": 10.0, "30:1": 30.0}
TRAINED = Raster()
SENSES = ("visual", "audio")


@dataclass(frozen=True, eq=False)
class Shown:
    """One clip in every form that the page needs."""

    name: str
    scene: Scene
    waveform: NDArray[np.float32]
    inputs: dict[str, Tensor]
    """What the network reads, one clip: `(8, 3, 64, 96)` and `(1, 64, 128)`."""
    terms: dict[str, Dissection]
    """By sense; empty where the weights are missing."""
    predictor: SoundingPredictor | None
    missing: str = ""
    """Which file is not there, and what makes it."""

    @property
    def tokenisers(self) -> dict[str, PatchTokens]:
        """The shipped network's own, by sense; empty where the weights are missing."""
        from mmfusion.nn.tokens import PatchTokens

        made = {} if self.predictor is None else dict(self.predictor.network.tokenisers)
        return {sense: maker for sense, maker in made.items() if isinstance(maker, PatchTokens)}


def choose() -> str:
    """Write the row in which a clip is chosen, and the clip at the foot of the sidebar."""
    with st.container(horizontal=True, vertical_alignment="center", key="tokens-clips"):
        names = {name: name for name in SCENES}
        name = controls.choose("tokens_clip", marked("clip"), names, hidden=True, wrap=True)
    from mmfusion.tasks.sounding.render import frames

    picture = frames(shown(name).scene, [DURATION / 2], 3)[0]
    title = tr("Clip {n} of {of}", n=list(SCENES).index(name) + 1, of=len(SCENES))
    st.sidebar.html(
        f'<div class="mmf-clip">{thumbnail(picture)}<div><b>{title}</b>'
        f"<span>{tr(name)}, {DURATION} s</span></div></div>"
    )
    return name


def slots() -> tuple[DeltaGenerator, DeltaGenerator, DeltaGenerator]:
    """Return the places of the figure, of the formula strip and of what is below."""
    return (
        st.container(gap=None, key="tokens-figure"),
        st.container(key="tokens-strip"),
        st.container(key="tokens-below"),
    )


@st.cache_resource(show_spinner=False)
def shown(name: str) -> Shown:
    """Return a clip, drawn, sounded and taken apart by the shipped network's tokenisers."""
    from mmfusion.tasks.sounding.predictor import load
    from mmfusion.tasks.sounding.raster import picture_input, sound_input
    from mmfusion.tasks.sounding.render import frames, waveform
    from mmfusion.tasks.sounding.scene import draw
    from mmfusion.tasks.sounding.synthesis import TEST_BANK

    scene = draw(np.random.default_rng([53, SCENES[name]]), "pair", bank=TEST_BANK)
    sound = waveform(scene)
    inputs = {"visual": picture_input(frames(scene)[None])[0], "audio": sound_input(sound[None])[0]}
    try:
        clip = Shown(name, scene, sound, inputs, {}, load(STRATEGY))
    except (FileNotFoundError, ValueError) as error:
        return Shown(name, scene, sound, inputs, {}, None, str(error))
    return replace(clip, terms={sense: dissect(g, inputs[sense]) for sense, g in clip.tokenisers.items()})


def moments() -> dict[int, list[float]]:
    """Return for every number of frames when they are taken, s: the middles of equal parts of the clip."""
    return {count: [(i + 0.5) * DURATION / count for i in range(count)] for count in FRAMES}


def pins(clip: Shown) -> dict[str, int]:
    """Return the tokens that are pointed at first: a patch on what sounds, the loudest cell. CLS is 0."""
    from mmfusion.tasks.sounding.render import object_mask

    rows, columns = HEIGHT // TRAINED.patch, WIDTH // TRAINED.patch
    mask = object_mask(clip.scene) == clip.scene.side + 1  # (8, 64, 96)
    blocks = mask.reshape(len(mask), rows, TRAINED.patch, columns, TRAINED.patch).sum(axis=(2, 4))
    middle = len(mask) // 2 * rows * columns
    cells = clip.inputs["audio"].reshape(MELS // BAND, BAND, -1, TRAINED.step).mean(dim=(1, 3))
    return {
        "visual": 1 + middle + int(blocks[len(mask) // 2].argmax()),
        "audio": 1 + int(cells.argmax()),
    }


@computed(2 * len(SCENES))
def buffer(name: str, covered: bool) -> bytes:
    """Return what the figure's script needs of a clip, in one buffer."""
    from mmfusion.nn.device import to_numpy
    from mmfusion.tasks.sounding.render import frames

    clip = shown(name)
    by_count = moments()
    every = sorted({moment for taken in by_count.values() for moment in taken})
    header: Header = {
        "key": name,
        "covered": covered,
        "size": [HEIGHT, WIDTH],
        "mels": MELS,
        "band": BAND,
        "seconds": DURATION / COLUMNS,
        "total": COLUMNS,
        "edges": [round(edge) for edge in band_edges()],
        "options": {"frames": FRAMES, "patch": PATCHES, "columns": DURATIONS, "step": CELLS},
        "trained": {
            "frames": TRAINED.frames,
            "patch": TRAINED.patch,
            "columns": TRAINED.columns,
            "step": TRAINED.step,
        },
        "moments": {
            str(count): [[every.index(moment), round(moment, 3)] for moment in taken]
            for count, taken in by_count.items()
        },
        "pins": pins(clip),
        "width": {sense: int(term.places.shape[1]) for sense, term in clip.terms.items()},
    }
    blobs: dict[str, bytes | list[bytes]] = {
        "large": [png(frame) for frame in frames(clip.scene, every, 3)],
        "small": [png(frame) for frame in frames(clip.scene, every)],
        "mel": to_numpy(clip.inputs["audio"]).astype("<f4").tobytes(),
    }
    for sense, term in clip.terms.items():
        blobs[f"{sense}-projected"] = term.projected.astype("<f4").tobytes()
        blobs[f"{sense}-places"] = term.places.astype("<f4").tobytes()
        blobs[f"{sense}-cls"] = term.cls.astype("<f4").tobytes()
    return pack(header, blobs)


@computed(len(SCENES))
def heard(name: str) -> bytes:
    """Return the sounds of a clip's cells in the smallest cells that the slider offers, as int16."""
    from mmfusion.tasks.sounding.raster import HOP
    from mmfusion.tasks.sounding.tokens.inversion import hear

    cells = hear(shown(name).waveform, CELLS[0]).cells
    loudest = max(float(np.abs(cells).max()), 1e-6)
    sounds = np.round(cells / loudest * 32767).astype("<i2")
    header: SoundsHeader = {
        "key": name,
        "rate": SAMPLE_RATE,
        "hop": CELLS[0] * HOP,
        "length": cells.shape[1],
        "columns": CELLS[0],
        "steps": COLUMNS // CELLS[0],
    }
    return pack(header, {"sounds": sounds.tobytes()})


@computed(len(SCENES))
def alike(name: str) -> bytes:
    """Return the cosines between any two positions, in 127ths, with what their heat map needs."""
    terms = shown(name).terms
    cosines = likeness(*(terms[sense].places for sense in SENSES))
    rows, columns = HEIGHT // TRAINED.patch, WIDTH // TRAINED.patch
    header: likeness_map.Header = {
        "frames": TRAINED.frames,
        "rows": rows,
        "columns": columns,
        "bands": MELS // BAND,
        "steps": COLUMNS // TRAINED.step,
        "pins": pins(shown(name)),
    }
    return pack(header, {"cosines": np.round(127 * cosines).astype(np.int8).tobytes()})


def figure(name: str, view: View) -> None:
    """Mount the figure; say so where E, z_cls and p cannot be shown or are not those of a trained network."""
    from mmfusion.ui.shell.frame import say

    clip = shown(name)
    pieces(buffer(name, not view.uncovered("tokens_")), key="tokens")
    width = clip.terms[SENSES[0]].places.shape[1] if clip.terms else 0
    guide.tell("tokens", int(width), covered=not view.uncovered("tokens_"))
    if clip.missing:
        say(tr("E x, p and z are not shown: {why}.", why=retold(clip.missing)))


def sounds(name: str) -> None:
    """Send the sounds of the cells after everything else."""
    data = heard(name)
    with st.container(key="tokens-sounds"):
        mount_sounds(data, key="sounds")


def headline(view: View) -> None:
    """Ask for the ratio of picture to sound tokens a second, or write it."""
    picture, sound = TRAINED.per_second
    if not view.uncovered("tokens_"):
        ask(
            tr("How many tokens of the picture come to one token of the sound, per second?"),
            list(GUESSES),
            "tokens_",
        )
        return
    share = TRAINED.audio / (TRAINED.visual + TRAINED.audio)
    number(
        f"{picture / sound:.0f} : 1",
        tr(
            "is the ratio of tokens per second, picture to sound: {picture:.0f} to {sound:.1f}. "
            "{share:.0f}\u00a0% of all tokens are of the sound.",
            picture=picture,
            sound=sound,
            share=100 * share,
        ),
        ratio_track(picture / sound, GUESSES.get(view["tokens_guess"])),
        own="tokens_",
        guesses=list(GUESSES),
        truth=picture / sound,
    )


def ratio_track(truth: float, guess: float | None) -> str:
    """Return the axis below the number, equal steps for equal factors, from 1 : 1 to 30 : 1."""
    low, high = np.log(min(GUESSES.values())), np.log(max(GUESSES.values()))

    def at(ratio: float) -> float:
        return float(100 * (np.log(ratio) - low) / (high - low))

    here = f'style="left:{at(truth):.1f}%"'
    marks = [f'<i class="dot" {here}></i><b {here}>{truth:.0f} : 1</b>']
    taken = [at(truth)]
    if guess is not None:
        own = at(guess)
        marks.append(f'<u style="left:{own:.1f}%">▽</u>')
        if abs(own - at(truth)) >= 16:
            marks.append(f'<span style="left:{min(max(own, 9), 91):.1f}%">{tr("your guess")}</span>')
            taken.append(own)
    for place, label in ((0.0, "1 : 1"), (100.0, "30 : 1")):
        if all(abs(name - place) > 22 for name in taken):
            marks.append(f'<em style="left:{place:.0f}%">{label}</em>')
    return f'<div class="mmf-track">{"".join(marks)}</div>'


def other_clip(view: View) -> None:
    """Say that the clip of the link is not shown here, if it is none of this page's."""
    not_shown(view, tr("it cuts four drawn clips into tokens"))
