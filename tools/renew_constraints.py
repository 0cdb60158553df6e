"""Renew constraints.txt: the newest versions that the pinned requirements allow, each pinned in turn.

    .venv/bin/python tools/renew_constraints.py

asks pip what it would install if all that requirements-dev.txt brings were upgraded, installs nothing,
and writes one ``name==version`` for each package reached from the requirements on this machine. What is
pinned in requirements*.txt stays; change a pin there first. Then install, and run the tests.

It starts from the packages of this environment, so that the CPU build of torch is kept and stands in for any.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import distributions
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS, CONSTRAINTS = ROOT / "requirements-dev.txt", ROOT / "constraints.txt"


class Package(NamedTuple):
    """A package as its own metadata describe it."""

    name: str
    version: str
    requires: tuple[str, ...]

    def pin(self) -> str:
        """Return ``name==version`` without a local part: ``+cpu`` names a build, not a version."""
        return f"{self.name}=={Version(self.version).public}"


def required(path: Path) -> list[Requirement]:
    """Return the requirements of a file and of those that it includes by ``-r``."""
    found: list[Requirement] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.partition("#")[0].strip()
        if text.startswith("-r"):
            found += required(path.parent / text.removeprefix("-r").strip())
        elif text:
            found.append(Requirement(text))
    return found


def installed() -> dict[str, Package]:
    """Return what this environment holds, by canonical name."""
    every = [Package(d.name, d.version, tuple(d.requires or ())) for d in distributions()]
    return {canonicalize_name(package.name): package for package in every}


def upgraded() -> dict[str, Package]:
    """Return what pip would install to have the newest of everything, by canonical name."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--report", "-"]
    command += ["--upgrade", "--upgrade-strategy", "eager", "-r", str(REQUIREMENTS)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    every = [entry["metadata"] for entry in json.loads(done.stdout)["install"]]
    packages = [Package(m["name"], m["version"], tuple(m.get("requires_dist", ()))) for m in every]
    return {canonicalize_name(package.name): package for package in packages}


def closure(wanted: Iterable[Requirement], known: Mapping[str, Package]) -> list[Package]:
    """Return the packages that requirements bring here, with all that those bring, by name.

    Raises:
        KeyError: a package that is not known.

    """
    found: dict[str, Package] = {}
    seen: set[tuple[str, str]] = set()
    left = [(requirement, "") for requirement in wanted]
    while left:
        requirement, extra = left.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        found[name] = known[name]
        for own in ("", *requirement.extras):
            if (name, own) not in seen:
                seen.add((name, own))
                left += [(Requirement(text), own) for text in known[name].requires]
    return sorted(found.values(), key=lambda package: package.name.lower())


def main() -> None:
    """Write the constraints and say which changed."""
    before = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    after = [package.pin() for package in closure(required(REQUIREMENTS), installed() | upgraded())]
    CONSTRAINTS.write_text("\n".join(after) + "\n", encoding="utf-8")
    for sign, lines in (("-", set(before) - set(after)), ("+", set(after) - set(before))):
        print("\n".join(f"{sign} {line}" for line in sorted(lines)))


if __name__ == "__main__":
    main()
