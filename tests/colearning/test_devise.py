"""DeViSE: its loss by brute force, and that the view that is aimed at stays where it is."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from mmfusion.colearning import DeViSE
from mmfusion.colearning.losses import hinge_rank
from mmfusion.colearning.views import shuffled
from tests.colearning.shared import halves, views
from tests.colearning.test_losses import drawn, tensors


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.floats(0.05, 2.0))
def test_the_hinge_is_summed_over_every_pair_and_every_stranger(seed: int, margin: float) -> None:
    a, b, pairs = drawn(seed)
    terms = [
        sum(max(0.0, margin - a[i] @ b[p] + a[i] @ b[j]) for j in range(len(b)) if not pairs[i, j])
        for i in range(len(a))
        for p in range(len(b))
        if pairs[i, p]
    ]
    assert float(hinge_rank(*tensors(a, b, pairs), margin)) == pytest.approx(np.mean(terms), abs=1e-9)


def test_ranks_that_hold_by_the_margin_cost_nothing_and_give_no_gradient() -> None:
    a = torch.eye(3, requires_grad=True)
    loss = hinge_rank(a, torch.eye(3), torch.eye(3, dtype=torch.bool), margin=0.9)
    loss.backward()
    assert loss.item() == 0.0
    assert not a.grad.any()


@pytest.mark.parametrize("hidden", [0, 32])
def test_pairs_are_found_outside_of_training_and_names_stay_where_they_are(hidden: int) -> None:
    train, test = halves(views(n=500), 400)
    own = DeViSE(hidden=hidden, batch=64, steps=200, learning_rate=1e-2, scale=False).fit(train)
    assert own.score(test) > 0.5  # chance .1
    centred = test["b"] - train["b"].mean(axis=0)
    expected = centred / np.linalg.norm(centred, axis=1, keepdims=True)
    np.testing.assert_allclose(own.transform(test)["b"], expected, atol=1e-5)


def test_without_pairs_it_is_chance() -> None:
    train, test = halves(views(n=600), 400)
    assert DeViSE(batch=64, steps=120).fit(shuffled(train)).score(test) == pytest.approx(10 / 200, abs=0.04)


def test_what_makes_no_sense_is_refused() -> None:
    found = views(n=20, widths=(4, 4, 4))
    with pytest.raises(ValueError, match="two views, not 3"):
        DeViSE().fit(found)
    with pytest.raises(ValueError, match="margin must be positive"):
        DeViSE(margin=0).fit({name: found[name] for name in "ab"})
