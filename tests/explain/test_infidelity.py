"""Infidelity and sensitivity: closed forms, and Captum's on the same perturbations."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from mmfusion.explain.infidelity import infidelity, removals, sensitivity
from mmfusion.explain.maps import Map
from mmfusion.explain.occlusion import occlusion
from mmfusion.explain.presence import Presence, windows
from tests.explain.test_presence import SCORE, captum_asks
from tests.explain.test_trace import network, tokens

SINGLE = [np.array([i]) for i in range(7)]


@pytest.mark.parametrize("name", ["mid", "bottleneck-mid"])
def test_infidelity_is_captums_on_the_same_removals(name: str) -> None:
    from captum.metrics import infidelity as captums

    net = network(name)
    value = Presence(net, tokens(net), SCORE)
    maps = np.stack([occlusion(value, SINGLE, 7), np.random.default_rng(0).standard_normal(7)])
    gone = removals(SINGLE, 7, count=30)
    found = infidelity(value, maps, gone)

    def removed(masks: Tensor) -> tuple[Tensor, Tensor]:
        drawn = torch.from_numpy(gone).to(masks)
        assert masks.shape == drawn.shape, "all at once"
        return drawn, masks - drawn

    for scores, raw, left in zip(maps, found.raw, found.unexplained, strict=True):
        given = (captum_asks(value), removed, torch.ones(1, 7), torch.from_numpy(scores).float()[None])
        theirs = captums(*given, n_perturb_samples=30)
        scaled = captums(*given, n_perturb_samples=30, normalize=True)
        assert raw == pytest.approx(float(theirs), rel=1e-4)
        lost = value(np.ones((1, 7), dtype=bool)) - value(~gone)
        assert left == pytest.approx(float(scaled) / float((lost**2).mean()), rel=1e-3)


@given(st.lists(st.floats(-3, 3, allow_nan=False), min_size=7, max_size=7), st.floats(0.1, 10))
def test_of_a_sum_its_own_weights_foretell_everything_in_any_unit(weights: list[float], unit: float) -> None:
    adds = np.array(weights)
    gone = removals(SINGLE, 7, count=40)
    found = infidelity(lambda masks: masks @ adds, np.stack([adds, unit * adds, 0 * adds]), gone)
    power = float(((gone @ adds) ** 2).mean())
    assert found.raw[0] == pytest.approx(0, abs=1e-9)
    assert found.raw[1] == pytest.approx((unit - 1) ** 2 * power, rel=1e-6, abs=1e-9)
    assert found.raw[2] == pytest.approx(power, rel=1e-6, abs=1e-9)
    if power > 1e-6:
        np.testing.assert_allclose(found.unexplained, [0, 0, 1], atol=1e-6)


def test_what_is_removed_are_whole_groups_of_every_number() -> None:
    groups = windows((4, 4), (2, 2), (2, 2))
    gone = removals(groups, 16, count=200)
    each = np.stack([gone[:, group] for group in groups])  # (groups, removals, tokens)
    assert (each.all(axis=2) | ~each.any(axis=2)).all()
    assert set(each.all(axis=2).sum(axis=0).tolist()) == {1, 2, 3, 4}


def test_sensitivity_is_captums_on_the_same_moves() -> None:
    from captum.metrics import sensitivity_max

    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(5, 8), torch.nn.Tanh(), torch.nn.Linear(8, 5))
    x = torch.randn(1, 5)
    asked: list[Tensor] = []

    def explain(inputs: Mapping[str, Tensor]) -> Map:
        asked.append(inputs["audio"])
        with torch.no_grad():
            return {"audio": net(inputs["audio"]).numpy()}

    found = sensitivity(explain, {"audio": x}, radius=0.1, draws=6)
    moved = torch.cat(asked[1:])
    assert len(moved) == 6
    assert float((moved - x).abs().max()) <= 0.1
    assert float((moved - x).abs().max()) > 0.05
    theirs = sensitivity_max(
        lambda given: (net(given[0]).detach(),),
        (x,),
        perturb_func=lambda inputs, perturb_radius: (moved,),
        perturb_radius=0.1,
        n_perturb_samples=6,
        max_examples_per_batch=6,
    )
    assert found == pytest.approx(float(theirs), rel=1e-4)
