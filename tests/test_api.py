"""The public API is what docs/api.md says, and every name of it is there."""

from __future__ import annotations

import importlib
import importlib.util
from pathlib import Path

import pytest

import mmfusion

ROOT = Path(__file__).resolve().parents[1]


def test_the_page_of_the_api_is_what_the_packages_export() -> None:
    spec = importlib.util.spec_from_file_location("write_api", ROOT / "tools" / "write_api.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    written = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert written == tool.page(), "python tools/write_api.py writes it anew"


@pytest.mark.parametrize("name", [n for n in mmfusion.__all__ if n not in ("__version__", "load")])
def test_every_public_name_is_there_and_says_what_it_is(name: str) -> None:
    package = importlib.import_module(f"mmfusion.{name}")
    for public in getattr(package, "__all__", ()):
        value = getattr(package, public)
        assert not callable(value) or value.__doc__, f"{name}.{public} has no docstring"


def test_a_name_that_is_not_there_is_said() -> None:
    for package in (mmfusion, mmfusion.explain, mmfusion.kernels, mmfusion.tasks, mmfusion.tasks.sounding):
        with pytest.raises(AttributeError, match="nowhere"):
            getattr(package, "nowhere")  # noqa: B009  the name is what is tested
