"""What happens later: classes that are new, stores that are small, questions that are blurred."""

from __future__ import annotations

from itertools import product

import numpy as np

from mmfusion.colearning import Store, softmax
from mmfusion.colearning.poison import class_means
from mmfusion.tasks.store.setting import CLASSES, PENALTY, Floats, Setting

SIZES = (1, 2, 5, 10, 15)
"""Pictures stored a class."""
NEW, FEW = 25, 2
"""Classes that are new, and pictures of each."""
RATE = 0.3
STOPS = (0, 1, 2, 3, 5, 8, 12, 20, 40, 100, 300, 1000)
"""Steps of fine-tuning."""


def sizes(seed: int) -> dict[str, list[float]]:
    """Return accuracy by weights, store, both and class means at each of `SIZES`."""
    out: dict[str, list[float]] = {"weights": [], "store": [], "both": [], "class means": []}
    for each in SIZES:
        own = Setting(seed, each)
        for arm, shares in (own.three(own.asks) | {"class means": own.asks @ own.means.T}).items():
            out[arm].append(own.accuracy(shares))
    return out


def stale(own: Setting, seed: int) -> dict[str, list[float]]:
    """Return accuracy on questions of 75 old and of 25 new classes, two pictures of each of these, by arm.

    Arms that know the new classes choose among all hundred. Fine-tuning sees the new pictures alone; its path
    is `fine-tuned 0`, `fine-tuned 1`, ... by steps.
    """
    new = np.random.default_rng([seed, 7]).permutation(CLASSES)[:NEW]
    place = np.arange(len(own.y)) % 15
    is_new = np.isin(own.y, new)
    old, come = np.flatnonzero(~is_new), np.flatnonzero(is_new & (place < FEW))
    every = np.concatenate([old, come])
    x, y = own.x, own.y
    before = softmax.trained(x[old], y[old], CLASSES, PENALTY)
    known = np.isin(np.arange(CLASSES), new, invert=True)
    store = Store(x[every], y[every], CLASSES).fitted()
    counts = softmax.balanced(y[every])
    shares: dict[str, Floats] = {
        "untouched": np.where(known, own.asks @ before, -np.inf),
        "store updated": store.shares(own.asks, "similarity"),
        "retrained": own.asks @ softmax.trained(x[every], y[every], CLASSES, PENALTY),
        "class-balanced": own.asks @ softmax.trained(x[every], y[every], CLASSES, PENALTY, counts),
        "class means": own.asks @ class_means(x[every], y[every], CLASSES).T,
    }
    for stop, weights in zip(STOPS, softmax.tuned(before, x[come], y[come], RATE, STOPS), strict=True):
        shares[f"fine-tuned {stop}"] = own.asks @ weights
    asks_new = np.isin(own.truth, new)
    out = {}
    for arm, found in shares.items():
        right = found.argmax(axis=1) == own.truth
        out[arm] = [float(right[~asks_new].mean()), float(right[asks_new].mean())]
    return out


def blurred(own: Setting) -> dict[str, list[float]]:
    """Return accuracy and mean largest share of the probes, sharp and then by radius of the blur, by arm."""
    out: dict[str, list[float]] = {
        f"{arm}, {what}": []
        for arm, what in product(("weights", "store", "both"), ("accuracy", "confidence"))
    }
    for level in range(own.blurred.shape[1] + 1):
        questions = own.probes if level == 0 else own.blurred[:, level - 1]
        for arm, shares in own.three(questions).items():
            out[f"{arm}, accuracy"].append(float((shares.argmax(axis=1) == own.probe_truth).mean()))
            out[f"{arm}, confidence"].append(float(shares.max(axis=1).mean()))
    return out
