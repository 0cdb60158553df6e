"""What the command line does for each task: one module a task, with the same functions.

``STRATEGIES`` are those that the task has; ``answer(file, start, strategies)`` returns the JSON of one clip;
``trace(file, start, strategy)`` what one network attended to;
``train(strategies, seeds, folds, ship, keep)`` and ``evaluate(strategies)`` print;
``inspect(strategies, what)`` looks inside shipped networks and writes what it finds.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from mmfusion.printing import interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmfusion.cards.shipped import Prediction, Shipped
    from mmfusion.explain.trace import AttentionTrace

MODULES = {"events": "mmfusion.tasks.events.commands", "sounding-objects": "mmfusion.tasks.sounding.commands"}
FLOWERS = "flowers"
KERNEL_MODULES = {FLOWERS: "mmfusion.tasks.flowers.commands"} | dict.fromkeys(
    ("emoji", "events-kernels", "caltech"), "mmfusion.tasks.modalities.commands"
)
"""Tasks whose models are kernels: no clips and no strategies. Theirs is `evaluate(task)` alone."""


class RefusedError(Exception):
    """What was asked for cannot be done; the text is the one line that says why."""


class TaskCommands(Protocol):
    """A task's module."""

    STRATEGIES: Sequence[str]

    def answer(self, file: Path, start: float, strategies: Sequence[str]) -> dict[str, Any]:
        """Return the JSON of one clip; strategies that lack the sense they read are left out."""

    def trace(self, file: Path, start: float, strategy: str) -> AttentionTrace:
        """Return what a strategy attended to in one clip."""

    def train(
        self, strategies: Sequence[str], seeds: int, folds: int, ship: bool, keep: bool = False
    ) -> None:
        """Train, and ship if asked to."""

    def evaluate(self, strategies: Sequence[str]) -> None:
        """Measure the shipped networks again, beside their cards."""

    def inspect(self, strategies: Sequence[str], what: Sequence[str]) -> None:
        """Look inside shipped networks on test clips and write the figures into assets/."""


def of_task(task: str) -> TaskCommands:
    """Return a task's commands. Raises RefusedError for a task that there is not."""
    if task not in MODULES:
        raise RefusedError(f"there is no task {task!r}: there are {' and '.join(MODULES)}")
    return cast(TaskCommands, import_module(MODULES[task]))


def evaluate_kernels(task: str) -> None:
    """Measure every way to weight the kernels of a task of `KERNEL_MODULES`; store and print the figures."""
    import_module(KERNEL_MODULES[task]).evaluate(task)


def say(line: str) -> None:
    """Tell the person at the terminal; standard output is for what was asked for."""
    print(line, file=sys.stderr, flush=True)


def plain(prediction: Prediction) -> dict[str, Any]:
    """Return a prediction as JSON holds it."""
    return {
        "answers": {question: asdict(answer) for question, answer in prediction.answers.items()},
        "milliseconds": round(prediction.milliseconds, 3),
        "unfamiliar": prediction.unfamiliar,
    }


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
