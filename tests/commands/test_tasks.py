"""`mmfusion tasks` says what there is."""

from __future__ import annotations

import json

import pytest

from mmfusion import cli
from mmfusion.commands.asked import noted
from mmfusion.commands.evaluate import EVALUATE
from mmfusion.commands.inspect import INSPECT
from mmfusion.printing import RefusedError, listed
from mmfusion.tasks.registry import tasks

Capture = pytest.CaptureFixture[str]


def test_every_task_is_listed_with_all_that_it_has(capsys: Capture) -> None:
    assert cli.main(["tasks", "--json"]) == 0
    found = {one["name"]: one for one in json.loads(capsys.readouterr().out)}
    assert list(found) == list(tasks())
    for name, task in tasks().items():
        for fact in ("modalities", "strategies", "packs", "commands"):
            assert tuple(found[name][fact]) == getattr(task, fact)
    assert found["events"]["modalities"] == ["visual", "audio"]
    assert found["sounding-objects"]["commands"] == [
        "predict",
        "trace",
        "train",
        "evaluate",
        "inspect",
        "grid",
    ]
    assert found["flowers"]["commands"] == ["evaluate", "data features"]


def test_the_list_to_read_has_a_block_a_task_and_no_name_is_torn(capsys: Capture) -> None:
    assert cli.main(["tasks"]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 110
    for task in tasks().values():
        assert f"{task.name}: {task.title}\n" in out
        for word in (*task.strategies, *task.packs):
            assert word in out
    assert "  packs       none\n" in out


def test_who_does_not_answer_a_command_is_told_who_does() -> None:
    with pytest.raises(RefusedError, match=r"no mmfusion inspect for flowers: there is for .*sounding-obj"):
        INSPECT.of("flowers")
    with pytest.raises(RefusedError, match=r"there is no task 'roses': there are .*events, flowers, .*emoji"):
        EVALUATE.of("roses")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["train", "flowers"], "there is no mmfusion train for flowers: there is for "),
        (["evaluate", "flowers", "--strategy", "late"], "flowers has no strategies"),
        (
            ["inspect", "sounding-objects", "--what", "smells"],
            "heads, exchange, clips, attributions, contributions",
        ),
        (["predict", __file__, "--task", "flowers"], "no mmfusion predict for flowers"),
    ],
)
def test_what_a_task_has_not_costs_one_line(arguments: list[str], said: str, capsys: Capture) -> None:
    assert cli.main(arguments) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert said in lines[0]


def test_what_several_tasks_say_alike_is_said_once() -> None:
    assert noted("Measure", "nothing at all") == "Measure."
    assert "flowers and emoji: every way to weight the kernels, on ten splits" in noted("Measure", "evaluate")


def test_words_are_listed_as_in_a_sentence() -> None:
    assert [listed("a"), listed("ab"), listed("abc", "or")] == ["a", "a and b", "a, b or c"]
