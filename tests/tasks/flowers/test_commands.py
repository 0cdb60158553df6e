from __future__ import annotations

import json

import pytest

from mmfusion.cli import main
from mmfusion.tasks.flowers import DEEP, HAND_MADE, commands
from mmfusion.tasks.flowers.evaluate import SETS
from mmfusion.tasks.flowers.features import FOLDER
from mmfusion.tasks.registry import tasks
from mmfusion.training.weightings import METHODS


def test_descriptions_of_what_there_is_not_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "features", "roses"]) == 2
    assert "there are no descriptions of 'roses'" in capsys.readouterr().err


def test_a_missing_pack_costs_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("MMFUSION_DATA", raising=False)
    assert main(["data", "features", "flowers"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "MMFUSION_DATA" in said


@pytest.mark.parametrize("task", ["emoji", "events-kernels", "caltech"])
def test_tasks_of_which_figures_alone_ship_need_the_packs(
    task: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tasks()[task].commands == ("evaluate",)
    monkeypatch.delenv("MMFUSION_DATA", raising=False)
    assert main(["evaluate", task]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "MMFUSION_DATA" in said


def test_figures_are_points_with_their_interval() -> None:
    assert commands.figure({"value": 0.8567, "half": 0.0113}) == "85.7 ± 1.1"
    assert commands.figure({"value": 0.004, "half": 0.006}, sign=True) == "+0.4 ± 0.6"


def test_the_tables_say_what_is_stored() -> None:
    stored = json.loads((FOLDER / commands.TABLE).read_text(encoding="utf-8"))
    rows = commands.methods(stored)
    assert rows[0] == ("accuracy, %", *SETS)
    assert [row[0] for row in rows[1:]] == list(METHODS)
    one = stored["accuracy"]["with noise"]["L1"]
    at = list(METHODS).index("L1") + 1
    assert rows[at][1 + list(SETS).index("with noise")] == commands.figure(one)
    assert len(commands.alone(stored)) == 1 + len((*HAND_MADE, DEEP))
    difference = commands.against(stored)
    assert difference[1 + list(METHODS).index("average")][1] == "-", "the average is not compared with itself"
