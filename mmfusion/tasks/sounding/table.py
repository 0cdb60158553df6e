"""The results of `sounding-objects` as tables, from the cards alone: strategies × questions, and spoiled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mmfusion.cards.card import ModelCard
from mmfusion.tasks.sounding import ANSWERS
from mmfusion.tasks.sounding.measures import NO_PICTURE, NO_SOUND, SHUFFLED, SPOILINGS


def percent(figure: Mapping[str, Any] | None) -> str:
    """Return a share in % with the longer arm of its interval, ``97.1 ± 0.7``."""
    if figure is None:
        return ""
    half = max(figure["high"] - figure["value"], figure["value"] - figure["low"])
    return f"{100 * figure['value']:.1f} ± {100 * half:.1f}"


def question_table(cards: Sequence[ModelCard]) -> list[list[str]]:
    """Return a row a strategy: parameters, accuracy of each question in %, nats of *side* and *sync*."""
    rows = [["strategy", *ANSWERS, "side, nats", "sync, nats", "symmetry", "seeds"]]
    rows.append(
        ["chance", *(f"{100 / len(names):.1f}" for names in ANSWERS.values()), "1.099", "0.693", "", ""]
    )
    for card in cards:
        m = card.metrics
        ratio = m.get("symmetry, ratio")
        seeds = m.get("side, over seeds", {"n": 1})["n"]
        nats = [f"{m[f'{q}, nats']['value']:.3f}" if f"{q}, nats" in m else "" for q in ("side", "sync")]
        # Where nothing is lost on either side, a ratio says nothing.
        lost = min(m.get(f"symmetry, {side}", {"value": 0.0})["value"] for side in ("left", "right"))
        symmetry = f"{ratio['value']:.2f}" if ratio and lost > 0.02 else ""
        rows.append([card.strategy, *(percent(m.get(q)) for q in ANSWERS), *nats, symmetry, str(int(seeds))])
    return rows


def spoiled_table(cards: Sequence[ModelCard]) -> list[list[str]]:
    """Return a row a spoiling and question of the strategies that were tested so, in %."""
    shown = [card for card in cards if f"side, {SPOILINGS[0].name}" in card.metrics]
    rows = [["under", "question", *(card.strategy for card in shown)]]
    for spoiling in (*SPOILINGS, NO_SOUND, NO_PICTURE, SHUFFLED):
        for question in ANSWERS:
            cells = [percent(card.metrics.get(f"{question}, {spoiling.name}")) for card in shown]
            rows.append([spoiling.name, question, *cells])
    return rows


def calibration_table(cards: Sequence[ModelCard]) -> list[list[str]]:
    """Return each question's calibration error in points: two rows a strategy, clean and spoiled clips."""
    rows = [["strategy", "clips", *ANSWERS]]
    for card in cards:
        for kind, after in (("clean", ""), ("spoiled", ", spoiled")):
            found = (card.metrics.get(f"{question}, calibration error{after}") for question in ANSWERS)
            rows.append([card.strategy if kind == "clean" else "", kind, *map(percent, found)])
    return rows
