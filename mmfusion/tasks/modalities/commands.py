"""True modalities by kernels: `evaluate emoji`, `evaluate events-kernels`, `evaluate caltech`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mmfusion.printing import print_table, say
from mmfusion.tasks.flowers.commands import figure, methods

if TYPE_CHECKING:
    from mmfusion.tasks.modalities.items import Items


def evaluate_emoji(strategies: Sequence[str] = ()) -> None:
    """Measure names and pictures of emoji as `evaluate` does; there are no strategies."""
    from mmfusion.tasks.modalities.emoji import items

    evaluate("emoji", items)


def evaluate_events(strategies: Sequence[str] = ()) -> None:
    """Measure pictures and sounds of events as `evaluate` does; there are no strategies."""
    from mmfusion.tasks.modalities.events import items

    evaluate("events-kernels", items)


def evaluate_caltech(strategies: Sequence[str] = ()) -> None:
    """Measure the pictures of Caltech-101 as `evaluate` does; there are no strategies."""
    from mmfusion.tasks.modalities.caltech import items

    evaluate("caltech", items)


def evaluate(task: str, items: Callable[[Callable[[str], None]], Items]) -> None:
    """Measure a task's families of kernels alone and together; store the figures and print the tables.

    Args:
        task: its name, by which the figures are stored.
        items: what reads its items, given a function that is told of the progress.

    Raises:
        FileNotFoundError: a pack is missing, or the drawings of the emoji.

    """
    from mmfusion.tasks.modalities.evaluate import stored_at, table

    measured = table(items(say), say)
    path = stored_at(task)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(measured, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for rows in (alone(measured), methods(measured), gains(measured)):
        if len(rows) > 1:
            print_table(rows)
            print()


def alone(measured: Mapping[str, Any]) -> list[tuple[object, ...]]:
    """Return the table of single kernels."""
    from mmfusion.tasks.modalities.evaluate import kernel_names

    rows: list[tuple[object, ...]] = [("kernel alone", "accuracy, %")]
    return rows + [(kernel_names()[key], figure(own)) for key, own in measured["accuracy"]["alone"].items()]


def gains(measured: Mapping[str, Any]) -> list[tuple[object, ...]]:
    """Return what both families reach beyond each, paired by split, a row a method."""
    heads = [(more, less) for more, own in measured["gain"].items() for less in own]
    rows: list[tuple[object, ...]] = [("points", *(f"{more} − {less}" for more, less in heads))]
    if not heads:
        return rows
    first, second = heads[0]
    for name in measured["gain"][first][second]:
        rows.append((name, *(figure(measured["gain"][more][less][name], True) for more, less in heads)))
    return rows
