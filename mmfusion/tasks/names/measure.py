"""What a name is worth: accuracy by names alone, beside labels, and on seen against unseen classes.

A split shuffles the pictures of each class: ten may get a label, five choose penalties, the rest tests, but
for near-duplicates of the first fifteen, which would tell more than a label does. Every
arm has the same split, the same features and the same pictures to choose on; intervals are Student's over
splits, which share pictures, so that they are a little narrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.colearning import choose_classifier, labels_needed
from mmfusion.colearning.zero_shot import (
    Floats,
    SeenUnseenCurve,
    convex_combination,
    harmonic_mean,
    seen_unseen_curve,
    unit,
)
from mmfusion.measure.metrics import macro_estimate, two_way_weights
from mmfusion.nn import imagenet
from mmfusion.tasks.names.caltech import Seen
from mmfusion.tasks.names.naming import BEST, mixture
from mmfusion.tasks.pairs.glove import glove, meanings
from mmfusion.training.weightings import interval

SEEDS = 10
ALIKE = 0.9
"""Cosine of features above which two pictures are near-duplicates, as for emoji."""
POOL, HELD = 10, 5
"""Pictures of a class that may get a label, and that choose."""
BUDGETS = (0.1, 0.25, 0.5, 0.75, 1, 2, 5, 10)
"""Labelled pictures a class; below 1 that share of the classes has one, and the others none."""
SHARES = (0.0, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 50.0)
"""What the cosine is multiplied by where it is added to a classifier's scores; chosen on validation."""
TYPED = 5
"""Names beside a picture where it is asked whether one fits."""
Index = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Part:
    """Rows of one split: what may be labelled `(K, 10)`, what chooses, what tests."""

    pool: Index
    validation: Index
    test: Index


def part(targets: Index, seed: int) -> Part:
    """Return a split of pictures by class.

    Raises:
        ValueError: a class with too few pictures.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.names.measure import part
        >>> found = part(np.repeat(np.arange(3), 20), seed=0)
        >>> found.pool.shape, found.validation.size, found.test.size
        ((3, 10), 15, 15)

    """
    rng = np.random.default_rng(seed)
    own = [rng.permutation(np.flatnonzero(targets == k)) for k in range(int(targets.max()) + 1)]
    if min(map(len, own)) <= POOL + HELD:
        raise ValueError(f"a class needs more than {POOL + HELD} pictures: one has {min(map(len, own))}")
    return Part(
        np.stack([rows[:POOL] for rows in own]),
        np.concatenate([rows[POOL : POOL + HELD] for rows in own]),
        np.concatenate([rows[POOL + HELD :] for rows in own]),
    )


def apart(own: Part, features: Floats, alike: float = ALIKE) -> Part:
    """Return the split without test pictures that are near-duplicates of one that may be learned from.

    Args:
        own: the split.
        features: of all pictures, `(N, d)`, of length 1.
        alike: cosine above which two pictures are near-duplicates.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.names.measure import Part, apart
        >>> features = np.array([[1.0, 0.0], [0.0, 1.0], [0.96, 0.28]])  # the last is nearly the first
        >>> apart(Part(np.array([[0]]), np.array([], int), np.array([1, 2])), features).test.tolist()
        [1]

    """
    learned = np.concatenate([own.pool.ravel(), own.validation])
    near = (features[own.test] @ features[learned].T).max(axis=1) > alike
    return Part(own.pool, own.validation, own.test[~near])


def labelled(pool: Index, budget: float, seed: int) -> Index:
    """Return the rows that get a label: `budget` a class, or one in that share of the classes.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.names.measure import labelled
        >>> pool = np.arange(40).reshape(4, 10)
        >>> labelled(pool, 2, seed=0).tolist(), labelled(pool, 0.5, seed=0).size
        ([0, 1, 10, 11, 20, 21, 30, 31], 2)

    """
    if budget >= 1:
        return np.asarray(pool[:, : int(budget)].ravel())
    classes = np.random.default_rng(seed).permutation(len(pool))[: round(budget * len(pool))]
    return np.asarray(pool[np.sort(classes), 0])


def accuracy(scores: Floats, targets: Index) -> float:
    """Return how often the highest score is the target's; every class that there is counts once."""
    right = (scores.argmax(axis=1) == targets).astype(float)
    counts = np.bincount(targets)
    return float((np.bincount(targets, right)[counts > 0] / counts[counts > 0]).mean())


