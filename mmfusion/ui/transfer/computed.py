"""What the page of transfer shows: panels of stored figures, pictures to answer, and cells run anew."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from mmfusion.tasks.transfer import measured
from mmfusion.ui.shell.work import computed

FRESH = 1000
"""Seed of the first draw that is run live: none of those that are stored."""
LIVE = ("alone", "names", "shuffled")


@dataclass(frozen=True)
class Panel:
    """One way to use the lost modality, with what it is held against.

    Attributes:
        title: on its segment.
        source: which figures: ``emoji``, ``students``.
        alone: the plain arm.
        lead: the way in view, and its name beside a curve.
        arms: whose gains are shown, the way in view first.

    """

    title: str
    source: str
    alone: str
    lead: tuple[str, str]
    arms: tuple[str, ...]


PANELS: Mapping[str, Panel] = {
    "pretraining": Panel(
        "pretrain on pairs, fine-tune",
        "emoji",
        "alone",
        ("names", "with names"),
        ("names", "glove", "shuffled", "autoencoder", "four other"),
    ),
    "pairing": Panel(
        "what pairing is worth",
        "emoji",
        "alone",
        ("names", "with names"),
        ("names", "same class", "shuffled", "four own", "four other"),
    ),
    "distillation": Panel(
        "distillation",
        "students",
        "alone",
        ("distilled", "distilled"),
        ("distilled", "self", "smoothed", "teacher"),
    ),
    "extra": Panel(
        "extra modality in training",
        "students",
        "alone",
        ("hallucination", "hallucinated"),
        ("hallucination", "hallucination shuffled", "dropout", "pretrained", "pretrained shuffled"),
    ),
}


def figures(panel: Panel) -> dict[str, Any]:
    """Return a panel's stored figures. Raises FileNotFoundError, which says what makes them."""
    return measured.stored(panel.source)


@st.cache_resource(show_spinner=False)
def pictures() -> list[bytes]:
    """Return the drawings of the stored test pictures as PNG, 40 px, in their order."""
    from PIL import Image

    from mmfusion.tasks.pairs.data import COLUMNS, THUMBNAIL, atlas

    found = []
    with Image.open(io.BytesIO(atlas())) as every:
        for row in measured.stored("emoji")["shown"]["rows"]:
            left, top = row % COLUMNS * THUMBNAIL, row // COLUMNS * THUMBNAIL
            out = io.BytesIO()
            every.crop((left, top, left + THUMBNAIL, top + THUMBNAIL)).convert("RGB").save(out, "PNG")
            found.append(out.getvalue())
    return found


@st.cache_resource(show_spinner=False)
def names() -> list[tuple[str, int]]:
    """Return name and group of each stored test picture."""
    from mmfusion.tasks.pairs import pairs

    shown, data = measured.stored("emoji")["shown"], pairs()
    return [(data.names[row], label) for row, label in zip(shown["rows"], shown["labels"], strict=True)]


@computed(entries=64)
def cell(budget: int, number: int) -> tuple[float, ...]:
    """Return the test accuracy of `LIVE` at a budget on a draw that is none of the stored ones."""
    from mmfusion.tasks.transfer.emoji import EmojiDraw

    draw = EmojiDraw(FRESH + number)
    return tuple(draw.reached(arm, budget) for arm in LIVE)
