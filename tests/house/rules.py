"""All rules that read the sources, by name; that of the wheel is in `wheel`, tried in tests/test_wheel.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.house import components, floors, graph, literals, names, notebooks, pages, size

Rule = Callable[[Path], list[str]]
RULES: dict[str, Rule] = {
    "home": pages.home_violations,
    "stranger": pages.stranger_violations,
    "circle": graph.circle_violations,
    "unknown": names.unknown_violations,
    "room_circle": floors.room_circle_violations,
    "floor": floors.floor_violations,
    "library": floors.library_violations,
    "task": literals.task_violations,
    "modality": literals.modality_violations,
    "incomplete": components.incomplete_violations,
    "script": components.script_violations,
    "notebook": notebooks.notebook_violations,
    "crowd": size.crowd_violations,
    "silence": size.silence_violations,
}