def by_glove(found: Seen) -> dict[str, Any]:
    """Return what `by_names` does of all classes, with names by GloVe: it has read no caption of a picture.

    Raises:
        PackError: the pack is missing.

    """
    own, known = (unit(meanings(list(every), glove())) for every in (found.names, imagenet.names()))
    scores = convex_combination(found.probabilities, known, BEST) @ own.T
    return {"all": by_names(found, scores)["all"]}


def by_names(found: Seen, scores: Floats | None = None) -> dict[str, Any]:
    """Return top-1 and top-5 by names alone among all of them: of all pictures, and of kinds of classes.

    Intervals are by the bootstrap over pictures.

    Args:
        found: the pictures.
        scores: of every name `(N, K)`; cosines with the mixture by default.

    """
    if scores is None:
        scores = mixture(found.probabilities) @ found.vectors.T
    order = np.argsort(-scores, axis=1)
    first = order[:, 0] == found.targets
    five = (order[:, :5] == found.targets[:, None]).any(axis=1)
    kinds = {
        "all": np.ones_like(found.seen),
        "seen": found.seen,
        "not seen": ~found.seen,
        "like a class name": found.like,
        "unlike any class name": ~found.like,
    }
    out: dict[str, Any] = {}
    for kind, classes in kinds.items():
        if not classes.any():
            continue
        rows = classes[found.targets]
        targets = (np.cumsum(classes) - 1)[found.targets[rows]]
        weights = two_way_weights([str(i) for i in np.flatnonzero(rows)], None)
        count = int(classes.sum())
        out[kind] = {
            "classes": count,
            "top1": macro_estimate(first[rows], targets, weights, count).to_dict(),
            "top5": macro_estimate(five[rows], targets, weights, count).to_dict(),
        }
    return out


def each_class(found: Seen) -> list[dict[str, Any]]:
    """Return every class: its name, whether it is seen, and how many of its pictures get their name."""
    scores = mixture(found.probabilities) @ found.vectors.T
    right = scores.argmax(axis=1) == found.targets
    return [
        {
            "name": name,
            "seen": bool(found.seen[k]),
            "pictures": int((found.targets == k).sum()),
            "top1": round(float(right[found.targets == k].mean()), 4),
        }
        for k, name in enumerate(found.names)
    ]


def against_labels(found: Seen, seeds: int = SEEDS) -> dict[str, Any]:
    """Return accuracy by names, by labels at each budget, by both, and how many labels names are worth.

    Of all classes, and of the pictures of those alone that the backbone has not seen; always among all names.
    """
    cosines = mixture(found.probabilities) @ found.vectors.T
    kinds = {"all": np.ones_like(found.seen), "not seen": ~found.seen}
    runs: dict[str, dict[str, list[Any]]] = {
        kind: {"names": [], "labels": [], "both": [], "worth": []} for kind in kinds
    }
    tested: list[int] = []
    for seed in range(seeds):
        own = apart(part(found.targets, seed), found.features)
        tested.append(own.test.size)
        arms = [_by_budget(found, cosines, own, budget, seed) for budget in BUDGETS]
        for kind, classes in kinds.items():
            rows = own.test[classes[found.targets[own.test]]]
            names = accuracy(cosines[rows], found.targets[rows])
            labels = [accuracy(scores[rows], found.targets[rows]) for scores, _ in arms]
            both = [accuracy(scores[rows], found.targets[rows]) for _, scores in arms]
            worth = labels_needed(BUDGETS, labels, names)
            for arm, values in (("names", names), ("labels", labels), ("both", both), ("worth", worth)):
                runs[kind][arm].append(values)
    return {
        "seeds": seeds,
        "test": round(float(np.mean(tested))),
        "budgets": list(BUDGETS),
        **{kind: _arms(arms) for kind, arms in runs.items()},
    }


def _by_budget(found: Seen, cosines: Floats, own: Part, budget: float, seed: int) -> tuple[Floats, Floats]:
    """Return all pictures' scores by labels, and by labels and names; penalty and share from validation."""
    rows, held = labelled(own.pool, budget, seed), own.validation
    truth = found.targets[held]
    chosen = choose_classifier(
        found.features[rows], found.targets[rows], (found.features[held], truth), len(found.names)
    )
    scores = chosen.classifier(found.features)
    best = max(SHARES, key=lambda share: accuracy(scores[held] + share * cosines[held], truth))
    return scores, scores + best * cosines


def _arms(runs: dict[str, list[Any]]) -> dict[str, Any]:
    labels, both = np.array(runs["labels"]), np.array(runs["both"])
    return {
        "names": said(runs["names"]),
        "labels": [said(row) for row in labels.T],
        "both": [said(row) for row in both.T],
        "gain": [said(row) for row in (both - labels).T],
        "worth": said(runs["worth"]),
    }


