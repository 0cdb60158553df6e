"""Shipping the networks of `scenes`: seeds, tests on the same questions, weights and cards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.torch import load_file

from mmfusion.cards.card import ModelCard, digest, written
from mmfusion.cards.checkpoint import load_weights, model_paths, save_weights
from mmfusion.cards.subset import key, subsets
from mmfusion.explain.ablation import Head
from mmfusion.folders import ASSETS
from mmfusion.measure.calibration import Temperature, fit_temperature
from mmfusion.measure.metrics import Estimate
from mmfusion.nn.device import to_numpy
from mmfusion.nn.macs import analytic_macs
from mmfusion.tasks.scenes import ANSWERS, FORMS, GRID, QUESTION, TASK
from mmfusion.tasks.scenes.batches import VALIDATION, fixed, paired
from mmfusion.tasks.scenes.heads import asks
from mmfusion.tasks.scenes.learning.training import WORD_LABELS, ScenesRecipe, Trainee, sees, train
from mmfusion.tasks.scenes.measures import (
    QUESTIONS,
    SEEN,
    SETS,
    UNSEEN,
    Tested,
    answered,
    answered_without,
    answers_of,
    lost,
)
from mmfusion.tasks.scenes.network import SceneNetwork
from mmfusion.tasks.scenes.pointing import SENTENCES, looks_of, pointing
from mmfusion.tasks.scenes.table import named
from mmfusion.tasks.scenes.words import LENGTH
from mmfusion.tasks.sounding.learning.ship import over_seeds
from mmfusion.training.finished import best_of, finish, finished, runs_root

SPLIT = (
    "Drawn from seeds: training, validation and test scenes are apart. Unseen: 10 of 100 kinds by colours, "
    "6 of 60 agents by actions, 24 ways in which two kinds stand, with their converses; no training picture "
    "or sentence has one."
)
DATA = ({"pack": "OpenMoji 17.0.0 (26 drawings)", "licence": "CC BY-SA 4.0"},)
NOTES = (
    "Lessons, the same for every strategy that sees: naming single drawings on crops; colour, size and what "
    "someone is doing; every open question; then polar questions and captions too.",
)
LABELS_NOTE = (
    "Word labels: of two of the four heads of the first layer, a word's attention must fall in pictures of "
    "which the word is true. The labels are of whole pictures, never of places in them."
)
STEM_MACS = 32 * 32 * 75 * 32 + 16 * 16 * 288 * 64 + GRID * GRID * 576 * 64 + 2 * GRID * GRID * 576 * 64
"""Multiply-adds of the stem's three convolutions and of the two that mix neighbours."""


AT_MOST: Mapping[str, int] = {"cross-reverse": 1}
"""Strategies of which fewer seeds are trained than of the others, and how many."""
OWN: Mapping[str, Mapping[str, Any]] = {
    "cross": {"steps": 12000},
    "visual": {"steps": 5000},
    "text": {"steps": 5000},
    "late": {"steps": 5000, "questions": 2},
    "early": {"questions": 2},
    "cross-reverse": {"questions": 2},
}
"""Where a strategy departs from the recipe: without word labels captions and polar questions are learned last
and take longer; what never meets the other modality is soon done; and where every question takes the whole
picture through all layers, fewer are asked of it a step."""


def recipe_of(strategy: str, seed: int) -> ScenesRecipe:
    """Return the recipe of a strategy and seed."""
    return ScenesRecipe(strategy=strategy, seed=seed, **OWN.get(strategy, {}))


def trained(recipe: ScenesRecipe, report: Callable[[str], None] = print) -> SceneNetwork:
    """Train a network, or read back what a finished run of the same recipe left."""
    folder = runs_root(TASK) / recipe.name
    if not finished(folder, asdict(recipe)):
        _, best = train(recipe, folder, report)
        finish(folder, asdict(recipe), best)
    trainee = Trainee(recipe)
    trainee.load_state_dict(load_file(folder / "best.safetensors"))
    return trainee.network.eval()


def nats_of(recipe: ScenesRecipe) -> float:
    """Return the cross-entropy on validation, nats, of a finished run."""
    return best_of(runs_root(TASK) / recipe.name)["cross_entropy"]


def macs_of(network: SceneNetwork) -> int:
    """Return the multiply-adds of a picture and a sentence: stem, mixing, layers, head."""
    spec = network.spec
    counts = {m: {"visual": 1 + GRID * GRID, "text": 1 + LENGTH}[m] for m in spec.modalities}
    total = analytic_macs(spec, counts, {QUESTION: len(ANSWERS)})
    if "visual" in counts:
        n, d = GRID * GRID, spec.width
        total += STEM_MACS + n * d * d * (4 + 2 * 2) + 2 * n * n * d
    return total


def accuracies(found: Mapping[str, Tested]) -> dict[str, float]:
    """Return the accuracies of a seed: means of seen and unseen, and each form of both."""
    out = {which: found[which].mean().value for which in (SEEN, UNSEEN)}
    for which in (SEEN, UNSEEN):
        out |= {f"{form}, {which}": found[which].accuracy(form).value for form in FORMS}
    return {name: round(value, 4) for name, value in out.items()}


def figures(found: Mapping[str, Tested]) -> dict[str, Estimate]:
    """Return every figure of a network's answers by name; ``accuracy`` is that on unseen combinations."""
    out = {"accuracy": found[UNSEEN].mean()}
    for which in SETS:
        out[which] = found[which].mean()
        out |= {f"{form}, {which}": found[which].accuracy(form) for form in FORMS}
    return out


