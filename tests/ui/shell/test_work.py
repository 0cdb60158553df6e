"""Model work on pages: what is known is handed out, what is new waits its turn, and can be given up."""

import ast
import asyncio
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from mmfusion.ui.shell import work
from mmfusion.ui.shell.turns import Turns
from tests.small_app import ROOT, in_a_thread, served

SOON = 30.0
SCRIPT = """
import time
from pathlib import Path

import streamlit as st

from mmfusion.ui.shell import work
from mmfusion.ui.shell.turns import Turns


@st.cache_resource
def one_at_a_time():
    work.TURNS = Turns(at_once=1)
    return True


one_at_a_time()
work.says_at(st.empty())


@work.computed(8)
def slow(who):
    with Path("log").open("a") as log:
        log.write(who)
    while not Path(f"go-{who}").exists():
        time.sleep(0.01)
    return who


st.html(f"computed for {slow(st.query_params.get('who', '?'))}")
"""


class Place:
    def __init__(self) -> None:
        self.said: list[str] = []
        self.waits, self.goes_on = threading.Event(), threading.Event()

    def html(self, text: str) -> None:
        self.said.append(text)
        self.waits.set()

    def empty(self) -> None:
        self.goes_on.set()


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> Turns:
    own = Turns(at_once=1, longest=1)
    monkeypatch.setattr(work, "TURNS", own)
    monkeypatch.setattr(work, "session", lambda: threading.current_thread().name)
    return own


def at_work(turns: Turns, until: threading.Event) -> threading.Thread:
    begun = threading.Event()

    def occupy() -> None:
        with turns.turn("somebody else"):
            begun.set()
            assert until.wait(SOON)

    thread = threading.Thread(target=occupy, daemon=True)
    thread.start()
    assert begun.wait(SOON)
    return thread


def test_what_is_known_is_handed_out_while_others_are_at_work_and_what_is_new_waits(turns: Turns) -> None:
    square = work.in_turn(lambda n: n * n, 8)
    assert square(3) == 9
    free, place, got = threading.Event(), Place(), []
    other = at_work(turns, free)

    def ask() -> None:
        work.says_at(place)  # type: ignore[arg-type]
        got.append(square(3))
        got.append(square(4))

    viewer = threading.Thread(target=ask, daemon=True)
    viewer.start()
    assert place.waits.wait(SOON)
    assert got == [9], "the known one did not wait, the new one does"
    assert place.said == [work.line(1)]
    free.set()
    viewer.join(SOON)
    assert got == [9, 16]
    assert place.goes_on.is_set(), "the line is taken away"
    other.join(SOON)


def test_who_changes_something_while_waiting_leaves_the_line(
    turns: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    class EndedError(Exception):
        pass

    class State:
        def __contains__(self, _: object) -> bool:
            raise EndedError

    free, raised = threading.Event(), []
    other = at_work(turns, free)
    monkeypatch.setattr(work, "st", SimpleNamespace(session_state=State()))

    def ask() -> None:
        try:
            work.in_turn(lambda: 1, 1)()
        except EndedError as error:
            raised.append(error)

    viewer = threading.Thread(target=ask, daemon=True)
    viewer.start()
    viewer.join(SOON)
    assert len(raised) == 1
    assert turns.waiting == 0
    free.set()
    other.join(SOON)


def test_a_full_line_is_said_in_a_sentence(turns: Turns, monkeypatch: pytest.MonkeyPatch) -> None:
    class StoppedError(Exception):
        pass

    def stop() -> None:
        raise StoppedError

    turns.longest = 0
    free, place = threading.Event(), Place()
    other = at_work(turns, free)
    monkeypatch.setattr(work, "st", SimpleNamespace(session_state={}, stop=stop))
    work.says_at(place)  # type: ignore[arg-type]
    with pytest.raises(StoppedError):
        work.in_turn(lambda: 1, 1)()
    assert work.FULL in place.said[-1]
    free.set()
    other.join(SOON)


def test_a_closed_tab_gives_up_its_place_and_who_waits_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import viewers

    class Reader(viewers.Viewer):
        def look(self, message: object) -> None:
            super().look(message)
            self.read = [*getattr(self, "read", []), message.delta.new_element.html.body]  # type: ignore[attr-defined]

    async def until(true: object) -> None:
        for _ in range(3000):
            if true():  # type: ignore[operator]
                return
            await asyncio.sleep(0.01)
        raise AssertionError("it never came to be")

    def said(reader: Reader, words: str) -> bool:
        return any(words in text for text in getattr(reader, "read", []))

    async def visit(address: str) -> None:
        stream, log = viewers.stream_of(address), tmp_path / "log"
        a, b, c = (Reader(stream, "", query={"who": who}) for who in "abc")
        first = asyncio.create_task(a.open())
        await until(lambda: log.is_file() and log.read_text() == "a")
        second = asyncio.create_task(b.open())
        await until(lambda: said(b, work.line(1)))
        third = asyncio.create_task(c.open())
        await until(lambda: said(c, work.line(2)))
        await b.close()
        await until(lambda: said(c, work.line(1)))
        (tmp_path / "go-a").touch()
        await first
        await until(lambda: log.read_text() == "ac")
        (tmp_path / "go-c").touch()
        await third
        assert said(c, "computed for c")
        await asyncio.gather(second, return_exceptions=True)
        assert log.read_text() == "ac", "nothing was computed for who had left"

    with served(tmp_path, SCRIPT) as address:
        in_a_thread(visit(address))


def test_nothing_that_is_kept_without_turns_asks_for_what_is_kept_with_them() -> None:
    """It would hold its lock while it waits, and who is at work might wait for the lock."""
    plain: dict[str, ast.FunctionDef] = {}
    in_turns: set[str] = set()
    for path in (ROOT / "mmfusion" / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef):
                continue
            for decorator in map(ast.unparse, node.decorator_list):
                if decorator.startswith(("computed(", "kept(")):
                    in_turns.add(node.name)
                elif decorator.startswith("st.cache"):
                    plain[f"{path.parent.name}/{path.name}: {node.name}"] = node
    assert len(in_turns) > 30
    assert len(plain) > 10
    waiting = {
        name: calls
        for name, function in plain.items()
        if (calls := {ast.unparse(c.func) for c in ast.walk(function) if isinstance(c, ast.Call)} & in_turns)
    }
    assert not waiting
