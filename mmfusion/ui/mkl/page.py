"""The page of multiple kernel learning: the solver watched, weights against p, who decides for a picture."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.tasks.flowers import GROUPS, HAND_MADE
from mmfusion.ui.clips.choose import not_shown
from mmfusion.ui.mkl import computed as live
from mmfusion.ui.mkl.computed import Problem
from mmfusion.ui.mkl.solver import Header, Held, Solved, solver
from mmfusion.ui.parts import flowers
from mmfusion.ui.parts.controls import choose
from mmfusion.ui.parts.number import ask, count_track, number
from mmfusion.ui.shell.said import whole
from mmfusion.ui.shell.state import put

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

SHORT = {
    "lab": "Lab",
    "hsv": "HSV words",
    "opponent": "opponent words",
    "lbp": "LBP",
    "textons": "textons",
    "gradients": "gradient words",
    "daisy": "DAISY words",
    "phog": "PHOG",
}
NOISE = {"20": "+ 20 noise", "5": "+ 5", "0": "none"}
OPENING = Problem("dandelion", 10.0, 20)
"""What the page opens with."""
HELD = 4
"""Support vectors that are named."""
SAID = {1.0: "1", 1.1: "1.1", 4 / 3: "4/3", 2.0: "2", 4.0: "4", 8.0: "8", float("inf"): "∞"}
GROUP_OF = {name: group for group, names in GROUPS.items() for name in names}


def controls() -> Problem:
    """Write the row of controls; return the problem that it states."""
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="controls"
    ):
        kinds = {kind: kind for kind in flowers.SHOWN}
        kind = choose("mkl_kind", "kind", kinds, OPENING.kind, hidden=True, wrap=True, on_change=_cover)
        with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
            noise = choose("mkl_noise", "noise kernels", NOISE, hidden=True)
            labels = {cost: f"C {cost}" for cost in live.COSTS}
            cost = choose("mkl_C", "C", labels, f"{OPENING.C:g}", hidden=True)
    return Problem(kind, float(cost), int(noise))


def _cover() -> None:
    put(mkl_seen="", mkl_guess="")


def carried(weights: Any) -> dict[str, float]:
    """Return the shares of colour, texture, shape and noise in the weight, the largest first."""
    sums = dict.fromkeys((*GROUPS, "noise"), 0.0)
    for k, weight in enumerate(weights):
        sums[GROUP_OF[HAND_MADE[k]] if k < len(HAND_MADE) else "noise"] += float(weight)
    whole = sum(sums.values())
    return {name: sums[name] / whole for name in sorted(sums, key=lambda name: -sums[name])}


def headline(problem: Problem, view: View) -> None:
    """Ask what will carry the kind at p = 1, or say how many kernels are left and which."""
    s = len(HAND_MADE) + problem.noise
    if view["mkl_seen"] != "1":
        ask(
            f"Few of the {s} kernels keep weight at p = 1. What carries <i>{escape(problem.kind)}</i>?",
            list(GROUPS),
            "mkl_",
            "what carries it",
        )
        return
    first = live.solved(problem)[0]
    (best, share), *others = carried(first.weights).items()
    guess = view["mkl_guess"] if view["mkl_guess"] in GROUPS else ""
    said = "" if not guess else " You said so." if guess == best else f" You said {guess}."
    rest = ", ".join(f"{name} {100 * own:.0f}" for name, own in others if own >= 0.005)
    words = (
        f"of {s} kernels keep weight at p = 1. <i>{best}</i> carries <i>{escape(problem.kind)}</i>, with "
        f"{100 * share:.0f} % of it{f' ({rest})' if rest else ''}.{said}"
    )
    count = live.left(first.weights)
    number(str(count), words, count_track(count, s, None))


def chosen_p(view: View) -> int:
    """Return which of the norms the link names, else the first."""
    names = list(SAID.values())
    said = view["mkl_at"].split(" ")[0]
    return names.index(said) if said in names else 0


def picture(view: View, kind: str) -> int:
    """Return the number of the test picture that the link names, else the first of the kind."""
    said, truth = whole(view["mkl_picture"], 9999), live.pictures().y_test
    return int(np.argmax(truth == live.number(kind))) if said is None else said % len(truth)


def held(answer: live.Solved) -> list[Held]:
    """Return the training pictures that the machine holds hardest: kind, colours, |α|."""
    own, names = live.pictures(), flowers.classes()
    most = np.argsort(-np.abs(answer.signed), kind="stable")[:HELD]
    return [
        {
            "kind": names[int(own.y_train[i])],
            "swatch": flowers.colours(int(own.train_numbers[i])),
            "alpha": float(abs(answer.signed[i])),
        }
        for i in most
    ]


def figure(problem: Problem, view: View) -> None:
    """Mount the figure: every p with its whole history."""
    own, answers, index = live.pictures(), live.solved(problem), picture(view, problem.kind)
    y, seen = live.signs(problem), view["mkl_seen"] == "1"
    order = np.argsort(-y, kind="stable")
    names = flowers.classes()
    runs: list[Solved] = []
    blobs: list[bytes] = []
    for answer in answers:
        duals = np.stack([np.zeros_like(y) if h.signed is None else h.signed[0] for h in answer.history])
        blobs.append(np.abs(duals[:, order]).astype(np.float32).tobytes())
        added = live.parts(problem, answer, index)
        shown = 1.0 if seen else 0.0  # what is covered is not even sent
        runs.append(
            {
                "p": SAID[answer.p],
                "weights": [np.round(shown * live.kept(h.weights), 5).tolist() for h in answer.history],
                "final": np.round(shown * live.kept(answer.weights), 5).tolist(),
                "primal": [h.primal for h in answer.history],
                "dual": [h.dual for h in answer.history],
                "gap": [h.gap for h in answer.history],
                "ms": answer.milliseconds,
                "parts": np.round(shown * added, 5).tolist(),
                "f": float(added.sum()) + answer.intercept,
                "intercept": answer.intercept,
                "held": held(answer),
            }
        )
    header: Header = {
        "key": f"{problem.kind} {problem.C:g} {problem.noise}",
        "names": [SHORT[name] for name in HAND_MADE],
        "groups": [GROUP_OF[name] for name in HAND_MADE],
        "noise": problem.noise,
        "kind": problem.kind,
        "cost": problem.C,
        "own": int((y > 0).sum()),
        "n": len(y),
        "runs": runs,
        "seen": seen,
        "at": view["mkl_at"],
        "picture": {
            "number": index,
            "of": len(own.y_test),
            "truth": names[int(own.y_test[index])],
            "swatch": flowers.colours(int(own.numbers[index])),
        },
    }

    def tell() -> None:
        got = st.session_state["mkl"]
        pairs = {"mkl_at": got.get("at")}
        pairs["mkl_picture"] = None if got.get("picture") is None else str(got["picture"])
        put(**{name: value for name, value in pairs.items() if value is not None})

    solver(header, blobs, key="mkl", on_at_change=tell, on_picture_change=tell)


def other_clip(view: View) -> None:
    """Say that the clip of the link is not shown here, if it is none of this page's."""
    not_shown(view, "it is about pictures of flowers", aside=True)
