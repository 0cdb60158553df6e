"""Kernels by torch: the same values as the processor's, whatever the form of the data."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mmfusion.kernels import device
from mmfusion.kernels.base import RBF, Cosine, Kernel, Laplacian, Linear, Polynomial, Precomputed
from mmfusion.kernels.histograms import AdditiveChi2, Chi2, Intersection
from mmfusion.kernels.union import KernelUnion

KERNELS: tuple[Kernel, ...] = (
    *(Linear(), Polynomial(), Polynomial(2, gamma=0.3, offset=0.0), Cosine(), RBF(), Laplacian()),
    *(AdditiveChi2(), Chi2(), Intersection()),
)
DEVICES = [
    "cpu",
    pytest.param(
        "cuda", marks=pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU on this machine")
    ),
]


def data(n: int, d: int, seed: int) -> np.ndarray:
    """Return histograms of which many bins, and the first sample, are empty."""
    rng = np.random.default_rng(seed)
    x = rng.random((n, d)) * (rng.random((n, d)) < 0.7)
    x[0] = 0
    return x


@pytest.mark.parametrize("name", DEVICES)
@pytest.mark.parametrize("kernel", KERNELS, ids=repr)
def test_values_are_those_of_the_processor(kernel: Kernel, name: str) -> None:
    x, z = data(9, 6, 0), data(30, 6, 1)
    fitted = kernel.fitted(z)
    out = np.empty((9, 30), dtype=np.float32)
    device.write(fitted, x, z, out, device.find(name))
    np.testing.assert_allclose(out, fitted(x, z), rtol=2e-6, atol=2e-6)


@given(m=st.integers(1, 12), n=st.integers(1, 12), d=st.integers(1, 8), block=st.integers(1, 200))
def test_blocks_do_not_show(m: int, n: int, d: int, block: int) -> None:
    x, z = data(m, d, 2), data(n, d, 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(device, "BLOCK", block)
        for kernel in (RBF(gamma=0.7), Chi2(gamma=0.7), Intersection()):
            out = np.full((m, n), np.nan, dtype=np.float32)
            device.write(kernel, x, z, out, torch.device("cpu"))
            np.testing.assert_allclose(out, kernel(x, z), rtol=2e-6, atol=2e-6)


@pytest.mark.parametrize("kernel", [RBF(gamma=0.5), Laplacian(gamma=0.5)], ids=repr)
def test_an_offset_that_all_samples_share_costs_no_digits(kernel: Kernel) -> None:
    x = data(20, 4, 4)
    out = np.empty((20, 20), dtype=np.float32)
    device.write(kernel, x + 1e6, x + 1e6, out, torch.device("cpu"))
    np.testing.assert_allclose(out, kernel(x), atol=1e-5)


@pytest.mark.parametrize("centre", [False, True])
@pytest.mark.parametrize("normalise", ["cosine", "trace", None])
def test_a_union_with_a_device_gives_what_one_without_gives(centre: bool, normalise: str | None) -> None:
    x, new = data(25, 5, 5) + 0.01, data(6, 5, 6) + 0.01
    kernels = [("a", RBF(), slice(0, 2)), ("b", Chi2(), [2, 3, 4]), ("c", Linear(), None)]
    plain = KernelUnion(kernels, centre=centre, normalise=normalise)
    other = KernelUnion(kernels, centre=centre, normalise=normalise, device="cpu")
    np.testing.assert_allclose(other.fit_transform(x), plain.fit_transform(x), atol=5e-6)
    np.testing.assert_allclose(other.transform(new), plain.transform(new), atol=5e-6)
    array, places = other.rows().block(np.array([3, 17]))
    np.testing.assert_allclose(array[:, places], plain.fit_transform(x)[:, [3, 17]], atol=5e-6)


def test_a_kernel_without_a_form_is_computed_by_itself() -> None:
    gram = RBF(gamma=1.0)(data(7, 3, 7))
    union = KernelUnion([("given", Precomputed(), None)], device="cpu", normalise=None)
    np.testing.assert_array_equal(union.fit_transform(gram)[0], gram)
    with pytest.raises(TypeError, match="Precomputed has no form in torch"):
        device.values(Precomputed(), torch.ones(1, 1), torch.ones(1, 1))


@pytest.mark.parametrize("name", ["toaster", "cuda:99"])
def test_a_device_that_is_not_there_is_said_in_one_sentence(name: str) -> None:
    with pytest.raises(ValueError, match=f"device '{name}' is not to be had here") as caught:
        KernelUnion(device=name).fit(data(5, 3, 8))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kernel", [RBF(gamma=0.4), Chi2(), AdditiveChi2(), Intersection()], ids=repr)
def test_bad_data_is_refused_as_without_a_device(kernel: Kernel) -> None:
    bad = data(6, 3, 9)
    bad[1, 1] = np.nan
    with pytest.raises(ValueError, match="NaN"):
        KernelUnion([("k", kernel, None)], device="cpu").fit_transform(bad)
