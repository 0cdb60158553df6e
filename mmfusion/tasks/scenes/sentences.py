"""Sentences of the task: patterns with slots, their words, and back from words to pattern and slots.

A slot stands for one content word; everything else is fixed. What a sentence says of a scene is in `truth`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mmfusion.tasks.scenes import COLOURS, DOINGS, NAMES, NUMBERS, PLACES, PLURALS, RELATIONS, SIZES

SLOTS: Mapping[str, tuple[str, ...]] = {
    "KIND": NAMES,
    "KINDS": PLURALS,
    "COLOUR": COLOURS,
    "SIZE": SIZES,
    "DOING": DOINGS,
    "PLACE": PLACES,
    "RELATION": RELATIONS,
    "NUMBER": NUMBERS,
}
"""Sort of slot -> the words that may stand in it."""
SORTS: Mapping[str, str] = {word: sort for sort, words in SLOTS.items() for word in words}
"""Content word -> its sort."""
PATTERNS: Mapping[str, tuple[str, ...]] = {
    "colour": ("what colour is the KIND",),
    "size": ("what size is the KIND",),
    "doing": ("what is the KIND doing",),
    "who": ("who is DOING",),
    "what": ("what is RELATION the KIND",),
    "where": ("where is the KIND seen from the KIND",),
    "place": ("where is the KIND",),
    "count": ("how many KINDS are there",),
    "polar": (
        "is the KIND COLOUR",
        "is there a COLOUR KIND",
        "is there a SIZE KIND",
        "is the KIND RELATION the KIND",
        "is the KIND DOING",
        "is the KIND in the PLACE",
    ),
    "caption": (
        "a COLOUR KIND is RELATION the COLOUR KIND",
        "a KIND is DOING in the PLACE",
        "NUMBER KINDS are in the PLACE",
        "a SIZE COLOUR KIND is in the PLACE",
    ),
}
"""Form -> the patterns in which it is asked."""
FORM_OF: Mapping[str, str] = {pattern: form for form, patterns in PATTERNS.items() for pattern in patterns}
FIXED: tuple[str, ...] = (
    *("a", "an", "the", "is", "are", "in", "of", "there", "seen", "from"),
    *("what", "where", "who", "how", "many", "colour", "size", "doing"),
)
"""Words that are never asked for and that nothing in a picture stands for."""


@dataclass(frozen=True)
class Sentence:
    """A pattern and what stands in its slots, from left to right, as numbers into `SLOTS`.

    Example:
        >>> from mmfusion.tasks.scenes.sentences import Sentence, read
        >>> read("a dog is playing in the park").slots
        (0, 0, 0)
        >>> Sentence("NUMBER KINDS are in the PLACE", (0, 5, 2)).words
        ('one', 'elephant', 'is', 'in', 'the', 'snow')

    """

    pattern: str
    slots: tuple[int, ...]

    @property
    def form(self) -> str:
        """What it asks, one of `FORMS`."""
        return FORM_OF[self.pattern]

    @property
    def words(self) -> tuple[str, ...]:
        """The sentence, word by word."""
        return _words(self.pattern, self.slots)

    @property
    def text(self) -> str:
        """The sentence as it is written."""
        return " ".join(self.words)

    def sorts(self) -> tuple[str, ...]:
        """Return the sort of each slot."""
        return tuple(part for part in self.pattern.split() if part in SLOTS)

    def of(self, sort: str) -> list[int]:
        """Return what stands in the slots of a sort; plural kinds count as kinds."""
        wanted = (sort, f"{sort}S")
        return [slot for own, slot in zip(self.sorts(), self.slots, strict=True) if own in wanted]


@lru_cache(maxsize=1 << 16)
def _words(pattern: str, slots: tuple[int, ...]) -> tuple[str, ...]:
    left = iter(slots)
    out: list[str] = []
    for part in pattern.split():
        if part in SLOTS:
            out.append(SLOTS[part][next(left)])
            if part == "RELATION" and out[-1] in ("left", "right"):
                out.append("of")
        else:
            out.append(part)
    if out[0] == NUMBERS[0]:  # one dog is, two dogs are
        out[1], out[2] = NAMES[PLURALS.index(out[1])], "is"
    for i, word in enumerate(out[:-1]):
        if word == "a" and out[i + 1][0] in "aeiou":
            out[i] = "an"
    return tuple(out)


def read(sentence: str | Sequence[str]) -> Sentence | None:
    """Return the sentence that some words are; None if they are none of this task's.

    Example:
        >>> from mmfusion.tasks.scenes.sentences import read
        >>> read("where is the dog seen from the tree").form, read("how do you do")
        ('where', None)

    """
    words = sentence.lower().split() if isinstance(sentence, str) else list(sentence)
    plain = ["a" if word == "an" else word for word in words]
    for pattern in FORM_OF:
        parts = pattern.split()
        slots = _slots(parts, plain)
        if slots is None and parts[0] == "NUMBER":
            slots = _slots(["NUMBER", "KIND", "is", *parts[3:]], plain)
            slots = slots if slots is not None and slots[0] == 0 else None
        elif slots is not None and parts[0] == "NUMBER" and slots[0] == 0:
            slots = None  # one dogs are
        if slots is not None:
            return Sentence(pattern, slots)
    return None


def _slots(parts: Sequence[str], words: Sequence[str]) -> tuple[int, ...] | None:
    """Return what stands in the slots of a pattern's parts, or None if words do not fit."""
    slots, at = [], 0
    for part in parts:
        if at >= len(words):
            return None
        word = words[at]
        at += 1
        if part not in SLOTS:
            if word != part:
                return None
            continue
        if word not in SLOTS[part]:
            return None
        slots.append(SLOTS[part].index(word))
        if part == "RELATION" and word in ("left", "right"):
            if at >= len(words) or words[at] != "of":
                return None
            at += 1
    return tuple(slots) if at == len(words) else None
