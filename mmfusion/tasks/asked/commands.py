"""The commands of task `asked-objects`, which needs no data: its clips are drawn from seeds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mmfusion.printing import RefusedError, beside_cards, percent, plain, print_table, say


def predict(file: Path, start: float, strategies: Sequence[str]) -> dict[str, Any]:
    """Return the JSON of one clip: what is answered to a sentence of each form and meaning."""
    from mmfusion.cards.shipped import asked_for
    from mmfusion.media import load_clip
    from mmfusion.tasks.asked import TASK, predictor
    from mmfusion.tasks.sounding import DURATION, FRAMES

    predictors = {name: predictor.load(name) for name in asked_for(TASK, strategies)}
    clip = load_clip(file, frames=FRAMES, start=start, duration=DURATION, name=file.name)
    found = {name: plain(own.predict(clip)) for name, own in predictors.items()}
    return {"clip": str(file), "task": TASK, "notes": list(clip.notes), "strategies": found}


def train(strategies: Sequence[str], seeds: int, folds: int, ship: bool, keep: bool = False) -> None:
    """Train `seeds` networks of each strategy; there are no folds.

    With `keep` those that shipped cards of the same recipe name are not trained again.
    """
    from mmfusion.tasks.asked import TASK
    from mmfusion.tasks.asked.learning.ship import missing, recipe_of, ship_networks, trained
    from mmfusion.training.finished import runs_root

    if folds != 1:
        raise RefusedError("asked-objects has no folds: its clips are drawn from seeds")
    count = dict.fromkeys(strategies, seeds)
    for name, seed in missing(count, keep):
        trained(recipe_of(name, seed), say)
    say(f"runs are kept in {runs_root(TASK)}")
    if ship:
        for card in ship_networks(count, report=say, keep=keep):
            say(f"shipped {card.strategy}: {percent(card.metrics['accuracy'])} % over all sentences")


def evaluate(strategies: Sequence[str]) -> None:
    """Measure the shipped networks on clips they never saw, beside their cards; then two tables."""
    from mmfusion.cards.shipped import asked_for
    from mmfusion.tasks.asked import TASK, predictor
    from mmfusion.tasks.asked.learning.ship import measured_again
    from mmfusion.tasks.asked.table import lacking_table, strategy_table

    predictors = {name: predictor.load(name) for name in asked_for(TASK, strategies)}
    networks = {name: own.network for name, own in predictors.items()}
    print_table(beside_cards(measured_again(networks, say), predictors))
    for table in (strategy_table, lacking_table):
        print()
        print_table(table([own.card for own in predictors.values()]))
