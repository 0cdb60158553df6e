"""Warm-up calls what pages have in their folders: every `first()`, in the lessons' order, then `later()`."""

from __future__ import annotations

import gc
from types import SimpleNamespace

import pytest

from mmfusion.ui.shell import warm
from mmfusion.ui.shell.lessons import LESSONS


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


def test_hooks_are_found_by_folder() -> None:
    assert warm._hooks("cost") is None
    for page in ("home", "fusion", "heads"):
        found = warm._hooks(page)
        assert found is not None
        assert found.__name__ == f"mmfusion.ui.{page}.warm"
        assert callable(found.first)
