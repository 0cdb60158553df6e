"""What the house imports is there, under the name that it has now; old names are for notebooks of before."""

from __future__ import annotations

from pathlib import Path

from tests.house.graph import PACKAGE, imports, modules, target
from tests.house.notebooks import exported


def unknown_violations(root: Path) -> list[str]:
    """Beside rule 3, which cannot follow an old name: every import is of a module, or of a name in one."""
    known = modules(root)
    door = exported(root / PACKAGE / "__init__.py")
    found = []
    for module in [*known.values(), *modules(root, "pages").values()]:
        for one in imports(module):
            parts = one.name.split(".")
            end = target(one.name, known)
            beyond = parts[len(end.split(".")) :] if end else parts
            private = end == PACKAGE and beyond and beyond[0] not in door
            if parts[0] == PACKAGE and (len(beyond) > 1 or private):
                found.append(f"{module.at(one.line)} imports {one.name}, which is no module or name here")
    return found
