"""The colour of a thing from its name: what an imagined picture adds to a few labels.

The class of an emoji is the colour that most of its drawing has, of nine. A few names are labelled; some
eight hundred pairs of name and drawing are not. From these, ridge learns to imagine a drawing's histogram of
colours from its name,

    ĥ(t) = Wᵀ t + b,

and the few labels then teach a linear classifier of the name, of ĥ, or of both. The drawings of the pairs
show the colour: who may read it off has all labels for nothing, and names with all labels are what to reach.

Every arm has the same items and the same validation set. Accuracy is the mean over classes, which are as
different in size as grey and pink; items are repeated in training and validation until classes are even.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.colearning import RidgePath, choose_classifier, choose_encoder
from mmfusion.language import marked
from mmfusion.measure.metrics import student
from mmfusion.tasks.imagine.amounts import drawings
from mmfusion.tasks.pairs import pairs
from mmfusion.tasks.pairs.data import SHARES, Words
from mmfusion.training.splits import labelled, shared_out

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
SHADES: Mapping[str, tuple[str, ...]] = {
    marked("red"): ("ea5a47", "d22f27", "781e32"),
    marked("orange"): ("f1b31c", "f4aa41", "e27022"),
    marked("yellow"): ("fcea2b",),
    marked("green"): ("b1cc33", "5c9e31", "186648"),
    marked("blue"): ("92d3f5", "61b2e4", "1e50a0"),
    marked("purple"): ("b399c8", "8967aa"),
    marked("pink"): ("ffa7c0", "e67a94"),
    marked("brown"): ("a57939", "6a462f"),
    marked("grey"): ("d0cfce", "9b9b9a", "3f3f3f"),
}
"""The colours that OpenMoji draws with, but for black, its lines, and white, its ground."""
COLOURS = tuple(SHADES)
LEAST = 10
"""Pixels of a colour that a drawing must have to be of any."""
BUDGETS = (1, 2, 5, 10, 0)
"""Labels a class; 0 for all."""
SPLITS, CHOICES = 10, 3
"""Splits, and choices of what is labelled that are averaged within one."""
ENCODER_PENALTIES = tuple(float(10.0**k) for k in np.arange(-3, 1.1, 0.5))
NAME = "name alone"
ARMS: Mapping[str, str] = {
    NAME: marked("the name, nothing imagined"),
    "imagined": marked("the imagined histogram alone"),
    "with imagined": marked("the name with the imagined histogram"),
    "with shuffled": marked("the name with one imagined from shuffled pairs"),
    "with random": marked("the name with nine random numbers of it"),
    "with deep": marked("the name with an imagined deep feature"),
    "real": marked("the drawing’s real histogram"),
}
"""What the classifier sees, and what each is called."""
TARGETS = ("colour", "group")


@lru_cache(maxsize=1)
def histograms() -> tuple[Floats, NDArray[np.bool_]]:
    """Return shares of the nine colours of each drawing `(n, 9)`, and which have any colour `(n,)`.

    A pixel counts if the four beside it have its colour: edges mix with lines and ground.

    Raises:
        FileNotFoundError: the pairs are not there.

    Example:
        >>> from mmfusion.tasks.imagine import COLOURS, histograms
        >>> from mmfusion.tasks.pairs import pairs
        >>> shares, coloured = histograms()
        >>> COLOURS[shares[pairs().names.index("tomato")].argmax()]
        'red'

    """
    shades = [*(code for codes in SHADES.values() for code in codes), "000000", "ffffff"]
    of = np.array([*(k for k, codes in enumerate(SHADES.values()) for _ in codes), 9, 10])
    rgb = np.array([[int(code[i : i + 2], 16) for i in (0, 2, 4)] for code in shades], dtype=np.float32)
    every = drawings().astype(np.int32)
    codes, places = np.unique(
        (every[..., 0] << 16) + (every[..., 1] << 8) + every[..., 2], return_inverse=True
    )
    met = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1).astype(np.float32)
    nearest = of[((met[:, None] - rgb) ** 2).sum(axis=-1).argmin(axis=1)]
    counts = []
    for own in nearest[places.reshape(every.shape[:3])]:
        framed = np.pad(own, 1, mode="edge")
        inside = np.all(
            [framed[1 + y : 41 + y, 1 + x : 41 + x] == own for y, x in ((-1, 0), (1, 0), (0, -1), (0, 1))],
            axis=0,
        )
        counts.append(np.bincount(own[inside], minlength=11)[: len(COLOURS)])
    found = np.array(counts, dtype=np.float64)
    total = found.sum(axis=1)
    return found / np.maximum(total, 1)[:, None], total >= LEAST


class ColourDraw:
    """One split of the coloured emoji, with what is imagined from each name.

    Args:
        seed: of the split, of the shuffle and of what is labelled.
        words: what reads the names.
        target: what is to be told, `colour` or Unicode's `group`.

    Attributes:
        rows: which of the pairs these are, `(n,)`.
        labels: `(n,)`.
        split: unlabelled pairs (of which a few are labelled), validation, test.

    Raises:
        FileNotFoundError: the pairs are not there.
        ValueError: another target.

    Example:
        >>> from mmfusion.tasks.imagine import ColourDraw
        >>> draw = ColourDraw(seed=0)
        >>> draw.reached("imagined", budget=2) > draw.reached("name alone", budget=2) > 1 / 9
        True

    """

    def __init__(self, seed: int, words: Words = "minilm", target: str = "colour") -> None:
        if target not in TARGETS:
            raise ValueError(f"what is told is {' or '.join(TARGETS)}, not {target!r}")
        every, (shares, coloured) = pairs(words), histograms()
        self.seed, self.rows = seed, np.flatnonzero(coloured)
        self.real = shares[self.rows]
        self.name = every.views["text"][self.rows].astype(np.float64)
        self.deep = every.views["visual"][self.rows].astype(np.float64)
        colour = self.real.argmax(axis=1)
        self.labels: Index = colour if target == "colour" else every.group[self.rows]
        self.classes = int(self.labels.max()) + 1
        self.split = shared_out(self.labels, every.tied[self.rows], seed, SHARES)
        self.path = RidgePath(self.name[self.split.train])
        self._seen: dict[str, Floats] = {}

    def imagined(self, other: Floats, shuffled: bool = False) -> Floats:
        """Return what is imagined of another modality `(n, k)` from each name; λ by validation."""
        train, held = self.split.train, self.split.validation
        taught = np.random.default_rng([self.seed, 2]).permutation(train) if shuffled else train
        encoder, _ = choose_encoder(self.path, other[taught], self.name[held], other[held], ENCODER_PENALTIES)
        return encoder(self.name)

    def seen(self, arm: str) -> Floats:
        """Return what the classifier sees of every item `(n, d)`, each part at one scale, computed once.

        Raises:
            ValueError: no such arm.

        """
        if arm not in self._seen:
            makes: Mapping[str, Callable[[], list[Floats]]] = {
                NAME: lambda: [self.name],
                "imagined": lambda: [self.imagined(self.real)],
                "with imagined": lambda: [self.name, self.imagined(self.real)],
                "with shuffled": lambda: [self.name, self.imagined(self.real, shuffled=True)],
                "with random": lambda: [self.name, self._random()],
                "with deep": lambda: [self.name, self.imagined(self.deep)],
                "real": lambda: [self.real],
            }
            if arm not in makes:
                raise ValueError(f"arms are {', '.join(makes)}, not {arm!r}")
            self._seen[arm] = np.hstack([self._scaled(part) for part in makes[arm]()])
        return self._seen[arm]

    def reached(self, arm: str, budget: int, choices: int = CHOICES) -> float:
        """Return the mean over classes of the share of test items that an arm tells, at labels a class."""
        z, y, test = self.seen(arm), self.labels, self.split.test
        held = self._even(self.split.validation)
        found = []
        for again in range(choices if budget else 1):
            rng = np.random.default_rng([self.seed, 3, again])
            own = self._even(labelled(y, self.split.train, budget, rng))
            chosen = choose_classifier(z[own], y[own], (z[held], y[held]), self.classes)
            found.append(self._mean_over_classes(chosen.classifier(z[test]).argmax(axis=1) == y[test]))
        return float(np.mean(found))

    def read_off(self) -> float:
        """Return the same for the largest share of the imagined histogram, without any label."""
        test = self.split.test
        return self._mean_over_classes(
            self.imagined(self.real)[test].argmax(axis=1) == self.real[test].argmax(axis=1)
        )

    def _mean_over_classes(self, right: NDArray[np.bool_]) -> float:
        y = self.labels[self.split.test]
        return float(np.mean([right[y == k].mean() for k in np.unique(y)]))

    def _even(self, rows: Index) -> Index:
        """Return rows, repeated until classes are of one size."""
        most = int(np.bincount(self.labels[rows]).max())
        own = (rows[self.labels[rows] == k] for k in np.unique(self.labels[rows]))
        return np.concatenate([np.resize(one, most) for one in own])

    def _scaled(self, z: Floats) -> Floats:
        """Return features less their mean, of mean squared length 1, both of the unlabelled pairs."""
        apart = z - z[self.split.train].mean(axis=0)
        return np.asarray(apart / np.sqrt((apart[self.split.train] ** 2).sum(axis=1).mean()))

    def _random(self) -> Floats:
        turned = np.random.default_rng([self.seed, 9]).normal(size=(self.name.shape[1], len(COLOURS)))
        return np.asarray(self.name @ turned)


def table(report: Callable[[str], None], seeds: Sequence[int] = range(SPLITS)) -> dict[str, Any]:
    """Return accuracy of every arm at every budget with intervals, gains over the name paired by split.

    Args:
        report: is told of progress.
        seeds: of the splits.

    """
    _, coloured = histograms()
    out: dict[str, Any] = {
        "splits": len(seeds),
        "budgets": list(BUDGETS),
        "arms": dict(ARMS),
        "coloured": int(coloured.sum()),
        "chance": round(1 / len(COLOURS), 4),
    }
    settings: tuple[tuple[str, Words, str, tuple[str, ...]], ...] = (
        ("minilm", "minilm", "colour", tuple(ARMS)),
        ("glove", "glove", "colour", tuple(arm for arm in ARMS if arm != "real")),
        ("group", "minilm", "group", (NAME, "imagined", "with imagined", "with shuffled")),
    )
    for title, words, target, arms in settings:
        raw: dict[str, list[list[float]]] = {arm: [] for arm in arms}
        free, sizes = [], []
        for seed in seeds:
            draw = ColourDraw(seed, words, target)
            for arm in arms:
                raw[arm].append([draw.reached(arm, budget) for budget in BUDGETS])
            free.append(draw.read_off())
            sizes.append([len(part) for part in (draw.split.train, draw.split.validation, draw.split.test)])
            report(f"imagine, {title}, split {seed}: {raw[NAME][-1][1]:.3f} {raw['imagined'][-1][1]:.3f}")
        name = np.array(raw[NAME])
        out[title] = {
            "sizes": np.mean(sizes, axis=0).round().astype(int).tolist(),
            "figures": {
                arm: {
                    "accuracy": [student(one).to_dict() for one in np.array(rows).T],
                    "gain": [student(one).to_dict() for one in (np.array(rows) - name).T],
                }
                for arm, rows in raw.items()
            },
        }
        if target == "colour":
            out[title]["no label"] = student(free).to_dict()
    return out
