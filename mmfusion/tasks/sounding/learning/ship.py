"""From trained networks of `sounding-objects` to shipped ones: float16 weights, temperatures, cards.

One seed ships; its own figures are what ``mmfusion evaluate sounding-objects`` reproduces. Where there are
more seeds, each question's accuracy over seeds stands beside them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.torch import load_file

from mmfusion.cards.card import ModelCard, digest, written
from mmfusion.cards.checkpoint import load_weights, model_paths, save_weights
from mmfusion.folders import ASSETS
from mmfusion.measure.calibration import Temperature
from mmfusion.measure.metrics import Estimate, student
from mmfusion.nn.macs import analytic_macs
from mmfusion.nn.spec import STACKED, FusionSpec
from mmfusion.tasks.sounding import ANSWERS, TASK
from mmfusion.tasks.sounding.learning.calibrated import errors, spoiled_batches, temperatures
from mmfusion.tasks.sounding.learning.training import SoundingRecipe, Trainee, train, validation_batches
from mmfusion.tasks.sounding.measures import (
    CLEAN,
    CLIPS,
    NO_PICTURE,
    NO_SOUND,
    PLANE_CLIPS,
    SHUFFLED,
    SPOILED,
    SPOILINGS,
    Spoiling,
    Tested,
    measure,
    symmetry,
)
from mmfusion.tasks.sounding.network import SoundingNetwork, token_counts
from mmfusion.tasks.sounding.pad_shares import pad_shares
from mmfusion.training.finished import finish, finished, runs_root

FRONT = ("audio", "visual", "late", "mid", "bottleneck-mid")
"""The single senses and the strategies in front of the page: more seeds, and tested spoiled."""
FUSED_ON_PAD = "mid"
"""The strategy whose card holds what the pad of the front page shows."""
FILMED = {"visual": 16 * 16 * 3, "audio": 16 * 8, STACKED: 16 * 16 * 4}
"""Numbers in a patch or cell, by modality."""
SPLIT = (
    "Drawn from seeds: training, validation and test scenes are apart, and a test clip has its own note. "
    f"{CLIPS:,} test clips of each form: one object; two, of which one may sound; two and a sound by itself; "
    f"{PLANE_CLIPS:,} of each *spoiled*, at random nodes of the pad's plane of noise and blur."
)
DATA = (
    {"pack": "OpenMoji 17.0.0 (twelve drawings)", "licence": "CC BY-SA 4.0"},
    {"pack": "synthesised sounds", "licence": "made here"},
)
NOTES = (
    "Training aids, thrown away afterwards, the same for every strategy: each stream is asked when its own "
    "sense first lands or sounds, and at its last layer what either sense perceives.",
    "Three stages: clips of one object at the easiest timing until *sync* is understood; all clips, "
    "unspoiled, until *side* is; then half of each batch spoiled: senses missing, up to 40 % of the tokens "
    "missing, noise from −15 dB, blur up to 6 px.",
    "Temperatures: fitted on validation clips, half of the weight on clean ones, half on spoiled ones.",
)


OTHER_TEST = (
    "Accuracies by seed and over seeds are of the test when they were trained: its clips shared 216 notes."
)


OWN: Mapping[str, Mapping[str, Any]] = {
    "audio": {"steps": 3000},
    "visual": {"steps": 3500},
    "late": {"steps": 2000},
    "early": {"steps": 5400},
    "early-raw": {"steps": 6400, "comparing": (0, 4200)},
}
"""Where a strategy departs from the recipe. Where senses never meet there is no plateau to leave; those that
meet in the first layer, or are one input, leave it late."""


def recipe_of(strategy: str, seed: int) -> SoundingRecipe:
    """Return the recipe of a strategy and seed."""
    return SoundingRecipe(strategy=strategy, seed=seed, **OWN.get(strategy, {}))


def trained(recipe: SoundingRecipe, report: Callable[[str], None] = print) -> SoundingNetwork:
    """Train a network, or read back what a finished run of the same recipe left."""
    folder = runs_root(TASK) / recipe.name
    if not finished(folder, asdict(recipe)):
        _, best = train(recipe, folder, report)
        finish(folder, asdict(recipe), best)
    trainee = Trainee(recipe)
    trainee.load_state_dict(load_file(folder / "best.safetensors"))
    return trainee.network.eval()


def macs_of(spec: FusionSpec) -> int:
    """Return the multiply-adds of a clip: projections, layers, heads."""
    counts = token_counts(spec)
    projections = sum((counts[m] - 1) * FILMED[m] * spec.width for m in spec.modalities)
    return projections + analytic_macs(spec, counts, {q: len(names) for q, names in ANSWERS.items()})


def spoilings_of(strategy: str) -> tuple[Spoiling, ...]:
    """Return what a strategy is tested under."""
    return (CLEAN, SPOILED, NO_SOUND, NO_PICTURE, SHUFFLED, *(SPOILINGS if strategy in FRONT else ()))


def figures(
    network: SoundingNetwork, tested: Mapping[Spoiling, Tested], heat: Mapping[str, Temperature]
) -> dict[str, Estimate]:
    """Return every figure of one network, with its temperatures, by name."""
    out: dict[str, Estimate] = {}
    for spoiling, found in tested.items():
        after = "" if spoiling == CLEAN else f", {spoiling.name}"
        for question in found.labels:
            out[f"{question}{after}"] = found.accuracy(question)
            if spoiling in (CLEAN, SHUFFLED):
                out[f"{question}{after}, nats"] = found.nats(question)
    clean = tested[CLEAN]
    each = [clean.accuracy(q) for q in clean.labels]
    half = 1.96 * float(np.sqrt(sum(((e.high - e.low) / 3.92) ** 2 for e in each))) / len(each)
    mean = float(np.mean([e.value for e in each]))
    out |= errors(network, tested, heat)
    out = {"accuracy": Estimate(mean, mean - half, mean + half, sum(e.n for e in each)), **out}
    if STACKED in network.spec.modalities or network.spec.exchange != "none":  # others know nothing of *side*
        out |= {f"symmetry, {name}": e for name, e in symmetry(network).items()}
    return out


def accuracies(tested: Tested) -> dict[str, float]:
    """Return the accuracy of each question."""
    return {question: round(float(tested.right(question).mean()), 4) for question in tested.labels}


def over_seeds(seeds: Sequence[Mapping[str, float]]) -> dict[str, Estimate]:
    """Return each question's accuracy over seeds with Student's 95 % interval; empty for one seed."""
    if len(seeds) < 2:
        return {}
    return {f"{name}, over seeds": student([found[name] for found in seeds]) for name in seeds[0]}


def kept(strategy: str, root: Path = ASSETS) -> ModelCard | None:
    """Return the card of what ships if it was trained by today's recipe and its weights are there."""
    weights, card_path = model_paths(TASK, strategy, root)
    if not card_path.is_file():
        return None
    card = ModelCard.from_json(card_path.read_text(encoding="utf-8"))
    same = card.recipe == json.loads(json.dumps(recipe_of(strategy, 0).to_dict()))
    return card if same and card.describes(weights) else None


