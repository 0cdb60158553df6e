"""The course in one table: ways to fuse by questions, from cards of networks and what is measured here."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mmfusion.cards.card import ModelCard
from mmfusion.tasks.course import CCA_ROW, CONTRASTIVE_ROW, PAIRINGS, QUESTIONS, TOLD
from mmfusion.tasks.sounding import ANSWERS

Figure = Mapping[str, Any]
STRATEGIES = ("late", "early", "mid", "bottleneck-mid")
MEASURED = {
    "sum of kernels": "kernels, sum",
    "product of kernels": "kernels, product",
    CCA_ROW: f"{CCA_ROW}, sum",
    f"{CCA_ROW}, multiplied": f"{CCA_ROW}, product",
    CONTRASTIVE_ROW: f"{CONTRASTIVE_ROW}, sum",
    f"{CONTRASTIVE_ROW}, multiplied": f"{CONTRASTIVE_ROW}, product",
}
"""What is measured here, by the name of its row: where it stands in the file of figures."""
CHANCE = {question: 1 / len(ANSWERS[question]) for question in QUESTIONS}


@dataclass(frozen=True)
class Row:
    """One way to fuse: what it is called, and what it is right in, by question."""

    name: str
    figures: Mapping[str, Figure | None]
    strategy: bool
    """Whether it is a network, trained from pixels and samples; the others read frozen features."""


def course_rows(cards: Mapping[str, ModelCard], measured: Mapping[str, Any] | None) -> list[Row]:
    """Return the rows that there are: networks by their cards, the others by the file of figures.

    Args:
        cards: of `sounding-objects`, by strategy.
        measured: the figures of kernels and spaces, None where there are none.

    Example:
        >>> from mmfusion.tasks import course
        >>> rows = {row.name: row.figures for row in course.course_rows({}, course.read_figures())}
        >>> rows["sum of kernels"]["side"]["value"] < 0.4 < rows["product of kernels"]["side"]["value"]
        True

    """
    rows = [
        Row(name, {q: cards[name].metrics.get(q) for q in QUESTIONS}, True)
        for name in STRATEGIES
        if name in cards
    ]
    if measured is not None:
        rows += [Row(name, measured["rows"][key], False) for name, key in MEASURED.items()]
    return rows


def above_chance(figure: Figure | None, question: str) -> bool:
    """Return whether the interval of a figure keeps clear of chance."""
    return figure is not None and float(figure["low"]) > CHANCE[question]


def percent(figure: Figure | None) -> str:
    """Return a share in % with its interval: ``97.1 [96.0, 98.0]``."""
    if figure is None:
        return ""
    value, low, high = (100 * float(figure[key]) for key in ("value", "low", "high"))
    return f"{value:.1f} [{low:.1f}, {high:.1f}]"


def table(cards: Mapping[str, ModelCard], measured: Mapping[str, Any]) -> list[list[str]]:
    """Return the table of docs: a row a way to fuse, %, with intervals."""
    rows = [["", *QUESTIONS], ["chance", *(f"{100 * CHANCE[q]:.1f}" for q in QUESTIONS)]]
    for row in course_rows(cards, measured):
        rows.append([row.name, *(percent(row.figures[q]) for q in QUESTIONS)])
    return rows


def probe_table(measured: Mapping[str, Any]) -> list[list[str]]:
    """Return what is read off either sense alone, %."""
    rows = [["read off", "what", "accuracy, %"]]
    for sense, words in measured["probes"].items():
        rows += [[sense, word, percent(figure)] for word, figure in words.items()]
    return rows


def pairing_table(measured: Mapping[str, Any]) -> list[list[str]]:
    """Return what each pairing is worth, %, a row a space and pairing."""
    rows = [["", *TOLD]]
    rows.append(["chance", *(percent_of(chance) for chance in chances(measured).values())])
    for name, own in measured["pairing"].items():
        rows += [[f"{name}, {how}", *(percent(own[how][what]) for what in TOLD)] for how in PAIRINGS]
    return rows


def chances(measured: Mapping[str, Any]) -> dict[str, float]:
    """Return the chance of each thing that a pairing is worth: ten of the clips in time, on average half."""
    half = measured["clips"]["test"] / 2
    return {what: 10 / half if chance is None else chance for what, chance in TOLD.items()}


def percent_of(share: float) -> str:
    """Return a share in %."""
    return f"{100 * share:.1f}"


def as_csv(rows: Sequence[Row], measured: Mapping[str, Any] | None) -> str:
    """Return all figures as CSV: table, row, column, value, interval, over what it is."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["table", "row", "column", "accuracy", "low", "high", "n", "n_of"])
    for question in QUESTIONS:
        writer.writerow(["course", "chance", question, round(CHANCE[question], 4), "", "", "", ""])
    for row in rows:
        for question, figure in row.figures.items():
            if figure is not None:
                of = "test clips" if row.strategy else "repetitions"
                writer.writerow(["course", row.name, question, *_figures(figure), of])
    for name, own in (measured or {}).get("pairing", {}).items():
        for how in PAIRINGS:
            for what in TOLD:
                writer.writerow(["pairing", f"{name}, {how}", what, *_figures(own[how][what]), "repetitions"])
    return out.getvalue()


def _figures(figure: Figure) -> list[float]:
    return [*(float(figure[key]) for key in ("value", "low", "high")), int(figure["n"])]
