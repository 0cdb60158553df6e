"""Captions, what their photographs show, and which are learned from, labelled, held out.

What a photograph shows is read from the other captions of the same photograph: at least three of the other
four name a thing of one topic, and no other topic is named twice. The caption that is asked has no say.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mmfusion.language import marked
from mmfusion.tasks.packs import pack_path
from mmfusion.tasks.vokens import CAPTIONS

Index = NDArray[np.int64]
TOPICS: Mapping[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        marked(
            "animal"
        ): "cat cats kitten dog dogs puppy horse horses sheep cow cows elephant elephants bear bears "
        "zebra zebras giraffe giraffes bird birds",
        marked(
            "vehicle"
        ): "bus buses train trains truck trucks car cars motorcycle motorcycles airplane airplanes "
        "plane planes jet boat boats bicycle bicycles bike bikes",
        marked("street"): "hydrant sign signs intersection meter sidewalk",
        marked(
            "food"
        ): "pizza sandwich cake broccoli banana bananas fruit vegetables meat donut donuts food cheese "
        "apple apples oranges carrots salad",
        marked(
            "sport"
        ): "tennis baseball skateboard skateboarder frisbee surfboard surfer surfing skis ski skiing "
        "skier snowboard snowboarder soccer kite kites racket bat",
        marked("kitchen"): "kitchen refrigerator stove oven microwave",
        marked("bathroom"): "bathroom toilet sink shower",
        marked("living room"): "bed bedroom couch living sofa",
        marked("desk"): "computer laptop desk keyboard monitor",
        marked("clock"): "clock clocks",
    }.items()
}
"""Topics, and the words that name one."""
OTHERS, RIVALS = 3, 1
"""Other captions that name the topic at least, and any other topic at most."""
LEARNED = 2830
"""Photographs, of 5,000, whose captions networks learn from; no label is of one of them."""
POOL, CHOOSING = 0.5, 0.1
"""Shares of the other photographs: to draw labels from, to choose λ by; the rest is the test."""
LONGEST = 20
"""Words of a caption that are read."""
LEAST = 5
"""Times that a word is there in what is learned from, to be known."""


def words_of(text: str) -> list[str]:
    """Return the words of a text, in small letters.

    Example:
        >>> from mmfusion.tasks.vokens.corpus import words_of
        >>> words_of("Two cats, a dog.")
        ['two', 'cats', 'a', 'dog']

    """
    return re.findall(r"[a-z]+", text.lower())


def topics_of(captions: Sequence[Sequence[str]]) -> list[int | None]:
    """Return for each caption of a photograph what the others say that it shows; None where they do not.

    Example:
        >>> from mmfusion.tasks.vokens.corpus import topics_of
        >>> topics_of([["a", "dog"], ["a", "puppy"], ["dogs"], ["it", "runs"]])  # the last, by three others
        [None, None, None, 0]

    """
    named = np.array([[bool(own & set(caption)) for own in TOPICS.values()] for caption in captions])
    found: list[int | None] = []
    for caption in named:
        others = named.sum(axis=0) - caption
        first, second = np.argsort(-others, kind="stable")[:2]
        found.append(int(first) if others[first] >= OTHERS and others[second] <= RIVALS else None)
    return found


@dataclass(frozen=True, eq=False)
class Captions:
    """Captions of one seed: what is learned from, what is labelled.

    Attributes:
        learned: captions, without labels.
        asked: captions of other photographs, with labels.
        said: the same as they were written.
        topics: `(n,)`, the topic of each of `asked`.
        pool: rows of `asked` that labels are drawn from.
        choosing: rows that λ is chosen by.
        test: the rest.
        vocabulary: words that the networks know, from number 2.

    """

    learned: tuple[list[str], ...]
    asked: tuple[list[str], ...]
    said: tuple[str, ...]
    topics: Index
    pool: Index
    choosing: Index
    test: Index
    vocabulary: tuple[str, ...]

    def numbers(self, words: Sequence[str]) -> list[int]:
        """Return the numbers of words, 0 for one that is not known."""
        return [_places(self.vocabulary).get(word, 0) for word in words]


@lru_cache(maxsize=4)
def _places(vocabulary: tuple[str, ...]) -> dict[str, int]:
    return {word: at + 2 for at, word in enumerate(vocabulary)}


@lru_cache(maxsize=1)
def _read() -> dict[str, list[str]]:
    with gzip.open(pack_path(CAPTIONS)) as file:
        found: dict[str, list[str]] = json.load(file)
    return found


@lru_cache(maxsize=2)
def captions(seed: int) -> Captions:
    """Return the captions of one seed: photographs shared out at random. Raises `PackError`."""
    said = _read()
    names = sorted(said)
    order = np.random.default_rng([seed, 0]).permutation(len(names))
    learned = tuple(
        words[:LONGEST] for at in order[:LEARNED] for text in said[names[at]] if (words := words_of(text))
    )
    counts = Counter(word for words in learned for word in words)
    rows: list[tuple[list[str], str, int, float]] = []
    rest = order[LEARNED:]
    for place, at in enumerate(rest):
        every = [words_of(text) for text in said[names[at]]]
        for words, text, topic in zip(every, said[names[at]], topics_of(every), strict=True):
            if topic is not None and words:
                rows.append((words[:LONGEST], text.strip(), topic, place / len(rest)))
    where = np.array([row[3] for row in rows])
    return Captions(
        learned,
        tuple(row[0] for row in rows),
        tuple(row[1] for row in rows),
        np.array([row[2] for row in rows]),
        np.flatnonzero(where < POOL),
        np.flatnonzero((where >= POOL) & (where < POOL + CHOOSING)),
        np.flatnonzero(where >= POOL + CHOOSING),
        tuple(sorted(word for word, count in counts.items() if count >= LEAST)),
    )
