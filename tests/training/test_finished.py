"""Runs: a finished one is known by its settings, and by nothing less."""

from __future__ import annotations

from pathlib import Path

import pytest

from mmfusion.training.finished import best_of, finish, finished, runs_root

SETTINGS = {"strategy": "late", "seed": 0, "comparing": (0, 4200)}


def test_runs_lie_below_the_folder_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MMFUSION_RUNS", str(tmp_path))
    assert runs_root("toy") == tmp_path / "toy"
    monkeypatch.delenv("MMFUSION_RUNS")
    assert runs_root("toy") == Path("runs/toy")


def test_a_run_is_finished_for_its_own_settings_alone(tmp_path: Path) -> None:
    assert not finished(tmp_path, SETTINGS)
    finish(tmp_path, SETTINGS, {"cross_entropy": 0.25})
    assert finished(tmp_path, SETTINGS)  # a tuple of the settings comes back as a list
    assert not finished(tmp_path, {**SETTINGS, "seed": 1})
    assert not finished(tmp_path, {**SETTINGS, "from": "other weights"})
    assert best_of(tmp_path) == {"cross_entropy": 0.25}


def test_what_was_best_is_missing_where_no_run_was_finished(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        best_of(tmp_path)
