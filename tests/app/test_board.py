"""A class in a room: what is held, what the teacher reveals, what is said when something is wrong."""

from __future__ import annotations

from collections.abc import Callable

import fakeredis
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from mmfusion.ui.board import code as codes
from mmfusion.ui.board import invitation, rooms, seat
from mmfusion.ui.board.by_redis import Redis
from mmfusion.ui.board.memory import Memory
from mmfusion.ui.board.store import AwayError, NoRoomError, Opened, Store
from mmfusion.ui.flow import number as flow
from tests.app.test_covers import PAGES, of
from tests.app.test_heads import known  # noqa: F401  (a fixture)

Visit = Callable[..., AppTest]
Q = "tokens_seen"
ANSWER = '<div class="mmf-big">'
"""How the number begins; the question has a class more."""


@pytest.fixture(params=["memory", "redis"])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Store:
    made = Memory() if request.param == "memory" else Redis(fakeredis.FakeRedis())
    monkeypatch.setattr(seat, "rooms", lambda: made)
    return made


@pytest.fixture
def in_memory(monkeypatch: pytest.MonkeyPatch) -> Store:
    made = Memory()
    monkeypatch.setattr(seat, "rooms", lambda: made)
    return made


@pytest.fixture
def room(store: Store) -> Opened:
    return store.open()


def said(app: AppTest) -> str:
    return " ".join(one.proto.body for one in app.get("html") if "<style" not in one.proto.body)


def keys(app: AppTest) -> set[str]:
    return {one.key for one in app.button if one.key}


def test_a_guess_is_held_until_the_teacher_reveals(visit: Visit, store: Store, room: Opened) -> None:
    student, other = visit("tokens", room=room.code), visit("tokens", room=room.code)
    assert not keys(student) & {"tokens_reveal", "tokens_cover_again"}
    assert "0 guesses so far." in said(student)
    student.button_group(key="tokens_guessing").select("10:1").run()
    assert not student.exception
    assert "Your guess is in." in said(student)
    assert ANSWER not in said(student), "it is still covered"
    assert store.look(room.code, Q).tally == {"10:1": 1}
    other.button_group(key="tokens_guessing").select("3:1").run()
    assert "2 guesses so far." in said(other)

    store.reveal(room.code, room.key, Q)
    for one in (student.run(), other.run()):
        assert not one.exception
        assert ANSWER in said(one)
        assert 'aria-label="Guesses: 1:1: 0, 3:1: 1, 10:1: 1, 30:1: 0. The answer: ' in said(one)
        assert not keys(one) & {"tokens_reveal", "tokens_cover_again"}
    assert "▽ 10:1" in said(student)
    assert "▽ 3:1" in said(other)


def test_what_is_cleared_is_asked_anew_and_the_choice_is_empty(
    visit: Visit, store: Store, room: Opened
) -> None:
    app = visit("tokens", room=room.code)
    app.button_group(key="tokens_guessing").select("10:1").run()
    store.clear(room.code, room.key, Q)
    app.run()
    assert app.button_group(key="tokens_guessing").value in (None, [])
    assert "Your guess is in." not in said(app)


@pytest.mark.usefixtures("known")
def test_a_teacher_opens_a_room_and_rules_it(visit: Visit, store: Store) -> None:
    app = visit("tokens")
    app.session_state["rail-board"] = True
    app.run()
    app.button(key="board-open").click().run()
    assert not app.exception
    code = app.query_params["room"]
    assert codes.shown(code) in said(app)
    assert "0 guesses<" in said(app), "what the page asks is known at once"
    assert store.look(code).page == "tokens"
    store.guess(code, Q, "a student", "30:1")
    app.run()
    assert "1 guess<" in said(app)
    app.button(key="tokens_reveal").click().run()
    assert store.look(code).revealed == {Q}
    assert ANSWER in said(app)
    app.button(key="tokens_cover_again").click().run()
    assert store.look(code, Q).tally == {}
    assert store.look(code).revealed == frozenset()
    assert "tokens_reveal" in keys(app)
    app.button(key="board-next").click().run()
    assert not app.exception
    assert store.look(code).page == "heads"
    app.session_state["rail-board"] = True
    app.run()
    app.button(key="board-end").click().run()
    assert "room" not in app.query_params
    with pytest.raises(NoRoomError):
        store.look(code)


def test_students_are_told_where_the_class_is(visit: Visit, store: Store, room: Opened) -> None:
    store.move(room.code, room.key, "cost")
    app = visit("tokens", room=room.code)
    assert "The class is at: Cost" in {one.proto.label for one in app.get("page_link")}


def test_a_question_that_depends_on_a_choice_is_told_apart() -> None:
    side, kind = seat.Question("flow_", "side"), seat.Question("flow_", "kind")
    store = Memory()
    room = store.open()
    store.guess(room.code, side.name, "one", side.guess("both"))
    store.guess(room.code, kind.name, "two", kind.guess("both"))
    seen = store.look(room.code, side.name, "two")
    assert side.told(seen).tally == {"both": 1}
    assert side.told(seen).own is None
    assert kind.told(seen).own == "both"


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("code", ["22222222", "nonsense", "<b>", "x" * 3000])
def test_a_code_of_no_room_is_said_to_be_and_the_page_is_as_alone(visit: Visit, code: str) -> None:
    app = visit("tokens", room=code)
    assert not app.exception
    assert "No room has this code" in said(app)
    app.button_group(key="tokens_guessing").select("10:1").run()
    assert ANSWER in said(app)


