"""A class with two browsers: the teacher's, which opens a room, and a student's, which guesses in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_accessibility import axe, violations  # noqa: F401  (a fixture)

PAGE = "/cost"
NUMBER = ".mmf-big:not(.mmf-q)"
"""What the answer is, and not its question."""


@pytest.fixture
def student(browser: Browser) -> Iterator[Page]:
    """Another browser, with nothing of the first one's: a phone."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.set_default_timeout(30_000)
    uncaught: list[str] = []
    page.on("pageerror", lambda error: uncaught.append(str(error)))
    yield page
    context.close()
    assert not uncaught


def board(page: Page) -> None:
    page.locator(".st-key-rail").get_by_role("button", name="Class board").click()


def room(page: Page) -> str:
    """Open a room by clicks; return its link."""
    board(page)
    page.get_by_role("button", name="Open a room").click()
    expect(page.locator(".mmf-code")).to_have_text(re.compile("^[2-9A-Z]{4}-[2-9A-Z]{4}$"))
    link = page.locator("[data-testid=stPopoverBody] code").inner_text()
    assert link.endswith("?room=" + page.locator(".mmf-code").inner_text().replace("-", ""))
    return link


def guess(page: Page, value: str) -> None:
    page.locator(".st-key-guessing").get_by_role("radio", name=value, exact=True).click()


def test_a_class_guesses_and_the_teacher_reveals(visit: Visit, student: Page) -> None:
    teacher = visit.open(PAGE, ".st-key-guessing")
    link = room(teacher)
    student.goto(link)
    guess(student, "20")
    expect(student.get_by_text("Your guess is in.")).to_be_visible()
    expect(student.locator(NUMBER)).to_have_count(0)
    expect(student.get_by_role("button", name="Reveal")).to_have_count(0)

    seen = teacher.locator("[data-testid=stPopoverBody] .mmf-board")
    expect(seen).to_have_attribute("aria-label", "Guesses: 0: 0, 10: 0, 20: 1, 40: 0.")
    guess(student, "40")
    expect(seen).to_have_attribute("aria-label", "Guesses: 0: 0, 10: 0, 20: 0, 40: 1.")

    teacher.locator(".st-key-board-reveal button").click()
    drawn = student.locator(".mmf-board")
    expect(drawn).to_have_attribute("aria-label", re.compile(r"40: 1\. The answer: 0\.0"))
    expect(student.locator(NUMBER)).to_be_visible()
    expect(drawn.get_by_text("▽ 40")).to_be_visible()

    teacher.locator(".st-key-board-clear button").click()
    expect(student.get_by_text("0 guesses so far.")).to_be_visible()
    expect(student.locator(NUMBER)).to_have_count(0)
    guess(student, "10")
    expect(seen).to_have_attribute("aria-label", "Guesses: 0: 0, 10: 1, 20: 0, 40: 0.")


def test_a_page_loaded_again_is_the_same_teacher_and_the_same_student(visit: Visit, student: Page) -> None:
    teacher = visit.open(PAGE, ".st-key-guessing")
    student.goto(room(teacher))
    guess(student, "20")
    expect(student.get_by_text("Your guess is in.")).to_be_visible()
    student.reload()
    expect(student.get_by_text("Your guess is in.")).to_be_visible()
    guess(student, "10")
    teacher.reload()
    expect(teacher.get_by_text("1 guess so far.")).to_be_visible()
    teacher.get_by_role("button", name="Reveal").click()
    expect(student.locator(NUMBER)).to_be_visible()


def test_students_follow_the_class_by_a_link_and_leave_by_a_click(visit: Visit, student: Page) -> None:
    teacher = visit.open(PAGE, ".st-key-guessing")
    student.goto(room(teacher))
    expect(student.get_by_text("0 guesses so far.")).to_be_visible()
    teacher.locator(".st-key-board-next button").click()
    student.get_by_role("link", name="The class is at: Words and pictures").click()
    expect(student).to_have_url(re.compile(r"/words\?.*room="))
    Visit(student, visit.address).rest()  # the page grows, and takes with it what hangs at its foot
    board(student)
    student.get_by_role("button", name="Leave the room").click()
    expect(student).not_to_have_url(re.compile("room="))
    expect(student.get_by_role("button", name="Reveal")).to_be_visible()


def test_the_board_keeps_nobody_out(visit: Visit, axe: str) -> None:  # noqa: F811
    visit.page.add_init_script(axe)
    page = visit.open(PAGE, ".st-key-guessing")
    room(page)
    expect(page.locator("[data-testid=stPopoverBody] .mmf-board")).to_be_visible()
    assert not violations(visit)
