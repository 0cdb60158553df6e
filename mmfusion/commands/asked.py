"""What commands are asked for: a task that answers them, and strategies of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

import typer

from mmfusion.printing import RefusedError, listed
from mmfusion.tasks.registry import Task, tasks

STRATEGIES = tuple(dict.fromkeys(name for task in tasks().values() for name in task.strategies))
"""Those of any task."""
Strategy = Annotated[str, typer.Option(help=f"A fusion strategy: {', '.join(STRATEGIES)}; or all.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Start = Annotated[float, typer.Option(help="Start of the window, s.", min=0.0)]

Does = TypeVar("Does")


@dataclass(frozen=True)
class OfTask(Generic[Does]):
    """A command that each task answers in its own way, or not at all."""

    name: str
    find: Callable[[Task], Does | None]
    """What a task does when it is asked; None if it does nothing."""

    @property
    def tasks(self) -> tuple[str, ...]:
        """The names of the tasks that answer."""
        return tuple(name for name, task in tasks().items() if self.find(task) is not None)

    @property
    def help(self) -> str:
        """The help of the argument that names a task."""
        return f"The task: {listed(self.tasks, 'or')}."

    def of(self, name: str) -> tuple[Task, Does]:
        """Return a task and what it does. Raises RefusedError for one that there is not or does nothing."""
        task = tasks().get(name)
        if task is None:
            raise RefusedError(f"there is no task {name!r}: there are {listed(self.tasks)}")
        does = self.find(task)
        if does is None:
            raise RefusedError(
                f"there is no mmfusion {self.name} for {name}: there is for {listed(self.tasks)}"
            )
        return task, does


def noted(what: str, name: str) -> str:
    """Return the help of a command or an option, with what it means to some tasks in particular."""
    by_note: dict[str, list[str]] = {}
    for task in tasks().values():
        if name in task.notes:
            by_note.setdefault(task.notes[name], []).append(task.name)
    return "; ".join([what, *(f"{listed(names)}: {note}" for note, names in by_note.items())]) + "."


def strategies_of(task: Task, strategy: str) -> tuple[str, ...]:
    """Return the strategies of a task that are asked for. Raises RefusedError for one that it has not."""
    if strategy == "all":
        return task.strategies
    if not task.strategies:
        raise RefusedError(f"{task.name} has no strategies")
    if strategy not in task.strategies:
        raise RefusedError(
            f"there is no strategy {strategy!r}: there are {', '.join(task.strategies)} and all"
        )
    return (strategy,)
