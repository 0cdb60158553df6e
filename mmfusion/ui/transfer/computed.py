"""What the page of transfer shows: panels of stored figures, pictures to answer, and cells run anew."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.language import marked, tr, trn
from mmfusion.tasks.transfer import measured
from mmfusion.ui.shell.work import computed

if TYPE_CHECKING:
    from mmfusion.tasks.transfer import Classroom
    from mmfusion.tasks.transfer.draw import Draw

FRESH = 1002
"""Seed of the first draw that is run live: none of those that are stored."""
TASKS: Mapping[str, str] = {
    "emoji": marked("emoji, names lost"),
    "voice": marked("spoken digits in noise, pictures lost"),
}


@dataclass(frozen=True)
class Panel:
    """One way to use the lost modality, with what it is held against.

    Attributes:
        task: of `TASKS`.
        way: of `WAYS`.
        source: which figures are its own.
        lead: the way in view, and its name beside a curve.
        control: what stands beside it in a live run, and its name there.
        arms: whose gains are shown, the way in view first.

    """

    task: str
    way: str
    source: str
    lead: tuple[str, str]
    control: tuple[str, str]
    arms: tuple[str, ...]
    alone: str = "alone"

    @property
    def networks(self) -> bool:
        """Whether its ways are networks."""
        return self.source != self.task

    @property
    def live(self) -> tuple[str, str, str]:
        """What a live run compares: alone, the way in view, its control."""
        return self.alone, self.lead[0], self.control[0]

    @property
    def stays(self) -> str:
        """The modality that stays."""
        return "visual" if self.task == "emoji" else "audio"


WAYS: Mapping[str, str] = {
    "pretraining": marked("pretraining on pairs"),
    "pairing": marked("what pairing is worth"),
    "distillation": marked("distillation"),
    "extra": marked("extra modality in training"),
}
STORED = (
    marked("picture alone"),
    marked("voice alone"),
    marked("with names (MiniLM)"),
    marked("with names (GloVe)"),
    marked("names of the same group"),
    marked("shuffled pairs"),
    marked("autoencoder, no names"),
    marked("picture alone, four groups"),
    marked("pairs of these four groups"),
    marked("pairs of the other four groups"),
    marked("pictures of the same digit"),
    marked("pictures of any digit"),
    marked("autoencoder, no pictures"),
    marked("voice alone, five digits"),
    marked("pairs of these five digits"),
    marked("pairs of the other five digits"),
    marked("label smoothing"),
    marked("pretrained on pairs, fine-tuned"),
    marked("pretrained on shuffled pairs"),
    marked("distilled, teacher with names"),
    marked("distilled, teacher without names"),
    marked("distilled, teacher with pictures"),
    marked("distilled, teacher without pictures"),
    marked("modality dropout"),
    marked("hallucination"),
    marked("hallucination of shuffled names"),
    marked("hallucination of shuffled pictures"),
    marked("the teacher itself, with names"),
    marked("the teacher itself, with pictures"),
    marked("no speaker is in two parts"),
    marked("near-duplicate pictures are never parted"),
)
"""What the stored figures say in words: names of ways, and how the data are divided."""
CLASSES = (
    marked("smileys & emotion"),
    marked("people & body"),
    marked("animals & nature"),
    marked("food & drink"),
    marked("travel & places"),
    marked("activities"),
    marked("objects"),
    marked("symbols"),
)
"""Groups of emoji as they are shown."""
NAMES, PICTURES = ("names", marked("with names")), ("same class", marked("with pictures"))


def group(name: str) -> str:
    """Return what a group of emoji is called here."""
    return tr(name.replace("-", " & "))


def labels(budget: int) -> str:
    """Return a budget in words: how many labels each class has."""
    return trn("one label per class", "{n} labels per class", budget) if budget else tr("all labels")


def panel(task: str, way: str) -> Panel:
    """Return the panel of a task and a way."""
    networks = f"{task}-networks"
    ways: tuple[str, ...]
    if way == "distillation":
        ways = ("distilled", "self", "smoothed", "teacher")
        return Panel(
            task, way, networks, ("distilled", marked("distilled")), ("self", marked("self-distilled")), ways
        )
    if way == "extra":
        shuffled = "hallucination shuffled"
        ways = ("hallucination", shuffled, "dropout", "pretrained", "pretrained shuffled")
        return Panel(
            task,
            way,
            networks,
            ("hallucination", marked("hallucinated")),
            (shuffled, marked("shuffled")),
            ways,
        )
    if task == "voice":
        control = ("random", marked("random pairs"))
        ways = ("same class", "random", "autoencoder", "half other")
        if way == "pairing":
            ways = ("same class", "random", "half own", "half other")
        return Panel(task, way, task, PICTURES, control, ways)
    ways = ("names", "glove", "shuffled", "autoencoder", "half other")
    if way == "pairing":
        ways = ("names", "same class", "shuffled", "half own", "half other")
    return Panel(task, way, task, NAMES, ("shuffled", marked("shuffled")), ways)


OPENING = panel("emoji", "pretraining")
"""What the page opens with, and what its number is about."""


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


@st.cache_resource(show_spinner=False, max_entries=2)
def draw(task: str, number: int) -> Draw:
    """Return a draw that is none of the stored ones. Raises FileNotFoundError where its data are missing."""
    from mmfusion.tasks.transfer import EmojiDraw, VoiceDraw

    own: Draw = EmojiDraw(FRESH + number) if task == "emoji" else VoiceDraw(FRESH + number)
    return own


@st.cache_resource(show_spinner=False, max_entries=2)
def room(task: str, number: int) -> Classroom:
    """Return the draw's data, ready for networks. Raises as `draw`."""
    from mmfusion.tasks.transfer import Classroom

    return Classroom.of(draw(task, number))


@computed(entries=256)
def reached(task: str, networks: bool, arm: str, budget: int, number: int) -> float:
    """Return the test accuracy of a way on a draw that is not stored. Raises as `draw`."""
    return (room if networks else draw)(task, number).reached(arm, budget)
