"""Centred alignment against its definition, alignf against a convex solver."""

from __future__ import annotations

import cvxpy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmfusion.kernels import alignment as module
from mmfusion.kernels.alignment import alignf, alignment, alignments, centred_products, target_alignments
from mmfusion.kernels.gram import centre
from tests.kernels.problems import rbf_problem

GRAMS, Y = rbf_problem(30, 4)


def _definition(first: np.ndarray, second: np.ndarray) -> float:
    h = np.eye(len(first)) - 1 / len(first)
    a, b = h @ first @ h, h @ second @ h
    return float(np.sum(a * b) / np.linalg.norm(a) / np.linalg.norm(b))


def test_alignment_is_its_definition() -> None:
    assert alignment(GRAMS[0], GRAMS[1]) == pytest.approx(_definition(GRAMS[0], GRAMS[1]))
    np.testing.assert_allclose(alignments(GRAMS), [[_definition(a, b) for b in GRAMS] for a in GRAMS])
    expected = [_definition(a, np.outer(Y, Y)) for a in GRAMS]
    np.testing.assert_allclose(target_alignments(GRAMS, Y), expected)


def test_strips_give_what_one_piece_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = centred_products(GRAMS)
    monkeypatch.setattr(module, "STRIP", 500)
    np.testing.assert_allclose(centred_products(GRAMS), whole)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.1, 10), st.floats(0, 5), st.integers(0, 50))
def test_a_factor_and_an_added_constant_change_nothing(factor: float, constant: float, seed: int) -> None:
    grams, _ = rbf_problem(15, 2, seed)
    value = alignment(grams[0], grams[1])
    assert 0 <= value <= 1
    assert alignment(factor * grams[0] + constant, grams[1]) == pytest.approx(value, abs=1e-9)


def test_alignf_maximises_the_alignment_of_the_combination() -> None:
    weights = alignf(GRAMS, Y)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1)
    v = cvxpy.Variable(4, nonneg=True)
    centred = [centre(gram).ravel() for gram in GRAMS]
    target = centre(np.outer(Y, Y)).ravel()
    fit = cvxpy.sum_squares(np.stack(centred, axis=1) @ v - target)
    cvxpy.Problem(cvxpy.Minimize(fit)).solve(solver=cvxpy.CLARABEL)
    np.testing.assert_allclose(weights, v.value / v.value.sum(), atol=1e-4)
    best = _definition(np.tensordot(weights, GRAMS, 1), np.outer(Y, Y))
    for other in [*np.eye(4), np.full(4, 0.25)]:
        assert best >= _definition(np.tensordot(other, GRAMS, 1), np.outer(Y, Y)) - 1e-12


def test_alignf_ignores_scale_and_splits_duplicates() -> None:
    weights = alignf(GRAMS, Y)
    scaled = alignf(GRAMS * np.array([1, 10, 1, 1])[:, None, None], Y)
    effective = scaled * [1, 10, 1, 1]
    np.testing.assert_allclose(effective / effective.sum(), weights, atol=1e-6)
    doubled = alignf(np.concatenate([GRAMS, GRAMS[:1]]), Y)
    assert doubled[0] + doubled[4] == pytest.approx(weights[0], abs=1e-6)


def test_constant_kernels_have_no_alignment() -> None:
    assert np.isnan(alignment(np.ones((30, 30)), GRAMS[0]))
    assert np.isnan(alignments([np.ones((30, 30)), GRAMS[0]])[0]).all()
    np.testing.assert_allclose(target_alignments(np.ones((1, 30, 30)), Y), [0.0])
    np.testing.assert_allclose(alignf(np.ones((2, 30, 30)), Y), [0.5, 0.5])
    assert alignf([np.ones((30, 30)), GRAMS[0]], Y)[0] == 0.0


def test_labels_must_fit_and_differ() -> None:
    with pytest.raises(ValueError, match="30 samples and the labels on 3"):
        alignf(GRAMS, Y[:3])
    with pytest.raises(ValueError, match="two classes"):
        target_alignments(GRAMS, np.ones(30))
