"""The commands of task `digits`."""

from __future__ import annotations

from collections.abc import Sequence

from mmfusion.printing import RefusedError, percent, print_table, say


def train(strategies: Sequence[str], seeds: int, folds: int, ship: bool, keep: bool = False) -> None:
    """Train `seeds` networks of each strategy; each seed holds out other speakers. There are no folds."""
    from mmfusion.tasks.digits import TASK
    from mmfusion.tasks.digits.learning.runs import trained
    from mmfusion.training.finished import runs_root

    if folds != 1:
        raise RefusedError("digits has no folds: each seed holds out two other speakers")
    if keep:
        raise RefusedError(
            "digits trains in minutes: a finished run of the same recipe is kept in MMFUSION_RUNS"
        )
    for seed in range(seeds):
        for strategy in strategies:
            trained(strategy, seed, say)
    say(f"runs are kept in {runs_root(TASK)}")
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
