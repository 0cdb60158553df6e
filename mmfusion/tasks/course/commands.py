"""The command of task `course`: measure what it measures, store it, and print the tables."""

from __future__ import annotations

from collections.abc import Sequence

from mmfusion.printing import print_table, say


def evaluate(strategies: Sequence[str] = ()) -> None:
    """Measure kernels, spaces and pairings in all repetitions, store the figures, print all tables.

    There are no strategies; those of `sounding-objects` stand in the table by their cards. Some
    fifteen minutes on a core of its own; what is done is kept in the cache.
    """
    from mmfusion.tasks.course.measure import measured
    from mmfusion.tasks.course.stored import write
    from mmfusion.tasks.course.table import STRATEGIES, pairing_table, probe_table, table
    from mmfusion.tasks.sounding.predictor import load

    figures = measured(say)
    say(f"figures: {write(figures)}")
    cards = {name: load(name).card for name in STRATEGIES}
    for rows in (table(cards, figures), probe_table(figures), pairing_table(figures)):
        print_table([tuple(row) for row in rows])
        print()
