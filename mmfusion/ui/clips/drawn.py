"""What drawn clips need, computed once for everyone: they have numbers, nothing is anyone's own."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mmfusion.tasks.sounding import NAMES

if TYPE_CHECKING:
    from torch import Tensor

    from mmfusion.media import Clip
    from mmfusion.tasks.sounding.predictor import Answers, Instrument
    from mmfusion.tasks.sounding.scene import Scene

LEVELS = 5
OPENING = 105
"""The clip that opens pages: two objects, of which the right one sounds."""
NOISE: tuple[float | None, ...] = (None, 10.0, 0.0, -10.0, -20.0)
BLUR = (0.0, 1.0, 2.0, 4.0, 6.0)
DROPPED = (0, 2, 4, 6, 7)
LATE = (0.0, 0.1, 0.2, 0.3, 0.4)
"""The five levels of each kind of spoiling: dB, px of the network's raster, frames, seconds."""
SOUNDS = ("its own", "the left one's", "the right one's", "neither's")


@dataclass(frozen=True)
class Drawn:
    """A drawn clip: its number, the question that decides its form, and whose sound is heard."""

    number: int
    question: str
    sound: str = SOUNDS[0]


@st.cache_resource(show_spinner=False)
def instrument() -> Instrument:
    """Return every shipped strategy. Raises FileNotFoundError if no weights are there."""
    from mmfusion.tasks.sounding.predictor import Instrument

    return Instrument()


@st.cache_resource(show_spinner=False, max_entries=256)
def scene(drawn: Drawn) -> Scene:
    """Return the scene of a drawn clip, its sound swapped where that is asked for."""
    from mmfusion.tasks.sounding import NAMES
    from mmfusion.tasks.sounding.batches import numbered_scene
    from mmfusion.tasks.sounding.predictor import FORM_OF

    own = numbered_scene(FORM_OF[drawn.question], drawn.number)
    if drawn.sound == "the left one's":
        return replace(own, sound=own.objects[0])
    if drawn.sound == "the right one's":
        return replace(own, sound=own.objects[-1])
    if drawn.sound == "neither's":
        other = next(k for k in range(own.sound, own.sound + len(NAMES)) if k % len(NAMES) not in own.objects)
        return replace(own, sound=other % len(NAMES))
    return own


def gone(frames: int) -> set[int]:
    """Return which of the eight frames are missing when `frames` of them are, spread over the clip."""
    return {round((i + 0.5) * 8 / frames - 0.5) for i in range(frames)} if frames else set()


@st.cache_resource(show_spinner=False, max_entries=64)
def clip(drawn: Drawn, spoil: str | None, level: int) -> Clip:
    """Return the clip as it is shown and played: spoiled as what the networks get is spoiled."""
    from PIL import Image, ImageFilter

    from mmfusion.tasks.sounding.batches import noise_of
    from mmfusion.tasks.sounding.render import clip as film
    from mmfusion.tasks.sounding.sprites import LARGE

    own = scene(drawn)
    late = replace(own, shift=own.shift + LATE[level]) if spoil == "late" else own
    shown = film(late)
    frames, wave = shown.frames, shown.waveform
    if frames is None or wave is None:
        raise ValueError("a drawn clip has picture and sound")
    if spoil == "noise" and (ratio := NOISE[level]) is not None:
        wave = np.clip(wave + noise_of(own, ratio), -1, 1)
    if spoil == "blur" and BLUR[level]:
        blur = ImageFilter.GaussianBlur(BLUR[level] * LARGE)
        frames = np.stack([np.asarray(Image.fromarray(frame).filter(blur)) for frame in frames])
    if spoil == "frames":
        frames = frames.copy()
        frames[sorted(gone(DROPPED[level]))] = 236
    return replace(shown, frames=frames, waveform=wave)


@st.cache_resource(show_spinner=False, max_entries=64)
def strip(drawn: Drawn, spoil: str | None, level: int) -> bytes:
    """Return what the player shows."""
    from mmfusion.ui.clips.player import buffer

    return buffer(clip(drawn, spoil, level), tokens=(192, 64))


@st.cache_resource(show_spinner=False, max_entries=64)
def _inputs(drawn: Drawn, spoil: str | None) -> dict[str, Tensor]:
    """Return the inputs of the networks, one version a level."""
    import torch

    from mmfusion.tasks.sounding.batches import blurred, make_batch

    own = scene(drawn)
    scenes = [own] * LEVELS if spoil else [own]
    if spoil == "late":
        scenes = [replace(own, shift=own.shift + seconds) for seconds in LATE]
    batch = make_batch(scenes, NOISE if spoil == "noise" else None)
    visual = batch.visual
    if spoil == "blur":
        visual = torch.cat([blurred(x[None], sigma) for x, sigma in zip(visual, BLUR, strict=True)])
    return {"visual": visual, "audio": batch.audio}


@st.cache_resource(show_spinner=False, max_entries=256)
def _answers(drawn: Drawn, spoil: str | None, strategy: str) -> Answers:
    import torch

    from mmfusion.tasks.sounding.network import GRIDS

    lab, inputs = instrument(), _inputs(drawn, spoil)
    if spoil != "frames":
        return lab.compare(inputs, (strategy,))
    each = GRIDS["visual"][0] * GRIDS["visual"][1]
    found = []
    for level, frames in enumerate(DROPPED):  # each level keeps other tokens: one pass a level
        left = torch.tensor([i for i in range(8 * each) if i // each not in gone(frames)])
        given = {m: x[level : level + 1] for m, x in inputs.items()}
        found.append(lab.compare(given, (strategy,), {"visual": left, "stacked": left}))
    from mmfusion.tasks.sounding.predictor import Answers

    joined = {
        q: np.concatenate([one.probabilities[strategy][q] for one in found])
        for q in found[0].probabilities[strategy]
    }
    return Answers({strategy: joined}, found[0].milliseconds)


def answers(drawn: Drawn, spoil: str | None) -> Answers:
    """Return what every strategy makes of the clip: one version, or five levels of a kind of spoiling."""
    from mmfusion.tasks.sounding.predictor import Answers

    parts = [_answers(drawn, spoil, name) for name in instrument().predictors]
    return Answers(
        {name: p for part in parts for name, p in part.probabilities.items()},
        {name: ms for part in parts for name, ms in part.milliseconds.items()},
    )


@lru_cache(maxsize=len(NAMES))
def icon(kind: int) -> str:
    """Return a kind's drawing as a data URI, 40 px."""
    from mmfusion.tasks.sounding.sprites import drawing

    image = drawing(kind).copy()
    image.thumbnail((40, 40))
    out = io.BytesIO()
    image.save(out, "PNG")
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"


def icons(drawn: Drawn) -> list[str | None] | None:
    """Return a picture for each answer of the question, where answers are things."""
    if drawn.question in ("kind", "left"):
        return [icon(kind) for kind in range(len(NAMES))]
    if drawn.question == "side":
        left, right = scene(drawn).objects
        return [icon(left), icon(right), None]
    return None
