"""Heads off: one by one, by layer, or along the order of who is missed least."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict

from mmfusion.ui.shell import components


class Data(TypedDict):
    """What the panel is told, as `Data` in heads_off.js. A head is ``layer.stream.head``.

    Attributes:
        tiles: every head.
        order: the least needed first; empty where it was not measured.
        off: those that are off.
        open: the open head.
        covered: whether the curve is to be guessed first.
        classes: names of the answers.
        truth: the right one, where it is known.
        base: probabilities with every head at work.
        path: probabilities with the first 0, 1, 2 … of the order off.
        now: probabilities without another set, with that set.
        least: accuracy with the first 0, 1, 2 … of the order off; empty while it is covered.
        most: accuracy with the first 0, 1, 2 … of the reversed order off.
        random: ``counts``, ``low`` and ``high`` of random orders.
        low: bottom of the axis.
        none: what stands in the chart's place where nothing was measured.

    """

    tiles: list[str]
    order: list[str]
    off: list[str]
    open: str
    covered: bool
    classes: list[str]
    truth: int | None
    base: list[float]
    path: list[list[float]]
    now: dict[str, Any]
    least: list[float]
    most: list[float]
    random: dict[str, list[float]]
    low: float
    none: str


def heads_off(data: Data, clip: str, *, key: str, on_off_change: Callable[[], None]) -> None:
    """Mount the panel.

    Args:
        data: the heads, their order, and the answers without them.
        clip: key of the clip that is answered, ``pass`` to the script: another one starts with `off` again.
        key: of the element; its state ``off`` is ``first-<count>``, or heads joined by ``_``.
        on_off_change: called when other heads are off.

    """
    components.mount(__file__, key=key, data={**data, "pass": clip}, on_off_change=on_off_change)
