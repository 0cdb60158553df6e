"""What keeps a folder easy to read: not too many modules, and each says what it is."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from tests.house.graph import modules

MOST = 25


def crowd_violations(root: Path) -> list[str]:
    """No folder holds more than `MOST` modules, its `__init__.py` not counted."""
    count = Counter(m.path.parent for m in modules(root).values() if not m.is_package)
    return [
        f"{folder.relative_to(root).as_posix()}/ holds {n} modules, more than {MOST}"
        for folder, n in sorted(count.items())
        if n > MOST
    ]


def silence_violations(root: Path) -> list[str]:
    """Every module begins with a docstring."""
    return [f"{m.file}:1 has no docstring" for m in modules(root).values() if not ast.get_docstring(m.tree)]