def said(values: Any) -> dict[str, float]:
    """Return mean, interval and number of figures as JSON has them."""
    own = interval(values)
    low, high = own["value"] - own["half"], own["value"] + own["half"]
    return {k: round(float(v), 4) for k, v in {**own, "low": low, "high": high}.items()}


def generalised(found: Seen, seeds: int = SEEDS) -> dict[str, Any]:
    """Return the seen-unseen curve, and what a γ from validation classes does on the others.

    Half of the seen and half of the unseen classes choose γ, the largest harmonic mean on their pictures; the
    pictures of the other half test it. All names are candidates both times.
    """
    cosines = mixture(found.probabilities) @ found.vectors.T
    whole = seen_unseen_curve(cosines, found.targets, found.seen)
    runs: dict[str, list[float]] = {}
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        validation = np.zeros_like(found.seen)
        for kind in (found.seen, ~found.seen):
            own = rng.permutation(np.flatnonzero(kind))
            validation[own[: len(own) // 2]] = True
        chooses = validation[found.targets]
        gamma = seen_unseen_curve(cosines[chooses], found.targets[chooses], found.seen).best
        tested = seen_unseen_curve(cosines[~chooses], found.targets[~chooses], found.seen)
        for name, at in (("plain", 0.0), ("calibrated", gamma)):
            seen, unseen = tested.at(at)
            runs.setdefault(f"{name}, seen", []).append(seen)
            runs.setdefault(f"{name}, unseen", []).append(unseen)
            runs.setdefault(f"{name}, harmonic mean", []).append(float(harmonic_mean(seen, unseen)))
        runs.setdefault("gamma", []).append(gamma)
        runs.setdefault("area on test classes", []).append(tested.area)
        runs.setdefault("gain", []).append(
            runs["calibrated, harmonic mean"][-1] - runs["plain, harmonic mean"][-1]
        )
    return {
        "seeds": seeds,
        "seen classes": int(found.seen.sum()),
        "unseen classes": int((~found.seen).sum()),
        "area": round(whole.area, 4),
        "curve": thinned(whole),
        **{name: said(values) for name, values in runs.items()},
    }


def thinned(curve: SeenUnseenCurve, step: float = 0.01) -> list[list[float]]:
    """Return γ, accuracy on seen and on unseen classes at multiples of `step`: 0, and where they change.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import SeenUnseenCurve
        >>> from mmfusion.tasks.names.measure import thinned
        >>> curve = SeenUnseenCurve(np.array([0.15]), np.array([0.8, 0.0]), np.array([0.0, 0.5]))
        >>> thinned(curve, step=0.1)
        [[0.0, 0.8, 0.0], [0.1, 0.8, 0.0], [0.2, 0.0, 0.5]]

    """
    first, last = int(np.floor(curve.gammas[0] / step)), int(np.ceil(curve.gammas[-1] / step))
    every = np.arange(min(first, 0), last + 1) * step
    return [[round(float(v), 4) for v in (gamma, *curve.at(gamma))] for gamma in every]


def threshold(found: Seen, seeds: int = SEEDS) -> dict[str, Any]:
    """Return the cosine below which no name is said to fit, and how often that is right on other classes.

    A picture is shown with `TYPED` names, among which its own is or is not. Half of the classes choose the
    cosine, by the mean of both rates; the others test it.
    """
    cosines = mixture(found.probabilities) @ found.vectors.T
    count = len(found.names)
    runs: dict[str, list[float]] = {"least": [], "with its name": [], "without": []}
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        rank = rng.random(cosines.shape)
        rank[np.arange(len(rank)), found.targets] = np.inf
        others = np.take_along_axis(cosines, np.argsort(rank, axis=1)[:, :TYPED], axis=1)
        without = others.max(axis=1)
        own = cosines[np.arange(len(rank)), found.targets]
        having = np.maximum(others[:, 1:].max(axis=1), own)
        chooses = (rng.permutation(count) < count // 2)[found.targets]
        every = np.linspace(0.2, 0.95, 151)
        rates = [(having[chooses] >= t).mean() + (without[chooses] < t).mean() for t in every]
        least = float(every[int(np.argmax(rates))])
        runs["least"].append(least)
        runs["with its name"].append(float((having[~chooses] >= least).mean()))
        runs["without"].append(float((without[~chooses] < least).mean()))
    return {"names": TYPED, **{name: said(values) for name, values in runs.items()}}
