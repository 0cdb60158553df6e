"""The built wheel, unpacked elsewhere: it answers and mounts without a file of the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

LEFT_OUT = (
    "**/.*",
    "build",
    "dist",
    "*.egg-info",
    "__pycache__",
    "node_modules",
    "tests",
    "benchmarks",
    "docs",
    "runs",
)

TRAVELS = {"mmfusion": "mmfusion", "assets": "mmfusion/assets", "pages": "mmfusion/pages"}
"""Folders of the checkout, and where each lies in the wheel."""

WATCH = """
import os, sys
HOUSE, ELSEWHERE, OWN = {root!r}, {elsewhere!r}, {prefix!r}
def watch(event, arguments):
    if event != "open" or not isinstance(arguments[0], (str, bytes, os.PathLike)):
        return
    path = os.path.realpath(os.fsdecode(arguments[0]))
    if path.startswith(HOUSE + os.sep) and not path.startswith((ELSEWHERE + os.sep, OWN + os.sep)):
        sys.stderr.write("opened " + path + " of the checkout\\n")
        os._exit(3)
sys.path[:] = [ELSEWHERE] + [p for p in sys.path if os.path.realpath(p or ".") != HOUSE]
sys.addaudithook(watch)
import mmfusion
assert os.path.realpath(mmfusion.__file__).startswith(ELSEWHERE + os.sep), mmfusion.__file__
"""
"""Stands before each trial: the unpacked wheel comes first, and opening a file of the checkout ends it."""


def build(root: Path, work: Path) -> Path:
    """Build the wheel from a copy of the sources, which stay clean; return the folder where it is unpacked.

    Raises:
        RuntimeError: pip could not build it; with what it wrote last.

    """
    copy, out, elsewhere = work / "sources", work / "wheel", work / "elsewhere"
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns(*(p.removeprefix("**/") for p in LEFT_OUT)))
    command = [sys.executable, "-m", "pip", "wheel", str(copy), "--no-deps", "--no-build-isolation", "-q"]
    done = subprocess.run([*command, "-w", str(out)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"pip wheel: {done.stderr[-2000:]}")
    (wheel,) = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(elsewhere)
    return elsewhere


def missing_violations(root: Path, elsewhere: Path) -> list[str]:
    """Rule 7: every file of the package, and of what travels inside it, is in the wheel.

    What is only looked for where it is, a style sheet say, is not missed by any trial.
    """
    found = []
    for folder, inside in TRAVELS.items():
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root / folder)
            here = path.is_file() and not any(p.startswith((".", "__pycache__")) for p in name.parts)
            if here and not (elsewhere / inside / name).is_file():
                found.append(f"{folder}/{name.as_posix()} is not in the wheel")
    return found


def trial_violations(root: Path, elsewhere: Path, trials: dict[str, str]) -> list[str]:
    """Rule 7: each trial, a few lines of Python, ends well with the unpacked wheel alone.

    A trial runs in a folder of its own, with no way to the checkout: neither on `sys.path` nor by path.
    """
    watch = WATCH.format(
        root=str(root.resolve()), elsewhere=str(elsewhere.resolve()), prefix=str(Path(sys.prefix).resolve())
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "MMFUSION_"))}
    found = []
    for name, lines in trials.items():
        folder = elsewhere.parent / "empty"
        folder.mkdir(exist_ok=True)
        script = folder / "trial.py"
        script.write_text(watch + lines, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, str(script)],
            capture_output=True, text=True, cwd=folder, env=environment, check=False,
        )  # fmt: skip
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no word"])[-1]
            found.append(f"the wheel alone does not {name}: {last[:300]}")
    return found
