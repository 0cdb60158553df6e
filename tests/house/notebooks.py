"""What an exported notebook imports is public: lines of code that stand in the interface as strings."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.graph import PACKAGE, Module, modules

PUBLIC = ("tasks", "media", "figures", "explain", "kernels")
"""Packages whose `__all__` is the public API, beside the front door's own and the tasks'."""

LINE = re.compile(rf"\s*(from {PACKAGE}[\w.]* import [^\n;#]+|import {PACKAGE}[^\n;#]*)")
CALL = re.compile(rf"(?<![\w.]){PACKAGE}\.([\w.]+)\(")


def notebook_violations(root: Path) -> list[str]:
    """Rule 8: every name of the house that a notebook imports, or calls by its path, is public."""
    public = {PACKAGE: exported(root / PACKAGE / "__init__.py")}
    for name in PUBLIC:
        public[f"{PACKAGE}.{name}"] = exported(root / PACKAGE / name / "__init__.py")
    for path in (root / PACKAGE / "tasks").glob("*/__init__.py"):  # a task's folder exports what it lists
        if own := exported(path):
            public[f"{PACKAGE}.tasks.{path.parent.name}"] = own
            public[f"{PACKAGE}.tasks"].add(path.parent.name)
    found = []
    for module in modules(root, f"{PACKAGE}/ui").values():
        for text, line in _texts(module):
            for name in _names(text):
                base, _, last = name.rpartition(".")
                if last not in public.get(base, ()) and not (name in public and last in public[PACKAGE]):
                    found.append(f"{module.at(line)}: a notebook takes {name}, which is not public")
    return found


def exported(path: Path) -> set[str]:
    """Return the names in a module's `__all__`: written there, or the keys of a table that it is made of."""
    if not path.is_file():
        return set()
    stated: dict[str, ast.expr] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign):
            stated |= {target.id: node.value for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and node.value and isinstance(node.target, ast.Name):
            stated[node.target.id] = node.value
    return _words(stated.get("__all__"), stated)


def _words(value: ast.AST | None, stated: dict[str, ast.expr]) -> set[str]:
    """Return the strings of an expression; of a dictionary its keys; of a name what was stated under it."""
    if isinstance(value, ast.Constant):
        return {value.value} if isinstance(value.value, str) else set()
    if isinstance(value, ast.Name):
        return _words(stated.get(value.id), {k: v for k, v in stated.items() if k != value.id})
    parts = (
        [] if value is None else value.keys if isinstance(value, ast.Dict) else ast.iter_child_nodes(value)
    )
    return {word for part in parts for word in _words(part, stated)}


def _texts(module: Module) -> Iterator[tuple[str, int]]:
    """Yield every string with its line; a value in an f-string stands as a name that nothing can export."""
    inside = set()
    prose = {id(n.value) for n in ast.walk(module.tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.JoinedStr):
            inside |= {id(value) for value in node.values}
            values = (v.value if isinstance(v, ast.Constant) else "_computed_" for v in node.values)
            yield "".join(map(str, values)), node.lineno
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside | prose
        ):
            yield node.value, node.lineno


def _names(text: str) -> Iterator[str]:
    """Yield the dotted names of the house that the lines of a text import or call."""
    for line in text.splitlines():
        written = LINE.match(line)
        if written:
            yield from _imported(written[1])
        else:
            yield from (f"{PACKAGE}.{called[1]}" for called in CALL.finditer(line))


def _imported(line: str) -> Iterator[str]:
    try:
        (node,) = ast.parse(line.strip()).body
    except (SyntaxError, ValueError):  # a line that goes on in the next string: its head says the module
        yield line.split()[1] + "._unread_"
        return
    if isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name != PACKAGE)
