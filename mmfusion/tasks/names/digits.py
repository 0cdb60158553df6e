"""Digits by their spoken names: a written digit that no training picture shows, told by how its name sounds.

A map from pictures to voices is learned from seven digits: ridge regression to the mean log-mel spectrogram
of their names. Pictures of the other three go through it and get the nearest of the three names, as test
speakers say them. Names are arbitrary: nothing in *three* looks like a 3, and only what shapes and sounds of
digits happen to share could be carried over. Beside it: written names by the sentence encoder, and labels.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from mmfusion.colearning import choose_classifier
from mmfusion.colearning.zero_shot import Floats, unit
from mmfusion.tasks.digits import clean
from mmfusion.tasks.digits.voice import log_mel
from mmfusion.tasks.names.emoji import mapped
from mmfusion.tasks.names.measure import SEEDS, Index, accuracy, said
from mmfusion.tasks.names.naming import vectors

UNSEEN = 3
"""Digits that are held out."""
EACH = 100
"""Pictures of a digit that are learned from, and that test."""
LABELS = (1, 2, 5)
HELD = 10
SPOKEN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def voices(part: Any) -> Floats:
    """Return the mean voice of each digit in a part, `(10, 256)`, about the mean of all, of length 1."""
    mel = log_mel(part.powers).reshape(len(part.powers), -1).astype(np.float64)
    means = np.stack([mel[part.spoken == k].mean(axis=0) for k in range(len(SPOKEN))])
    return unit(means - means.mean(axis=0))


def first(labels: Index, each: int, rng: np.random.Generator) -> Index:
    """Return `each` random rows of every class."""
    return np.concatenate([rng.permutation(np.flatnonzero(labels == k))[:each] for k in range(len(SPOKEN))])


def digits(seeds: int = SEEDS) -> dict[str, Any]:
    """Return accuracy on three unseen digits by spoken and by written names, beside labels.

    Raises:
        PackError: a pack is missing.

    """
    written = vectors(SPOKEN)
    written = unit(written - written.mean(axis=0))
    runs: dict[str, list[Any]] = {"spoken": [], "written": [], "shuffled": [], "labels": []}
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        train, test = clean("train", seed), clean("test", seed)
        unseen = np.sort(rng.permutation(len(SPOKEN))[:UNSEEN])
        rows, asked = first(train.written, EACH, rng), first(test.written, EACH, rng)
        x = np.concatenate([train.ink[rows], test.ink[asked]]).reshape(-1, 784).astype(np.float64)
        labels = np.concatenate([train.written[rows], test.written[asked]])
        learn = np.flatnonzero(~np.isin(labels, unseen) & (np.arange(len(labels)) < len(rows)))
        tests = np.flatnonzero(np.isin(labels, unseen) & (np.arange(len(labels)) >= len(rows)))
        targets = np.searchsorted(unseen, labels[tests])
        heard, new = voices(train), voices(test)
        mixed = rng.permutation(len(SPOKEN))
        arms = (("spoken", heard, new), ("written", written, written), ("shuffled", heard[mixed], new))
        found = mapped(x, [taught[labels] for _, taught, _ in arms], learn, rng)
        for (arm, _, names), z in zip(arms, found, strict=True):
            runs[arm].append(accuracy(z[tests] @ names[unseen].T, targets))
        runs["labels"].append(_by_labels(x, labels, unseen, len(rows), (tests, targets), rng))
    return {
        "seeds": seeds,
        "unseen": UNSEEN,
        "budgets": list(LABELS),
        "labels": [said(row) for row in np.array(runs.pop("labels")).T],
        **{arm: said(values) for arm, values in runs.items()},
    }


def _by_labels(
    x: Floats, labels: Index, unseen: Index, train: int, test: tuple[Index, Index], rng: np.random.Generator
) -> list[float]:
    own = [rng.permutation(np.flatnonzero(labels[:train] == k)) for k in unseen]
    held = np.concatenate([rows[-HELD:] for rows in own])
    out = []
    for budget in LABELS:
        rows = np.concatenate([one[:budget] for one in own])
        truth = np.searchsorted(unseen, labels)
        chosen = choose_classifier(x[rows], truth[rows], (x[held], truth[held]), UNSEEN)
        out.append(accuracy(chosen.classifier(x[test[0]]), test[1]))
    return out
