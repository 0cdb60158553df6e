"""A page has one name and one home: script, folder, tests and lesson, and knows no other page."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.graph import PACKAGE, imports, modules

ENTRY = "navigation"
"""The script in pages/ that is no page."""

SHARED = ("shell", "board", "parts", "clips", "rail", "js")
"""Folders of ui/ that are no page's."""

WHOLE_APP = {
    "app": ("board", "covers", "language", "lessons", "link", "links", "locked", "pages", "undo"),
    "browser": (
        "accessibility",
        "app",
        "back",
        "board",
        "components",
        "exports",
        "keyboard",
        "language",
        "layers",
        "lessons",
        "link",
        "present",
        "print",
        "shown",
        "theme",
        "undo",
        "widths",
    ),
}
"""Tests of the app as a whole, by their folder under tests/."""


def pages(root: Path) -> list[str]:
    """Return the names of the pages: the scripts in pages/ but the entry."""
    return sorted(path.stem for path in (root / "pages").glob("*.py") if path.stem != ENTRY)


def page_of(path: Path, root: Path) -> str | None:
    """Return the page in whose folder a file of ui/ lies; None if in a shared folder or elsewhere."""
    ui = root / PACKAGE / "ui"
    if not path.is_relative_to(ui):
        return None
    parts = path.relative_to(ui).parts
    return parts[0] if len(parts) > 1 and parts[0] not in SHARED else None


def home_violations(root: Path) -> list[str]:
    """Rule 1: every page has folder, tests and lesson of its own name, and no other home."""
    names = pages(root)
    lessons = _lessons(root)
    found = []
    for name in names:
        places = (
            f"{PACKAGE}/ui/{name}/page.py",
            f"tests/app/test_{name}.py",
            f"tests/browser/test_{name}.py",
        )
        found += [f"pages/{name}.py has no {place}" for place in places if not (root / place).is_file()]
        if lessons.count(name) != 1:
            found.append(f"pages/{name}.py has {lessons.count(name)} lessons, not 1")
    found += [f"there is a lesson {name!r}, but no pages/{name}.py" for name in lessons if name not in names]
    found += [f"{path} is of no page" for path in _strays(root, names)]
    return found + _script_violations(root)


def _lessons(root: Path) -> list[str]:
    """Return which pages the calls `Lesson(section, name, …)` in the shell name."""
    found = []
    for module in modules(root, f"{PACKAGE}/ui/shell").values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Lesson":
                named = [*node.args[1:2], *(k.value for k in node.keywords if k.arg == "name")]
                found += [str(n.value) for n in named if isinstance(n, ast.Constant)]
    return found


def _strays(root: Path, names: list[str]) -> Iterator[str]:
    ui = root / PACKAGE / "ui"
    for path in sorted(ui.glob("*")):
        if path.is_dir() and path.name not in (*SHARED, *names, "__pycache__"):
            yield f"{path.relative_to(root).as_posix()}/"
        if path.is_file() and path.name != "__init__.py":
            yield path.relative_to(root).as_posix()
    for folder, whole in WHOLE_APP.items():
        for path in sorted((root / "tests" / folder).glob("test_*.py")):
            about = path.stem.removeprefix("test_")
            if about not in whole and not any(about == n or about.startswith(f"{n}_") for n in names):
                yield path.relative_to(root).as_posix()


def _script_violations(root: Path) -> list[str]:
    found = []
    for module in modules(root, "pages").values():
        page = "rail" if module.path.stem == ENTRY else module.path.stem
        own = (f"{PACKAGE}.ui.{page}", f"{PACKAGE}.ui.shell", f"{PACKAGE}.language")
        for one in imports(module):
            inside = one.name.split(".")[0] == PACKAGE
            if inside and not any(f"{one.name}.".startswith(f"{p}.") for p in own):
                found.append(f"{module.at(one.line)} imports {one.name}, of neither its page nor the shell")
    return found


def stranger_violations(root: Path) -> list[str]:
    """Rule 2: nothing in a page's folder imports from another page's."""
    names = set(pages(root)) | {
        path.name for path in (root / PACKAGE / "ui").glob("*/") if path.name not in SHARED
    }
    found = []
    for module in modules(root, f"{PACKAGE}/ui").values():
        own = page_of(module.path, root)
        for one in imports(module) if own else ():
            parts = one.name.split(".")
            if parts[:2] == [PACKAGE, "ui"] and len(parts) > 2 and parts[2] in names - {own}:
                found.append(f"{module.at(one.line)}: the page {own} imports {one.name}")
    return found
