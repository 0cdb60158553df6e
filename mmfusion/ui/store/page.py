"""The page of weights and a store: its number, its figure, what is chosen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import streamlit as st

from mmfusion.colearning.neighbours import NEAREST, RULES, Rule
from mmfusion.language import marked, tr
from mmfusion.tasks.caltech import CREDIT
from mmfusion.tasks.store.measured import stored
from mmfusion.tasks.store.setting import CLASSES
from mmfusion.ui.clips.choose import not_shown
from mmfusion.ui.parts.guide.facts import publish
from mmfusion.ui.parts.number import ask, number, track
from mmfusion.ui.shell import components
from mmfusion.ui.shell.said import whole
from mmfusion.ui.shell.state import put
from mmfusion.ui.store import computed
from mmfusion.ui.store.retrieved import Header, Line, Point, retrieved

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View
    from mmfusion.ui.store.computed import Asked

TITLE = marked("Knowledge in weights or in a store?")
LEAD = marked(
    "One classifier was trained, another looks up stored pictures and their names. Poison one "
    "item, delete it; then add new classes."
)
GUESSES = (".1", ".3", ".6", ".8", ".99")
COUNTS = (0, 1, 2, 3, 5, 10)
ARMS = (marked("similarity"), marked("majority"), marked("weights"), marked("both"))
POINTS = (
    marked("untouched"),
    marked("retrained"),
    marked("store updated"),
    marked("class-balanced"),
    marked("class means"),
)
STEP = 5
"""Steps of fine-tuning that the page opens with."""


@dataclass(frozen=True, eq=False)
class Now:
    """What is chosen."""

    asked: Asked
    copies: int
    vote: Rule
    gone: list[int]
    step: int


def short(value: float, digits: int = 2) -> str:
    """Return a share without its leading nought."""
    return f"{value:.{digits}f}".removeprefix("0")


def seen(view: View) -> bool:
    """Return whether the number may be seen."""
    return view.uncovered("store_")


def headline(view: View) -> None:
    """Ask how many answers one copy flips, or say it."""
    table = stored()
    if not seen(view):
        ask(
            tr(
                "One wrongly named near-copy joins {n:,} stored pictures, and votes count by "
                "similarity. What share of the correct answers flips to its name?",
                n=table["stored"],
            ),
            GUESSES,
            "store_",
        )
        return
    one, other = (table["figures"]["aimed"][arm][0] for arm in ("similarity", "majority"))
    publish("store", one=100 * one["value"], other=100 * other["value"])
    guess = float(view["store_guess"]) if view["store_guess"] in GUESSES else None
    number(
        short(one["value"]),
        tr(
            "of correct answers flip ({low} to {high}) when one wrong near-copy joins {n:,} "
            "items and votes count by similarity; by a majority of 15, {other}.",
            low=short(one["low"]),
            high=short(one["high"]),
            n=table["stored"],
            other=short(other["value"]),
        ),
        track(one["value"], guess, words=short),
        own="store_",
        guesses=GUESSES,
        truth=one["value"],
    )


def chosen(view: View) -> Now:
    """Return what the link says, in bounds. Raises FileNotFoundError where the pictures are missing."""
    picture = whole(view["store_picture"], CLASSES - 1)
    copies = whole(view["store_copies"], COUNTS[-1])
    step = whole(view["store_step"], 10**6)
    asked = computed.asked(computed.OPENING if picture is None else picture)
    count = copies if copies in COUNTS else 1
    gone = [whole(part, len(asked.labels) - 1) for part in view["store_gone"].split(".") if part]
    kept = list(dict.fromkeys(i for i in gone if i is not None and i < computed.SHOWN + count))
    left = [i for i in kept if i < computed.SHOWN][: computed.SHOWN - NEAREST]
    return Now(
        asked,
        count,
        cast("Rule", view.one_of("store_vote", RULES, RULES[0])),
        [i for i in kept if i >= computed.SHOWN or i in left],
        step if step is not None and step in stored()["steps"] else STEP,
    )


def header(now: Now, *, covered: bool) -> Header:
    """Return what the script draws, without pictures and matrices."""
    table, own = stored(), now.asked
    aimed, stale = (table["figures"][name] for name in ("aimed", "stale"))
    lines: list[Line] = [
        {
            "name": arm,
            "title": tr(arm),
            "value": [one["value"] for one in aimed[arm]],
            "low": [one["low"] for one in aimed[arm]],
            "high": [one["high"] for one in aimed[arm]],
        }
        for arm in ARMS
    ]
    points: list[Point] = [
        {"name": arm, "title": tr(arm), "old": stale[arm][0]["value"], "fresh": stale[arm][1]["value"]}
        for arm in POINTS
    ]
    return {
        "key": f"{own.picture} {'covered' if covered else 'seen'}",
        "names": list(computed.setting().names),
        "labels": own.labels.tolist(),
        "cosines": own.cosines.tolist(),
        "stored": computed.SHOWN,
        "size": table["stored"],
        "truth": own.picture,
        "wrong": own.wrong,
        "picture": own.picture,
        "counts": list(COUNTS),
        "copies": now.copies,
        "vote": now.vote,
        "gone": now.gone,
        "tau": own.tau,
        "temperature": own.temperature,
        "credit": CREDIT,
        "nearest": NEAREST,
        "lines": [] if covered else lines,
        "points": points,
        "path": [[one["value"] for one in stale[f"fine-tuned {step}"]] for step in table["steps"]],
        "steps": table["steps"],
        "step": now.step,
    }


def figure(now: Now, view: View) -> None:
    """Mount the figure."""
    own = now.asked
    around = own.around
    blobs: dict[str, bytes | list[bytes]] = {"image": own.image, "thumbs": own.thumbs}
    for name, values in (
        ("scores", around.scores),
        ("reach", around.reach),
        ("gram", around.gram),
        ("residuals", around.residuals),
    ):
        blobs[name] = np.ascontiguousarray(values, dtype="<f4").tobytes()
    data = components.pack(header(now, covered=not seen(view)), blobs)
    retrieved(data, key="retrieved", on_told_change=_told)


def _told() -> None:
    """Take what the figure tells into the URL."""
    try:
        told: Any = json.loads(st.session_state["retrieved"].get("told") or "{}")
    except (TypeError, ValueError):
        return
    if not isinstance(told, dict):
        return
    gone = told.get("gone")
    put(
        store_picture=_number(told.get("picture")),
        store_copies=_number(told.get("copies")),
        store_vote=str(told.get("vote")) if told.get("vote") in RULES else "",
        store_step=_number(told.get("step")),
        store_gone=".".join(map(_number, gone)) if isinstance(gone, list) else "",
    )


def _number(value: object) -> str:
    return str(value) if isinstance(value, int) and value >= 0 else ""


def other_clip(view: View) -> None:
    """Say that the clip of the link is not shown here."""
    not_shown(view, tr("it is about pictures of Caltech-101"), aside=True)
