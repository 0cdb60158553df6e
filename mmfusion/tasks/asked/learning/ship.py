"""From runs to what ships: weights, and cards with what the networks reach on test clips.

The seed whose best validation has the least cross-entropy ships; the others' accuracies stand on its card.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from safetensors.torch import load_file

from mmfusion.cards.card import ModelCard, digest, written
from mmfusion.cards.checkpoint import load_weights, model_paths, save_weights
from mmfusion.folders import ASSETS
from mmfusion.measure.metrics import Estimate
from mmfusion.tasks import sounding
from mmfusion.tasks.asked import ANSWERS, QUESTION, TASK
from mmfusion.tasks.asked.learning.training import AskedRecipe, Trainee, train
from mmfusion.tasks.asked.measures import (
    CLIPS,
    FORMS,
    LACKING_CLIPS,
    VALIDATION_CLIPS,
    Tested,
    figures,
    measure,
    temperatures,
)
from mmfusion.tasks.asked.network import AskedNetwork, macs_of
from mmfusion.tasks.sounding.batches import VALIDATION
from mmfusion.tasks.sounding.learning.ship import DATA, over_seeds
from mmfusion.training.finished import best_of, finish, finished, runs_root

SPLIT = (
    "Drawn from seeds: training, validation and test clips are apart, and a test clip has its own note. "
    f"{CLIPS:,} test clips, each with one of thirty-six sentences, of which six are read in no training; "
    f"the first {LACKING_CLIPS:,} of them without some modality."
)
NOTES = (
    "Picture, sound and what they share start from the shipped network of sounding-objects of the same "
    "strategy, which had learned which object sounds as far as its strategy can; words, the fifth layer and "
    "heads start anew.",
    "Training aids, thrown away afterwards, the same for every strategy: before the last layer each stream's "
    "CLS is asked which object sounds, its kind, both objects' kinds, the place and the meaning that are "
    "asked, and whether the asked object sounds. In the first steps sentences ask only for what sounds.",
    "Every other frame is read, four of eight; a training step reads two of these, and some lack a modality.",
    "Temperatures: fitted on validation clips, one for each subset of the modalities.",
    "What ships is rounded after training: matrices in eight bits with a scale a row, the rest in float16; "
    "every figure is of the rounded weights.",
)


OWN: Mapping[str, Mapping[str, Any]] = {
    "early": {"steps": 1100},
    "mid": {"steps": 1100},
    "mid-cross": {"steps": 1100},
    "bottleneck": {"steps": 1100},
    "late": {"steps": 500},
    "text": {"steps": 500},
}
"""Where a strategy departs from the recipe: but for bottleneck-mid, *silent* is understood later; where
streams never meet there is nothing to understand."""


def recipe_of(strategy: str, seed: int) -> AskedRecipe:
    """Return the recipe of a strategy and seed."""
    return AskedRecipe(strategy=strategy, seed=seed, **OWN.get(strategy, {}))


def started_from(strategy: str, root: Path = ASSETS) -> str:
    """Return the SHA-256 of the weights that a strategy starts from; empty where it starts anew."""
    return digest(model_paths(sounding.TASK, strategy, root)[0]) if strategy in sounding.STRATEGIES else ""


def trained(recipe: AskedRecipe, report: Callable[[str], None] = print) -> tuple[AskedNetwork, float]:
    """Train a network, or read back what a finished run of the same recipe left; with its best validation."""
    folder = runs_root(TASK) / recipe.name
    settings = {**asdict(recipe), "from": started_from(recipe.strategy)}
    if not finished(folder, settings):
        _, best = train(recipe, folder, report, runs_root(TASK) / "clips")
        finish(folder, settings, best)
    trainee = Trainee(recipe)
    trainee.load_state_dict(load_file(folder / "best.safetensors"))
    return trainee.network.eval(), best_of(folder)["cross_entropy"]


def kept(strategy: str, root: Path = ASSETS) -> ModelCard | None:
    """Return the card of what ships if it was trained by today's recipe and its weights are there."""
    weights, card_path = model_paths(TASK, strategy, root)
    if not card_path.is_file():
        return None
    card = ModelCard.from_json(card_path.read_text(encoding="utf-8"))
    mine = {name: value for name, value in card.recipe.items() if name not in ("seed", "from")}
    now = {k: v for k, v in json.loads(json.dumps(recipe_of(strategy, 0).to_dict())).items() if k != "seed"}
    return card if mine == now and card.describes(weights) else None


