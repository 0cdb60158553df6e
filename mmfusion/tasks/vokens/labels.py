"""Few labels: what a photograph shows, from one caption, by a linear classifier of each representation.

A caption is represented by the mean of the hidden states of its words, or by what a network tells of them,
the mean of their probabilities: of vokens, of codes, of words where it learned from masked words alone. The
second can be read word by word, which the page does, and lets a word through by its mere number: numbers
drawn at random show how much that is. Beside both the mean of GloVe's vectors, for which nothing is trained.

Labels of a larger budget hold those of a smaller one; every representation has the same labels, and the same
validation captions choose its λ. A seed's figure is the mean over `DRAWS` choices of labels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.colearning import AffineMap, choose_classifier
from mmfusion.measure.metrics import student
from mmfusion.tasks.vokens import ARMS
from mmfusion.tasks.vokens.corpus import TOPICS, Captions, captions
from mmfusion.tasks.vokens.training import Recipe, by_glove, described, glove_means, trained

Floats = NDArray[np.floating]
BUDGETS = (1, 2, 5, 10, 20, 50)
"""Labels a topic."""
DRAWS = 3
PLAIN = "glove"
"""The plain alternative: the mean of the words' vectors."""
Report = Callable[[str], None]


def labelled(own: Captions, budget: int, seed: int, draw: int) -> NDArray[np.int64]:
    """Return rows of captions that get their label: `budget` of each topic."""
    rng = np.random.default_rng([seed, 1, draw])
    each = [rng.permutation(own.pool[own.topics[own.pool] == topic]) for topic in range(len(TOPICS))]
    return np.concatenate([rows[:budget] for rows in each])


def classifier(own: Captions, z: Floats, budget: int, seed: int, draw: int = 0) -> AffineMap:
    """Return the classifier of representations `(n, d)` of `own.asked` from a budget of labels a topic."""
    rows = labelled(own, budget, seed, draw)
    held = (z[own.choosing], own.topics[own.choosing])
    return choose_classifier(z[rows], own.topics[rows], held, len(TOPICS)).classifier


def reached(own: Captions, z: Floats, seed: int) -> list[float]:
    """Return the share of test captions whose topic is found, at every budget."""
    truth = own.topics[own.test]
    return [
        float(
            np.mean(
                [
                    (classifier(own, z, budget, seed, draw)(z[own.test]).argmax(axis=1) == truth).mean()
                    for draw in range(DRAWS)
                ]
            )
        )
        for budget in BUDGETS
    ]


def few_labels(seeds: int, report: Report) -> dict[str, Any]:
    """Return accuracy of every arm, and differences of arms, at every budget. Raises `PackError`."""
    raw: dict[str, list[list[float]]] = {}
    told: dict[str, list[list[float]]] = {}
    sizes = []
    for seed in range(seeds):
        own = captions(seed)
        numbers = [own.numbers(words) for words in own.asked]
        for arm in ARMS:
            model, _ = trained(Recipe(arm, seed), report)
            both = described(model, numbers)
            raw.setdefault(arm, []).append(reached(own, both["hidden"], seed))
            told.setdefault(arm, []).append(reached(own, both["told"], seed))
            report(f"{arm}, seed {seed}: {raw[arm][-1][BUDGETS.index(10)]:.3f} at 10 labels a topic")
        raw.setdefault(PLAIN, []).append(reached(own, glove_means(by_glove, own.asked), seed))
        sizes.append([len(own.learned), len(own.pool), len(own.choosing), len(own.test), len(own.vocabulary)])
    keys = ("captions learned from", "pool", "choosing", "test", "words known")
    return {
        "seeds": seeds,
        "budgets": list(BUDGETS),
        "topics": list(TOPICS),
        "sizes": dict(zip(keys, np.mean(sizes, axis=0).round().astype(int).tolist(), strict=True)),
        **compared(raw, DIFFERENCES),
        "told": compared(told, [pair for pair in DIFFERENCES if PLAIN not in pair]),
    }


def compared(raw: Mapping[str, list[list[float]]], pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return accuracies of arms, and of some the difference to another, paired by seed, at every budget.

    Args:
        raw: arm -> seed -> accuracy at each budget.
        pairs: which arm less which.

    Example:
        >>> from mmfusion.tasks.vokens.labels import compared
        >>> found = compared({"a": [[0.5], [0.7]], "b": [[0.4], [0.6]]}, [("a", "b")])
        >>> found["accuracy"]["a"][0]["value"], found["difference"]["a − b"][0]["value"]
        (0.6, 0.1)

    """
    every = {arm: np.array(rows) for arm, rows in raw.items()}
    return {
        "accuracy": {arm: over_seeds(rows) for arm, rows in every.items()},
        "difference": {f"{arm} − {less}": over_seeds(every[arm] - every[less]) for arm, less in pairs},
        "raw": {arm: np.round(rows, 4).tolist() for arm, rows in every.items()},
    }


DIFFERENCES = (
    ("vokens", "words"),
    ("vokens", "codes"),
    ("vokens", "dealt"),
    ("codes", "words"),
    ("vokens", "drawn"),
    ("longer", "words"),
    ("vokens", "longer"),
    ("vokens", PLAIN),
)
"""Which arm less which, paired by seed."""


def over_seeds(rows: Floats) -> list[dict[str, float]]:
    """Return a figure for each column: the mean over seeds with Student's 95 % interval."""
    return [student(column.tolist()).to_dict() for column in rows.T]
