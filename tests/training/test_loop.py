"""The training loop: it learns, stops, and resumes to the same weights."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from mmfusion.tasks.events.training import Recipe
from mmfusion.training.loop import fit, learning_rate_at, parameter_groups


def _recipe(steps: int = 60, **changes: object) -> Recipe:
    return Recipe("toy", "toy", steps=steps, warmup=5, validate_every=10, learning_rate=0.05, **changes)  # type: ignore[arg-type]


def _network() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 2))


def _problem(network: nn.Module, seed: int = 0) -> tuple[object, object]:
    def batch(step: int) -> tuple[Tensor, Tensor]:
        x = torch.randn(64, 3, generator=torch.Generator().manual_seed(seed * 1000 + step))
        return x, (x[:, 0] * x[:, 1] > 0).long()

    def loss_of(step: int) -> Tensor:
        x, y = batch(step)
        return nn.functional.cross_entropy(network(x), y)

    def validate() -> float:
        x, y = batch(999)
        with torch.no_grad():
            return float(nn.functional.cross_entropy(network(x), y))

    return loss_of, validate


def test_it_learns_what_can_be_learned(tmp_path: Path) -> None:
    network = _network()
    loss_of, validate = _problem(network)
    best = fit(network, loss_of, validate, _recipe(300), tmp_path, lambda _: None)  # type: ignore[arg-type]
    assert best["cross_entropy"] < 0.2
    assert not (tmp_path / "state.pt").exists()


def test_an_interrupted_run_ends_where_an_uninterrupted_one_does(tmp_path: Path) -> None:
    whole = _network()
    loss_of, validate = _problem(whole)
    fit(whole, loss_of, validate, _recipe(), tmp_path / "whole", lambda _: None)  # type: ignore[arg-type]

    broken = _network()
    loss_of, validate = _problem(broken)

    def interrupted(step: int) -> Tensor:
        if step == 35:
            raise KeyboardInterrupt
        return loss_of(step)  # type: ignore[operator, no-any-return]

    with pytest.raises(KeyboardInterrupt):
        fit(broken, interrupted, validate, _recipe(), tmp_path / "broken", lambda _: None)  # type: ignore[arg-type]
    resumed = _network()
    loss_of, validate = _problem(resumed)
    fit(resumed, loss_of, validate, _recipe(), tmp_path / "broken", lambda _: None)  # type: ignore[arg-type]
    for a, b in zip(whole.parameters(), resumed.parameters(), strict=True):
        assert torch.equal(a, b)


def test_it_stops_when_validation_no_longer_improves(tmp_path: Path) -> None:
    network = _network()
    loss_of, _ = _problem(network)
    readings = iter([0.5, *[0.6] * 50])
    lines: list[str] = []
    fit(network, loss_of, lambda: next(readings), _recipe(500, patience=3), tmp_path, lines.append)  # type: ignore[arg-type]
    assert len(lines) == 4


def test_a_loss_that_is_not_finite_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    network = _network()
    with pytest.raises(FloatingPointError, match="learning_rate"):
        fit(network, lambda _: torch.tensor(float("nan")), lambda: 0.0, _recipe(), tmp_path, lambda _: None)


def test_the_schedule_warms_up_and_ends_at_zero() -> None:
    recipe = _recipe(100)
    assert learning_rate_at(4, recipe) == pytest.approx(recipe.learning_rate)
    assert learning_rate_at(0, recipe) == pytest.approx(recipe.learning_rate / 5)
    assert learning_rate_at(100, recipe) == pytest.approx(0.0, abs=1e-12)


def test_only_matrices_decay() -> None:
    decays, spared = parameter_groups(_network(), 0.1)
    assert all(p.ndim == 2 for p in decays["params"])  # type: ignore[attr-defined]
    assert all(p.ndim == 1 for p in spared["params"])  # type: ignore[attr-defined]
