"""The rules of the house hold, and each one is seen to fail where it is broken on purpose."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import floors, graph, wheel
from tests.house.rules import RULES, Rule
from tests.house.small import SOUND, WHEEL, Fault, Files, faults, write

ROOT = Path(__file__).resolve().parents[1]

FAULTS = faults()


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_house_keeps_its_rules(rule: Rule) -> None:
    found = rule(ROOT)
    assert not found, f"{len(found)} violations:\n" + "\n".join(found)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_sound_small_house_breaks_no_rule(rule: Rule, tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    assert rule(tmp_path) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what)
def test_a_rule_that_is_broken_says_where(fault: Fault, tmp_path: Path) -> None:
    write(tmp_path, {**SOUND, **fault.files})
    found = RULES[fault.rule](tmp_path)
    assert any(all(part in violation for part in fault.said) for violation in found), found


def test_every_rule_is_broken_once() -> None:
    assert {fault.rule for fault in FAULTS} == set(RULES)


def test_no_two_rooms_share_a_floor() -> None:
    assert len(set(floors.FLOORS)) == len(floors.FLOORS)
    rooms = {floors.room(module) for module in graph.modules(ROOT).values()}
    beside = sorted(rooms - set(floors.FLOORS))
    assert all(room.partition("/")[0] in floors.DIVIDED for room in beside), beside


def test_importing_the_package_or_media_loads_nothing_heavy() -> None:
    code = (
        "import sys, mmfusion, mmfusion.media; "
        "sys.exit(', '.join({'torch', 'librosa', 'sklearn', 'streamlit'} & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr


READS_CHECKOUT = str(WHEEL["mmfusion/__init__.py"]).replace("__file__", "ROOT + '/mmfusion/x'")
WHEELS: dict[str, tuple[Files, tuple[str, ...]]] = {
    "sound": ({}, ()),
    "without its data": ({"mmfusion/weights/w.bin": None, "weights/w.bin": "weights\n"}, ("No such file",)),
    "that leaves its data behind": (
        {"pyproject.toml": str(WHEEL["pyproject.toml"]).replace("weights/*", "nothing/*")},
        ("mmfusion/weights/w.bin is not in the wheel", "No such file"),
    ),
    "that reads the checkout": ({"mmfusion/__init__.py": READS_CHECKOUT}, ("of the checkout",)),
}
"""Packages, and what of each is a violation."""


@pytest.mark.parametrize(("files", "said"), WHEELS.values(), ids=WHEELS)
def test_a_wheel_is_tried_without_the_checkout(files: Files, said: tuple[str, ...], tmp_path: Path) -> None:
    root = tmp_path / "house"
    write(root, {k: v and v.replace("ROOT", repr(str(root))) for k, v in {**WHEEL, **files}.items()})
    elsewhere = wheel.build(root, tmp_path / "work")
    trial = {"read its weights": "assert mmfusion.WEIGHTS.read_bytes() == b'weights\\n'\n"}
    found = wheel.missing_violations(root, elsewhere) + wheel.trial_violations(root, elsewhere, trial)
    assert len(found) == len(said), found
    assert all(part in violation for part, violation in zip(said, found, strict=True))
