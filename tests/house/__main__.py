"""``python -m tests.house``: what breaks a rule now, by rule."""

from __future__ import annotations

from pathlib import Path

from tests.house.rules import RULES

for name, rule in RULES.items():
    found = rule(Path(__file__).resolve().parents[2])
    print(f"{name}: {len(found)} ({(rule.__doc__ or '').splitlines()[0]})")
    for violation in found:
        print(f"  {violation}")
