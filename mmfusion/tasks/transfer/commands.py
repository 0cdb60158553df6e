"""`mmfusion evaluate emoji-transfer` and `voice-transfer`: every way on every draw, stored and printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mmfusion.printing import print_table, say
from mmfusion.tasks.transfer import SEEDS, said

if TYPE_CHECKING:
    from mmfusion.tasks.transfer.draw import Draw


def evaluate_emoji(strategies: Sequence[str] = ()) -> None:
    """Measure emoji by their picture; there are no strategies. Raises FileNotFoundError without the pairs."""
    from mmfusion.tasks.transfer.emoji import EmojiDraw
    from mmfusion.tasks.transfer.runs import EXAMPLES

    _evaluate("emoji", EmojiDraw, SEEDS, EXAMPLES)


def evaluate_voice(strategies: Sequence[str] = ()) -> None:
    """Measure spoken digits in noise; there are no strategies. Raises `PackError` without MNIST or FSDD."""
    from mmfusion.tasks.transfer.voice import SPLITS, VoiceDraw

    _evaluate("voice", VoiceDraw, SPLITS)


def _evaluate(name: str, make: Callable[[int], Draw], seeds: int, examples: int = 0) -> None:
    """Measure the linear ways, then the networks; store the figures and print the tables."""
    from mmfusion.tasks.transfer import measured, runs

    linear, networks = runs.ways(make, seeds, say, examples), runs.networks(make, seeds, say)
    for title, found in ((name, linear), (f"{name}-networks", networks)):
        measured.write(title, found)
        print_table(table(found))
        print()


def table(measured: Mapping[str, Any]) -> list[tuple[object, ...]]:
    """Return accuracy, %, of every arm by budget; in brackets what it gains, paired by draw."""
    rows: list[tuple[object, ...]] = [("labels a class", *(said(budget) for budget in measured["budgets"]))]
    for arm, title in measured["arms"].items():
        own = measured["figures"][arm]
        gains = own.get("gain", [None] * len(own["accuracy"]))
        rows.append((title, *(_cell(a, g) for a, g in zip(own["accuracy"], gains, strict=True))))
    return rows


def _cell(accuracy: Mapping[str, float], gain: Mapping[str, float] | None) -> str:
    text = f"{100 * accuracy['value']:.1f}"
    if gain is None:
        return f"{text} ± {100 * accuracy['half']:.1f}"
    sign = "−" if gain["value"] < 0 else "+"
    return f"{text} ({sign}{abs(100 * gain['value']):.1f} ± {100 * gain['half']:.1f})"
