"""The floors of the house: a lower package never imports a higher one; streamlit stays upstairs."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = {"folders": 0, "media": 0, "kernels": 0, "nn": 1, "measure": 1, "cards": 2, "training": 3,
          "colearning": 3, "explain": 3, "printing": 3, "tasks": 4, "loading": 5,
          "figures": 5, "ui": 6, "commands": 7, "cli": 8, "__main__": 9}  # fmt: skip
MODULES = sorted((ROOT / "mmfusion").rglob("*.py"))
UPSTAIRS = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py"))]


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _floor(path: Path) -> int | None:
    relative = path.relative_to(ROOT / "mmfusion")
    return FLOORS.get(relative.parts[0].removesuffix(".py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_module_imports_a_higher_floor(path: Path) -> None:
    own = _floor(path)
    if own is None:  # mmfusion/__init__.py, whose lazy entries are the house's front door
        return
    for name in _imports(path):
        parts = name.split(".")
        if parts[0] == "mmfusion" and len(parts) > 1 and parts[1] in FLOORS:
            assert FLOORS[parts[1]] <= own, f"{path.name} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_streamlit_is_imported_in_ui_alone(path: Path) -> None:
    if _floor(path) != FLOORS["ui"]:
        assert not any(name.split(".")[0] == "streamlit" for name in _imports(path))


@pytest.mark.parametrize("path", sorted((ROOT / "mmfusion" / "figures").glob("*.py")), ids=lambda p: p.name)
def test_figures_know_numpy_and_plotly_and_no_torch(path: Path) -> None:
    foreign = {name.split(".")[0] for name in _imports(path)} & {
        "torch",
        "librosa",
        "sklearn",
        "captum",
        "av",
    }
    assert not foreign


def test_importing_the_package_or_media_loads_nothing_heavy() -> None:
    code = (
        "import sys, mmfusion, mmfusion.media; "
        "sys.exit(', '.join({'torch', 'librosa', 'sklearn', 'streamlit'} & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
