"""A solver watched: weights, bounds, dual variables and one decision, at every p and iteration."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from mmfusion.ui.shell import components


class Held(TypedDict):
    """A training picture with a large dual value."""

    kind: str
    swatch: list[tuple[str, float]]
    alpha: float


class Solved(TypedDict):
    """One p with all of its iterations, as `Solved` in solver.js.

    Attributes:
        p: as it is said.
        gap: relative duality gap of each iteration.
        primal: value of each iteration.
        dual: value of each iteration.
        weights: of each kernel, at each iteration, 0 where it counts as none.
        final: weights of each kernel in the answer, alike.
        ms: that all of it took, the first time.
        parts: what each kernel adds to the decision on the test picture.
        intercept: of the decision.
        f: the decision.
        held: training pictures with the largest dual values.

    """

    p: str
    gap: list[float]
    primal: list[float]
    dual: list[float]
    weights: list[list[float]]
    final: list[float]
    ms: float
    parts: list[float]
    intercept: float
    f: float
    held: list[Held]


class Shown(TypedDict):
    """The test picture that is decided on."""

    number: int
    of: int
    truth: str
    swatch: list[tuple[str, float]]


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in solver.js.

    Attributes:
        key: of the problem.
        at: ``p`` or ``p iteration``, as the link says it.
        kind: against the rest.
        names: of the kernels.
        groups: what each kernel reads.
        noise: kernels of noise behind them.
        n: training pictures.
        own: of the kind, the first of them.
        cost: C.
        picture: the one that is decided on.
        runs: one a p.

    """

    key: str
    at: str
    kind: str
    names: list[str]
    groups: list[str]
    noise: int
    n: int
    own: int
    cost: float
    picture: Shown
    runs: list[Solved]


class Blobs(TypedDict):
    """What follows the header: of each p, dual values ``(iterations, n)`` as float32."""

    duals: list[bytes]


def solver(
    header: Header,
    duals: list[bytes],
    *,
    key: str,
    on_at_change: Callable[[], None],
    on_picture_change: Callable[[], None],
) -> None:
    """Mount the solver.

    Args:
        header: see `Header`.
        duals: see `Blobs`.
        key: of the element; its state: ``at`` as in the header, ``picture`` a test picture's number.
        on_at_change: called when p or iteration has come to rest.
        on_picture_change: called for the next picture.

    """
    data = components.pack(header, {"duals": duals})
    components.mount(
        __file__, key=key, data=data, on_at_change=on_at_change, on_picture_change=on_picture_change
    )
