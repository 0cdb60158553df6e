"""Warm-up calls what pages have in their folders: every `first()`, in the lessons' order, then `later()`."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from mmfusion.ui.shell import warm
from mmfusion.ui.shell.lessons import LESSONS
from mmfusion.ui.shell.visits import Visits


def test_steps_are_called_in_the_order_of_the_lessons(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    def hooks(page: str) -> SimpleNamespace | None:
        if page == "cost":
            return None
        own = {"later": lambda: said.append(f"{page} later")}
        if page != "mkl":
            own["first"] = lambda: said.append(f"{page} first")
        return SimpleNamespace(**own)

    monkeypatch.setattr(warm, "_hooks", hooks)
    monkeypatch.setattr(gc, "freeze", lambda: None)
    warm._warm()
    names = [lesson.name for lesson in LESSONS if lesson.name != "cost"]
    first = [f"{name} first" for name in names if name != "mkl"]
    assert said == first + [f"{name} later" for name in names]


def test_every_piece_waits_until_nobody_runs_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    visits, said, first = Visits(lull=0.0), [], threading.Event()
    monkeypatch.setattr(warm, "VISITS", visits)

    def step() -> Iterator[None]:
        said.append("one")
        first.set()
        yield
        said.append("two")

    with visits.visit():
        warming = threading.Thread(target=warm._in_pieces, args=(step,), daemon=True)
        warming.start()
        assert not first.wait(0.2), "somebody is here"
    warming.join(30)
    assert said == ["one", "two"]


def test_a_visitor_waits_for_one_piece_and_not_for_the_warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    visits, begun, gate, said = Visits(lull=0.0), threading.Event(), threading.Event(), []
    monkeypatch.setattr(warm, "VISITS", visits)

    def step() -> Iterator[None]:
        begun.set()
        assert gate.wait(30)
        yield
        said.append("the second piece")

    warming = threading.Thread(target=warm._in_pieces, args=(step,), daemon=True)
    warming.start()
    assert begun.wait(30)
    with visits.visit():
        gate.set()
        with warm.TURNS.turn("a visitor"):  # at once: the background takes nobody's place
            assert not said
        warming.join(0.2)
        assert not said, "the warm-up goes on when the visitor's page stands"
    warming.join(30)
    assert said == ["the second piece"]


def test_hooks_are_found_by_folder() -> None:
    assert warm._hooks("cost") is None
    for page in ("home", "fusion", "heads"):
        found = warm._hooks(page)
        assert found is not None
        assert found.__name__ == f"mmfusion.ui.{page}.warm"
        assert callable(found.first)
