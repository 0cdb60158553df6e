"""The page of multiple kernel learning: the solver watched, weights against p, who decides for a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.tasks.flowers import GROUPS, HAND_MADE
from mmfusion.ui.clips.choose import not_shown
from mmfusion.ui.mkl import computed as live
from mmfusion.ui.mkl.computed import Problem
from mmfusion.ui.mkl.solver import Header, Held, Solved, solver
from mmfusion.ui.parts import flowers
from mmfusion.ui.parts.controls import choose
from mmfusion.ui.parts.number import ask, number, track
from mmfusion.ui.shell.said import whole
from mmfusion.ui.shell.state import put

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

SHORT = {
    "lab": "Lab",
    "hsv": marked("HSV words"),
    "opponent": marked("opponent words"),
    "lbp": "LBP",
    "textons": marked("textons"),
    "gradients": marked("gradient words"),
    "daisy": marked("DAISY words"),
    "phog": "PHOG",
}
NOISE = {"20": marked("+ 20 noise"), "5": marked("+ 5"), "0": marked("none")}
OPENING = Problem("dandelion", 10.0, 20)
"""What the page opens with."""
GUESSES = ("0", "3", "6", "12")
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
        kind = choose("mkl_kind", marked("kind"), kinds, OPENING.kind, hidden=True, wrap=True)
        with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
            noise = choose("mkl_noise", marked("noise kernels"), NOISE, hidden=True)
            labels = {cost: f"C {cost}" for cost in live.COSTS}
            cost = choose("mkl_C", "C", labels, f"{OPENING.C:g}", hidden=True)
    return Problem(kind, float(cost), int(noise))


def lost_to_noise() -> tuple[int, dict[str, Any]]:
    """Return over how many splits, and what each way to weight loses to noise. Raises FileNotFoundError."""
    table = flowers.stored("table")
    return table["splits"], table["lost"]["with noise"]


def headline(view: View) -> None:
    """Ask what L1 loses to kernels of noise, or say it: accuracy on test pictures, over splits."""
    splits, lost = lost_to_noise()
    average, own = lost["average"], lost["L1"]
    if not view.uncovered("mkl_"):
        ask(
            tr(
                "Twenty kernels of pure noise are added to the eight. The average of all 28 "
                "loses {average:.1f} points of test accuracy. How many does p = 1 lose?",
                average=100 * average["value"],
            ),
            GUESSES,
            "mkl_",
        )
        return
    guess = float(view["mkl_guess"]) if view["mkl_guess"] in GUESSES else None
    words = tr(
        "points (± {half:.1f}, {splits} splits) are lost at p = 1 when twenty kernels of noise are added; "
        "{first:.1f} at 4/3, {second:.1f} at 2, {third:.1f} at 4, {average:.1f} by the average.",
        half=100 * own["half"],
        splits=splits,
        first=100 * lost["L4/3"]["value"],
        second=100 * lost["L2"]["value"],
        third=100 * lost["L4"]["value"],
        average=100 * average["value"],
    )
    value = 100 * own["value"]
    number(
        f"{value:.1f}",
        words,
        track(value, guess, 0, 15, lambda v: f"{v:.1f}"),
        own="mkl_",
        guesses=GUESSES,
        truth=value,
    )


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
    """Return the training pictures with the largest |α|: kind, colours, |α|."""
    own, names = live.pictures(), flowers.classes()
    most = np.argsort(-np.abs(answer.signed), kind="stable")[:HELD]
    return [
        {
            "kind": tr(names[int(own.y_train[i])]),
            "swatch": flowers.colours(int(own.train_numbers[i])),
            "alpha": float(abs(answer.signed[i])),
        }
        for i in most
    ]


def figure(problem: Problem, view: View) -> None:
    """Mount the figure: every p with its whole history."""
    own, answers, index = live.pictures(), live.solved(problem), picture(view, problem.kind)
    y = live.signs(problem)
    order = np.argsort(-y, kind="stable")
    names = flowers.classes()
    runs: list[Solved] = []
    blobs: list[bytes] = []
    for answer in answers:
        duals = np.stack([np.zeros_like(y) if h.signed is None else h.signed[0] for h in answer.history])
        blobs.append(np.abs(duals[:, order]).astype(np.float32).tobytes())
        added = live.parts(problem, answer, index)
        runs.append(
            {
                "p": SAID[answer.p],
                "weights": [np.round(live.kept(h.weights), 5).tolist() for h in answer.history],
                "final": np.round(live.kept(answer.weights), 5).tolist(),
                "primal": [h.primal for h in answer.history],
                "dual": [h.dual for h in answer.history],
                "gap": [h.gap for h in answer.history],
                "ms": answer.milliseconds,
                "parts": np.round(added, 5).tolist(),
                "f": float(added.sum()) + answer.intercept,
                "intercept": answer.intercept,
                "held": held(answer),
            }
        )
    header: Header = {
        "key": f"{problem.kind} {problem.C:g} {problem.noise}",
        "names": [tr(SHORT[name]) for name in HAND_MADE],
        "groups": [tr(GROUP_OF[name]) for name in HAND_MADE],
        "noise": problem.noise,
        "kind": tr(problem.kind),
        "cost": problem.C,
        "own": int((y > 0).sum()),
        "n": len(y),
        "runs": runs,
        "at": view["mkl_at"],
        "picture": {
            "number": index,
            "of": len(own.y_test),
            "truth": tr(names[int(own.y_test[index])]),
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
    not_shown(view, tr("it is about pictures of flowers"), aside=True)
