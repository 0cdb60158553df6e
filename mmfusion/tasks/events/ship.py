"""From finished runs to shipped networks: fold 1's weights in float16, each with its card.

The card's own figures are read with the float16 weights on the fold that they never saw, and are what
``mmfusion evaluate events`` reproduces; the figures in front are pooled over all folds.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.torch import load_file

from mmfusion.cards.card import ModelCard, digest, written
from mmfusion.cards.checkpoint import load_weights, model_paths, save_weights
from mmfusion.folders import ASSETS
from mmfusion.measure.aggregation import AGGREGATORS, aggregate
from mmfusion.measure.calibration import expected_calibration_error
from mmfusion.measure.metrics import cross_entropy, macro_estimate, softmax
from mmfusion.nn.macs import analytic_macs
from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.events import CLASSES, MODALITIES, NONE, QUESTION, mixture, real_clips
from mmfusion.tasks.events.conditions import HEARD, SEEN
from mmfusion.tasks.events.dataset import EventData
from mmfusion.tasks.events.features import AUDIO_WIDTH, BANDS, GRID, STEPS, VISUAL_WIDTH
from mmfusion.tasks.events.further.held_out import HeldOut, recognised
from mmfusion.tasks.events.further.items import sources
from mmfusion.tasks.events.network import EventNetwork
from mmfusion.tasks.events.report import Pooled, calibration, figures, gains, pool, pooled_answers, robustness
from mmfusion.tasks.events.runs import Run, test_logits

SHIPPED_FOLD = 1
FRAMES = 8
SPLIT = (
    "Five folds over groups: recordings by the folds list (speech by speaker and source), pictures by group "
    "with near-duplicates united. Pairs share a class, not a moment. The shipped weights never saw fold 1."
)
DATA = (
    {"pack": "tinyimagenet64_avsubset.zip", "licence": "ImageNet terms: non-commercial research"},
    {"pack": "caltech101_160.zip", "licence": "CC BY 4.0"},
    {"pack": "coco_mini_320.zip", "licence": "annotations CC BY 4.0; pictures by their Flickr licences"},
    {"pack": "flickr8k_1000_224.zip", "licence": "Flickr8k terms: non-commercial research and education"},
    {"pack": "drone_multisensor.zip", "licence": "CC0 1.0"},
    {"pack": "esc10_16k_ogg.zip", "licence": "CC BY 3.0"},
    {"pack": "animal_sounds_16k_ogg.zip", "licence": "none stated by the source (Animal-Sound-Dataset)"},
    {"pack": "fsdd_8k.npz", "licence": "CC BY-SA 4.0"},
    {"pack": "grid_s1_subset.npz", "licence": "CC BY 4.0"},
    {"pack": "flickr8k_tts_speech_250_16k_ogg.zip", "licence": "Flickr8k terms; the voice is synthetic"},
    {"pack": "efficientnet-lite0 (frozen)", "licence": "Apache 2.0; trained on ImageNet"},
)
NOTES = (
    "A picture and a recording of one pair are independent given the class: no strategy can beat ideal late "
    "fusion here, and differences between strategies show training, not interaction.",
    "Eighty recordings of none of these are synthesised: noise, hum, chords, melodies, clicks.",
)
FURTHER_NOTES = (
    "Of the further sources, 48 recordings of none are synthesised (hum of the mains, room tone, tones), "
    "and speech is mixed with sounds of none at −5 to 15 dB. Six sources never train, two of them "
    "non-commercial.",
    "In two fifths of the pairs of a kind one modality shows none of the kinds; the other one decides, but a "
    "face beside another sound is none. Temperatures: half of the weight on spoiled validation pairs.",
)


def token_counts(spec: FusionSpec) -> dict[str, int]:
    """Return the tokens of a clip of eight frames by sense, CLS included."""
    counts = {"visual": 1 + FRAMES * GRID[0] * GRID[1], "audio": 1 + BANDS * STEPS}
    return {m: counts[m] for m in spec.modalities}


def macs_of(spec: FusionSpec) -> int:
    """Return the multiply-adds of a clip after the shared frozen features: projections, layers, head."""
    widths = {"visual": VISUAL_WIDTH, "audio": AUDIO_WIDTH}
    counts = token_counts(spec)
    projections = sum((counts[m] - 1) * widths[m] * spec.width for m in spec.modalities)
    return projections + analytic_macs(spec, counts, {QUESTION: len(CLASSES)})


def shipped_answers(network: EventNetwork, card: ModelCard, data: EventData) -> Pooled:
    """Return the answers of shipped weights on the fold that they never saw."""
    pairs = data.fixed(data.pools(SHIPPED_FOLD)["test"], "test", SHIPPED_FOLD)
    logits = test_logits(network, data, pairs)
    tested = (pairs, logits, card.temperatures, card.unfamiliar_above)
    return pooled_answers(card.strategy, [tested], data)


def own_figures(network: EventNetwork, card: ModelCard, data: EventData) -> dict[str, dict[str, Any]]:
    """Return the figures of shipped weights: on the fold they never saw, and on sources that never train."""
    found = written(figures(shipped_answers(network, card, data), data), "fold 1, these weights")
    alone = card.strategy in MODALITIES
    if alone and data.further:
        held = HeldOut(card.strategy, data.report)
        shares = recognised(held.items, held.answers(network))
        named = {f"held out, {name}": estimate for name, estimate in shares.items()}
        found |= written(named, "sources that never train, these weights")
    return found


def ship(
    runs: Mapping[str, Sequence[Run]],
    data: EventData,
    extra: Mapping[str, Mapping[str, Any]],
    root: Path = ASSETS,
) -> list[ModelCard]:
    """Write weights and cards of every strategy and return the cards.

    Args:
        runs: the runs of each strategy, one a fold; ``audio`` and ``visual`` must be among them.
        data: the features.
        extra: more figures for a strategy's card, such as those across sources.
        root: the assets folder.

    """
    pooled = {strategy: pool(own, data) for strategy, own in runs.items()}
    cards: dict[str, ModelCard] = {}
    networks: dict[str, EventNetwork] = {}
    for strategy, own in runs.items():
        run = next(r for r in own if r.recipe.fold == SHIPPED_FOLD)
        spec = run.recipe.spec
        network = EventNetwork(spec)
        network.load_state_dict(load_file(run.folder / "best.safetensors"))
        weights, _ = model_paths("events", strategy, root)
        save_weights(network, weights)
        load_weights(network, weights)
        temperatures, thresholds = calibration(run)
        found = figures(pooled[strategy], data)
        if len(spec.modalities) > 1:
            folds = {r.recipe.fold for r in own}  # differences are paired: the same folds on both sides
            alone = [pool([r for r in runs[s] if r.recipe.fold in folds], data) for s in ("visual", "audio")]
            found |= gains(pooled[strategy], *alone)
        tested_on = f"{len(own)} folds, pooled" if len(own) > 1 else "one fold"
        card = ModelCard(
            task="events",
            strategy=strategy,
            spec=spec.to_dict(),
            classes=CLASSES,
            parameters=sum(p.numel() for p in network.parameters()),
            macs=macs_of(spec),
            weights_sha256=digest(weights),
            temperatures={k: round(t.value, 4) for k, t in temperatures.items()},
            temperature_limits={k: t.limit for k, t in temperatures.items() if t.limit},
            unfamiliar_above={k: round(v, 4) for k, v in thresholds.items()},
            recipe=run.recipe.to_dict(),
            split=SPLIT,
            metrics=written(found, tested_on) | dict(extra.get(strategy, {})),
            confusion=pooled[strategy].confusion(),
            robustness=robustness(pooled[strategy]),
            data=[dict(row) for row in (*DATA, *(sources() if run.recipe.further else ()))],
            notes=(*NOTES, *(FURTHER_NOTES if run.recipe.further else ())),
            experts=expert_figures(runs, data) if strategy == "late" else {},
            commit=_commit(),
        )
        cards[strategy] = replace(card, own_metrics=own_figures(network, card, data))
        networks[strategy] = network
    if "late" in cards:
        singles = {m: (networks[m], cards[m].temperatures[m]) for m in MODALITIES}
        experts = with_mixture(cards["late"].experts, singles, data)
        cards["late"] = replace(cards["late"], experts=experts)
    cards = real_clips.onto_cards(cards, networks)
    for strategy, card in cards.items():
        model_paths("events", strategy, root)[1].write_text(card.to_json(), encoding="utf-8")
    return [card.sealed() for card in cards.values()]


def with_mixture(
    given: Mapping[str, Any], singles: Mapping[str, tuple[EventNetwork, float]], data: EventData
) -> dict[str, Any]:
    """Return what the card of `late` has of the experts, with the shipped weights' figures of the mixture.

    Args:
        given: what the aggregators need.
        singles: the shipped networks of the modalities, and their temperatures.
        data: the features.

    """
    found = mixture.figures(mixture.of_networks(singles, data, "test", SHIPPED_FOLD), given, data)
    by = {name: written(kinds, "fold 1, these weights") for name, kinds in found.items()}
    return {**given, "mixture": by}


def expert_figures(runs: Mapping[str, Sequence[Run]], data: EventData) -> dict[str, Any]:
    """Return what the aggregators need and the held-out figures of every one over the single senses."""
    joined: dict[str, list[np.ndarray[Any, Any]]] = {name: [] for name in AGGREGATORS}
    out: dict[str, Any] = {}
    for seen_run, heard_run in zip(runs["visual"], runs["audio"], strict=True):
        seen_t = calibration(seen_run)[0]["visual"].value
        heard_t = calibration(heard_run)[0]["audio"].value
        validation = mixture.Experts(
            softmax(seen_run.validation_logits[SEEN.name], seen_t),
            softmax(heard_run.validation_logits[HEARD.name], heard_t),
            seen_run.validation,
        )
        given = mixture.fitted(validation)
        if seen_run.recipe.fold == SHIPPED_FOLD:
            out = given
        seen = softmax(seen_run.test_logits[SEEN.name], seen_t)
        heard = softmax(heard_run.test_logits[HEARD.name], heard_t)
        for name in AGGREGATORS:
            joined[name].append(aggregate(seen, heard, name, given))
    seen_pool = pool(runs["visual"], data)
    out["figures"] = {}
    for name, parts in joined.items():
        p = np.concatenate(parts)
        right = p.argmax(axis=1) == seen_pool.targets
        out["figures"][name] = {
            "accuracy": macro_estimate(right, seen_pool.targets, seen_pool.weights, NONE).to_dict(),
            "cross-entropy, nats": round(cross_entropy(np.log(np.maximum(p, 1e-12)), seen_pool.targets), 4),
            "calibration error": round(expected_calibration_error(p, seen_pool.targets), 4),
        }
    return out


def _commit() -> str:
    try:
        found = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"],
            capture_output=True,
            text=True,
            check=True,
            cwd=ASSETS.parent,
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return found.stdout.strip()
