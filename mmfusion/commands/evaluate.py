"""`mmfusion evaluate`: what ships, measured again."""

from __future__ import annotations

from typing import Annotated

import typer

from mmfusion.commands.asked import OfTask, Strategy, noted, strategies_of

EVALUATE = OfTask("evaluate", lambda task: task.evaluate)
HELP = noted(
    "Measure the shipped networks on clips they never saw, beside what their cards say, then a table",
    "evaluate",
)


def evaluate(
    task: Annotated[str, typer.Argument(help=EVALUATE.help)],
    strategy: Strategy = "all",
) -> None:
    """Measure the shipped networks again, or every way to weight kernels."""
    own, measure = EVALUATE.of(task)
    measure(strategies_of(own, strategy))
