"""Small houses made for a test: one that keeps every rule, and what is written over it to break one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
FILE = re.compile(r"^--- (\S+)( \(taken away\))?\n", re.MULTILINE)
FAULT = re.compile(r"^=== (\w+): (.+)\nsays (.+)\n", re.MULTILINE)

Files = dict[str, str | None]


@dataclass(frozen=True)
class Fault:
    """A small house that is sound but for a few files, and what a rule must say of it.

    Attributes:
        rule: the rule that is broken.
        what: the fault in words.
        said: what one violation names: the place, and what is wrong there.
        files: what is written over the sound house; None takes a file away.

    """

    rule: str
    what: str
    said: tuple[str, ...]
    files: Files


def read(text: str) -> Files:
    """Return the files that a text holds, each after a line ``--- path``."""
    parts = FILE.split(text)[1:]
    return {name: None if gone else body for name, gone, body in zip(*[iter(parts)] * 3, strict=True)}


def faults() -> list[Fault]:
    """Return the faults of ``faults.txt``, and the one that is too long to write down: a crowded folder."""
    parts = FAULT.split((HERE / "faults.txt").read_text(encoding="utf-8"))[1:]
    found = [
        Fault(rule, what, tuple(said.split(" | ")), read(body))
        for rule, what, said, body in zip(*[iter(parts)] * 4, strict=True)
    ]
    cells: Files = {f"mmfusion/nn/cell{i}.py": '"""A cell."""\n' for i in range(24)}
    return [*found, Fault("crowd", "a folder of 26 modules", ("mmfusion/nn/", "26 modules"), cells)]


SOUND = read((HERE / "sound.txt").read_text(encoding="utf-8"))
"""A house that keeps every rule; each file holds something that looks like a violation and is none."""

WHEEL = read((HERE / "wheel.txt").read_text(encoding="utf-8"))
"""The smallest package with data."""


def write(root: Path, files: Mapping[str, str | None], clear: bool = False) -> None:
    """Write files under a root; those that are None are left out. With `clear`, what was there goes first."""
    if clear:
        shutil.rmtree(root)
    for name, text in files.items():
        if text is not None:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