def looks(
    network: SceneNetwork, strategy: str, questions: int = QUESTIONS, sentences: int = SENTENCES
) -> tuple[dict[str, Estimate], dict[str, Head]]:
    """Return how well words point and what the best head is worth; nothing where words ask no picture."""
    if not asks(strategy, network):
        return {}, {}
    out, heads = pointing(looks_of(network, sentences))
    whole = answered(network, strategy, SEEN, questions)
    pointer = heads["objects"]
    rest = [pointer._replace(number=n) for n in range(network.spec.heads) if n != pointer.number]
    cuts = answered_without(network, strategy, (pointer, *rest), questions)
    best, *others = (lost(whole, cut) for cut in cuts.values())
    found = {f"pointing, {name}": e for name, e in out.items()}
    found["best head off"] = best
    mean, half = float(np.mean([e.value for e in others])), max((e.high - e.low) / 2 for e in others)
    found["another head of its layer off"] = Estimate(mean, mean - half, mean + half, best.n)
    return found, heads


def temperatures(network: SceneNetwork, strategy: str) -> dict[str, Temperature]:
    """Return the temperature of the answers for every subset of modalities, fitted on validation."""
    batch = paired([one for form in FORMS for one in fixed(form, 80, VALIDATION)])
    return {
        key(own, QUESTION): fit_temperature(
            answers_of(network, strategy, batch, own), to_numpy(batch.answers)
        )
        for own in subsets(network.spec.modalities)
    }


def ship_networks(
    seeds: Mapping[str, int],
    commit: str = "",
    report: Callable[[str], None] = print,
    root: Path = ASSETS,
    questions: int = QUESTIONS,
    sentences: int = SENTENCES,
) -> list[ModelCard]:
    """Train what is missing, test it on the same questions, write weights and cards, return the cards.

    Args:
        seeds: how many seeds of each strategy; the one with the lowest cross-entropy on validation ships.
        commit: of the code, for the cards.
        report: where progress goes.
        root: the assets folder.
        questions: test questions of each form.
        sentences: of each form, whose words are looked at.

    """
    cards = []
    for strategy, count in seeds.items():
        weights, card_path = model_paths(TASK, strategy, root)
        networks = {seed: trained(recipe_of(strategy, seed), report) for seed in range(count)}
        ships = min(networks, key=lambda seed: nats_of(recipe_of(strategy, seed)))
        save_weights(networks[ships], weights)
        load_weights(networks[ships], weights)  # what ships is what is answered
        by_seed: dict[str, dict[str, float]] = {}
        over: list[dict[str, float]] = []
        for seed in sorted(networks, key=lambda seed: seed != ships):  # what ships stands first
            found = {which: answered(networks[seed], strategy, which, questions) for which in SETS}
            looked, chosen = looks(networks[seed], strategy, questions, sentences)
            pointed = {f"pointing, {group}": looked[f"pointing, {group}"].value for group in chosen}
            by_seed[str(seed)] = accuracies(found) | {name: round(v, 4) for name, v in pointed.items()}
            over.append(by_seed[str(seed)] | {name: e.value for name, e in looked.items()})
            if seed == ships:
                own, heads = figures(found) | looked, chosen
            report(f"measured {strategy}, seed {seed}")
        network, recipe = networks[ships], recipe_of(strategy, ships)
        heat = temperatures(network, strategy)
        metrics = written(own, "test questions, these weights")
        card = ModelCard(
            task=TASK,
            strategy=strategy,
            spec=recipe.spec.to_dict(),
            parameters=sum(p.numel() for p in network.parameters()),
            macs=macs_of(network),
            weights_sha256=digest(weights),
            recipe=recipe.to_dict(),
            split=SPLIT,
            questions={QUESTION: list(ANSWERS)},
            temperatures={name: round(t.value, 4) for name, t in heat.items()},
            temperature_limits={name: t.limit for name, t in heat.items() if t.limit},
            metrics={**metrics, **written(over_seeds(over), f"{count} seeds")},
            own_metrics=metrics,
            seeds=by_seed,
            data=[dict(row) for row in DATA],
            notes=tuple(notes_of(strategy, heads, count, ships)),
            commit=commit,
        )
        card_path.write_text(card.to_json(), encoding="utf-8")
        cards.append(card.sealed())
        report(f"shipped {strategy}")
    return cards


def notes_of(strategy: str, heads: Mapping[str, Head], count: int, ships: int) -> list[str]:
    """Return what a card says in words."""
    notes = [*(NOTES if sees(strategy) else ()), *((LABELS_NOTE,) if strategy == WORD_LABELS else ())]
    if heads:
        best = "; ".join(f"{group}: {named((head.layer, head.number))}" for group, head in heads.items())
        notes.append(f"Heads that point best, chosen on validation: {best}.")
    which = "the lowest cross-entropy on validation" if count > 1 else "the only one"
    return [*notes, f"Seeds trained: {count}; seed {ships} ships, {which}."]


def measured_again(
    networks: Mapping[str, SceneNetwork], report: Callable[[str], None] = print
) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the figures of shipped networks, read anew: strategy -> name -> figure."""
    out = {}
    for strategy, network in networks.items():
        found = {which: answered(network, strategy, which) for which in SETS}
        out[strategy] = written(figures(found) | looks(network, strategy)[0], "")
        report(f"measured {strategy}")
    return out


def missing(seeds: Mapping[str, int]) -> Sequence[tuple[str, int]]:
    """Return every strategy and seed, all first seeds first."""
    most = max(seeds.values(), default=0)
    return [(strategy, seed) for seed in range(most) for strategy, count in seeds.items() if seed < count]
