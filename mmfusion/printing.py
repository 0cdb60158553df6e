"""What the command line says: tables, CSV, figures with their intervals, and the line of a refusal."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mmfusion.cards.shipped import Prediction, Shipped

_HEADER = ("clip", "strategy", "question", "answer", "probability", "unfamiliar", "milliseconds")


class RefusedError(Exception):
    """What was asked for cannot be done; the text is the one line that says why."""


def say(line: str) -> None:
    """Tell the person at the terminal; standard output is for what was asked for."""
    print(line, file=sys.stderr, flush=True)


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a sentence has them: ``a, b and c``, or with another `last` word between."""
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end


def plain(prediction: Prediction) -> dict[str, Any]:
    """Return a prediction as JSON holds it."""
    return {
        "answers": {question: asdict(answer) for question, answer in prediction.answers.items()},
        "milliseconds": round(prediction.milliseconds, 3),
        "unfamiliar": prediction.unfamiliar,
    }


def rows_of(answers: Iterable[dict[str, Any]]) -> list[tuple[object, ...]]:
    """Return a header and one row a clip, strategy and question: the most probable class.

    The answer to a clip that is longer than the window follows the window's, as a question of its own.
    """
    rows: list[tuple[object, ...]] = [_HEADER]
    for one in answers:
        for strategy, found in one["strategies"].items():
            for question, answer in found["answers"].items():
                top, p = max(answer["probabilities"].items(), key=lambda item: float(item[1]))
                unfamiliar = "yes" if found["unfamiliar"] else "no"
                took = f"{found['milliseconds']:.1f}"
                rows.append((one["clip"], strategy, question, top, f"{p:.4f}", unfamiliar, took))
            if "whole" in found:
                whole = found["whole"]["probabilities"]
                top = max(whole, key=whole.__getitem__)
                rows.append((one["clip"], strategy, "whole clip", top, f"{whole[top]:.4f}", "-", "-"))
    return rows


def print_csv(answers: Iterable[dict[str, Any]]) -> None:
    """Print the answers of many clips as CSV."""
    csv.writer(sys.stdout, lineterminator="\n").writerows(rows_of(answers))


def print_table(rows: Sequence[Sequence[object]]) -> None:
    """Print rows in columns; the first row is the header."""
    text = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in text) for column in range(len(text[0]))]
    for row in text:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def interval(figure: dict[str, Any]) -> str:
    """Return a figure with its interval, where it has one."""
    if figure["low"] == figure["high"]:
        return f"{figure['value']:.3f}"
    return f"{figure['value']:.3f} [{figure['low']:.3f}, {figure['high']:.3f}]"


def percent(figure: dict[str, Any]) -> str:
    """Return a share with its interval, in per cent."""
    return f"{100 * figure['value']:.1f} [{100 * figure['low']:.1f}, {100 * figure['high']:.1f}]"


def beside_cards(
    found: Mapping[str, Mapping[str, dict[str, Any]]], predictors: Mapping[str, Shipped[Any]]
) -> list[tuple[object, ...]]:
    """Return a table of figures measured now beside those on the cards."""
    rows: list[tuple[object, ...]] = [("strategy", "figure", "measured now", "on the card", "n")]
    for name, figures in found.items():
        for figure, now in figures.items():
            card = predictors[name].card.own_metrics.get(figure)
            rows.append((name, figure, interval(now), interval(card) if card else "-", int(now["n"])))
    return rows
