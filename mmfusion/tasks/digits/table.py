"""The results of `digits` as tables, from the cards alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mmfusion.cards.card import ModelCard
from mmfusion.tasks.digits import TURNS, TURNS_SPOILED

STATES = ("clean", "20 % energy and −5 dB", "no voice", "no picture")
ERRORS = (
    "calibration error, clean",
    "calibration error, 20 % energy and −5 dB, T of clean",
    "calibration error, 20 % energy and −5 dB",
)


def rows(cards: Sequence[ModelCard]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return every strategy with its figures over seeds, the two experts behind `late`."""
    out: list[tuple[str, Mapping[str, Any]]] = []
    for card in cards:
        out.append((card.strategy, card.metrics))
        out += [(f"experts, T on {kind}", one["metrics"]) for kind, one in card.experts.items()]
    return out


def strategy_table(cards: Sequence[ModelCard]) -> list[list[str]]:
    """Return a row a strategy: accuracy in % by state, with the interval over seeds."""
    found = [["strategy", *STATES, "seeds"]]
    for name, metrics in rows(cards):
        cells = [_share(metrics.get(state)) for state in STATES]
        found.append([name, *cells, str(int(metrics["clean"]["n"]))])
    return found


def conflict_table(cards: Sequence[ModelCard]) -> list[list[str]]:
    """Return a row a strategy: where it turns from voice to picture, dB; calibration errors in points."""
    found = [["strategy", TURNS, TURNS_SPOILED, *ERRORS]]
    for name, metrics in rows(cards):
        at = [_decibels(metrics.get(name)) for name in (TURNS, TURNS_SPOILED)]
        found.append([name, *at, *(_share(metrics.get(error)) for error in ERRORS)])
    return found


def _half(figure: Mapping[str, Any]) -> float:
    return float(max(figure["high"] - figure["value"], figure["value"] - figure["low"]))


def _share(figure: Mapping[str, Any] | None) -> str:
    return "" if figure is None else f"{100 * figure['value']:.1f} ± {100 * _half(figure):.1f}"


def _decibels(figure: Mapping[str, Any] | None) -> str:
    return "" if figure is None else f"{figure['value']:+.1f} ± {_half(figure):.1f}".replace("-", "−")
