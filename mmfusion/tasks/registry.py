"""Which tasks there are: each folder here has one face, a module `face` that holds its `Task` (or several).

Whoever serves tasks (the command line, `mmfusion.load`, the list of packs) meets them here and names none, so
that a task is added by adding its folder. A face imports nothing heavy: what it hands out are functions
that import what they need when they are called.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import torch

    from mmfusion.cards.shipped import Prediction
    from mmfusion.explain.trace import AttentionTrace
    from mmfusion.media import Clip

FACE = "face"
"""The module of a task's folder in which the registry looks."""


class Predicts(Protocol):
    """What every task's predictor does."""

    def predict(self, clip: Clip) -> Prediction:
        """Answer every question of the task about a clip."""


class Load(Protocol):
    """What finds a shipped network of a task."""

    def __call__(
        self,
        strategy: str,
        root: Path | None = None,
        device: str | torch.device | None = None,
        dtype: torch.dtype | None = None,
    ) -> Predicts:
        """Return it, ready to predict, from an assets folder, the package's own by default.

        `device` and `dtype` as `mmfusion.nn.device.find` and `mmfusion.nn.placing.place` have them.

        Raises:
            ValueError: no such strategy, device or type.
            FileNotFoundError: its weights or card are missing; the text says which command makes them.

        """


def loaded(module: str) -> Load:
    """Return the `load` of a task's module of predictors, which is imported once a network is asked for.

    Example:
        >>> from mmfusion.tasks.registry import loaded
        >>> loaded("mmfusion.tasks.sounding.predictor")("late").modalities
        ('visual', 'audio')

    """

    def load(
        strategy: str,
        root: Path | None = None,
        device: str | torch.device | None = None,
        dtype: torch.dtype | None = None,
    ) -> Predicts:
        given = {} if root is None else {"root": root}
        found: Predicts = import_module(module).load(strategy, **given, device=device, dtype=dtype)
        return found

    return load


class Train(Protocol):
    """What trains networks of a task."""

    def __call__(
        self, strategies: Sequence[str], seeds: int, folds: int, ship: bool, keep: bool = False
    ) -> None:
        """Train `seeds` networks of each strategy and fold, and write them into the assets if asked to."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Task:
    """What a task is, and what can be done with it; what is None cannot.

    Its functions print what was asked for, tell of their progress on standard error, and raise `RefusedError`
    for what cannot be done and FileNotFoundError (`PackError`) for what is missing.

    Example:
        >>> from mmfusion.tasks.registry import Task
        >>> toy = Task(name="toy", title="a toy", modalities=("visual",), evaluate=lambda strategies: None)
        >>> toy.commands  # what is None cannot be done
        ('evaluate',)

    """

    name: str
    title: str
    """What it is about, in one line."""
    modalities: tuple[str, ...]
    """In the order in which its networks and pages have them."""
    strategies: tuple[str, ...] = ()
    """Fusion strategies; none where the models are kernels."""
    packs: tuple[str, ...] = ()
    """File names of the packs that training, or measuring where nothing is trained beforehand, needs."""
    folds: int = 1
    """How many folds its data have; 1 for none."""
    inside: tuple[str, ...] = ()
    """Kinds of figures that `inspect` can read."""
    default: bool = False
    """Whether it is meant where a command about a clip names no task; one task says so."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """What a command, or an option of `train`, means here in particular, by its name: a part of the help."""

    predictor: Load | None = None
    """Load a shipped network."""
    predict: Callable[[Path, float, Sequence[str]], dict[str, Any]] | None = None
    """(file, start in s, strategies) -> the JSON of one clip; who lacks the sense it reads is left out."""
    trace: Callable[[Path, float, str], AttentionTrace] | None = None
    """(file, start in s, strategy) -> what one network attended to."""
    train: Train | None = None
    evaluate: Callable[[Sequence[str]], None] | None = None
    """Measure what ships again, beside what is stored, and print it."""
    inspect: Callable[[Sequence[str], Sequence[str]], None] | None = None
    """(strategies, kinds of figures): look inside shipped networks and write the figures into assets/."""
    features: Callable[[], None] | None = None
    """Make the descriptions that ship again from their packs."""
    own_commands: Mapping[str, Callable[..., None]] = field(default_factory=dict)
    """Commands that no other task has, by name; options are annotated as for typer."""

    @property
    def commands(self) -> tuple[str, ...]:
        """The commands of `mmfusion` that this task answers."""
        general = {
            "predict": self.predict,
            "trace": self.trace,
            "train": self.train,
            "evaluate": self.evaluate,
            "inspect": self.inspect,
            "data features": self.features,
        }
        return (*(name for name, does in general.items() if does is not None), *self.own_commands)


@lru_cache(maxsize=1)
def tasks() -> Mapping[str, Task]:
    """Return every task by name, in the order of the folders.

    Example:
        >>> from mmfusion.tasks.registry import tasks
        >>> tasks()["events"].modalities
        ('visual', 'audio')
        >>> "train" in tasks()["events"].commands
        True

    """
    return find(import_module(__package__ or "mmfusion.tasks"))


def find(package: ModuleType) -> dict[str, Task]:
    """Return the tasks of a package by name: those that the faces of its folders hold.

    Raises:
        ModuleNotFoundError: a folder without a face.
        ValueError: a face without a task, or two tasks of one name.

    Example:
        >>> import mmfusion.tasks
        >>> from mmfusion.tasks.registry import find
        >>> found = find(mmfusion.tasks)
        >>> found["sounding-objects"].packs, found["flowers"].strategies  # drawn; kernels
        ((), ())

    """
    found: dict[str, Task] = {}
    for folder in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if not folder.ispkg:
            continue
        face = import_module(f"{folder.name}.{FACE}")
        held = [thing for thing in vars(face).values() if isinstance(thing, Task)]
        if not held:
            raise ValueError(f"{face.__name__} holds no Task")
        for task in held:
            if task.name in found:
                raise ValueError(f"two tasks are called {task.name!r}, the second in {face.__name__}")
            found[task.name] = task
    return found


def default(every: Mapping[str, Task]) -> Task:
    """Return the task that is meant where none is named. Raises ValueError unless exactly one says so.

    Example:
        >>> from mmfusion.tasks.registry import default, tasks
        >>> default(tasks()).name
        'events'

    """
    said = [task for task in every.values() if task.default]
    if len(said) != 1:
        raise ValueError(f"one task must be the default, not {', '.join(t.name for t in said) or 'none'}")
    return said[0]
