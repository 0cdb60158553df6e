"""The commands of task `events`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mmfusion.printing import RefusedError, beside_cards, percent, plain, print_table, say

if TYPE_CHECKING:
    from mmfusion.explain.trace import AttentionTrace


def predict(file: Path, start: float, strategies: Sequence[str]) -> dict[str, Any]:
    """Return the JSON of one clip; a strategy that lacks the sense it reads is left out.

    Of a clip longer than the window, ``whole`` is its own answer: that of all its windows, joined.
    """
    from mmfusion.media import load_clip, load_span
    from mmfusion.tasks.events import predictor
    from mmfusion.tasks.events.over_time import LONGER, over_time

    predictors = {name: predictor.load(name) for name in strategies}
    clip = load_clip(file, start=start, name=file.name)
    shared = predictor.features(clip)
    found = {name: plain(own.answer(shared)) for name, own in predictors.items() if own.can(shared.subset)}
    notes = list(clip.notes)
    if (clip.total or 0.0) > LONGER:
        span = load_span(file, name=file.name)
        timeline = over_time(span, predictors)
        nothing: dict[str, Any] = {"answers": {}, "milliseconds": 0.0, "unfamiliar": False}  # of the window
        whole = {name: timeline.whole(name) for name in predictors if timeline.answers(name)}
        found = {
            name: found.get(name, nothing) | ({"whole": asdict(whole[name])} if name in whole else {})
            for name in predictors
            if name in found or name in whole
        }
        notes += [note for note in (*timeline.remarks(), *span.notes) if note not in notes]
    if not found:
        senses = " or ".join(sorted({m for own in predictors.values() for m in own.modalities}))
        raise RefusedError(f"{', '.join(predictors)} cannot answer without {senses}")
    return {"clip": str(file), "task": "events", "notes": notes, "strategies": found}


def trace(file: Path, start: float, strategy: str) -> AttentionTrace:
    """Return what a strategy attended to in one clip."""
    import torch

    from mmfusion.explain import trace as traces
    from mmfusion.media import load_clip
    from mmfusion.tasks.events import predictor
    from mmfusion.tasks.events.network import places

    network = predictor.load(strategy).network
    seen = predictor.features(load_clip(file, start=start, name=file.name))
    wanted = network.spec.modalities
    given = seen.cells(wanted)
    if not given:
        raise RefusedError(f"{strategy} cannot answer without {' or '.join(wanted)}")
    with torch.inference_mode():
        tokens = network.tokens(given, torch.from_numpy(seen.seconds))
    return traces.trace(network.fusion, tokens, places(seen.seconds.tolist()))


def train(strategies: Sequence[str], seeds: int, folds: int, ship: bool, keep: bool = False) -> None:
    """Train on the packs, test on the folds held out; runs stay in MMFUSION_RUNS."""
    from mmfusion.tasks.events import TASK
    from mmfusion.training.finished import runs_root

    if keep:
        raise RefusedError("events ships all its folds at once: --keep is for sounding-objects")
    from mmfusion.tasks.events.dataset import EventData
    from mmfusion.tasks.events.report import pool
    from mmfusion.tasks.events.runs import execute_all

    data = EventData(report=say, further=True)
    rows = []
    runs = execute_all(strategies, data, folds, seeds, say)
    for run in runs:
        pooled = pool([run], data)
        accuracy = pooled.accuracy(pooled.main)
        recipe = run.recipe
        rows.append((recipe.strategy, recipe.fold, recipe.seed, percent(vars(accuracy)), str(run.folder)))
    print_table([("strategy", "fold", "seed", "accuracy, %", "run"), *rows])
    say(f"runs are kept in {runs_root(TASK)}")
    if ship:
        from mmfusion.tasks.events.everything import ship_everything

        for card in ship_everything(runs, data, say):
            say(f"shipped {card.strategy}: {percent(card.metrics['accuracy'])} %")


def evaluate(strategies: Sequence[str]) -> None:
    """Measure the shipped networks on clips they never saw, beside their cards; then their tables.

    With ``late``, *audio* and *visual*, the experts' aggregators are measured too, on matched pairs and where
    one modality shows none of the kinds. Then all of it stands beside what the weights before these reached.
    Last comes what each answers to every real clip from elsewhere.
    """
    from mmfusion.tasks.events import MODALITIES, mixture, predictor, real_clips
    from mmfusion.tasks.events.dataset import EventData
    from mmfusion.tasks.events.further import former
    from mmfusion.tasks.events.ship import own_figures, with_mixture
    from mmfusion.tasks.events.table import results_table

    predictors = {name: predictor.load(name) for name in strategies}
    trained_on = [own.card.recipe for own in predictors.values()]
    data = EventData(report=say, further=any(recipe.get("further") for recipe in trained_on))
    found = {name: own_figures(own.network, own.card, data) for name, own in predictors.items()}
    print_table(beside_cards(found, predictors))
    if {"late", *MODALITIES} <= set(predictors):
        own = predictors["late"].card.experts
        singles = {m: (predictors[m].network, predictors[m].card.temperatures[m]) for m in MODALITIES}
        print()
        print_table(mixture.rows(with_mixture(own, singles, data)["mixture"], own.get("mixture", {})))
    shipped = [own.card for own in predictors.values()]
    elsewhere = real_clips.measured(predictors, say)
    metrics = {card.strategy: card.metrics for card in shipped}
    for table in (
        former.table(former.gathered(found, metrics, elsewhere)),
        results_table(shipped),
        results_table(shipped, contains="across sources"),
        real_clips.table(elsewhere, {name: own.card for name, own in predictors.items()}),
        real_clips.every_clip(elsewhere),
    ):
        print()
        print_table(table)


def inspect(strategies: Sequence[str], what: Sequence[str]) -> None:
    """Read what either modality adds to the answers of shipped networks, and what is known of the kind.

    On test pairs that their weights never saw, so that the packs are needed. The information is that of
    picture and sound themselves: it is read where the networks of both are asked.
    """
    from mmfusion.tasks.events import attribution

    if not attribution.inspect(strategies, what, say):
        raise RefusedError(f"there is nothing to read of {', '.join(what)} in {', '.join(strategies)}")
