"""The commands of task `scenes`, which needs no data: its scenes are drawn from seeds."""

from __future__ import annotations

from collections.abc import Sequence

from mmfusion.printing import RefusedError, beside_cards, percent, print_table, say


def train(strategies: Sequence[str], seeds: int, folds: int, ship: bool, keep: bool = False) -> None:
    """Train `seeds` networks of each strategy (fewer of some), all first seeds first; there are no folds.

    Runs that are finished are kept and read back, so `keep` changes nothing.
    """
    from mmfusion.tasks.scenes import TASK
    from mmfusion.tasks.scenes.learning.ship import (
        AT_MOST,
        missing,
        recipe_of,
        ship_networks,
        trained,
    )
    from mmfusion.training.finished import runs_root

    if folds != 1:
        raise RefusedError("scenes has no folds: its scenes are drawn from seeds")
    count = {name: min(seeds, AT_MOST.get(name, seeds)) for name in strategies}
    for name, seed in missing(count):
        trained(recipe_of(name, seed), say)
    say(f"runs are kept in {runs_root(TASK)}")
    if ship:
        for card in ship_networks(count, report=say):
            say(f"shipped {card.strategy}: {percent(card.metrics['accuracy'])} % on unseen combinations")


def evaluate(strategies: Sequence[str]) -> None:
    """Measure the shipped networks on questions they never saw, beside their cards; then two tables."""
    from mmfusion.cards.shipped import asked_for
    from mmfusion.tasks.scenes import TASK, predictor
    from mmfusion.tasks.scenes.learning.ship import measured_again
    from mmfusion.tasks.scenes.table import pointing_table, question_table, seed_table

    predictors = {name: predictor.load(name) for name in asked_for(TASK, strategies)}
    again = measured_again({name: own.network for name, own in predictors.items()}, say)
    print_table(beside_cards(again, predictors))
    cards = [own.card for own in predictors.values()]
    for table in (question_table(cards), seed_table(cards), pointing_table(cards)):
        print()
        print_table(table)


def inspect(strategies: Sequence[str], what: Sequence[str]) -> None:
    """Read where the words of shipped networks look, head by head, and write the figures."""
    from mmfusion.cards.shipped import there
    from mmfusion.tasks.scenes import TASK, predictor
    from mmfusion.tasks.scenes.heads import POINTING, asks, read_pointing

    done = 0
    for name in there(TASK, strategies):
        own = predictor.load(name)
        if not own.trained:
            raise RefusedError(f"the card of {name} describes other weights: figures would belong to none")
        if POINTING in what and asks(name, own.network):
            say(f"{name}, {POINTING}: {read_pointing(name, own.network, say)}")
            done += 1
    if not done:
        raise RefusedError(f"no words ask the picture in what ships of {', '.join(strategies)}")
