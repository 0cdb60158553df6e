"""`mmfusion inspect`: what can be read of the inside of shipped networks."""

from __future__ import annotations

from typing import Annotated

import typer

from mmfusion.commands.asked import OfTask, Strategy, strategies_of
from mmfusion.printing import RefusedError, listed
from mmfusion.tasks.registry import tasks

INSPECT = OfTask("inspect", lambda task: task.inspect)
INSIDE = tuple(dict.fromkeys(kind for task in tasks().values() for kind in task.inside))
"""What can be read of the inside of any network."""


def inspect(
    task: Annotated[str, typer.Argument(help=INSPECT.help)],
    strategy: Strategy = "all",
    what: Annotated[str, typer.Option(help=f"{listed(INSIDE, 'or')}, or all.")] = "all",
) -> None:
    """Look inside shipped networks on test data: heads that can go, what maps find, who tells whom."""
    own, look = INSPECT.of(task)
    if what not in ("all", *own.inside):
        raise RefusedError(f"there is no figure of {what!r}: there are {', '.join(own.inside)} and all")
    look(strategies_of(own, strategy), own.inside if what == "all" else (what,))
