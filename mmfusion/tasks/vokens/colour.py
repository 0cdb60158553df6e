"""The setting in which pictures help text: the colour of a thing, told from its name with few labels.

A name's vector t learns to tell a number, by ridge regression to its indicator, from the names of drawings
without labels; what it tells of any name, W t, is the representation from which a few labels tell colours.
Numbers of the drawings' colours know something that the text hides; numbers of clusters of the same names,
of what the frozen network sees in the drawings, and colours dealt out anew, are the controls.

The colour of a drawing is the hue, or black, grey or brown, that most of its pixels have.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.colearning import AffineMap, RidgePath, choose_classifier, choose_encoder
from mmfusion.colearning.vokenization.matching import Floats, Index
from mmfusion.language import marked
from mmfusion.tasks.pairs.data import COLUMNS, THUMBNAIL, WORDS, Words, atlas, pairs
from mmfusion.tasks.vokens.labels import DRAWS, compared
from mmfusion.tasks.vokens.pictures import drawings
from mmfusion.training.splits import Split

COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "grey")
HUES = (18, 42, 70, 170, 260, 300, 345)
"""Where, in degrees, red ends and each next hue; above the last it is red again."""
OUTLINE = 0.25
"""What a black or grey pixel counts: every drawing has an outline."""
LEAST = 25
"""Drawings that a colour has at least, to be asked for."""
COUNT = 32
"""Numbers of every kind."""
BUDGETS = (1, 2, 5, 10, 20)
SPLITS = 10
ARMS = {
    "text": marked("the name alone"),
    "codes": marked("numbers of clusters of names"),
    "deep": marked("numbers of what the frozen network sees"),
    "dealt": marked("numbers of colours, dealt out anew"),
    "colours": marked("numbers of the drawings’ colours"),
    "drawing": marked("the drawing itself, not its name"),
}
DIFFERENCES = (
    ("colours", "codes"),
    ("colours", "text"),
    ("colours", "dealt"),
    ("deep", "codes"),
    ("codes", "text"),
)
"""Which arm less which, paired by split."""
PENALTIES = tuple(float(10.0**k) for k in range(-4, 1))
Report = Callable[[str], None]


def shares(pixels: NDArray[np.uint8]) -> Floats:
    """Return how much of pictures `(n, H, W, 3)` each colour has, white left out: `(n, 10)`, rows sum to 1.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.vokens.colour import COLOURS, shares
        >>> square = np.full((1, 2, 2, 3), 255, dtype=np.uint8)
        >>> square[0, 0] = 0, 0, 200  # half of it is blue, half white
        >>> dict(zip(COLOURS, shares(square)[0].tolist()))["blue"]
        1.0

    """
    rgb = pixels.astype(np.float64) / 255
    high, low = rgb.max(axis=-1), rgb.min(axis=-1)
    span = np.maximum(high - low, 1e-9)
    r, g, b = np.moveaxis(rgb, -1, 0)
    sector = np.select([high == r, high == g], [(g - b) / span % 6, (b - r) / span + 2], (r - g) / span + 4)
    saturation = np.where(high > 0, (high - low) / np.maximum(high, 1e-9), 0)
    hue = np.searchsorted(HUES, 60 * sector, side="right") % len(HUES)
    hue = np.where((hue <= 1) & (high < 0.68), COLOURS.index("brown"), hue)
    found = np.where(saturation < 0.18, COLOURS.index("grey"), hue)
    found = np.where(high < 0.25, COLOURS.index("black"), found)
    white = (saturation < 0.15) & (high > 0.93)
    count = np.stack([((found == k) & ~white).sum(axis=(1, 2)) for k in range(len(COLOURS))], axis=1)
    weighed = count * np.where(np.isin(COLOURS, ("black", "grey")), OUTLINE, 1.0)
    return np.asarray(weighed / np.maximum(weighed.sum(axis=1, keepdims=True), 1e-9), dtype=np.float32)


@lru_cache(maxsize=1)
def drawn_colours() -> Floats:
    """Return how much each drawing has of each colour, `(1404, 10)`."""
    from PIL import Image

    with Image.open(io.BytesIO(atlas())) as image:
        every = np.asarray(image.convert("RGB"))
    rows = range(len(pairs()))
    places = [(row // COLUMNS * THUMBNAIL, row % COLUMNS * THUMBNAIL) for row in rows]
    return shares(np.stack([every[top : top + THUMBNAIL, left : left + THUMBNAIL] for top, left in places]))


def clusters(x: NDArray[np.floating], seed: int) -> Index:
    """Return the number of each row's cluster among `COUNT`."""
    from sklearn.cluster import KMeans

    return np.asarray(KMeans(COUNT, n_init=2, random_state=seed).fit_predict(x), dtype=np.int64)


