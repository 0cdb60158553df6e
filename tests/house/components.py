"""A component is one folder: a typed wrapper, script, style and markup; the script imports what it uses."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.graph import PACKAGE
from tests.house.javascript import Script, read
from tests.house.pages import page_of

KINDS = (".js", ".css", ".html")
SHARED = "js"
"""The folder of ui/ with the scripts that all components may import."""


def folders(root: Path) -> list[Path]:
    """Return the components: the folders under ui/ that hold a script or markup, but the shared scripts."""
    ui = root / PACKAGE / "ui"
    held = {path.parent for kind in (".js", ".html") for path in ui.rglob(f"*{kind}")}
    return sorted(folder for folder in held if not folder.is_relative_to(ui / SHARED))


def incomplete_violations(root: Path) -> list[str]:
    """Rule 6a: every component has its wrapper with a public function, and a file of each kind."""
    found = []
    for folder in folders(root):
        place = folder.relative_to(root).as_posix()
        found += [f"{place}/ has no {kind} file" for kind in KINDS if not any(folder.glob(f"*{kind}"))]
        wrapper = folder / "__init__.py"
        body = ast.parse(wrapper.read_text(encoding="utf-8")).body if wrapper.is_file() else []
        if not any(isinstance(n, ast.FunctionDef) and not n.name.startswith("_") for n in body):
            found.append(f"{place}/__init__.py holds no public function that mounts it")
    return found


def script_violations(root: Path) -> list[str]:
    """Rule 6b: a script's imports exist and give what is taken; nothing shared is used without an import.

    A script imports from its own folder, from the shared scripts, or from what its own page shares.
    """
    ui = root / PACKAGE / "ui"
    scripts = {path.resolve(): read(path) for path in sorted(ui.rglob("*.js"))}
    found = []
    for path, script in scripts.items():
        local: set[str] = set()
        for taken in script.imports:
            place = f"{path.relative_to(root.resolve()).as_posix()}:{taken.line}"
            local |= set(taken.local)
            end = (path.parent / taken.path).resolve()
            if not taken.path.startswith("."):
                found.append(f"{place} imports {taken.path}, which is no file beside it")
            elif end not in scripts:
                found.append(f"{place} imports {taken.path}, which does not exist")
            else:
                missing = set(taken.names) - {"*"} - scripts[end].exports
                found += [f"{place} takes {n}, which {taken.path} does not export" for n in sorted(missing)]
                owner, own = page_of(end, root.resolve()), page_of(path, root.resolve())
                if owner and owner != own:
                    found.append(f"{place} imports {taken.path}, of the page {owner}")
        found += _unimported(script, scripts, local, root.resolve())
    return found


def _unimported(script: Script, scripts: dict[Path, Script], local: set[str], root: Path) -> list[str]:
    ui = root / PACKAGE / "ui"
    near = [
        other
        for path, other in scripts.items()
        if other is not script
        and (path.parent == script.path.resolve().parent or path.is_relative_to(ui / SHARED))
    ]
    offered = {
        name: other for other in near for name in sorted(other.exports) if name not in local | {"default"}
    }
    found = []
    for name, other in sorted(offered.items()):
        line = script.uses(name)
        if line:
            place = f"{script.path.resolve().relative_to(root).as_posix()}:{line}"
            found.append(f"{place} uses {name} of {other.path.name} and does not import it")
    return found
