"""The version is one: the command, the package, the project file and the changelog agree."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import mmfusion
from mmfusion import cli

ROOT = Path(__file__).resolve().parents[1]


def test_the_command_says_the_version_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"mmfusion {project['version']}\n"
    assert mmfusion.__version__ == project["version"]


def test_the_changelog_has_a_part_for_it_and_one_for_what_is_to_come() -> None:
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert headings[1] == mmfusion.__version__