def told(text: Floats, number: Index, split: Split) -> AffineMap:
    """Return the map from names to numbers, from those that train; λ by those that choose."""
    target = np.eye(COUNT)[number]
    held = split.validation
    return choose_encoder(
        RidgePath(text[split.train]), target[split.train], text[held], target[held], PENALTIES
    )[0]


def represented(words: Words, split: Split, seed: int) -> dict[str, Floats]:
    """Return every arm's representation of all names."""
    text = pairs(words).views["text"]
    colours = np.sqrt(drawn_colours())
    own = clusters(colours, seed)
    numbers = {"codes": clusters(text, seed), "deep": clusters(drawings(), seed), "colours": own}
    numbers["dealt"] = own.copy()
    numbers["dealt"][split.train] = np.random.default_rng([seed, 2]).permutation(own[split.train])
    found = {arm: told(text, number, split)(text).astype(np.float32) for arm, number in numbers.items()}
    return {"text": text, "drawing": colours, **found}


def reached(z: Floats, labels: Index, split: Split, seed: int) -> list[float]:
    """Return accuracy on held-out names, the mean over colours, at every budget."""
    classes = int(labels.max()) + 1
    train, held, test = (part[labels[part] >= 0] for part in (split.train, split.validation, split.test))
    out = []
    for budget in BUDGETS:
        right = []
        for draw in range(DRAWS):
            rng = np.random.default_rng([seed, 3, draw])
            own = np.concatenate(
                [rng.permutation(train[labels[train] == k])[:budget] for k in range(classes)]
            )
            chosen = choose_classifier(z[own], labels[own], (z[held], labels[held]), classes).classifier
            answers = chosen(z[test]).argmax(axis=1)
            each = [(answers[labels[test] == k] == k).mean() for k in range(classes)]
            right.append(float(np.mean(each)))
        out.append(float(np.mean(right)))
    return out


def asked() -> tuple[tuple[str, ...], Index]:
    """Return the colours that are asked for, and the place of each drawing's among them, -1 for another."""
    first = drawn_colours().argmax(axis=1)
    kept = np.flatnonzero(np.bincount(first, minlength=len(COLOURS)) >= LEAST)
    place = np.full(len(COLOURS), -1)
    place[kept] = np.arange(len(kept))
    return tuple(COLOURS[k] for k in kept), np.asarray(place[first], dtype=np.int64)


def colour(report: Report, splits: int = SPLITS) -> dict[str, Any]:
    """Return accuracy of every arm, and its gain over codes, at every budget, for both encoders of names."""
    every = pairs()
    classes, labels = asked()
    out: dict[str, Any] = {"splits": splits, "budgets": list(BUDGETS), "colours": list(classes), "arms": ARMS}
    for words in WORDS:
        raw: dict[str, list[list[float]]] = {}
        for seed in range(splits):
            split = every.split(seed)
            for arm, z in represented(words, split, seed).items():
                raw.setdefault(arm, []).append(reached(z, labels, split, seed))
        out[words] = compared(raw, DIFFERENCES)
        at = BUDGETS.index(5)
        gain = out[words]["difference"]["colours − codes"][at]
        report(f"colours from names by {words}: {gain['value']:+.3f} over codes at 5 labels a colour")
    return out
