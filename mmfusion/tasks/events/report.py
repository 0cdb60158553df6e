"""From runs to figures: calibrated, pooled over folds, with two-way bootstrap intervals.

Every figure is macro over the thirteen kinds (an answer *none of these* is wrong there). The same test
pairs serve every strategy, so that differences are paired.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mmfusion.cards.subset import key
from mmfusion.measure.calibration import Temperature, calibration_error, fit_temperature
from mmfusion.measure.metrics import (
    Estimate,
    auroc,
    cross_entropy,
    macro_difference,
    macro_estimate,
    softmax,
    two_way_weights,
)
from mmfusion.tasks.events import CLASSES, MODALITIES, NONE
from mmfusion.tasks.events.cache import DECIBELS, PIXELS
from mmfusion.tasks.events.conditions import BOTH, HEARD, SEEN, SPOILED_CONDITIONS
from mmfusion.tasks.events.dataset import EventData
from mmfusion.tasks.events.mixture import FACE, ONLY_HEARD, ONLY_SEEN, by_kind, mixture, prior_weights
from mmfusion.tasks.events.pairs import Item, Pairs
from mmfusion.tasks.events.runs import MIXED, Run

FloatArray = NDArray[np.float64]
FALSE_ALARMS = 0.05
DEGRADED, RUINED = 3, 4
"""Levels that the results call degraded (32 px, 0 dB) and ruined (20 px, −10 dB)."""


def subset_key(condition: str) -> str:
    """Return the key of the senses that a condition leaves, by its name such as ``"3+plain"``."""
    views = zip(MODALITIES, condition.split("+"), strict=True)
    return key(tuple(m for m, view in views if view != "none"))


def calibration(run: Run) -> tuple[dict[str, Temperature], dict[str, float]]:
    """Return temperatures and *unfamiliar* thresholds by key of the subset, both from validation alone.

    A temperature is fitted on the pairs that training draws, half of the weight on clean ones and half on
    spoiled ones. The threshold is the p(none of these) that `FALSE_ALARMS` of the clean ones of listed kinds
    exceed.
    """
    mixed = mixture(run.validation.targets)
    both = (mixed.targets, mixed.weights)
    alone = (run.validation.targets, prior_weights(run.validation.targets))
    spoiled = {condition.name for condition in SPOILED_CONDITIONS}
    of: dict[str, list[str]] = {}
    for name in run.validation_logits:
        of.setdefault(subset_key(name), []).append(name)
    temperatures, thresholds = {}, {}
    for subset, names in of.items():
        targets, weights = both if subset == key(MODALITIES) else alone
        clean = next(name for name in names if name not in spoiled)
        shares = {name: 0.5 / max(1, len(names) - 1) if name in spoiled else 0.5 for name in names}
        temperatures[subset] = fit_temperature(
            np.concatenate([run.validation_logits[name] for name in names]),
            np.tile(targets, len(names)),
            np.concatenate([weights * shares[name] for name in names]),
        )
        p_none = softmax(run.validation_logits[clean], temperatures[subset].value)[:, NONE]
        listed = targets != NONE
        thresholds[subset] = _weighted_quantile(p_none[listed], weights[listed], 1 - FALSE_ALARMS)
    return temperatures, thresholds


def _weighted_quantile(values: FloatArray, weights: FloatArray, share: float) -> float:
    """Return the least value that `share` of the weight does not exceed."""
    order = values.argsort()
    total = weights[order].cumsum()
    return float(values[order][min(np.searchsorted(total, share * total[-1]), len(values) - 1)])


@dataclass(frozen=True, eq=False)
class Pooled:
    """The held-out answers of one strategy over its folds, calibrated."""

    strategy: str
    targets: NDArray[np.int64]
    pictures: NDArray[np.int64]
    recordings: NDArray[np.int64]
    probabilities: dict[str, FloatArray]
    """condition -> `(N, 14)`."""
    flagged: dict[str, NDArray[np.bool_]]
    """condition -> `(N,)`: called unfamiliar."""
    picture_groups: list[str]
    recording_groups: list[str]
    mixture: dict[str, Estimate]
    """Accuracy by kind of pair, of a strategy of several modalities."""

    @property
    def main(self) -> str:
        """The condition with every sense that the strategy has."""
        return {"visual": SEEN.name, "audio": HEARD.name}.get(self.strategy, BOTH.name)

    @cached_property
    def weights(self) -> FloatArray:
        """Bootstrap weights over picture groups and recording groups, `(1000, N)`."""
        return two_way_weights(self.picture_groups, self.recording_groups)

    def right(self, condition: str) -> NDArray[np.bool_]:
        """Return which pairs are answered rightly, `(N,)`."""
        return np.asarray(self.probabilities[condition].argmax(axis=1) == self.targets)

    def accuracy(self, condition: str) -> Estimate:
        """Return macro accuracy over the thirteen kinds."""
        return macro_estimate(self.right(condition), self.targets, self.weights, NONE)

    def confusion(self) -> list[list[int]]:
        """Return counts `(14, 14)`, truth by row, with every sense that the strategy has."""
        table = np.zeros((len(CLASSES), len(CLASSES)), dtype=int)
        np.add.at(table, (self.targets, self.probabilities[self.main].argmax(axis=1)), 1)
        return [[int(v) for v in row] for row in table]


def pool(runs: Sequence[Run], data: EventData) -> Pooled:
    """Return the pooled, calibrated test answers of one strategy's runs (one a fold)."""
    tested = []
    for run in runs:
        temperatures, thresholds = calibration(run)
        values = {subset: t.value for subset, t in temperatures.items()}
        tested.append((run.test, run.test_logits, values, thresholds))
    return pooled_answers(runs[0].recipe.strategy, tested, data)


