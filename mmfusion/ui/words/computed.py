"""What the page of words and pictures computes: one look at a scene with a sentence, kept for everyone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.tasks.scenes import GRID
from mmfusion.ui.shell.components import pack
from mmfusion.ui.shell.said import whole
from mmfusion.ui.shell.work import computed
from mmfusion.ui.words.looking import Header
from mmfusion.ui.words.scenes import drawings, ground, known, picture, scene
from mmfusion.ui.words.sentences import questions, words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mmfusion.tasks.scenes.looking import Look
    from mmfusion.tasks.scenes.predictor import ScenePredictor
    from mmfusion.tasks.scenes.sentences import Sentence

NETWORKS = {"cross": marked("answers only"), "cross-labels": marked("with word labels")}
"""Strategy -> how it was trained, in words."""
SHOWN = 3
"""Answers that are shown, the likeliest first."""
VIEWS = ("looks", "signed", "clamped")


@dataclass(frozen=True)
class Asked:
    """Which network is asked which sentence about which scene (as `saved` writes it)."""

    network: str
    scene: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Open:
    """What is open: the pinned word, the layer, the head, and what its map shows (of `VIEWS`)."""

    word: int
    layer: int
    head: int
    view: str

    @classmethod
    def read(cls, text: str, words: int, layers: int, heads: int, first: int) -> Open:
        """Return what a link says, each part of it if it is there; `first` is the word that opens."""
        parts = [*text.split("."), "", "", "", ""]
        numbers = [whole(part, most - 1) for part, most in zip(parts, (words, layers, heads), strict=False)]
        word, layer, head = (0 if number is None else number for number in numbers)
        if numbers[0] is None:
            word = first
        return cls(word, layer, head, parts[3] if parts[3] in VIEWS else VIEWS[0])

    @property
    def text(self) -> str:
        """How a link says it."""
        return f"{self.word}.{self.layer}.{self.head}.{self.view}"


@st.cache_resource(show_spinner=False)
def predictor(network: str) -> ScenePredictor:
    """Return a shipped network. Raises FileNotFoundError if it is not there."""
    from mmfusion.tasks.scenes.predictor import load

    return load(network)


@computed(512)
def looked(asked: Asked) -> Look:
    """Return what a network makes of it."""
    from mmfusion.tasks.scenes.looking import look

    return look(predictor(asked.network), scene(asked.scene), asked.words)


@computed(128)
def signed(asked: Asked, about: str) -> NDArray[np.float32]:
    """Return attention × gradient of an answer, `(layers, heads, words, 64)`."""
    from mmfusion.tasks.scenes.looking import signed as of

    return of(predictor(asked.network), scene(asked.scene), asked.words, about)


@computed(512)
def without(asked: Asked, layer: int, head: int) -> dict[str, float]:
    """Return the answers' probabilities with one head off."""
    from mmfusion.tasks.scenes.looking import without as off

    return off(predictor(asked.network), scene(asked.scene), asked.words, layer, head)


def sentence(asked: Asked) -> Sentence | None:
    """Return pattern and slots of the sentence; None where there is no such pattern."""
    from mmfusion.tasks.scenes.sentences import read

    return read(asked.words)


def truth(asked: Asked) -> str:
    """Return the right answer; nothing where there is none."""
    from mmfusion.tasks.scenes.truth import answer

    known = sentence(asked)
    return "" if known is None else answer(scene(asked.scene), known) or ""


def answers(asked: Asked) -> list[dict[str, object]]:
    """Return the likeliest answers, and the right one if it is not among them."""
    said = looked(asked).probabilities
    order = sorted(said, key=said.__getitem__, reverse=True)
    right = truth(asked)
    names = order[:SHOWN] + ([right] if right and right not in order[:SHOWN] else [])
    return [{"name": name, "p": round(said[name], 4)} for name in names]


def about(asked: Asked, wanted: str) -> str:
    """Return the answer that a signed map is of: the wanted one if there is one, else the network's own."""
    found = looked(asked)
    return wanted if wanted in found.probabilities else found.said


def buffer(asked: Asked, now: Open, wanted: str, number: int, rests: str = "") -> bytes:
    """Return what the figure's script needs.

    Args:
        asked: whom, what, about what.
        now: what is open.
        wanted: the answer that a signed map is of; the network's own if it is none.
        number: of the message that this answers.
        rests: the scene that can be asked about in other ways, if another: while a drawing is dragged.

    """
    found, shown, of = looked(asked), scene(asked.scene), about(asked, wanted)
    own, listed = sentence(asked), answers(asked)
    layers, heads = found.weights.shape[:2]
    header: Header = {
        "asked": number,
        "network": asked.network,
        "place": shown.place,
        "variant": shown.variant,
        "drawings": drawings(shown),
        "words": words_of(asked.words, shown),
        "pattern": "" if own is None else own.pattern,
        "questions": [{**one, "form": tr(one["form"])} for one in questions(rests or asked.scene)],
        "answers": listed,
        "truth": truth(asked),
        "off": round(without(asked, now.layer, now.head)[found.said], 4),
        "layers": layers,
        "heads": heads,
        "columns": GRID,
        "look": now.text,
        "about": of,
        "known": known(),
    }
    blobs: dict[str, bytes | list[bytes]] = {
        "ground": ground(shown.place, shown.variant),
        "pictures": [picture(one.number, one.colour, one.size, one.flipped) for one in shown.sprites],
        "weights": found.weights.astype("<f2").tobytes(),
    }
    if now.view != VIEWS[0]:
        blobs["signed"] = signed(asked, of).astype("<f4").tobytes()
    return pack(header, blobs)
