"""What drawn clips need, computed once for everyone: they have numbers, nothing is anyone's own."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.tasks.sounding import NAMES
from mmfusion.ui.clips.changed import ITS_OWN
from mmfusion.ui.shell.work import computed

if TYPE_CHECKING:
    from torch import Tensor

    from mmfusion.media import Clip
    from mmfusion.tasks.sounding.predictor import Answers, Instrument
    from mmfusion.tasks.sounding.scene import Scene
    from mmfusion.ui.clips.changed import Change

OPENING = 105
"""The clip that opens pages: two objects, of which the right one sounds."""


@dataclass(frozen=True)
class Drawn:
    """A drawn clip: its number, the question that decides its form, and whose sound is heard."""

    number: int
    question: str
    sound: str = ITS_OWN


@st.cache_resource(show_spinner=False)
def instrument() -> Instrument:
    """Return every shipped strategy. Raises FileNotFoundError if no weights are there."""
    from mmfusion.tasks.sounding.predictor import Instrument

    return Instrument()


@st.cache_resource(show_spinner=False, max_entries=256)
def scene(drawn: Drawn) -> Scene:
    """Return the scene of a drawn clip, its sound swapped where that is asked for."""
    from mmfusion.tasks.sounding.batches import numbered_scene
    from mmfusion.tasks.sounding.predictor import FORM_OF
    from mmfusion.tasks.sounding.spoiled import with_sound

    return with_sound(numbered_scene(FORM_OF[drawn.question], drawn.number), drawn.sound)


def heard(drawn: Drawn, change: Change) -> Scene:
    """Return the scene as it is heard after a change: its answers are the true ones."""
    from mmfusion.tasks.sounding.spoiled import at_level

    return at_level(scene(drawn), change.spoil, change.level)


@computed(64)
def clip(drawn: Drawn, spoil: str | None, level: int) -> Clip:
    """Return the clip as it is shown and played: spoiled as what the networks get is spoiled."""
    from mmfusion.tasks.sounding.spoiled import spoiled_clip

    return spoiled_clip(scene(drawn), spoil, level)


@computed(64)
def strip(drawn: Drawn, spoil: str | None, level: int) -> bytes:
    """Return what the player shows."""
    from mmfusion.ui.clips.player import buffer

    return buffer(clip(drawn, spoil, level), tokens=(192, 64))


@computed(64)
def _inputs(drawn: Drawn, spoil: str | None) -> dict[str, Tensor]:
    """Return the inputs of the networks, one version a level."""
    from mmfusion.tasks.sounding.spoiled import spoiled_inputs

    return spoiled_inputs(scene(drawn), spoil)


@computed(256)
def _answers(drawn: Drawn, spoil: str | None, strategy: str) -> Answers:
    from mmfusion.tasks.sounding.spoiled import spoiled_answers

    return spoiled_answers(instrument(), _inputs(drawn, spoil), spoil, (strategy,))


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
