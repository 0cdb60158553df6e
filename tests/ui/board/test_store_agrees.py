"""Whatever is done in whatever order: both stores hold what a plain dictionary holds."""

from __future__ import annotations

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mmfusion.ui.board.store import BoardError, LateError, NoRoomError, NotYoursError, Opened
from tests.ui.board.stores import STORES

QUESTIONS, SESSIONS, GUESSES = ("cost_seen", "flow_seen"), ("a", "b", "c"), ("0", "10", "side|both")
A_ROOM = st.integers(0, 2)


class Class(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.stores = [make() for make in STORES.values()]
        self.opened: list[list[Opened]] = []
        self.guesses: list[dict[str, dict[str, str]]] = []
        self.revealed: list[set[str]] = []
        self.ended: set[int] = set()

    @precondition(lambda self: len(self.opened) < 3)
    @rule()
    def opens(self) -> None:
        self.opened.append([store.open() for store in self.stores])
        self.guesses.append({question: {} for question in QUESTIONS})
        self.revealed.append(set())

    def everywhere(
        self, number: int, act: str, *arguments: str, key: bool = False, wrong: bool = False
    ) -> None:
        if number >= len(self.opened):
            return
        for store, room in zip(self.stores, self.opened[number], strict=True):
            said = (room.code, "another key" if wrong else room.key) if key else (room.code,)
            why: type[BoardError] | None = (
                NoRoomError if number in self.ended else NotYoursError if wrong else None
            )
            if act == "guess" and arguments[0] in self.revealed[number]:
                why = why or LateError
            raised: type[BoardError] | None = None
            try:
                getattr(store, act)(*said, *arguments)
            except BoardError as error:
                raised = type(error)
            assert raised is why

    @rule(
        number=A_ROOM,
        question=st.sampled_from(QUESTIONS),
        session=st.sampled_from(SESSIONS),
        guess=st.sampled_from(GUESSES),
    )
    def guesses_come(self, number: int, question: str, session: str, guess: str) -> None:
        self.everywhere(number, "guess", question, session, guess)
        if number < len(self.opened) and number not in self.ended and question not in self.revealed[number]:
            self.guesses[number][question][session] = guess

    @rule(number=A_ROOM, question=st.sampled_from(QUESTIONS), wrong=st.booleans())
    def reveals(self, number: int, question: str, wrong: bool) -> None:
        self.everywhere(number, "reveal", question, key=True, wrong=wrong)
        if number < len(self.opened) and not wrong:
            self.revealed[number].add(question)

    @rule(number=A_ROOM, question=st.sampled_from(QUESTIONS))
    def clears(self, number: int, question: str) -> None:
        self.everywhere(number, "clear", question, key=True)
        if number < len(self.opened):
            self.revealed[number].discard(question)
            self.guesses[number][question] = {}

    @rule(number=A_ROOM)
    def ends(self, number: int) -> None:
        self.everywhere(number, "close", key=True)
        if number < len(self.opened):
            self.ended.add(number)

    @invariant()
    def all_see_the_same(self) -> None:
        for number, rooms in enumerate(self.opened):
            if number in self.ended:
                continue
            for store, room in zip(self.stores, rooms, strict=True):
                for question in QUESTIONS:
                    held = self.guesses[number][question]
                    seen = store.look(room.code, question, "a", room.key)
                    assert seen.tally == Counter(held.values())
                    assert seen.own == held.get("a")
                    assert seen.revealed == self.revealed[number]
                    assert seen.teacher


TestClass = Class.TestCase
TestClass.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