def missing(seeds: Mapping[str, int], keep: bool = False, root: Path = ASSETS) -> list[tuple[str, int]]:
    """Return which strategies and seeds have to be trained; with `keep`, not those that cards hold."""
    out = []
    for strategy, count in seeds.items():
        card = kept(strategy, root) if keep else None
        out += [(strategy, seed) for seed in range(count) if card is None or str(seed) not in card.seeds]
    return out


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
        seeds: how many seeds of each strategy; seed 0 ships.
        commit: of the code, for the cards.
        report: where progress goes.
        clips: test clips of each form.
        root: the assets folder.
        keep: whether seeds that a shipped card of the same recipe names are left as they are: its weights are
            tested again, the accuracies of its other seeds taken from it.

    """
    networks: dict[str, SoundingNetwork] = {}
    before = {strategy: kept(strategy, root) if keep else None for strategy in seeds}
    train_now = set(missing(seeds, keep, root))
    for strategy, count in seeds.items():
        weights, _ = model_paths(TASK, strategy, root)
        for seed in range(count):
            name = f"{strategy}/{seed}"
            if (strategy, seed) in train_now:
                networks[name] = trained(recipe_of(strategy, seed), report)
                if seed == 0:
                    save_weights(networks[name], weights)
            elif seed == 0:
                networks[name] = SoundingNetwork(recipe_of(strategy, 0).spec)
            if seed == 0:  # what ships is what is tested
                load_weights(networks[name], weights)
    wanted = {
        name: spoilings_of(name.split("/")[0]) if name.endswith("/0") else (CLEAN,) for name in networks
    }
    tested = measure(networks, wanted, clips, report)
    on_pad = _on_pad({name.removesuffix("/0"): n for name, n in networks.items()}, report)
    clean, spoiled = validation_batches(), spoiled_batches()
    cards = []
    for strategy, count in seeds.items():
        network = networks[f"{strategy}/0"]
        weights, card_path = model_paths(TASK, strategy, root)
        heat = temperatures(network, clean, spoiled)
        own = written(figures(network, tested[f"{strategy}/0"], heat), "test clips, these weights")
        if strategy == FUSED_ON_PAD:
            own |= written(on_pad, "the pad, test clips, these weights")
        old = before[strategy]
        by_seed = {} if old is None else dict(old.seeds)
        now = {
            str(s): accuracies(found[CLEAN]) for s in range(count) if (found := tested.get(f"{strategy}/{s}"))
        }
        one_test = not set(by_seed) - set(now)
        if one_test:  # seeds are compared on one test: with some left out, theirs stays
            by_seed = now
        recipe = recipe_of(strategy, 0)
        card = ModelCard(
            task=TASK,
            strategy=strategy,
            spec=recipe.spec.to_dict(),
            parameters=sum(p.numel() for p in network.parameters()),
            macs=macs_of(network.spec),
            weights_sha256=digest(weights),
            recipe=recipe.to_dict(),
            split=SPLIT,
            questions={q: list(names) for q, names in ANSWERS.items()},
            temperatures={name: round(t.value, 4) for name, t in heat.items()},
            temperature_limits={name: t.limit for name, t in heat.items() if t.limit},
            metrics={**own, **written(over_seeds(list(by_seed.values())), f"{len(by_seed)} seeds")},
            own_metrics=own,
            seeds=by_seed,
            data=[dict(row) for row in DATA],
            notes=(
                *NOTES,
                f"Seeds trained: {len(by_seed)}; seed 0 ships.",
                *(() if one_test else (OTHER_TEST,)),
            ),
            commit=commit,
        )
        card_path.write_text(card.to_json(), encoding="utf-8")
        cards.append(card.sealed())
        report(f"shipped {strategy}")
    return cards


def measured_again(
    networks: Mapping[str, SoundingNetwork], report: Callable[[str], None] = print
) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the figures of shipped networks, temperatures too, read anew: strategy -> name -> figure."""
    tested = measure(networks, {name: spoilings_of(name) for name in networks}, CLIPS, report)
    clean, spoiled = validation_batches(), spoiled_batches()
    found = {
        name: written(figures(network, tested[name], temperatures(network, clean, spoiled)), "")
        for name, network in networks.items()
    }
    if FUSED_ON_PAD in found:
        found[FUSED_ON_PAD] |= written(_on_pad(networks, report), "")
    return found


def _on_pad(networks: Mapping[str, SoundingNetwork], report: Callable[[str], None]) -> dict[str, Estimate]:
    """Return the shares of the pad of noise and blur, if all of its three networks are there."""
    if not {"audio", "visual", FUSED_ON_PAD} <= set(networks):
        return {}
    return pad_shares(networks, fused=FUSED_ON_PAD, report=report)
