"""What components are given: AppTest draws none of them."""

from __future__ import annotations

from types import ModuleType
from typing import Any, NamedTuple

import pytest


class Mounted(NamedTuple):
    """One component of one run: its name and the arguments that it was mounted with."""

    name: str
    arguments: dict[str, Any]

    @property
    def data(self) -> Any:
        """What it was to draw."""
        return self.arguments["data"]


def last(mounted: list[Mounted], name: str) -> Any:
    """Return what the component `name` was given last."""
    return next(m.data for m in reversed(mounted) if m.name == name)


def spied(monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> list[Mounted]:
    """Return a list that fills with what a module's components are mounted with, at every run."""
    seen: list[Mounted] = []
    real = module.component

    def spy(name: str) -> object:
        mount = real(name)

        def call(**arguments: Any) -> object:
            seen.append(Mounted(name, arguments))
            return mount(**arguments)

        return call

    monkeypatch.setattr(module, "component", spy)
    return seen