def missing(seeds: Mapping[str, int], keep: bool = False, root: Path = ASSETS) -> list[tuple[str, int]]:
    """Return which strategies and seeds have to be trained; with `keep`, not those that cards hold."""
    out = []
    for strategy, count in seeds.items():
        card = kept(strategy, root) if keep else None
        out += [(strategy, s) for s in range(count) if card is None or str(s) not in card.seeds]
    return out


def by_form(tested: Tested) -> dict[str, float]:
    """Return the accuracy of each form of sentence."""
    return {form: round(tested.accuracy(tested.of(form)).value, 4) for form in FORMS}


def ship_networks(
    seeds: Mapping[str, int],
    commit: str = "",
    report: Callable[[str], None] = print,
    clips: int = CLIPS,
    root: Path = ASSETS,
    keep: bool = False,
) -> list[ModelCard]:
    """Train what is missing, test everything on the same clips, write weights and cards, return the cards.

    Args:
        seeds: how many seeds of each strategy.
        commit: of the code, for the cards.
        report: where progress goes.
        clips: test clips.
        root: the assets folder.
        keep: whether a strategy of which no seed is missing on its card stays as it ships.

    """
    cards = []
    stays = {
        s for s in seeds if keep and not any(name == s for name, _ in missing({s: seeds[s]}, True, root))
    }
    found: dict[str, list[tuple[AskedNetwork, float]]] = {
        strategy: [trained(recipe_of(strategy, seed), report) for seed in range(count)]
        for strategy, count in seeds.items()
        if strategy not in stays
    }
    shipped: dict[str, int] = {}
    for strategy, networks in found.items():
        shipped[strategy] = min(range(len(networks)), key=lambda seed: networks[seed][1])
        network = networks[shipped[strategy]][0]
        weights, _ = model_paths(TASK, strategy, root)
        save_weights(network, weights, eight_bits=True)
        load_weights(network, weights)  # what ships is what is tested
    everyone = {f"{s}/{i}": n for s, networks in found.items() for i, (n, _) in enumerate(networks)}
    tested = measure(everyone, clips, report)
    fronts = {s: networks[shipped[s]][0] for s, networks in found.items()}
    heat = {s: temperatures(by) for s, by in measure(fronts, VALIDATION_CLIPS, report, VALIDATION).items()}
    for strategy in seeds:
        weights, card_path = model_paths(TASK, strategy, root)
        if strategy in stays:
            cards.append(ModelCard.from_json(card_path.read_text(encoding="utf-8")))
            continue
        front, network = shipped[strategy], fronts[strategy]
        whole = network.spec.modalities
        own = written(figures(tested[f"{strategy}/{front}"], heat[strategy]), "test clips, these weights")
        by_seed = {str(i): by_form(tested[f"{strategy}/{i}"][whole]) for i in range(seeds[strategy])}
        recipe = {**recipe_of(strategy, front).to_dict(), "from": started_from(strategy)}
        card = ModelCard(
            task=TASK,
            strategy=strategy,
            spec=network.spec.to_dict(),
            parameters=sum(p.numel() for p in network.parameters()),
            macs=macs_of(network.spec),
            weights_sha256=digest(weights),
            recipe=recipe,
            split=SPLIT,
            questions={QUESTION: list(ANSWERS)},
            temperatures={name: round(t.value, 4) for name, t in heat[strategy].items()},
            temperature_limits={name: t.limit for name, t in heat[strategy].items() if t.limit},
            metrics={**own, **written(seeds_apart(by_seed), f"{len(by_seed)} seeds")},
            own_metrics=own,
            seeds=by_seed,
            data=[dict(row) for row in DATA],
            notes=(*NOTES, f"Seeds trained: {len(by_seed)}; seed {front}, the best on validation, ships."),
            commit=commit,
        )
        card_path.write_text(card.to_json(), encoding="utf-8")
        cards.append(card.sealed())
        report(f"shipped {strategy}")
    return cards


def seeds_apart(by_seed: Mapping[str, Mapping[str, float]]) -> dict[str, Estimate]:
    """Return each form's accuracy over seeds with Student's 95 % interval; empty for fewer than three."""
    every: Sequence[Mapping[str, float]] = list(by_seed.values())
    return over_seeds(every) if len(every) > 2 else {}


def measured_again(
    networks: Mapping[str, AskedNetwork], report: Callable[[str], None] = print
) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the figures of shipped networks, temperatures too, read anew: strategy -> name -> figure."""
    held_out = measure(networks, VALIDATION_CLIPS, report, VALIDATION)
    return {
        name: written(figures(by, temperatures(held_out[name])), "")
        for name, by in measure(networks, CLIPS, report).items()
    }
