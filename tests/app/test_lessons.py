"""Every page's lesson: its order, its facts, and exercises that its own state solves or does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.ui.parts import guide as guides
from mmfusion.ui.parts.guide import GUESS_FIRST, Guide
from mmfusion.ui.shell.lessons import LESSONS, PATH
from tests.app.spies import Mounted

Visit = Callable[..., AppTest]


def _of(page: str) -> Guide:
    found = guides.of(page)
    assert found is not None
    return found


PAGES = [page for page in PATH if guides.of(page) is not None]
EXERCISES = [(page, number) for page in PAGES for number in range(len(_of(page).exercises))]


def facts(app: AppTest, page: str) -> dict[str, Any]:
    assert not app.exception
    found: dict[str, Any] = app.session_state["facts"][page]
    return found


def test_the_path_leads_through_every_page_once() -> None:
    assert sorted(PATH) == sorted(lesson.name for lesson in LESSONS)
    assert list(PATH) == PAGES, "every page has a lesson"


@pytest.mark.parametrize("page", PAGES)
def test_with_its_number_uncovered_a_page_knows_all_that_its_lesson_says(
    page: str, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the shipped networks: with small ones the exercises have other solutions
    known = facts(visit(page, clip="", cover="0"), page)
    guide = _of(page)
    assert [heading for heading, _ in guide.steps] == list(guides.STEPS.values())
    assert guide.exercises
    for heading, step in guide.steps:
        assert guides.say(step.text, known), f"{page}, {heading}: {guides.names(step.text) - set(known)}"
    for exercise in guide.exercises:
        assert guides.names(exercise.task) == set()


@pytest.mark.parametrize(("page", "number"), EXERCISES)
def test_an_exercise_is_open_at_first_and_its_solution_solves_it(
    page: str, number: int, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    exercise = _of(page).exercises[number]
    assert exercise.verdict(facts(visit(page, clip="", cover="1"), page)) == ""
    solved = visit(page, **{"clip": "", **exercise.solution})
    assert exercise.verdict(facts(solved, page)), facts(solved, page)
    assert any(said.isdigit() for said in exercise.verdict(facts(solved, page))), "it says the number"


def test_a_covered_number_is_in_no_step_and_the_step_says_how_to_uncover_it(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    step = _of("fusion").remember
    assert step.said(facts(visit("fusion", clip=""), "fusion")) == GUESS_FIRST
    assert "%" in step.said(facts(visit("fusion", clip="", seen="1"), "fusion"))


def test_the_tour_stands_at_the_step_of_the_link_within_the_lesson(
    visit: Visit, mounted: list[Mounted]
) -> None:
    last = len(_of("home").steps) + len(_of("home").exercises)
    for said, at in (("3", 3), ("0", 1), ("999", last)):
        app = visit("home", tour=said)
        assert not app.exception
        assert [one.data["at"] for one in mounted if one.name == "tour"][-1] == at, said
    mounted.clear()
    assert not visit("home", tour="x").exception
    assert not [one for one in mounted if one.name == "tour"]


def test_the_tour_ends_where_another_page_is_opened(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("home", tour="2")
    assert [one for one in mounted if one.name == "tour"]
    mounted.clear()
    app.switch_page("tokens.py").run()
    assert not app.exception
    assert not [one for one in mounted if one.name == "tour"]
    assert "tour" not in app.query_params


def test_an_exercise_that_was_read_is_said_to_be_solved_though_the_card_is_closed(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    app = visit("home")
    app.session_state["lesson-seen"] = {"cost": {"6"}}  # its first exercise was read
    app.switch_page("cost.py").run()
    assert not app.toast
    for name, value in _of("cost").exercises[0].solution.items():
        app.query_params[name] = value
    app.switch_page("home.py").run()
    app.switch_page("cost.py").run()
    assert not app.exception
    (said,) = app.toast
    assert said.value.startswith("Solved")
    assert not app.run().toast, "once"
