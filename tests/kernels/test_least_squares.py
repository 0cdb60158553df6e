from __future__ import annotations

import numpy as np
import pytest

from mmfusion.kernels.base import RBF
from mmfusion.kernels.least_squares import least_squares


def test_it_solves_the_bordered_system() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(30, 4))
    gram = RBF().fitted(x)(x)
    targets = np.sign(rng.normal(size=(3, 30)))
    found = least_squares(gram, targets, 0.2)
    border = np.zeros((31, 31))
    border[0, 1:] = border[1:, 0] = 1
    border[1:, 1:] = gram + 0.2 * np.eye(30)
    for target, dual, intercept in zip(targets, found.dual, found.intercept, strict=True):
        expected = np.linalg.solve(border, np.concatenate([[0], target]))
        np.testing.assert_allclose(np.concatenate([[intercept], dual]), expected, rtol=1e-6, atol=1e-9)
    decided = found.decide(gram)
    assert decided.shape == (30, 3)
    np.testing.assert_allclose(targets.T - decided, 0.2 * found.dual.T, atol=1e-8)
    np.testing.assert_array_equal(gram, RBF().fitted(x)(x))


def test_what_cannot_be_solved_is_refused() -> None:
    with pytest.raises(ValueError, match="ridge r must be positive"):
        least_squares(np.eye(3), np.ones((1, 3)), 0)
    with pytest.raises(ValueError, match="do not fit"):
        least_squares(np.eye(3), np.ones((1, 4)), 1)
    with pytest.raises(ValueError, match="not positive semi-definite"):
        least_squares(-np.eye(3), np.ones((1, 3)), 0.5)
