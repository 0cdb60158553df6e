"""The contrastive losses against numpy, pair by pair, and closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from mmfusion.colearning.losses import info_nce, margin_loss, siglip


def drawn(seed: int, n: int = 7, k: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(2, n, k))
    groups = rng.integers(0, 4, n)
    unit = [x / np.linalg.norm(x, axis=1, keepdims=True) for x in (a, b)]
    return unit[0], unit[1], groups[:, None] == groups[None, :]


def tensors(*arrays: np.ndarray) -> list[torch.Tensor]:
    return [torch.as_tensor(x) for x in arrays]


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.floats(0.2, 2.0))
def test_margin_is_the_courses(seed: int, margin: float) -> None:
    a, b, pairs = drawn(seed)
    near, far = [], []
    for i in range(len(a)):
        for j in range(len(b)):
            d = float(np.linalg.norm(a[i] - b[j]))
            (near if pairs[i, j] else far).append(d**2 if pairs[i, j] else max(0.0, margin - d) ** 2)
    z = tensors(a, b, pairs)
    expected = np.mean(near) + (np.mean(far) if far else 0.0)
    assert float(margin_loss(*z, margin)) == pytest.approx(expected, abs=1e-6)
    assert float(margin_loss(*z, margin, negatives=False)) == pytest.approx(np.mean(near))


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.floats(0.02, 1.0))
def test_info_nce_with_several_partners_is_the_sum_outside(seed: int, temperature: float) -> None:
    a, b, pairs = drawn(seed)
    s = a @ b.T / temperature
    total = 0.0
    for matrix, mask in ((s, pairs), (s.T, pairs.T)):
        for row, own in zip(matrix, mask, strict=True):
            log_p = row - (row.max() + math.log(np.exp(row - row.max()).sum()))
            total -= log_p[own].mean() / len(matrix) / 2
    inverse = torch.tensor(1 / temperature, dtype=torch.float64)
    assert float(info_nce(*tensors(a, b, pairs), inverse)) == pytest.approx(total)
    expected = np.mean((1 - (a @ b.T)[pairs]) / temperature)
    found = info_nce(*tensors(a, b, pairs), inverse, negatives=False)
    assert float(found) == pytest.approx(expected, abs=1e-9)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.floats(1.0, 100.0), st.floats(-10, 2))
def test_siglip_is_the_papers(seed: int, inverse: float, bias: float) -> None:
    a, b, pairs = drawn(seed)
    z = (inverse * (a @ b.T) + bias) * np.where(pairs, 1, -1)
    expected = np.logaddexp(0, -z).sum() / len(a)
    scalars = [torch.tensor(v, dtype=torch.float64) for v in (inverse, bias)]
    assert float(siglip(*tensors(a, b, pairs), *scalars)) == pytest.approx(expected)


def test_the_gradient_is_that_of_finite_differences() -> None:
    a, b, pairs = tensors(*drawn(0))
    inverse, bias = torch.tensor(3.0, dtype=torch.float64), torch.tensor(-1.0, dtype=torch.float64)
    for loss in (
        lambda x, y: margin_loss(x, y, pairs, 1.3),
        lambda x, y: info_nce(x, y, pairs, inverse),
        lambda x, y: siglip(x, y, pairs, inverse, bias),
        lambda x, y: info_nce(x, y, pairs, inverse, negatives=False),
    ):
        assert torch.autograd.gradcheck(loss, (a.requires_grad_(), b.requires_grad_()))


def test_places_that_coincide_have_a_finite_gradient() -> None:
    a = torch.zeros(4, 2, requires_grad=True)
    margin_loss(a, a, torch.eye(4, dtype=torch.bool), 1.0).backward()
    assert a.grad is not None
    assert torch.isfinite(a.grad).all()
