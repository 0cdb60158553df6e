"""Reading an answer off two senses: by a sum of kernels, or by their product.

    sum      f(v, a) = Σ_i c_i (k(v_i, v) + k(a_i, a)) + b = f_v(v) + f_a(a) + b
    product  f(v, a) = Σ_i c_i  k(v_i, v) k(a_i, a)    + b

A sum of kernels is a sum of two functions: whatever the kernels, no term of it knows both senses. Whether
two bits agree, the best of all such functions knows in three of four cases (of v, a ∈ {0, 1} some corner is
always on the wrong side); least squares finds nothing, as neither sense alone tells anything and the best fit
by a sum is then a constant. With linear kernels the sum is the linear read-out of [v; a], and the product of
1 + s vᵀv' and 1 + s aᵀa' has all products v_p a_q as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.kernels import RBF, Polynomial, mean, product
from mmfusion.kernels.base import Kernel
from mmfusion.kernels.least_squares import least_squares

Floats = NDArray[np.float64]
IntArray = NDArray[np.int64]
LINEAR, GAUSSIAN = "linear", "Gaussian"
SCALES: Mapping[str, tuple[float, ...]] = {LINEAR: (1.0, 10.0, 100.0), GAUSSIAN: (0.3, 1.0)}
"""s, where the mean of xᵀx is 1; γ, where the mean of ‖x − x'‖² is 1."""
RIDGES = (0.003, 0.05, 1.0)
WAYS = ("sum", "product")


@dataclass(frozen=True, eq=False)
class Asked:
    """A question about N clips: what each sense has of them, and the answers."""

    views: Mapping[str, Floats]
    """sense -> `(N, d)`; one sense alone for a probe of it."""
    answers: IntArray


@dataclass(frozen=True)
class Read:
    """What a read-out reached, and what was chosen."""

    accuracy: float
    """On test clips."""
    validation: float
    """On the clips that it was chosen on."""
    kernel: str
    scale: float
    ridge: float
    n: int
    """Test clips."""


def read_out(
    train: Asked,
    validation: Asked,
    test: Asked,
    ways: Sequence[str] = WAYS,
    kernels: Sequence[str] = (LINEAR, GAUSSIAN),
) -> dict[str, Read]:
    """Return what least-squares machines on one kernel a sense, summed or multiplied, are right in.

    Kernel, scale and ridge are chosen on validation clips, for each way by itself, the first of equals.

    Args:
        train: what they learn from.
        validation: what they are chosen on.
        test: what they are counted on.
        ways: of *sum* and *product*.
        kernels: which kinds of kernels are tried.

    Raises:
        ValueError: another way to put kernels together.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.course.read_out import Asked, read_out
        >>> rng = np.random.default_rng(0)
        >>> def agree(n):  # two bits, each seen through noise: do they agree?
        ...     bits = np.arange(n) // np.array([[1], [2]]) % 2
        ...     v, a = bits[:, :, None] - 0.5 + 0.1 * rng.normal(size=(2, n, 3))
        ...     return Asked({"v": v, "a": a}, (bits[0] == bits[1]).astype(int))
        >>> found = read_out(agree(200), agree(100), agree(400))
        >>> found["product"].accuracy, found["sum"].accuracy <= 0.75
        (1.0, True)

    """
    if wrong := set(ways) - set(WAYS):
        raise ValueError(f"kernels are put together by 'sum' or 'product', not by {wrong.pop()!r}")
    classes = int(train.answers.max()) + 1
    targets = np.where(np.arange(classes)[:, None] == train.answers, 1.0, -1.0)
    best: dict[str, tuple[float, str, float, float, Any, Mapping[str, Kernel]]] = {}
    for kind, scale in ((name, scale) for name in kernels for scale in SCALES[name]):
        own: Mapping[str, Kernel] = {sense: _kernel(kind, scale, x) for sense, x in train.views.items()}
        grams, held = _grams(own, train, train), _grams(own, validation, train)
        for how in ways:
            gram, cross = _joined(grams, how), _joined(held, how)
            level = float(np.mean(np.diagonal(gram)))
            for ridge in RIDGES:
                try:
                    machine = least_squares(gram, targets, ridge * level)
                except ValueError:  # rounding: with so small a ridge it is not positive definite
                    continue
                right = _right(machine.decide(cross), validation.answers)
                if how not in best or right > best[how][0]:
                    best[how] = (right, kind, scale, ridge, machine, own)
    out = {}
    for how, (right, kind, scale, ridge, machine, own) in best.items():
        reached = _right(machine.decide(_joined(_grams(own, test, train), how)), test.answers)
        out[how] = Read(reached, right, kind, scale, ridge, len(test.answers))
    return out


def _kernel(kind: str, scale: float, x: Floats) -> Kernel:
    """Return a kernel of one sense, its unit taken from training features `(n, d)`."""
    if kind == LINEAR:
        return Polynomial(degree=1, gamma=scale / max(float((x * x).sum(axis=1).mean()), 1e-12), offset=1.0)
    return RBF(gamma=scale / max(2 * float(x.var(axis=0).sum()), 1e-12))  # the mean of ‖x − x'‖²


def _grams(own: Mapping[str, Kernel], part: Asked, train: Asked) -> list[NDArray[Any]]:
    return [kernel(part.views[sense], train.views[sense]) for sense, kernel in own.items()]


def _joined(grams: Sequence[NDArray[Any]], how: str) -> NDArray[Any]:
    return product(grams) if how == "product" else mean(grams)


def _right(decisions: Floats, answers: IntArray) -> float:
    return float(np.mean(decisions.argmax(axis=1) == answers))
