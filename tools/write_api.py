"""Write docs/api.md, the public API on one page: what the packages' `__all__` name, with its first line.

.venv/bin/python tools/write_api.py
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from pathlib import Path
from types import ModuleType

import mmfusion

PAGE = Path(__file__).resolve().parents[1] / "docs" / "api.md"
HEAD = """# The public API

What is named here stays; everything else may move. `import mmfusion` costs nothing: names are imported on
first use. Exported notebooks use nothing else. `tools/write_api.py` writes this page; a test compares.
"""
LONGEST = 60


def first_line(value: object) -> str:
    """Return what a name is: the first line of its docstring, or its value where it is a constant."""
    if inspect.ismodule(value) or inspect.isclass(value) or inspect.isroutine(value):
        return (inspect.getdoc(value) or "").split("\n")[0]
    text = repr(value)
    return f"`{text if len(text) <= LONGEST else text[: LONGEST - 2] + ' …'}`"


def packages() -> list[ModuleType]:
    """Return the public packages: those of the front door, and every task's folder that exports names."""
    named = [
        importlib.import_module(f"mmfusion.{name}")
        for name in ("media", "figures", "explain", "kernels", "colearning")
    ]
    tasks = (
        importlib.import_module(f"mmfusion.tasks.{found.name}")
        for found in pkgutil.iter_modules(mmfusion.tasks.__path__)
        if found.ispkg
    )
    return [*named, mmfusion.tasks, *(task for task in tasks if hasattr(task, "__all__"))]


def page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    for package in (mmfusion, *packages()):
        names = getattr(package, "__all__", ())
        rows = [f"| `{name}` | {first_line(getattr(package, name))} |" for name in names]
        lead = [] if package is mmfusion else [first_line(package), ""]
        table = ["| name | what it is |", "| --- | --- |", *rows, ""] if rows else []
        parts.append("\n".join([f"## `{package.__name__}`", "", *lead, *table]))
    return "\n".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
