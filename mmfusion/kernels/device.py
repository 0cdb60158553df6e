"""Kernel values by torch on a device of one's choice: what `KernelUnion(device="cuda")` computes with.

For a GPU: values of ‖x − z‖₁, chi-square and intersection take n² d small steps that no matrix product does.
On a processor the forms of `mmfusion.kernels.base` win wherever it takes long (`benchmarks/grams.py`).
Products with finished Gram matrices stay where the matrices are: each is read once, and sending it to a GPU
takes longer than reading it.

All in float32 and from differences, never from ‖x‖² + ‖z‖² − 2xᵀz, in which they would cancel.
"""

from __future__ import annotations

from functools import singledispatch

import torch
from torch import Tensor

from mmfusion.kernels.base import RBF, Cosine, Floats, Grams, Kernel, Laplacian, Linear, Polynomial
from mmfusion.kernels.histograms import AdditiveChi2, Chi2, Intersection
from mmfusion.nn.device import find as find
from mmfusion.nn.device import to_numpy

BLOCK = 1 << 24
"""Values (rows · samples · features) in memory at a time: 64 MB in float32."""
DIRECT = "donot_use_mm_for_euclid_dist"


def write(kernel: Kernel, x: Floats, z: Floats, out: Grams, device: torch.device) -> None:
    """Write k(x, z) into `out` `(m, n)`, block by block, for checked data `(m, d)` and `(n, d)`.

    A kernel that has no form here (precomputed values, a class of one's own) is computed by itself.
    """
    if values.dispatch(type(kernel)) is values.dispatch(Kernel):
        kernel.write(x, z, out)
        return
    if isinstance(kernel, RBF | Laplacian):  # a common offset would cost float32 its digits
        middle = z.mean(axis=0)
        x, z = x - middle, z - middle
    right = torch.as_tensor(z, dtype=torch.float32, device=device)
    step = max(BLOCK // max(z.size, 1), 1)
    for top in range(0, len(x), step):
        left = torch.as_tensor(x[top : top + step], dtype=torch.float32, device=device)
        out[top : top + step] = to_numpy(values(kernel, left, right))


@singledispatch
def values(kernel: Kernel, x: Tensor, z: Tensor) -> Tensor:
    """Return k(x, z) `(m, n)` for `(m, d)` and `(n, d)`.

    Raises:
        TypeError: a kernel that has no form here.

    """
    raise TypeError(f"{type(kernel).__name__} has no form in torch")


@values.register
def _(kernel: Linear, x: Tensor, z: Tensor) -> Tensor:
    return x @ z.T


@values.register
def _(kernel: Polynomial, x: Tensor, z: Tensor) -> Tensor:
    return (kernel.width() * (x @ z.T) + kernel.offset) ** kernel.degree


@values.register
def _(kernel: Cosine, x: Tensor, z: Tensor) -> Tensor:
    return torch.nn.functional.normalize(x, eps=1e-30) @ torch.nn.functional.normalize(z, eps=1e-30).T


@values.register
def _(kernel: RBF, x: Tensor, z: Tensor) -> Tensor:
    return torch.exp(-kernel.width() * torch.cdist(x, z, compute_mode=DIRECT) ** 2)


@values.register
def _(kernel: Laplacian, x: Tensor, z: Tensor) -> Tensor:
    return torch.exp(-kernel.width() * torch.cdist(x, z, p=1.0))


@values.register
def _(kernel: AdditiveChi2, x: Tensor, z: Tensor) -> Tensor:
    left = x[:, None]
    return (2 * left * z / _not_zero(left + z)).sum(-1)


@values.register
def _(kernel: Chi2, x: Tensor, z: Tensor) -> Tensor:
    left = x[:, None]
    return torch.exp(-kernel.width() * ((left - z) ** 2 / _not_zero(left + z)).sum(-1))


@values.register
def _(kernel: Intersection, x: Tensor, z: Tensor) -> Tensor:
    return torch.minimum(x[:, None], z).sum(-1)


def _not_zero(sums: Tensor) -> Tensor:
    """Return sums ≥ 0 with 1 for 0: a bin that is empty in both adds nothing."""
    return torch.where(sums > 0, sums, 1.0)
