"""What the page of words and pictures computes: one look at a scene with a sentence, kept for everyone."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mmfusion.tasks.scenes import GRID
from mmfusion.ui.clips.player import jpeg
from mmfusion.ui.shell.components import pack
from mmfusion.ui.shell.said import whole
from mmfusion.ui.shell.work import computed
from mmfusion.ui.words.looking import Drawing, Header, Known, Question, Word

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mmfusion.tasks.scenes.looking import Look
    from mmfusion.tasks.scenes.predictor import ScenePredictor
    from mmfusion.tasks.scenes.scene import Scene
    from mmfusion.tasks.scenes.sentences import Sentence

NETWORKS = {"cross": "answers alone", "cross-labels": "with word labels"}
"""Strategy -> how it was trained, in words."""
OPENING = "0.2~0.12.56.1.1.0~20.40.70~13.58.18.2.1.0~1.66.66.0.0.0"
"""A dog at a ball, a tree and a cat in the park."""
SAYS = "a dog is playing in the park"
SHOWN = 3
"""Answers that are shown, the likeliest first."""
TALL = 384
"""The background is sent at four px a px of the network."""
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


@lru_cache(maxsize=256)
def scene(code: str) -> Scene:
    """Return the scene of a link, that of the opening if it says none."""
    from mmfusion.tasks.scenes.as_text import opened

    found = opened(code) or opened(OPENING)
    assert found is not None
    return found


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


@lru_cache(maxsize=64)
def questions(code: str) -> tuple[tuple[str, str], ...]:
    """Return what can be asked of a scene, form and sentence: one of each pattern that has a true answer."""
    from mmfusion.tasks.scenes import FORMS
    from mmfusion.tasks.scenes.asking import ask
    from mmfusion.tasks.scenes.sentences import PATTERNS

    found: dict[str, tuple[str, str]] = {}
    shown = counted_first(scene(code))
    if shown is None:
        return ()
    for form in FORMS:
        for number in range(6 * len(PATTERNS[form])):
            question = ask(random.Random(number), shown, form, wanted="yes" if number % 2 else "no")
            if question is not None:
                found.setdefault(question.sentence.pattern, (form, question.sentence.text))
    return tuple(found.values())


def counted_first(shown: Scene) -> Scene | None:
    """Return a scene, first in its list what can be counted; None if there is nothing such."""
    from mmfusion.tasks.scenes import NUMBERS

    numbers = [one.number for one in shown.sprites]
    few = [one for one in shown.sprites if one.action is None and numbers.count(one.number) <= len(NUMBERS)]
    if not few:
        return None
    return replace(shown, sprites=(few[0], *(one for one in shown.sprites if one is not few[0])))


FORMS_SAID = {
    "polar": "yes or no",
    "caption": "does it match?",
    "count": "how many",
    "doing": "what is it doing",
}
"""Form -> what stands above it in the list of questions, where it is not the form's own name."""


def words_of(asked: Asked) -> list[Word]:
    """Return the words of a sentence with what may stand in their place and the cells that they speak of."""
    from mmfusion.tasks.scenes.sentences import SLOTS, SORTS
    from mmfusion.tasks.scenes.truth import regions

    out: list[Word] = []
    slot = 0
    for word, region in zip(asked.words, regions(scene(asked.scene), asked.words), strict=True):
        sort = SORTS.get(word)
        cells = None if region is None else np.flatnonzero(region).tolist()
        out.append(
            {
                "word": word,
                "others": [] if sort is None else list(SLOTS[sort]),
                "slot": -1 if sort is None else slot,
                "region": cells,
            }
        )
        slot += sort is not None
    return out


@lru_cache(maxsize=32)
def ground(place: int, variant: int) -> bytes:
    """Return a background as JPEG."""
    from mmfusion.tasks.scenes.places import background
    from mmfusion.tasks.scenes.sprites import LARGE

    return jpeg(background(place, variant, LARGE).astype(np.uint8), TALL, 88)


@lru_cache(maxsize=1024)
def picture(number: int, colour: int, size: int, flipped: bool) -> bytes:
    """Return a drawing as PNG, four px a px of the network."""
    from PIL import Image

    from mmfusion.tasks.scenes.sprites import LARGE, sprite

    premultiplied, opacity = sprite(number, max(colour, 0), size, flipped, LARGE)
    rgb = premultiplied / np.maximum(opacity, 1 / 255)
    rgba = np.concatenate([np.clip(rgb, 0, 255), 255 * opacity], axis=-1)
    out = io.BytesIO()
    Image.fromarray(np.rint(rgba).astype(np.uint8), "RGBA").save(out, "PNG", compress_level=3)
    return out.getvalue()


@lru_cache(maxsize=1)
def known() -> Known:
    """Return what there is to choose from."""
    from mmfusion.tasks.scenes import COLOURS, NAMES, PLACES, SIZES
    from mmfusion.tasks.scenes.as_text import MOST
    from mmfusion.tasks.scenes.sprites import DRAWN

    return {
        "drawings": list(DRAWN),
        "kinds": len(NAMES),
        "colours": list(COLOURS),
        "sizes": list(SIZES),
        "places": list(PLACES),
        "most": MOST,
    }


def drawings(shown: Scene) -> list[Drawing]:
    """Return the drawings of a scene with the cells that they cover."""
    from mmfusion.tasks.scenes.sprites import DRAWN

    cells = shown.cells()
    return [
        {
            "number": one.number,
            "name": DRAWN[one.number],
            "x": one.x,
            "y": one.y,
            "wide": one.box.right - one.box.left,
            "tall": one.box.bottom - one.box.top,
            "colour": one.colour,
            "size": one.size,
            "flipped": one.flipped,
            "cells": np.flatnonzero(own).tolist(),
        }
        for one, own in zip(shown.sprites, cells, strict=True)
    ]


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
        "words": words_of(asked),
        "pattern": "" if own is None else own.pattern,
        "questions": [
            Question(form=FORMS_SAID.get(f, f), text=t) for f, t in questions(rests or asked.scene)
        ],
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
