"""What components are given: AppTest draws none of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mmfusion.ui.shell import components


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


def spied(monkeypatch: pytest.MonkeyPatch) -> list[Mounted]:
    """Return a list that fills with what all components are mounted with, at every run."""
    seen: list[Mounted] = []
    real = components.mount

    def spy(wrapper: str, **arguments: Any) -> None:
        seen.append(Mounted(Path(wrapper).parent.name, arguments))
        real(wrapper, **arguments)

    monkeypatch.setattr(components, "mount", spy)
    return seen
