"""The page of kernel fusion: weights under the finger, the sum they make, and what it decides when let go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.clips.choose import not_shown
from mmfusion.ui.kernels import computed as live
from mmfusion.ui.kernels.triangle import Header
from mmfusion.ui.kernels.triangle import triangle as mount_triangle
from mmfusion.ui.parts import flowers
from mmfusion.ui.parts.number import ask, number, track
from mmfusion.ui.shell.said import whole
from mmfusion.ui.shell.state import put

if TYPE_CHECKING:
    from mmfusion.ui.kernels.computed import Twentieths
    from mmfusion.ui.shell.state import View

GUESSES = ("2", "10", "25", "50", "90")
START: Twentieths = (7, 6, 7)
TOP = 3
"""Kinds shown for a picture."""


def worth() -> dict[str, Any]:
    """Return what each node of the triangle is worth. Raises FileNotFoundError."""
    return flowers.stored("triangle")


def at(view: View) -> Twentieths:
    """Return the point that the link names, in twentieths of weight; the one nearest to equal otherwise."""
    parts = view["kernel_at"].split()
    if len(parts) != len(START):
        return START
    colour, texture, shape = (whole(part, sum(START)) for part in parts)
    if colour is None or texture is None or shape is None or colour + texture + shape != sum(START):
        return START
    return colour, texture, shape


def picture(view: View) -> int:
    """Return the number of the test picture that the link names, else the first."""
    said, count = view["kernel_picture"], len(live.split().y_test)
    return (whole(said, 9999) or 0) % count


def twice(view: View) -> str:
    """Return the kernel that is there twice, or nothing."""
    return view.one_of("kernel_twice", live.NAMES, "")


def share(triangle: dict[str, Any]) -> float:
    """Return the share of the triangle's points that are as good as its best, %."""
    return 100.0 * float(np.mean(np.array(triangle["slack"]) >= 0))


def equal_inside(triangle: dict[str, Any]) -> bool:
    """Return whether the point nearest to equal weights is as good as the best."""
    steps = int(triangle["steps"])
    order = [(i, j) for i in range(steps + 1) for j in range(steps + 1 - i)]
    return bool(triangle["slack"][order.index(START[:2])] >= 0)


def headline(triangle: dict[str, Any], view: View) -> None:
    """Ask how much of the triangle is as good as its best point, or say it."""
    if not view.uncovered("kernel_"):
        ask(
            tr(
                "How much of the triangle, in %, is as good as its best point (paired difference, "
                "95 % interval)?"
            ),
            GUESSES,
            "kernel_",
        )
        return
    found, inside = share(triangle), equal_inside(triangle)
    words = tr("of the triangle is as good as its best point, within the 95 % interval of the difference.")
    words += " " + (tr("Equal weights are inside.") if inside else tr("Equal weights are outside."))
    guess = view["kernel_guess"]
    own = float(guess) if guess in GUESSES else None
    number(
        f"{found:.0f}",
        words,
        track(found, own, 0, 100, lambda v: f"{v:.0f} %"),
        " %",
        own="kernel_",
        guesses=GUESSES,
        truth=found,
    )


def figure(triangle: dict[str, Any], view: View) -> None:
    """Mount the figure with the decisions at the weights where the point rests."""
    where, index = at(view), picture(view)
    found, own, names = live.decided(where), live.split(), flowers.classes()
    scores = found.scores[index]
    best = scores.argsort()[::-1][:TOP]
    heats, kinds = live.heat()
    header: Header = {
        "names": live.NAMES,
        "titles": [tr(name) for name in live.NAMES],
        "kinds": [tr(kind) for kind in kinds],
        "swatches": [flowers.colours(kind=kind) for kind in kinds],
        "aligned": live.aligned(),
        "steps": triangle["steps"],
        "splits": triangle["splits"],
        "at": where,
        "twice": twice(view),
        "figures": {name: triangle[name] for name in ("validation", "test", "marks")}
        | {"slack": triangle["slack"] if view.uncovered("kernel_") else []},
        "quantile": quantile(triangle["splits"]),
        "live": {
            "n": len(own.y_test),
            "picture": index,
            "swatch": flowers.colours(int(own.test_pictures[index])),
            "truth": tr(names[int(own.y_test[index])]),
            "top": [(tr(names[int(k)]), float(scores[k])) for k in best],
        },
    }

    def tell() -> None:
        got = st.session_state["triangle"]
        pairs = {"kernel_at": got.get("at"), "kernel_twice": got.get("twice")}
        pairs["kernel_picture"] = None if got.get("picture") is None else str(got["picture"])
        put(**{name: value for name, value in pairs.items() if value is not None})

    mount_triangle(
        header, heats, key="triangle", on_at_change=tell, on_twice_change=tell, on_picture_change=tell
    )


@st.cache_data(show_spinner=False)
def quantile(splits: int) -> float:
    """Return Student's factor of a 95 % interval over this many splits."""
    from scipy.stats import t

    return float(t.ppf(0.975, splits - 1) / splits**0.5)


def also(view: View) -> None:
    """Write what a support vector machine decides at the same weights: it takes longer, and follows."""
    where = at(view)
    least = live.decided(where)
    place = st.empty()
    begin = tr(
        "Where the point rests, computed now on split 1: a least-squares SVM by Cholesky has "
        "<b>{accuracy:.1f} %</b> of {n} test pictures correct, in {ms:.0f} ms",
        accuracy=100 * least.accuracy,
        n=len(live.split().y_test),
        ms=least.milliseconds,
    )
    place.html(f'<p class="mmf-note">{begin}; SVC …</p>')
    hinge = live.machine(where)
    same = float((least.scores.argmax(axis=1) == hinge.scores.argmax(axis=1)).mean())
    said = tr(
        "an SVC <b>{accuracy:.1f} %</b>, in {ms:.0f} ms; they agree on {same:.0f} %.",
        accuracy=100 * hinge.accuracy,
        ms=hinge.milliseconds,
        same=100 * same,
    )
    place.html(f'<p class="mmf-note" data-svc="{" ".join(map(str, where))}">{begin}; {said}</p>')


def other_clip(view: View) -> None:
    """Say that the clip of the link is not shown here, if it is none of this page's."""
    not_shown(view, tr("it is about pictures of flowers"), aside=True)
