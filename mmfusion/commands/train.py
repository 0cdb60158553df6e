"""`mmfusion train`: networks of a task, trained and tested."""

from __future__ import annotations

from typing import Annotated

import typer

from mmfusion.commands.asked import OfTask, Strategy, noted, strategies_of
from mmfusion.tasks.registry import tasks

TRAIN = OfTask("train", lambda task: task.train)
FOLDS = max(task.folds for task in tasks().values())
"""The most folds that a task has."""


def train(
    task: Annotated[str, typer.Argument(help=TRAIN.help)],
    strategy: Strategy = "all",
    seeds: Annotated[int, typer.Option(help=noted("Networks a strategy (and fold)", "seeds"), min=1)] = 1,
    folds: Annotated[int, typer.Option(help=noted("Folds to hold out", "folds"), min=1, max=FOLDS)] = 1,
    ship: Annotated[bool, typer.Option("--ship", help="Write weights and cards into assets/.")] = False,
    keep: Annotated[
        bool,
        typer.Option("--keep", help=noted("Leave alone what shipped cards of the same recipe name", "keep")),
    ] = False,
) -> None:
    """Train networks and test each on clips that it never saw; runs stay in MMFUSION_RUNS."""
    own, training = TRAIN.of(task)
    training(strategies_of(own, strategy), seeds, folds, ship, keep)
