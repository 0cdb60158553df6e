"""Which words stand in the code as strings: docstrings and comments are prose and do not count."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from tests.house.floors import room
from tests.house.graph import PACKAGE, Module, imports, modules
from tests.house.notebooks import LINE
from tests.house.pages import page_of, pages

MODALITIES = frozenset({"visual", "audio", "text"})
BLIND = frozenset({"nn", "explain", "cards", "measure", "training"})
"""Rooms that take modalities as they come and name none."""

PAST = "moved"
"""The table of names that modules had once: it names tasks, and no new task is ever added to it."""


def strings(module: Module) -> Iterator[tuple[str, int]]:
    """Yield every string of a module with its line, the fixed parts of f-strings too; no docstring.

    A string that stands as a statement is a docstring, of an attribute as well as of a function.
    """
    prose = {id(n.value) for n in ast.walk(module.tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value, node.lineno


def keys(text: str) -> set[str]:
    """Return the words of a string that is a key, a path or a dotted name: `visual/3` is two, prose none."""
    return set() if re.search(r"\s", text.strip()) else {w for w in re.split(r"[^\w-]+", text) if w}


def told(text: str, words: Collection[str]) -> set[str]:
    """Return which words a string says: as a key, or in a sentence where no common noun can be meant.

    A hyphenated name can be nothing else; a plain one (events, flowers) is a noun, unless the sentence
    speaks of tasks.
    """
    found = keys(text) & set(words)
    spoken = {w for w in words if re.search(rf"(?<![\w-]){re.escape(w)}(?![\w-])", text)}
    about_tasks = re.search(r"\btasks?\b", text, re.IGNORECASE) is not None
    return found | {w for w in spoken if "-" in w or about_tasks}


def task_names(root: Path) -> set[str]:
    """Return the names of the tasks: the first argument, or `name`, of every `Task(...)` under tasks/."""
    return _named("Task", modules(root, f"{PACKAGE}/tasks").values())


def modality_names(root: Path) -> set[str]:
    """Return the names of the modalities: the three of old, and every `Modality(...)` that is declared."""
    declared = [m for m in modules(root).values() if room(m) == "modality"]
    return _named("Modality", declared) | MODALITIES


def _named(what: str, declared: Iterable[Module]) -> set[str]:
    found = set()
    for module in declared:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == what:
                named = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "name")]
                found |= {n.value for n in named if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return found


def task_violations(root: Path) -> list[str]:
    """Rule 5a: outside tasks/ and a page's folder no string names a task, nor does an import below ui/."""
    known = modules(root)
    homes = {m.path.parent for m in known.values() if re.fullmatch(r"tasks/\w+", room(m))}
    folders = {home.name for home in homes if home.parent == root / PACKAGE / "tasks"}
    names = task_names(root)
    found = [f"{PACKAGE}/tasks/ declares no Task"] if folders and not names else []
    for module in known.values():
        own = room(module)
        if own == PAST or own.partition("/")[0] == "tasks" or page_of(module.path, root):
            continue
        lessons = set(pages(root)) if own == "ui/shell" else set()
        for text, line in strings(module):
            if text in lessons:  # a page may be called as a task is
                continue
            if own.startswith("ui/") and LINE.fullmatch(
                text
            ):  # of a notebook: rule 8 says what it may import
                continue
            for word in sorted(told(text, names)):
                found.append(f"{module.at(line)}: {own} names the task {word!r} in {text[:60]!r}")
        for one in imports(module) if own.partition("/")[0] != "ui" else ():
            parts = one.name.split(".")
            if parts[:2] == [PACKAGE, "tasks"] and len(parts) > 2 and parts[2] in folders:
                found.append(f"{module.at(one.line)}: {own} imports {one.name} by name")
    return found


def modality_violations(root: Path) -> list[str]:
    """Rule 5b: the rooms that serve any modality hold no string that is the name of one."""
    names = modality_names(root)
    return [
        f"{module.at(line)}: {room(module)} names the modality {word!r} in {text[:60]!r}"
        for module in modules(root).values()
        if room(module) in BLIND
        for text, line in strings(module)
        for word in sorted({part for key in keys(text) for part in re.split(r"[-_]", key)} & names)
    ]