Tested = tuple[Pairs, dict[str, NDArray[np.float32]], dict[str, float], dict[str, float]]
"""Test pairs, logits by condition, temperatures and thresholds by subset."""


def pooled_answers(strategy: str, tested: Sequence[Tested], data: EventData) -> Pooled:
    """Return calibrated answers from logits, several test parts joined."""
    names = [name for name in tested[0][1] if name != MIXED]
    probabilities: dict[str, list[FloatArray]] = {name: [] for name in names}
    flagged: dict[str, list[NDArray[np.bool_]]] = {name: [] for name in names}
    for _, test_logits, temperatures, thresholds in tested:
        for name in names:
            logits = test_logits[name]
            p = softmax(logits, temperatures[subset_key(name)])
            probabilities[name].append(p)
            flagged[name].append(p[:, NONE] > thresholds[subset_key(name)])

    def joined(name: str) -> NDArray[np.int64]:
        return np.concatenate([getattr(pairs, name) for pairs, *_ in tested])

    pictures, recordings = joined("pictures"), joined("recordings")
    return Pooled(
        strategy,
        joined("targets"),
        pictures,
        recordings,
        {name: np.concatenate(parts) for name, parts in probabilities.items()},
        {name: np.concatenate(parts) for name, parts in flagged.items()},
        [data.picture_groups[i] for i in pictures],
        [data.sound_groups[i] for i in recordings],
        by_kind([logits[MIXED] for _, logits, *_ in tested], [pairs for pairs, *_ in tested], data)
        if MIXED in tested[0][1]
        else {},
    )


def figures(pooled: Pooled, data: EventData) -> dict[str, Estimate]:
    """Return the figures of one strategy by name: accuracies, calibration, *none of these*."""
    out = {"accuracy": pooled.accuracy(pooled.main)}
    for name, condition in (("without sound", SEEN.name), ("without picture", HEARD.name)):
        if pooled.main == BOTH.name:
            out[name] = pooled.accuracy(condition)
    leak = {"visual": "leak+none", "audio": "none+leak"}.get(pooled.strategy, "leak+leak")
    out["leak-controlled"] = pooled.accuracy(leak)
    p = pooled.probabilities[pooled.main]
    count = len(pooled.targets)
    nll = cross_entropy(np.log(np.maximum(p, 1e-12)), pooled.targets)
    out["cross-entropy, nats"] = Estimate(nll, nll, nll, count)
    out["calibration error"] = calibration_error(p, pooled.targets, pooled.weights)
    if spoiled := [
        pooled.probabilities[c.name]
        for c in SPOILED_CONDITIONS
        if c.name in pooled.probabilities and subset_key(c.name) == subset_key(pooled.main)
    ]:
        rounds = len(spoiled)
        out["calibration error, spoiled"] = calibration_error(
            np.concatenate(spoiled), np.tile(pooled.targets, rounds), np.tile(pooled.weights, rounds)
        )
    none = pooled.targets == NONE
    out["none, called none"] = _share(pooled.right(pooled.main)[none], pooled.weights[:, none])
    for kind in (ONLY_SEEN, ONLY_HEARD, FACE):
        if kind in pooled.mixture:
            out[kind] = pooled.mixture[kind]
    flags = pooled.flagged[pooled.main]
    out["unfamiliar, of the kinds"] = _share(flags[~none], pooled.weights[:, ~none])
    out["unfamiliar, of none"] = _share(flags[none], pooled.weights[:, none])
    for source, members in _none_sources(pooled, data).items():
        chosen = members | ~none
        score = auroc(p[chosen, NONE], none[chosen])
        low, high = _auroc_interval(p[chosen, NONE], none[chosen], pooled.weights[:, chosen])
        out[f"none, {source}"] = Estimate(score, low, high, int(members.sum()))
    return out


