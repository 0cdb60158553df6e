from __future__ import annotations

import torch

from mmfusion.tasks.sounding.learning.curriculum import MEMORY, Curriculum, Stage

STAGES = (Stage("timing", "sync", 0.5, 3, 40), Stage("comparing", "side", 0.5, 0, 20))


def test_a_stage_ends_once_its_question_is_understood_but_not_before_its_least() -> None:
    course = Curriculum(STAGES, reachable=True)
    step = 0
    while course.stage == 0:
        course.note(step, {"sync": 0.0, "side": 9.0})
        step += 1
    expected = next(n for n in range(1, 99) if MEMORY**n < 0.5)
    assert step == expected
    assert course.ends.tolist() == [step, -1]
    quick = Curriculum((Stage("timing", "sync", 2.0, 3, 40),), reachable=True)
    for at in range(3):
        assert quick.stage == 0, at
        quick.note(at, {"sync": 0.0})
    assert quick.stage == 1


def test_a_stage_ends_after_its_most_counted_from_its_own_start() -> None:
    course = Curriculum(STAGES, reachable=True)
    stages = []
    for step in range(70):
        stages.append(course.stage)
        course.note(step, {"sync": 1.0})
    assert [stages.count(n) for n in range(3)] == [40, 20, 10]
    assert course.words() == "timing until 40, comparing until 60"
    assert course.since(1, 50) == 10


def test_a_resumed_run_goes_on_in_its_stage() -> None:
    course = Curriculum(STAGES, reachable=True)
    for step in range(45):
        course.note(step, {"sync": 1.0, "side": 0.9})
    other = Curriculum(STAGES, reachable=True)
    other.load_state_dict(course.state_dict())
    assert other.stage == 1
    assert torch.equal(other.running, course.running)
