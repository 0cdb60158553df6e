"""The floors of the house: rooms in a strict order, each importing from rooms below it alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.house.graph import PACKAGE, Arrows, Module, arrows, circles, imports, modules

FLOORS = (
    "language",
    "folders",
    "lazily",
    "moved",
    "modality",
    "nn",
    "kernels",
    "media",
    "figures",
    "measure",
    "cards",
    "explain",
    "training",
    "colearning",
    "printing",
    "tasks",
    "tasks/events",
    "tasks/flowers",
    "tasks/sounding",
    "tasks/pairs",
    "tasks/digits",
    "tasks/caltech",
    "tasks/*",
    "tasks/modalities",
    "loading",
    "",
    "ui",
    "ui/js",
    "ui/shell",
    "ui/board",
    "ui/parts",
    "ui/clips",
    "ui/rail",
    "ui/*",
    "commands",
    "cli",
    "__main__",
)
"""From the ground up. `tasks/*` and `ui/*` are the folders there that are not named: a page, and a task that
no other one builds on. They know nothing of each other, so that adding one edits no list. The empty name is
`mmfusion/__init__.py`, the front door."""

DIVIDED = ("tasks", "ui")
"""Rooms whose folders are rooms of their own."""

SCREEN = "streamlit"
"""What is imported in `ui` alone."""

NOT_IN_FIGURES = frozenset({"torch", "librosa", "sklearn", "captum", "av"})


def room(module: Module) -> str:
    """Return the room that a module is in: `nn`, `tasks/events`, `ui/flow`; `ui` for a file beside those."""
    parts = module.path.relative_to(module.root / PACKAGE).parts
    if parts[0] in DIVIDED:
        return "/".join(parts[:2]) if len(parts) > 2 else parts[0]
    return parts[0].removesuffix(".py").replace("__init__", "")


def floor(name: str) -> int | None:
    """Return the floor of a room, None if it has none."""
    beside = f"{name.partition('/')[0]}/*"
    return next((FLOORS.index(key) for key in (name, beside) if key in FLOORS), None)


def floor_violations(root: Path) -> list[str]:
    """Rule 4: every room has a floor of its own, and no arrow runs up or to a room beside."""
    known = modules(root)
    found = [
        f"{module.file} is in no room of the floors"
        for module in known.values()
        if floor(room(module)) is None
    ]
    for here, there, place in _between(arrows(known), known):
        own, other = floor(here), floor(there)
        if own is not None and other is not None and other >= own:
            found.append(f"{place}: {here} (floor {own}) imports {there} (floor {other})")
    return found


def room_circle_violations(root: Path) -> list[str]:
    """Rule 3, seen from farther away: no circle between rooms."""
    known = modules(root)
    graph: Arrows = {room(module): {} for module in known.values()}
    for here, there, place in _between(arrows(known), known):
        graph[here].setdefault(there, place)
    return [f"circle of rooms: {' -> '.join(c)} (closed at {graph[c[-2]][c[-1]]})" for c in circles(graph)]


def _between(drawn: Arrows, known: dict[str, Module]) -> Iterator[tuple[str, str, str]]:
    for name, ends in drawn.items():
        for end, place in ends.items():
            here, there = room(known[name]), room(known[end])
            if here != there:
                yield here, there, place


def library_violations(root: Path) -> list[str]:
    """Streamlit is imported in `ui` alone, and figures know neither torch nor what decodes media."""
    found = []
    for module in modules(root).values():
        own = room(module).partition("/")[0]
        for one in imports(module):
            library = one.name.partition(".")[0]
            if (library == SCREEN and own != "ui") or (library in NOT_IN_FIGURES and own == "figures"):
                found.append(f"{module.at(one.line)}: {own or PACKAGE} imports {library}")
    return found
