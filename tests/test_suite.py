"""The suite's own habits: who runs in several processes, what is marked, how a browser is waited for."""

from __future__ import annotations

import ast
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import HERE, MARKED, MOST, pytest_cmdline_main

WAITS = {"wait_for_timeout", "sleep"}


def waits(source: str) -> list[int]:
    """Return the lines on which a fixed time is waited for."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    named = ((call.lineno, call.func) for call in calls)
    return [
        line
        for line, function in named
        if (function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")) in WAITS
    ]


@pytest.mark.parametrize("path", sorted((HERE / "browser").glob("test_*.py")), ids=lambda path: path.stem)
def test_a_browser_is_waited_for_by_a_condition(path: Path) -> None:
    assert not waits(path.read_text(encoding="utf-8")), (
        "a busy machine is slow, not wrong: wait for what is shown"
    )


def test_a_fixed_time_is_found() -> None:
    assert waits("page.wait_for_timeout(300)\npage.wait_for_function('x')\ntime.sleep(1)\nsleep(1)") == [
        1,
        3,
        4,
    ]


def test_marks_follow_folders(request: pytest.FixtureRequest) -> None:
    for item in request.session.items:
        own = {name for name in MARKED if item.get_closest_marker(name)}
        folder = {item.path.relative_to(HERE).parts[0]} & MARKED.keys()
        said = {name for name in MARKED if f"@pytest.mark.{name}\n" in item.path.read_text(encoding="utf-8")}
        assert folder <= own <= folder | said, item.nodeid  # a test elsewhere may say that it runs pages


def asked(**said: object) -> pytest.Config:
    """What pytest would know of a command line."""
    options = {
        "keyword": "",
        "usepdb": False,
        "collectonly": False,
        "numprocesses": None,
        "maxprocesses": None,
    }
    source = said.pop("source", pytest.Config.ArgsSource.TESTPATHS)
    option = SimpleNamespace(dist="no", **{**options, **said})
    return SimpleNamespace(option=option, args_source=source)  # type: ignore[return-value]


def test_the_whole_suite_is_shared_out_by_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    config = asked()
    pytest_cmdline_main(config)
    assert (config.option.numprocesses, config.option.maxprocesses) == ("logical", MOST)
    assert config.option.dist == "loadfile"


@pytest.mark.parametrize(
    "said",
    [
        {"source": pytest.Config.ArgsSource.ARGS},
        {"keyword": "one"},
        {"usepdb": True},
        {"collectonly": True},
        {"numprocesses": 0},
    ],
    ids=str,
)
def test_what_is_asked_for_alone_runs_alone(said: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    config = asked(**said)
    pytest_cmdline_main(config)
    assert config.option.dist == "no"
    assert config.option.numprocesses == said.get("numprocesses")


def test_a_worker_starts_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    config = asked()
    pytest_cmdline_main(config)
    assert config.option.numprocesses is None
