"""What must hold in every store of rooms."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import fakeredis
import pytest

from mmfusion.ui.board import by_redis, memory
from mmfusion.ui.board import code as codes
from mmfusion.ui.board.by_redis import Redis
from mmfusion.ui.board.store import (
    LONGEST,
    MOST_QUESTIONS,
    AwayError,
    FullError,
    LateError,
    NoRoomError,
    NotYoursError,
    Store,
)
from tests.ui.board.stores import STORES, Make

Q = "flow_seen"


@pytest.fixture(params=STORES)
def make(request: pytest.FixtureRequest) -> Make:
    return STORES[request.param]


@pytest.fixture
def store(make: Make) -> Store:
    return make()


def test_a_room_is_told_by_its_code_and_nobody_else_s_key_rules_it(store: Store) -> None:
    one, other = store.open(), store.open()
    assert one.code != other.code
    assert codes.read(one.code) == one.code
    assert store.look(one.code, key=one.key).teacher
    assert not store.look(one.code, key=other.key).teacher
    assert not store.look(one.code).teacher
    for act in (
        lambda: store.reveal(one.code, other.key, Q),
        lambda: store.clear(one.code, other.key, Q),
        lambda: store.move(one.code, "", "flow"),
        lambda: store.close(one.code, other.key),
    ):
        with pytest.raises(NotYoursError):
            act()
    assert store.look(one.code).revealed == frozenset()


def test_no_room_is_said_to_be_none(store: Store) -> None:
    for act in (
        lambda: store.look("22222222"),
        lambda: store.guess("22222222", Q, "s", "both"),
        lambda: store.reveal("22222222", "key", Q),
        lambda: store.close("22222222", "key"),
    ):
        with pytest.raises(NoRoomError):
            act()


def test_the_later_guess_of_a_session_replaces_the_earlier(store: Store) -> None:
    code = store.open().code
    store.guess(code, Q, "one", "both")
    store.guess(code, Q, "two", "both")
    store.guess(code, Q, "one", "sound")
    seen = store.look(code, Q, "one")
    assert seen.tally == {"both": 1, "sound": 1}
    assert seen.own == "sound"
    assert store.look(code, Q, "three").own is None
    assert store.look(code, "cost_seen", "one").tally == {}


def test_revealed_is_for_everybody_and_takes_no_guess_any_more(store: Store) -> None:
    room = store.open()
    store.guess(room.code, Q, "one", "both")
    store.reveal(room.code, room.key, Q)
    seen = store.look(room.code, Q)
    assert seen.revealed == {Q}
    assert seen.tally == {"both": 1}
    with pytest.raises(LateError):
        store.guess(room.code, Q, "two", "sound")
    store.guess(room.code, "cost_seen", "two", "0")
    store.clear(room.code, room.key, Q)
    assert store.look(room.code, Q) == store.look(room.code, "nothing")
    store.guess(room.code, Q, "two", "sound")
    assert store.look(room.code, Q).tally == {"sound": 1}


def test_the_class_is_where_the_teacher_says(store: Store) -> None:
    room = store.open()
    assert store.look(room.code).page == ""
    store.move(room.code, room.key, "cost")
    assert store.look(room.code).page == "cost"


def test_nothing_is_kept_of_a_room_that_has_ended(store: Store) -> None:
    room = store.open()
    store.guess(room.code, Q, "one", "both")
    store.close(room.code, room.key)
    with pytest.raises(NoRoomError):
        store.look(room.code, Q)
    left = store._rooms if isinstance(store, memory.Memory) else store._client.keys()  # type: ignore[attr-defined]
    assert not left


def test_a_room_ends_by_itself_some_time_after_its_last_guess(make: Make) -> None:
    store = make(keep=0.4)
    unused, used = store.open(), store.open()
    store.guess(used.code, "cost_seen", "one", "0")
    for _ in range(3):
        time.sleep(0.2)
        store.guess(used.code, Q, "one", "both")
    with pytest.raises(NoRoomError):
        store.look(unused.code)
    assert store.look(used.code, "cost_seen").tally == {"0": 1}, "a room goes as a whole"
    time.sleep(0.5)
    with pytest.raises(NoRoomError):
        store.guess(used.code, Q, "two", "both")
    if isinstance(store, Redis):
        assert set(store._client.keys()) <= {b"mmfusion:rooms"}
    assert store.open().code


def test_looking_does_not_keep_a_room(make: Make) -> None:
    store = make(keep=0.3)
    code = store.open().code
    for _ in range(2):
        time.sleep(0.2)
        try:
            store.look(code)
        except NoRoomError:
            break
    else:
        pytest.fail("a tab that is left open keeps the room")


def test_rooms_questions_and_guesses_are_bounded(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (memory, by_redis):
        monkeypatch.setattr(module, "MOST_GUESSES", 3)
    store = make(most=2)
    room = store.open()
    store.open()
    with pytest.raises(FullError):
        store.open()
    for session in "abc":
        store.guess(room.code, Q, session, "both")
    with pytest.raises(FullError):
        store.guess(room.code, Q, "d", "both")
    store.guess(room.code, Q, "a", "sound")
    assert store.look(room.code, Q).tally == {"both": 2, "sound": 1}
    for number in range(MOST_QUESTIONS - 1):
        store.guess(room.code, f"{number}", "a", "both")
    for act in (
        lambda: store.guess(room.code, "one more", "a", "both"),
        lambda: store.reveal(room.code, room.key, "one more"),
    ):
        with pytest.raises(FullError):
            act()
    store.close(room.code, room.key)
    assert store.open().code


@pytest.mark.parametrize("text", ["", "x" * (LONGEST + 1)])
def test_what_is_kept_is_short(store: Store, text: str) -> None:
    room = store.open()
    for act in (
        lambda: store.guess(room.code, text, "one", "both"),
        lambda: store.guess(room.code, Q, text, "both"),
        lambda: store.guess(room.code, Q, "one", text),
        lambda: store.reveal(room.code, room.key, text),
        lambda: store.move(room.code, room.key, text),
    ):
        with pytest.raises(ValueError, match="characters"):
            act()


def test_of_guesses_at_the_same_time_none_is_lost_and_no_bound_is_passed(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (memory, by_redis):
        monkeypatch.setattr(module, "MOST_GUESSES", 60)
    store = make()
    code = store.open().code

    def guess(number: int) -> bool:
        try:
            store.guess(code, Q, f"session {number}", str(number % 4))
        except FullError:
            return False
        return True

    with ThreadPoolExecutor(12) as pool:
        taken = list(pool.map(guess, range(90)))
    assert sum(taken) == 60
    assert sum(store.look(code, Q).tally.values()) == 60


def test_no_guess_comes_in_after_the_answer_is_revealed_however_many_come_at_once(make: Make) -> None:
    store = make()
    room = store.open()

    def guess(number: int) -> bool:
        if number == 20:
            store.reveal(room.code, room.key, Q)
            return False
        try:
            store.guess(room.code, Q, f"session {number}", "both")
        except LateError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        taken = sum(pool.map(guess, range(40)))
    assert store.look(room.code, Q).tally.get("both", 0) == taken


def test_a_redis_that_is_away_is_said_to_be_and_is_left_alone_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = fakeredis.FakeServer()
    store = Redis(fakeredis.FakeRedis(server=server))
    code = store.open().code
    server.connected = False
    for act in (store.open, lambda: store.look(code), lambda: store.guess(code, Q, "one", "both")):
        with pytest.raises(AwayError):
            act()
    server.connected = True
    with pytest.raises(AwayError, match="moment"):
        store.look(code)
    monkeypatch.setattr(store, "_until", 0.0)
    assert store.look(code).tally == {}


def test_two_servers_see_the_same_room() -> None:
    server = fakeredis.FakeServer()
    one, other = (Redis(fakeredis.FakeRedis(server=server)) for _ in range(2))
    room = one.open()
    other.guess(room.code, Q, "a student at the other server", "both")
    assert one.look(room.code, Q).tally == {"both": 1}
    one.reveal(room.code, room.key, Q)
    assert other.look(room.code).revealed == {Q}
