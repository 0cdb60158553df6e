"""The commands of task `sounding-objects`, which needs no data: its clips are drawn from seeds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mmfusion.printing import RefusedError, beside_cards, percent, plain, print_table, say

if TYPE_CHECKING:
    from mmfusion.explain.trace import AttentionTrace


def predict(file: Path, start: float, strategies: Sequence[str]) -> dict[str, Any]:
    """Return the JSON of one clip; a strategy that lacks a sense it needs is left out."""
    from mmfusion.cards.shipped import asked_for
    from mmfusion.media import load_clip
    from mmfusion.tasks.sounding import DURATION, FRAMES, TASK, predictor

    predictors = {name: predictor.load(name) for name in asked_for(TASK, strategies)}
    clip = load_clip(file, frames=FRAMES, start=start, duration=DURATION, name=file.name)
    inputs = predictor.inputs_of(clip)
    found = {name: plain(own.answer(inputs)) for name, own in predictors.items() if own.can(list(inputs))}
    if not found:
        lacking = "picture" if "audio" in inputs else "sound"
        raise RefusedError(f"{', '.join(strategies)} cannot answer: the clip has no {lacking}")
    return {"clip": str(file), "task": TASK, "notes": list(clip.notes), "strategies": found}


def trace(file: Path, start: float, strategy: str) -> AttentionTrace:
    """Return what a strategy attended to in one clip."""
    import torch

    from mmfusion.explain import trace as traces
    from mmfusion.media import load_clip
    from mmfusion.tasks.sounding import DURATION, FRAMES, predictor
    from mmfusion.tasks.sounding.network import places

    own = predictor.load(strategy)
    clip = load_clip(file, frames=FRAMES, start=start, duration=DURATION, name=file.name)
    inputs = predictor.inputs_of(clip)
    if not own.can(list(inputs)):
        lacking = "picture" if "audio" in inputs else "sound"
        raise RefusedError(f"{strategy} cannot answer: the clip has no {lacking}")
    with torch.inference_mode():
        tokens = own.network.tokens(inputs)
    return traces.trace(own.network.fusion, tokens, {m: places(m) for m in tokens})


def train(strategies: Sequence[str], seeds: int, folds: int, ship: bool, keep: bool = False) -> None:
    """Train from seeds, `seeds` networks of each strategy in front, one of the others; there are no folds.

    With `keep` those that shipped cards of the same recipe name are not trained again.
    """
    from mmfusion.tasks.sounding import TASK
    from mmfusion.tasks.sounding.learning.ship import (
        FRONT,
        missing,
        recipe_of,
        ship_networks,
        trained,
    )
    from mmfusion.training.finished import runs_root

    if folds != 1:
        raise RefusedError("sounding-objects has no folds: its clips are drawn from seeds")
    count = {name: seeds if name in FRONT else 1 for name in strategies}
    for name, seed in missing(count, keep):
        trained(recipe_of(name, seed), say)
    say(f"runs are kept in {runs_root(TASK)}")
    if ship:
        for card in ship_networks(count, report=say, keep=keep):
            say(f"shipped {card.strategy}: {percent(card.metrics['accuracy'])} % over all questions")


def evaluate(strategies: Sequence[str]) -> None:
    """Measure the shipped networks on clips they never saw, beside their cards; then three tables."""
    from mmfusion.cards.shipped import asked_for
    from mmfusion.tasks.sounding import TASK, predictor
    from mmfusion.tasks.sounding.learning.leaks import leak_table
    from mmfusion.tasks.sounding.learning.ship import measured_again
    from mmfusion.tasks.sounding.table import question_table, spoiled_table

    predictors = {name: predictor.load(name) for name in asked_for(TASK, strategies)}
    print_table(
        beside_cards(measured_again({n: own.network for n, own in predictors.items()}, say), predictors)
    )
    shipped = [own.card for own in predictors.values()]
    for table in (question_table(shipped), spoiled_table(shipped), leak_table()):
        print()
        print_table(table)


def inspect(strategies: Sequence[str], what: Sequence[str]) -> None:
    """Look inside shipped networks on test clips and write the figures; each kind where it makes sense.

    Heads and attributions of those that read both senses in streams of their own and let them meet;
    the exchange of those with a bottleneck; contributions of all that read both in streams of their own. The
    information is that of picture and sound themselves: it is read where several strategies are asked.
    """
    from mmfusion.cards.shipped import asked_for
    from mmfusion.tasks.sounding import TASK, predictor
    from mmfusion.tasks.sounding.inside import READERS, can_be_read, read_information

    done = 0
    if "information" in what and len(strategies) > 1:
        say(f"information: {read_information(TASK, say)}")
        done += 1
    for name in asked_for(TASK, strategies):
        own = predictor.load(name)
        if not own.trained:
            raise RefusedError(f"the card of {name} describes other weights: figures would belong to none")
        for kind in (kind for kind in what if kind in READERS):
            if can_be_read(kind, own.spec):
                path = READERS[kind](TASK, name, own.network, say)
                say(f"{name}, {kind}: {path}")
                done += 1
    if not done:
        raise RefusedError(f"there is nothing to read of {', '.join(what)} in {', '.join(strategies)}")


def grid(
    seeds: Annotated[
        int,
        typer.Option(help="Networks of cells with B = 4 or L_f = 1 (layers 2 to 4 exchange).", min=1, max=3),
    ] = 3,
    keep: Annotated[bool, typer.Option(help="Test shipped weights again, train only others.")] = False,
) -> None:
    """Train and ship a small network of sounding-objects for every bottleneck size and fusion layer.

    About an hour on two cores; a broken run goes on where it stopped.
    """
    from mmfusion.tasks.sounding.learning.grid import ship_grid

    found = ship_grid(say, seeds=seeds, keep=keep)
    rows: list[tuple[object, ...]] = [("cell", "accuracy, %", "seeds, %")]
    for name, cell in found["cells"].items():
        rows.append((name, percent(cell["accuracy"]), ", ".join(f"{100 * s:.1f}" for s in cell["seeds"])))
    print_table(rows)
