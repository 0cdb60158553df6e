"""Every public class and function of the library shows an example, and every example is true.

Public is what a room of `mmfusion` exports in ``__all__``. A room that states nothing has made public every
class and function whose name begins with a letter; a task that states nothing, none. An example runs with no
names but those that it imports itself, as in a reader's own session.
"""

from __future__ import annotations

import dataclasses
import doctest
import importlib
import inspect
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
import torch

ROOT = Path(__file__).resolve().parents[1]
FRONT = "mmfusion"
ROOMS = (
    FRONT,
    *(
        f"{FRONT}.{room}"
        for room in ("nn", "kernels", "media", "figures", "measure", "cards", "explain", "colearning")
    ),
    *(f"{FRONT}.tasks.{f.parent.name}" for f in sorted((ROOT / FRONT / "tasks").glob("*/face.py"))),
)
"""What is made to be used from a notebook: the front door, the rooms, and what a task's folder exports."""
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def _modules(room: str) -> list[str]:
    return [f"{room}.{path.stem}" for path in sorted((ROOT / room.replace(".", "/")).glob("[a-z]*.py"))]


def _public(room: str) -> Iterator[tuple[str, Any]]:
    package = importlib.import_module(room)
    named = getattr(package, "__all__", [] if ".tasks." in room else None)
    if named is not None:
        yield from ((f"{room}.{name}", getattr(package, name)) for name in named)
        return
    for module in map(importlib.import_module, _modules(room)):
        for name, thing in vars(module).items():
            if name[0].isalpha() and getattr(thing, "__module__", "") == module.__name__:
                yield f"{module.__name__}.{name}", thing


def _shows_nothing(thing: Any) -> bool:
    """Return whether there is nothing that an example could call.

    Constants and types; exceptions; records, fields and nothing else, which the functions that give or take
    them show; and commands, which take nothing and return nothing.
    """
    if isinstance(thing, type):
        record = dataclasses.is_dataclass(thing) or issubclass(thing, tuple)
        own = [name for name, value in vars(thing).items() if name[0].isalpha() and _callable(value)]
        return issubclass(thing, BaseException) or (record and not own)
    if not callable(thing) or not hasattr(thing, "__module__"):
        return True
    if not isinstance(inspect.unwrap(thing), FunctionType):
        return True
    signature = inspect.signature(thing)
    return not signature.parameters and signature.return_annotation in (None, "None")


def _is_shown(thing: Any) -> bool:
    examples = doctest.DocTestParser().get_examples(inspect.getdoc(thing) or "")
    return any(example.want and not example.options.get(doctest.SKIP) for example in examples)


def _callable(value: Any) -> bool:
    return isinstance(value, (FunctionType, classmethod, staticmethod, property))


def _examples(module: str) -> list[doctest.DocTest]:
    found = doctest.DocTestFinder().find(importlib.import_module(module), module, globs={})
    return [test for test in found if test.examples]


EVERYWHERE = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "mmfusion").rglob("*.py")
    if "ui" not in path.relative_to(ROOT).parts and ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("module", EVERYWHERE)
def test_every_example_is_true(module: str) -> None:
    runner, said = doctest.DocTestRunner(optionflags=FLAGS), []
    with torch.random.fork_rng(devices=[]), warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)
        for test in _examples(module):
            torch.manual_seed(0)
            test.globs = {"__name__": "__main__"}
            runner.run(test, out=said.append)
    assert not runner.failures, "".join(said)
    assert _examples(module), f"{module} has >>> in it and no example that is found"


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_class_and_function_has_an_example(room: str) -> None:
    public = dict(_public(room))
    assert public or ".tasks." in room
    without = [name for name, thing in public.items() if not (_shows_nothing(thing) or _is_shown(thing))]
    assert not without, f"no Example: {', '.join(without)}"
