"""From runs to what ships: weights of seed 0, and cards of what all seeds reach on speakers never heard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from mmfusion.cards.card import ModelCard, digest, written
from mmfusion.cards.checkpoint import load_weights, model_paths, save_weights
from mmfusion.cards.shipped import there
from mmfusion.cards.subset import key, subsets
from mmfusion.folders import ASSETS
from mmfusion.measure.metrics import Estimate, student
from mmfusion.printing import beside_cards
from mmfusion.tasks.digits import CLASSES, STRATEGIES, TASK
from mmfusion.tasks.digits.learning.battery import (
    Answers,
    Battery,
    battery,
    curves,
    experts,
    figures,
    temperature,
)
from mmfusion.tasks.digits.learning.runs import PICTURES, trained
from mmfusion.tasks.digits.learning.training import DigitRecipe
from mmfusion.tasks.digits.measures import AGREEING, DISAGREEING, logits
from mmfusion.tasks.digits.network import DigitNetwork, macs_of
from mmfusion.tasks.digits.predictor import load
from mmfusion.tasks.digits.shipped import LICENCES

SPLIT = (
    "By speaker: of six, three train, one validates, two test; seed k tests speakers k and k + 1. Pictures: "
    f"the first {PICTURES:,} of MNIST train, its last 6,000 training pictures validate, its test set tests. "
    f"{AGREEING} test pairs of one class, {DISAGREEING} of two, drawn anew for each seed."
)
NOTES = (
    "Trained on pairs of one class, each modality spoiled on its own (energy from 10 %, noise from −12 dB), "
    "voices varied, one modality missing in 30 % of the steps of a network that has both.",
    "Intervals over seeds are Student's, over splits that share speakers: a little narrow.",
    "Temperatures: fitted on validation pairs, half of the weight on clean ones, half at random energies "
    "and ratios.",
)
FITTED = {"clean": False, "spoiled": True}
"""How temperatures of the two experts are fitted: on clean validation alone, or half on spoiled pairs."""


def joined(found: Sequence[Mapping[str, Estimate]]) -> dict[str, dict[str, Any]]:
    """Return each figure over seeds."""
    whole = {name: student([one[name].value for one in found]) for name in found[0]}
    return written(whole, f"{len(found)} seeds")


def joined_curves(found: Sequence[Mapping[str, Mapping[str, float]]]) -> dict[str, dict[str, Any]]:
    """Return each curve over seeds: name -> level -> figure."""
    return {
        name: {at: student([one[name][at] for one in found]).to_dict() for at in levels}
        for name, levels in found[0].items()
    }


def answers_of(networks: Mapping[str, DigitNetwork]) -> dict[str, Answers]:
    """Return what answers, by strategy."""
    return {name: partial(logits, network) for name, network in networks.items()}


def heat_of(answers: Mapping[str, Answers], tests: Battery, spoiled: bool) -> dict[str, float]:
    """Return the temperature of each expert."""
    return {m: temperature(answers[m], tests, spoiled).value for m in ("visual", "audio")}


def ship_networks(
    strategies: Sequence[str],
    seeds: int,
    commit: str = "",
    report: Callable[[str], None] = print,
    root: Path = ASSETS,
) -> list[ModelCard]:
    """Read the runs back, test them, write weights and cards, return the cards.

    The two experts' figures stand on the card of `late`, where `visual` and `audio` are shipped with it.

    Raises:
        PackError: a pack is not there.

    """
    names = list(dict.fromkeys(strategies))
    own: dict[str, dict[str, Estimate]] = {}
    found: dict[str, list[dict[str, Estimate]]] = {}
    shapes: dict[str, list[dict[str, dict[str, float]]]] = {}
    heats: dict[str, dict[str, float]] = {}
    temperatures: dict[str, dict[str, float]] = {}
    fronts: dict[str, DigitNetwork] = {}
    for seed in range(seeds):
        networks = {name: trained(name, seed, report)[0] for name in names}
        tests = battery(seed)
        if seed == 0:
            fronts = networks
            for name, network in networks.items():
                weights, _ = model_paths(TASK, name, root)
                save_weights(network, weights)
                load_weights(network, weights)  # what ships is what is tested
        answers = answers_of(networks)
        every = {name: (own_answers, networks[name].spec.modalities) for name, own_answers in answers.items()}
        if {"visual", "audio", "late"} <= set(names):
            for kind, spoiled in FITTED.items():
                heat = heat_of(answers, tests, spoiled)
                both = experts(answers["visual"], answers["audio"], heat)
                every[f"experts, {kind}"] = (both, ("visual", "audio"))
                if seed == 0:
                    heats[kind] = {m: round(t, 4) for m, t in heat.items()}
        for name, (said, modalities) in every.items():
            found.setdefault(name, []).append(figures(said, tests, modalities))
            shapes.setdefault(name, []).append(curves(said, tests, modalities))
            report(f"{name}, seed {seed}: {100 * found[name][-1]['clean'].value:.1f} % clean")
        if seed == 0:
            own = {name: one[0] for name, one in found.items()}
            temperatures = {name: heats_of(answers[name], fronts[name], tests) for name in names}
    cards = []
    for name in names:
        network = fronts[name]
        weights, card_path = model_paths(TASK, name, root)
        pair = {
            kind: {
                "temperatures": heats[kind],
                "metrics": joined(found[f"experts, {kind}"]),
                "own_metrics": written(own[f"experts, {kind}"], "test pairs, these weights"),
                "robustness": joined_curves(shapes[f"experts, {kind}"]),
            }
            for kind in (heats if name == "late" else ())
        }
        card = ModelCard(
            task=TASK,
            strategy=name,
            spec=network.spec.to_dict(),
            parameters=sum(p.numel() for p in network.parameters()),
            macs=macs_of(network.spec),
            weights_sha256=digest(weights),
            recipe=DigitRecipe(strategy=name).to_dict(),
            split=SPLIT,
            classes=CLASSES,
            temperatures=temperatures[name],
            metrics=joined(found[name]),
            own_metrics=written(own[name], "test pairs, these weights"),
            seeds={str(i): {"clean": round(one["clean"].value, 4)} for i, one in enumerate(found[name])},
            robustness=joined_curves(shapes[name]),
            experts=pair,
            data=[dict(row) for row in LICENCES],
            notes=(*NOTES, f"Seeds trained: {seeds}; seed 0 ships."),
            commit=commit,
        )
        card_path.write_text(card.to_json(), encoding="utf-8")
        cards.append(card.sealed())
    return cards


def heats_of(answers: Answers, network: DigitNetwork, tests: Battery) -> dict[str, float]:
    """Return a temperature for each subset of the modalities that a network reads."""
    out = {}
    for subset in subsets(network.spec.modalities):
        own = restricted(answers, subset)
        out[key(subset)] = round(temperature(own, tests).value, 4)
    return out


def restricted(answers: Answers, subset: Sequence[str]) -> Answers:
    """Return the same answers from some modalities alone."""
    return lambda inputs: answers({m: x for m, x in inputs.items() if m in subset})


def measured_again(
    strategies: Sequence[str], report: Callable[[str], None] = print
) -> tuple[list[tuple[object, ...]], list[ModelCard]]:
    """Return the figures of shipped networks on seed 0's test beside their cards, and the cards."""
    shipped = there(TASK, STRATEGIES)
    names = [name for name in strategies if name in shipped] or list(strategies)
    predictors = {name: load(name) for name in names}
    tests = battery(0)
    report(f"testing {', '.join(names)}")
    answers = answers_of({name: one.network for name, one in predictors.items()})
    now = {
        name: written(figures(answers[name], tests, one.spec.modalities), "")
        for name, one in predictors.items()
    }
    return beside_cards(now, predictors), [one.card for one in predictors.values()]