def test_a_room_decides_whatever_a_link_says(visit: Visit, room: Opened) -> None:
    app = visit("tokens", room=room.code, cover="0", tokens_seen="1")
    assert ANSWER not in said(app)
    app.session_state["rail-board"] = True
    app.run()
    app.button(key="board-leave").click().run()
    assert "room" not in app.query_params
    assert ANSWER in said(app)


def test_a_code_is_typed_as_it_is_shown(visit: Visit, room: Opened) -> None:
    app = visit("tokens")
    app.session_state["rail-board"] = True
    app.run()
    app.text_input(key="board-code").input(codes.shown(room.code).lower()).run()
    assert app.query_params["room"] == room.code
    assert "guesses so far" in said(app)


def test_the_field_for_a_code_puts_nobody_out_of_a_room(visit: Visit, store: Store) -> None:
    """A browser that still shows it when a room has opened sends what is in it, as a change."""
    app = visit("tokens")
    app.session_state["rail-board"] = True
    app.run()
    field = app.text_input(key="board-code")._widget_state
    app.button(key="board-open").click().run()
    opened = app.query_params["room"]
    assert opened
    states = app._tree.get_widget_states()
    states.widgets.append(field)
    app._run(states)
    assert not app.exception
    assert app.query_params["room"] == opened
    assert "board-reveal" in keys(app)


def test_a_store_that_is_away_is_one_sentence_and_covers_nothing_that_was_revealed(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = fakeredis.FakeServer()
    made = Redis(fakeredis.FakeRedis(server=server))
    monkeypatch.setattr(seat, "rooms", lambda: made)
    room = made.open()
    app = visit("tokens", room=room.code)
    made.reveal(room.code, room.key, Q)
    assert ANSWER in said(app.run())
    server.connected = False
    app.run()
    assert not app.exception
    assert ANSWER in said(app)
    assert "cannot be reached" in said(app)
    fresh = visit("tokens", room=room.code)
    fresh.button_group(key="tokens_guessing").select("10:1").run()
    assert not fresh.exception
    assert "cannot be reached" in said(fresh)


@pytest.mark.parametrize("url", ["nonsense", "http://localhost", "redis://localhost:port"])
def test_an_address_that_is_no_redis_is_away_not_an_exception(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv(rooms.VARIABLE, url)
    with pytest.raises(AwayError, match=rooms.VARIABLE):
        rooms.rooms()


def test_without_an_address_rooms_are_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(rooms.VARIABLE, raising=False)
    assert isinstance(rooms.rooms(), Memory)
    assert rooms.rooms() is rooms.rooms()


def test_an_invitation_holds_the_view_and_the_room_but_nothing_of_the_teacher_s_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Context:
        url = "http://10.0.0.7:8501/flow?flow_seen=1"

    app = {"flow_ask": "side", "flow_seen": "1", "flow_guess": "both", "cover": "0", "room": "22222222"}
    monkeypatch.setattr(st, "context", Context())
    monkeypatch.setattr(st, "query_params", type("Q", (), {"to_dict": lambda self: app})())
    link = invitation.link("K7QF2MXD")
    assert link == "http://10.0.0.7:8501/flow?flow_ask=side&room=K7QF2MXD"
    assert not invitation.local(link)
    assert invitation.local("http://localhost:8501/flow")
    assert "data:image/svg+xml" in invitation.qr(link)


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("page", PAGES)
def test_every_page_s_question_is_held_and_revealed_with_the_truth_among_the_guesses(
    visit: Visit, in_memory: Store, page: str
) -> None:
    store, room = in_memory, in_memory.open()
    app = visit(page, room=room.code)
    assert not app.exception
    asked = app.session_state["board_asked"].get(page)
    if asked is None:
        assert not of(visit(page, cover="1"), "reveal"), "what is asked alone is asked in a room"
        return
    guess = next(iter(asked.offered))
    store.guess(room.code, asked.question.name, "a student", asked.question.guess(guess))
    store.reveal(room.code, room.key, asked.question.name)
    app.run()
    assert not app.exception
    assert f'aria-label="Guesses: {asked.offered[guess]}: 1, ' in said(app)
    assert ". The answer: " in said(app)


def test_the_direction_that_is_missed_most_is_right_and_both_where_they_are_missed_alike() -> None:
    assert flow.truth({"audio-visual": 9.8, "visual-audio": 60.1}) == "visual-audio"
    assert flow.truth({"audio-visual": 30.0, "visual-audio": 0.0}) == "audio-visual"
    assert flow.truth({"audio-visual": 30.0, "visual-audio": 20.0}) == "both"
    assert flow.truth({"audio-visual": 1.0, "visual-audio": 0.5}) is None
    assert {"audio-visual", "visual-audio", "both"} == set(flow.GUESSES)
