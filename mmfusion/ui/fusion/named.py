"""Names of a table's rows and columns as the page's controls say them, and the groups that they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.language import marked, tr
from mmfusion.tasks.sounding.measures import NO_PICTURE, NO_SOUND, SHUFFLED, SPOILINGS
from mmfusion.ui.clips.drawn_offer import QUESTIONS, SPOILS
from mmfusion.ui.parts import course

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCES = "across sources, "
COLUMNS: Mapping[str, str] = {
    **QUESTIONS,
    "right": marked("what is on the right?"),
    "side, nats": marked("which one sounds?, in nats"),
    "sync, nats": marked("in time?, in nats"),
    "symmetry": marked("symmetry"),
    "seeds": marked("trained runs"),
    "clean": marked("clean clips"),
    "spoiled": marked("spoiled clips"),
    "chance": marked("chance"),
}
"""What the tables of drawn clips name -> what the page calls it."""
ROWS: Mapping[str, tuple[str, str]] = {
    "accuracy": (marked("test set"), marked("accuracy")),
    "leak-controlled": (marked("test set"), marked("accuracy, all sources at one resolution and bandwidth")),
    "content-free baseline": (marked("test set"), marked("accuracy from five statistics of the file alone")),
    "cross-entropy, nats": (marked("test set"), marked("cross-entropy, nats")),
    "calibration error": (marked("test set"), marked("calibration error")),
    "calibration error, spoiled": (marked("test set"), marked("calibration error on spoiled pairs")),
    "across sources": (marked("test set"), marked("accuracy across sources")),
    "without sound": (marked("with less of the clip"), marked("accuracy without sound")),
    "without picture": (marked("with less of the clip"), marked("accuracy without picture")),
    "only seen": (marked("with less of the clip"), marked("accuracy where the kind is only seen")),
    "only heard": (marked("with less of the clip"), marked("accuracy where the kind is only heard")),
    "a face beside another sound": (
        marked("with less of the clip"),
        marked("accuracy on a face beside another sound"),
    ),
    "gain, clean": (marked("gain of fusion over the better single modality"), marked("on clean pairs")),
    "gain, leak-controlled": (
        marked("gain of fusion over the better single modality"),
        marked("all sources at one resolution and bandwidth"),
    ),
    "gain, picture 32 px": (
        marked("gain of fusion over the better single modality"),
        marked("picture blurred to 32 px"),
    ),
    "gain, sound 0 dB": (
        marked("gain of fusion over the better single modality"),
        marked("sound in noise of 0 dB"),
    ),
    "ruined picture 20 px, against sound alone": (
        marked("gain of fusion over the intact modality"),
        marked("picture blurred to 20 px, against the sound alone"),
    ),
    "ruined sound -10 dB, against picture alone": (
        marked("gain of fusion over the intact modality"),
        marked("sound in noise of −10 dB, against the picture alone"),
    ),
    "none, called none": (marked("none of these"), marked("pairs of no kind, answered so")),
    "unfamiliar, of the kinds": (marked("none of these"), marked("flagged as unfamiliar: known kinds")),
    "unfamiliar, of none": (marked("none of these"), marked("flagged as unfamiliar: pairs of no kind")),
}
"""A figure of the cards of own clips -> the group that it stands in, and its name there."""
STRANGERS = {
    " pictures": marked("area under the ROC curve of p(none of these), pictures of this source"),
    " sounds": marked("area under the ROC curve of p(none of these), sounds of this source"),
}
_LEVELS = {  # those of SPOILINGS, as the page's popover says them
    "noise": (1, 2, 3),
    "blur": (1, 2, 3),
    "frames": (1, 2),
    "late": (1, 2),
}


def strategy(name: str) -> str:
    """Return what the page calls a strategy; what is none is a row of another name, as chance is."""
    return tr(course.TAUGHT[name].title) if name in course.TAUGHT else column(name)


def family(name: str) -> str:
    """Return the family of a strategy, "" where it is none."""
    return tr(course.TAUGHT[name].family) if name in course.TAUGHT else ""


def column(name: str) -> str:
    """Return what the page calls a question or a figure of the tables of drawn clips."""
    return tr(COLUMNS[name]) if name in COLUMNS else name


def spoiling(name: str) -> str:
    """Return what the page's controls call a spoiling of the test set."""
    said = [
        tr(SPOILS[kind].button).format(tr(SPOILS[kind].levels[level]))
        for kind, levels in _LEVELS.items()
        for level in levels
    ]
    names = dict(zip((one.name for one in SPOILINGS), said, strict=True))
    names |= {NO_SOUND.name: tr("no sound"), NO_PICTURE.name: tr("no picture")}
    names[SHUFFLED.name] = tr("sounds of other clips")
    return names.get(name, name)


def row(name: str) -> tuple[str, str]:
    """Return the group and the name of a figure of the cards of own clips."""
    if name in ROWS:
        group, said = ROWS[name]
        return tr(group), tr(said)
    if name.startswith(SOURCES):
        kind, _, source = name.removeprefix(SOURCES).partition(" from ")
        return tr(kind), tr("one source a kind") if source == "one-per-class" else source
    for ending, group in STRANGERS.items():
        if name.startswith("none, ") and name.endswith(ending):
            return tr(group), name.removeprefix("none, ").removesuffix(ending)
    return "", name
