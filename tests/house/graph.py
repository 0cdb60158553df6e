"""Who imports whom: modules, imports of every kind (lazy, for types, relative, by name), and circles."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = "mmfusion"


@cache
def _parsed(path: Path, changed: int) -> ast.Module:
    """Return the tree of a file as it was when it `changed`, ns."""
    return ast.parse(path.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Module:
    """A Python file of the house.

    Attributes:
        name: dotted, `mmfusion.ui.flow.page`; that of a package is its folder's.
        path: the file.
        root: the folder that holds `mmfusion/`, `pages/` and `tests/`.

    """

    name: str
    path: Path
    root: Path

    @property
    def tree(self) -> ast.Module:
        """The module, parsed once for all rules."""
        return _parsed(self.path, self.path.stat().st_mtime_ns)

    @property
    def is_package(self) -> bool:
        """Whether it is the `__init__.py` of a folder."""
        return self.path.name == "__init__.py"

    @property
    def file(self) -> str:
        """The file, seen from the root."""
        return self.path.relative_to(self.root).as_posix()

    def at(self, line: int) -> str:
        """Return file and line as a violation names them."""
        return f"{self.file}:{line}"


@dataclass(frozen=True)
class Import:
    """One module imports another: full dotted name as written, the line, and the name taken from it."""

    name: str
    line: int


def modules(root: Path, *folders: str) -> dict[str, Module]:
    """Return the modules under some folders of the root (`mmfusion` if none is named), by dotted name."""
    found = {}
    for folder in folders or (PACKAGE,):
        for path in sorted((root / folder).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = Module(name, path, root)
    return found


def imports(module: Module) -> tuple[Import, ...]:
    """Return what a module imports, at its head, inside a function or for its types alone.

    `from a import b` is written down as `a.b`: whether `b` is a module is for `target` to say. A call of
    `import_module` (or `__import__`) with a written name counts as well. A package's table of lazy exports
    does not: it points into the package itself and is its face.
    """
    return _imports(module, module.path.stat().st_mtime_ns)


@cache
def _imports(module: Module, changed: int) -> tuple[Import, ...]:
    """Return what a module imported when it `changed`, ns: read once for all rules."""
    return tuple(_read(module))


def _read(module: Module) -> Iterator[Import]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, node)
            for alias in node.names:
                yield Import(f"{base}.{alias.name}", node.lineno)
        elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__"):
            for argument in node.args[:1]:
                for name in _written(argument):
                    yield Import(name, node.lineno)


def _written(value: ast.expr) -> Iterator[str]:
    """Yield the names that an expression can be: both branches of `"a" if x else "b"`, nothing computed."""
    if isinstance(value, ast.IfExp):
        yield from _written(value.body)
        yield from _written(value.orelse)
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    kept = parts[: len(parts) - node.level + module.is_package]
    return ".".join([*kept, *([node.module] if node.module else [])])


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def target(name: str, known: Mapping[str, Module]) -> str | None:
    """Return the module that a dotted name lies in: itself, or the longest beginning that is one."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        candidate = ".".join(parts[:length])
        if candidate in known:
            return candidate
    return None


Arrows = dict[str, dict[str, str]]
"""From, to, and the place (file and line) of the first import that draws the arrow."""


def arrows(known: Mapping[str, Module]) -> Arrows:
    """Return the import graph of some modules; a module's arrow to itself is left out."""
    drawn: Arrows = {name: {} for name in known}
    for name, module in known.items():
        for one in imports(module):
            to = target(one.name, known)
            if to is not None and to != name:
                drawn[name].setdefault(to, module.at(one.line))
    return drawn


def circles(graph: Mapping[str, Mapping[str, str]]) -> list[list[str]]:
    """Return a shortest circle through every knot of a graph (strongly connected nodes), each once."""
    found = []
    seen: set[str] = set()
    for node in sorted(graph):
        if node in seen:
            continue
        circle = _shortest(node, graph)
        if circle:
            found.append(circle)
            seen |= _reach(node, graph) & {n for n in graph if node in _reach(n, graph)}
    return found


def circle_violations(root: Path) -> list[str]:
    """Rule 3: no import cycle between modules, lazy imports and imports for types counted."""
    graph = arrows(modules(root))
    return [f"circle: {' -> '.join(c)} (closed at {graph[c[-2]][c[-1]]})" for c in circles(graph)]


def _shortest(start: str, graph: Mapping[str, Iterable[str]]) -> list[str]:
    before: dict[str, str] = {}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        for there in graph[here]:
            if there == start:
                back = [start, here]
                while back[-1] != start:
                    back.append(before[back[-1]])
                return back[::-1] if len(back) > 2 else []
            if there not in before:
                before[there] = here
                queue.append(there)
    return []


def _reach(start: str, graph: Mapping[str, Iterable[str]]) -> set[str]:
    found: set[str] = set()
    stack = [start]
    while stack:
        for there in graph[stack.pop()]:
            if there not in found:
                found.add(there)
                stack.append(there)
    return found
