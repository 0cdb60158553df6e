"""Poison, aimed at one question or spread at random."""

from __future__ import annotations

import numpy as np

from mmfusion.colearning import Store, softmax
from mmfusion.colearning.neighbours import EVEN, NEAREST, votes
from mmfusion.colearning.poison import flipped, wrong_names
from mmfusion.measure.metrics import softmax as probabilities
from mmfusion.tasks.store.setting import CLASSES, PENALTY, Floats, Index, Setting

COPIES = (1, 2, 3, 5, 10)
SHARES = (0.0, 0.2, 0.4, 0.6)
"""Of the stored items, with a name drawn among the other classes."""


def aimed(own: Setting, seed: int) -> dict[str, list[float]]:
    """Return the share of the probes' right answers that take the poison's name, by arm, at each `COPIES`.

    *other picture* is the control that is no copy: the other probe of the class, under the same wrong name;
    *other name*, that of a class drawn at random, is the control that does not look alike. *others* is the
    share of the remaining probes' answers that a copy changes, by similarity.
    """
    rng = np.random.default_rng(seed)
    wrong = wrong_names(own.probes, own.probe_truth, own.means)
    drawn = (own.probe_truth + rng.integers(1, CLASSES, len(wrong))) % CLASSES
    swapped = own.copies.reshape(-1, 2, *own.copies.shape[1:])[:, ::-1].reshape(own.copies.shape)
    order, near = own.store.nearest(own.probes)
    labels = own.y[order]
    before = _by_rules(near, labels, own)
    before |= {"other picture": before["similarity"], "other name": before["similarity"]}
    fitted = own.refit.shares(own.probes)
    before["weights"] = fitted.argmax(axis=1)
    tau = own.store.temperature
    before["both"] = (fitted + votes(near, labels, CLASSES, tau)).argmax(axis=1)
    out: dict[str, list[float]] = {arm: [] for arm in (*before, "others")}
    for count in COPIES:
        after: dict[str, Index] = {}
        joined = _with(own.probes, near, labels, own.copies[:, :count], wrong)
        after |= _by_rules(*joined, own)
        other = _with(own.probes, near, labels, swapped[:, :count], wrong)
        after["other picture"] = _by_rules(*other, own)["similarity"]
        random = _with(own.probes, near, labels, own.copies[:, :count], drawn)
        after["other name"] = _by_rules(*random, own)["similarity"]
        refitted = np.stack([_refitted(own, i, count, wrong[i]) for i in range(len(wrong))])
        p = probabilities(refitted, own.refit.temperature)
        after["weights"] = p.argmax(axis=1)
        after["both"] = (p + votes(*joined, CLASSES, tau)).argmax(axis=1)
        for arm, found in after.items():
            aim = drawn if arm == "other name" else wrong
            out[arm].append(flipped(before[arm], found, own.probe_truth, aim))
        out["others"].append(_others(own, count, wrong, before["similarity"]))
    return out


def _with(
    questions: Floats, near: Floats, labels: Index, items: Floats, names: Index
) -> tuple[Floats, Index]:
    """Return cosines and labels of the nearest `(Q, 15)` once own items `(Q, m, d)` of each joined."""
    cosines = np.concatenate([np.einsum("qd,qmd->qm", questions, items), near], axis=1)
    every = np.concatenate([np.repeat(names[:, None], items.shape[1], axis=1), labels], axis=1)
    order = np.argsort(-cosines, axis=1, kind="stable")[:, :NEAREST]
    return np.take_along_axis(cosines, order, axis=1), np.take_along_axis(every, order, axis=1)


def _by_rules(cosines: Floats, labels: Index, own: Setting) -> dict[str, Index]:
    similar = votes(cosines, labels, CLASSES, own.store.temperature)
    majority = votes(cosines, labels, CLASSES, None) + EVEN * similar
    return {"similarity": similar.argmax(axis=1), "majority": majority.argmax(axis=1)}


def _refitted(own: Setting, probe: int, count: int, name: int) -> Floats:
    items = own.copies[probe, :count]
    around = own.refit.around(own.probes[probe], items, np.full(count, name))
    return around.changed(list(range(count)), [])


def _others(own: Setting, count: int, wrong: Index, before: Index, some: int = 20) -> float:
    """Return the share of other probes whose answer changes, the mean over some poisoned ones."""
    changed = []
    for probe in range(0, len(wrong), len(wrong) // some):
        found = own.store.joined(own.copies[probe, :count], np.full(count, wrong[probe]))
        rest = np.arange(len(wrong)) != probe
        changed.append((found.answers(own.probes[rest], "similarity") != before[rest]).mean())
    return float(np.mean(changed))


def spread(own: Setting, seed: int) -> dict[str, list[float]]:
    """Return accuracy where a share of the stored names is wrong at random, by arm, at each of `SHARES`."""
    out: dict[str, list[float]] = {"weights": [], "similarity": [], "majority": [], "both": []}
    for share in SHARES:
        rng = np.random.default_rng([seed, round(100 * share)])
        y = own.y.copy()
        hit = rng.permutation(len(y))[: round(share * len(y))]
        y[hit] = (y[hit] + rng.integers(1, CLASSES, len(hit))) % CLASSES
        weights = probabilities(softmax.SCALE * own.asks @ softmax.trained(own.x, y, CLASSES, PENALTY))
        store = Store(own.x, y, CLASSES).fitted()
        similar = store.shares(own.asks, "similarity")
        majority = store.shares(own.asks, "majority") + EVEN * similar
        arms = (weights, similar, majority, (weights + similar) / 2)
        for arm, found in zip(out, arms, strict=True):
            out[arm].append(own.accuracy(found))
    return out
