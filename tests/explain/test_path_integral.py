"""Integrated gradients of shipped networks of both tasks, and of functions whose integral is known."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import torch
from torch import Tensor

from mmfusion.explain.maps import preference
from mmfusion.explain.path_integral import FLOOR, MOST, PANELS, POINTS, TOLERANCE, integrated_gradients
from mmfusion.media import load_clip
from mmfusion.tasks.events import QUESTION
from mmfusion.tasks.events.predictor import Features, Lab
from mmfusion.tasks.events.samples import load_samples

FIRST = POINTS * PANELS


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


@pytest.fixture(scope="module")
def real(lab: Lab) -> Features:
    path = next(s.path for s in load_samples() if s.name == "drone")
    return lab.features(load_clip(path, isolate=False))[0]


def row(*values: float) -> dict[str, Tensor]:
    return {"x": torch.tensor([values])}


def test_a_product_is_shared_out_as_its_integral_says() -> None:
    """∫ ∂(x y²) along the way to (2, 3): 2·∫ 9α² = 6 to x, 3·∫ 2·2α·3α = 12 to y."""
    found = integrated_gradients(lambda g: g["x"][:, 0] * g["x"][:, 1] ** 2, row(2.0, 3.0), row(0.0, 0.0))
    torch.testing.assert_close(found.values["x"], torch.tensor([[6.0, 12.0]]))
    assert (found.change, found.steps, found.complete) == (18.0, FIRST, True)


@pytest.mark.parametrize("place", [0.013, 0.31, 0.77])
def test_steps_are_added_where_the_score_bends(place: float) -> None:
    """A step as narrow as 1/400 of the way, which 32 points miss, wherever it stands."""

    def step(given: Mapping[str, Tensor]) -> Tensor:
        return torch.sigmoid(1600 * (given["x"][:, 0] - place))

    found = integrated_gradients(step, row(1.0), row(0.0))
    assert found.complete
    assert found.gap < TOLERANCE
    assert FIRST < found.steps < MOST // 2
    assert float(found.values["x"].sum()) == pytest.approx(found.change, rel=TOLERANCE)
    few = integrated_gradients(step, row(1.0), row(0.0), most=FIRST)
    assert few.steps == FIRST
    assert few.gap > TOLERANCE, "or nothing had to be added"
    assert not few.complete


def test_a_score_that_jumps_is_given_up_at_the_limit_and_said() -> None:
    """Between its jumps it does not slope at all: no number of points adds up."""

    def stairs(given: Mapping[str, Tensor]) -> Tensor:
        return torch.floor(4 * given["x"][:, 0]) + 0 * given["x"][:, 0]

    found = integrated_gradients(stairs, row(1.1), row(0.05))
    assert found.steps == MOST
    assert found.gap == pytest.approx(1.0)
    assert not found.complete


def test_where_nothing_changes_the_gap_is_a_share_of_the_floor() -> None:
    """A wave that ends where it began: no share of its change, 0, can be told."""
    found = integrated_gradients(lambda g: torch.sin(6.2831853 * g["x"][:, 0]), row(1.0), row(0.0))
    assert abs(found.change) < 1e-5
    assert found.complete
    missed = abs(float(found.values["x"].sum()) - found.change)
    assert found.gap == pytest.approx(missed / FLOOR)


def test_what_the_score_does_not_read_gets_nothing() -> None:
    given = {"x": torch.ones(1, 2), "y": torch.ones(1, 3)}
    found = integrated_gradients(lambda g: g["x"].sum(dim=1), given, {m: 0 * v for m, v in given.items()})
    assert not found.values["y"].any()
    assert found.values["x"].tolist() == [[1.0, 1.0]]


def test_it_is_what_captum_computes() -> None:
    from captum.attr import IntegratedGradients  # its import takes a second and more

    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(5, 16), torch.nn.Tanh(), torch.nn.Linear(16, 1))
    x, base = torch.randn(1, 5), torch.randn(1, 5)
    found = integrated_gradients(lambda g: net(g["x"])[:, 0], {"x": x}, {"x": base})
    theirs = IntegratedGradients(lambda given: net(given)[:, 0]).attribute(x, base, n_steps=200)
    torch.testing.assert_close(found.values["x"].float(), theirs.float(), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("strategy", ["early", "mid", "mid-cross", "bottleneck", "bottleneck-mid", "late"])
def test_networks_of_events_add_up_from_blank_features(strategy: str, lab: Lab, real: Features) -> None:
    """What ships, on a real clip; the features are where its networks begin."""
    net, seconds = lab.predictors[strategy].network, torch.from_numpy(real.seconds)
    cells = {m: x.float() for m, x in real.cells().items()}
    with torch.no_grad():
        answer = int(net(cells, seconds).logits[QUESTION].argmax())

    def score(given: Mapping[str, Tensor]) -> Tensor:
        return preference(QUESTION, answer)(net(dict(given), seconds))

    blank = {m: torch.zeros_like(x) for m, x in cells.items()}
    found = integrated_gradients(score, cells, blank)
    with torch.no_grad():
        change = float(score(cells) - score(blank))
    total = sum(float(x.double().sum()) for x in found.values.values())
    assert abs(total - change) < TOLERANCE * max(abs(change), FLOOR)
    assert found.complete