def _none_sources(pooled: Pooled, data: EventData) -> dict[str, NDArray[np.bool_]]:
    """Return which *none* pairs come from which source, of the sense in question or of the picture."""
    none = pooled.targets == NONE
    by_source: dict[str, NDArray[np.bool_]] = {}
    use_sound = pooled.strategy == "audio"
    index = pooled.recordings if use_sound else pooled.pictures
    items: Sequence[Item] = data.sounds if use_sound else data.stills
    names = np.array([items[i].source for i in index])
    for source in sorted(set(names[none].tolist())):
        by_source[f"{source} {'sounds' if use_sound else 'pictures'}"] = none & (names == source)
    return by_source


def _share(flags: NDArray[np.bool_], weights: FloatArray) -> Estimate:
    draws = (weights @ flags) / np.maximum(weights.sum(axis=1), 1e-9)
    low, high = np.percentile(draws, [2.5, 97.5])
    return Estimate(float(flags.mean()), float(low), float(high), len(flags))


def _auroc_interval(
    scores: FloatArray, positive: NDArray[np.bool_], weights: FloatArray, draws: int = 200
) -> tuple[float, float]:
    order = np.argsort(scores, kind="stable")
    w, y = weights[:draws][:, order], positive[order]
    below = np.cumsum(w * ~y, axis=1)  # weight of the negatives at or below each score
    total_p, total_n = (w * y).sum(axis=1), (w * ~y).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        values = (w * y * below).sum(axis=1) / (total_p * total_n)
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return float(low), float(high)


def gains(fused: Pooled, visual: Pooled, audio: Pooled) -> dict[str, Estimate]:
    """Return paired differences of a fused strategy against the single senses, in macro accuracy.

    ``better sense`` is the single network with the higher accuracy in the same condition; where one sense
    is ruined, the other one alone is what fusion must not fall below.
    """
    out: dict[str, Estimate] = {}

    def against_better(name: str, condition: str, seen: str, heard: str) -> None:
        rivals = [(visual, seen), (audio, heard)]
        best, own = max(rivals, key=lambda rival: rival[0].accuracy(rival[1]).value)
        out[name] = macro_difference(
            fused.right(condition), best.right(own), fused.targets, fused.weights, NONE
        )

    against_better("gain, clean", BOTH.name, SEEN.name, HEARD.name)
    against_better("gain, leak-controlled", "leak+leak", "leak+none", "none+leak")
    if f"{DEGRADED}+plain" not in fused.probabilities:
        return out
    against_better(
        f"gain, picture {PIXELS[DEGRADED]} px", f"{DEGRADED}+plain", f"{DEGRADED}+none", HEARD.name
    )
    against_better(
        f"gain, sound {DECIBELS[DEGRADED]:.0f} dB", f"plain+{DEGRADED}", SEEN.name, f"none+{DEGRADED}"
    )
    for name, condition, alone, own in (
        (f"ruined picture {PIXELS[RUINED]} px, against sound alone", f"{RUINED}+plain", audio, HEARD.name),
        (
            f"ruined sound {DECIBELS[RUINED]:.0f} dB, against picture alone",
            f"plain+{RUINED}",
            visual,
            SEEN.name,
        ),
    ):
        out[name] = macro_difference(
            fused.right(condition), alone.right(own), fused.targets, fused.weights, NONE
        )
    return out


def robustness(pooled: Pooled) -> dict[str, dict[str, object]]:
    """Return macro accuracy at the five levels of blur and of noise, and the area under each curve."""
    out: dict[str, dict[str, object]] = {}
    curves: Mapping[str, tuple[str, Sequence[float | None]]] = {
        "blur": ("{}+none" if pooled.strategy == "visual" else "{}+plain", PIXELS),
        "noise": ("none+{}" if pooled.strategy == "audio" else "plain+{}", DECIBELS),
    }
    for kind, (pattern, levels) in curves.items():
        names = [pattern.format("plain" if i == 0 else i) for i in range(len(levels))]
        if pooled.strategy == {"blur": "audio", "noise": "visual"}[kind]:
            names = [pooled.main] * len(levels)  # a spoiled sense that is not there changes nothing
        if all(name in pooled.probabilities for name in names):
            points = [pooled.accuracy(name) for name in names]
            area = float(np.mean([p.value for p in points]))
            out[kind] = {
                "levels": list(levels),
                "value": [round(p.value, 4) for p in points],
                "low": [round(p.low, 4) for p in points],
                "high": [round(p.high, 4) for p in points],
                "area": round(area, 4),
            }
    return out
