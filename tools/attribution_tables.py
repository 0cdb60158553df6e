"""Tables of what answers rest on: attributions, contributions of the modalities, partial information."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

INSIDE = Path(__file__).resolve().parents[1] / "assets" / "inside"
Rows = Sequence[Sequence[object]]
STRATEGIES = ("late", "early", "mid", "mid-cross", "bottleneck", "bottleneck-mid")
QUESTIONS = ("kind", "left", "right", "pitch", "side", "sync")
PARTS = ("redundant", "unique_first", "unique_second", "synergistic")


def stored(task: str, name: str) -> Any:
    """Return a file of figures."""
    return json.loads((INSIDE / task / f"{name}.json").read_text(encoding="utf-8"))


def minus(text: str) -> str:
    """Return numbers with a minus that is one, and none before a zero."""
    return re.sub(r"[+-](?=0\.?0*(?![\d.]))", "", text).replace("-", "−")


def between(figure: Mapping[str, float], digits: int = 2, sign: str = "") -> str:
    """Return a figure with its interval: 0.85 [0.80, 0.91]."""
    return minus(
        f"{figure['value']:{sign}.{digits}f} [{figure['low']:.{digits}f}, {figure['high']:.{digits}f}]"
    )


def attributions() -> Rows:
    """Return what each attribution finds on *side*, and whether it can be believed."""
    rows: list[Sequence[object]] = [
        [
            "method",
            "hit sounding / silent",
            "S>N",
            "S>N, twin",
            "deletion, against random / another's",
            "insertion, against random / another's",
            "sound where it sounds, and the twin's",
            "infidelity",
            "sensitivity",
        ]
    ]
    for name, by in stored("sounding-objects", "bottleneck-mid-attributions")["methods"].items():
        areas = [
            " / ".join(between(by[f"{kind} against {o}"], 2, "+") for o in ("random", "another clip's map"))
            for kind in ("deletion", "insertion")
        ]
        heard = "sound: share where it sounds"
        rows.append(
            [
                name,
                " / ".join(f"{by[f'hit on {which}']['value']:.2f}" for which in ("sounding", "silent")),
                between(by["more on sounding"]),
                f"{by['more on sounding, random weights']['value']:.2f}",
                *areas,
                f"{by[heard]['value']:.2f}, {by[f'{heard}, random weights']['value']:.2f}",
                f"{by['infidelity']['value']:.2f}",
                f"{by['sensitivity']['value']:.3f}",
            ]
        )
    return rows


def gaps() -> Rows:
    """Return both gaps of EMAP of every strategy and question, in points; of `events` its one question."""
    rows: list[Sequence[object]] = [["strategy", "means over", *QUESTIONS, "event"]]

    def points(figure: Mapping[str, float]) -> str:
        half = max(figure["high"] - figure["value"], figure["value"] - figure["low"])
        value = round(100 * figure["value"])
        return minus(f"{value:+d} ± {100 * half:.0f}") if value else f"0 ± {100 * half:.0f}"

    for name in STRATEGIES:
        own = stored("sounding-objects", f"{name}-contributions")["emap"]
        real = stored("events", f"{name}-contributions")["emap"]["event"]
        for kind, words in (("gap", "all pairs"), ("gap, own pair left out", "the others'")):
            cells = [points(by[kind]) for by in (*(own[q] for q in QUESTIONS), real)]
            rows.append([name if kind == "gap" else "", words, *cells])
    return rows


def shares(strategy: str = "bottleneck-mid") -> Rows:
    """Return what every coalition is worth and what either modality adds: p(truth), means over test clips."""
    rows: list[Sequence[object]] = [
        ["question", "without means", "v(∅)", "v(picture)", "v(sound)", "v(both)", "φ picture", "φ sound"]
    ]

    def add(question: str, ways: Mapping[str, Any]) -> None:
        for way, by in ways.items():
            values = [by["values"][key]["value"] for key in ("", "visual", "audio", "visual+audio")]
            own = [by["shares"][m] for m in ("visual", "audio")]
            cells = [f"{v:.2f}" for v in values] + [between(e, 2, "+") for e in own]
            rows.append([f"*{question}*" if way == next(iter(ways)) else "", way, *map(minus, cells)])

    for question, ways in stored("sounding-objects", f"{strategy}-contributions")["shapley"].items():
        add(question, ways)
    for question, ways in stored("events", f"{strategy}-contributions")["shapley"].items():
        add(question, ways)
    return rows


def information() -> Rows:
    """Return redundant, unique and synergistic information by question, in bits."""
    heads = ("redundant", "picture's own", "sound's own", "synergistic")
    rows: list[Sequence[object]] = [["question", "bits", *heads]]
    kinds = {
        "broja": "measured",
        "truth": "by construction",
        "permuted": "answers dealt out anew",
        "i_min": "measured, I_min",
    }
    for task in ("sounding-objects", "events"):
        for question, found in stored(task, "information")["questions"].items():
            for kind, words in kinds.items():
                if kind in found:
                    cells = [f"{found[kind][part]:.2f}" for part in PARTS]
                    rows.append([f"*{question}*" if kind == "broja" else "", words, *cells])
    return rows


TABLES = {
    "attributions": attributions,
    "emap": gaps,
    "contributions": shares,
    "information": information,
}
