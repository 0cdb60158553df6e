"""Each rule of the house is seen to fail where it is broken on purpose, and there alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house import wheel
from tests.house.rules import RULES, Rule
from tests.house.small import SOUND, WHEEL, Fault, Files, faults, write

FAULTS = faults()


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


WHEELS: dict[str, tuple[Files, str]] = {
    "sound": ({}, ""),
    "without its data": ({"mmfusion/weights/w.bin": None, "weights/w.bin": "weights\n"}, "No such file"),
    "that leaves its data behind": (
        {"pyproject.toml": str(WHEEL["pyproject.toml"]).replace("weights/*", "nothing/*")},
        "No such file",
    ),
    "that reads the checkout": (
        {
            "mmfusion/__init__.py": str(WHEEL["mmfusion/__init__.py"]).replace(
                "__file__", "ROOT + '/mmfusion/x'"
            )
        },
        "of the checkout",
    ),
}


@pytest.mark.parametrize(("files", "said"), WHEELS.values(), ids=WHEELS)
def test_a_wheel_is_tried_without_the_checkout(files: Files, said: str, tmp_path: Path) -> None:
    root = tmp_path / "house"
    write(root, {k: v and v.replace("ROOT", repr(str(root))) for k, v in {**WHEEL, **files}.items()})
    elsewhere = wheel.build(root, tmp_path / "work")
    trial = {"read its weights": "assert mmfusion.WEIGHTS.read_bytes() == b'weights\\n'\n"}
    found = wheel.trial_violations(root, elsewhere, trial)
    assert len(found) == bool(said)
    assert all("does not read its weights" in violation and said in violation for violation in found)
