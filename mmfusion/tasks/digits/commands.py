"""The commands of task `digits`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mmfusion.printing import RefusedError, percent, print_table, say

if TYPE_CHECKING:
    import torch

    from mmfusion.tasks.digits.predictor import DigitPredictor


def load(
    strategy: str,
    root: Path | None = None,
    device: str | torch.device | None = None,
    dtype: torch.dtype | None = None,
) -> DigitPredictor:
    """Return a shipped network, loaded once and shared. Arguments, errors: `predictor.load`."""
    from mmfusion.tasks.digits import predictor

    given = {} if root is None else {"root": root}
    return predictor.load(strategy, **given, device=device, dtype=dtype)


def train(strategies: Sequence[str], seeds: int, folds: int, ship: bool, keep: bool = False) -> None:
    """Train `seeds` networks of each strategy; each seed holds out other speakers. There are no folds."""
    from mmfusion.tasks.digits.learning.runs import runs_root, trained

    if folds != 1:
        raise RefusedError("digits has no folds: each seed holds out two other speakers")
    if keep:
        raise RefusedError(
            "digits trains in minutes: a finished run of the same recipe is kept in MMFUSION_RUNS"
        )
    for seed in range(seeds):
        for strategy in strategies:
            trained(strategy, seed, say)
    say(f"runs are kept in {runs_root()}")
    if ship:
        from mmfusion.tasks.digits.learning.ship import ship_networks

        for card in ship_networks(strategies, seeds, report=say):
            say(f"shipped {card.strategy}: {percent(card.metrics['clean'])} % on clean test pairs")


def evaluate(strategies: Sequence[str]) -> None:
    """Measure the shipped networks on test speakers and pictures, beside their cards; then two tables."""
    from mmfusion.tasks.digits.learning.ship import measured_again
    from mmfusion.tasks.digits.table import conflict_table, strategy_table

    measured, cards = measured_again(strategies, say)
    print_table(measured)
    for table in (strategy_table, conflict_table):
        print()
        print_table(table(cards))


def features() -> None:
    """Write the slice of both packs that ships."""
    from mmfusion.tasks.digits.learning.runs import lessons_of
    from mmfusion.tasks.digits.shipped import write

    path = write(lessons_of(0).energy)
    say(f"{path.name}: {path.stat().st_size:,} bytes")
