"""What someone typed, in the words that networks know: a table of synonyms made by hand, and nothing else.

The nearest word vector would be right for 43 % of synonyms and take 45 % of words without any for one that is
known (*large* → *small*): a word is either in the table, or said to be unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mmfusion.tasks.scenes import NAMES, NUMBERS, PLURALS
from mmfusion.tasks.scenes.sentences import FIXED, SORTS, Sentence, read
from mmfusion.tasks.scenes.words import LENGTH

SYNONYMS: Mapping[str, str] = {
    word: known
    for known, words in {
        "dog": "puppy pup doggy hound",
        "dogs": "puppies pups hounds",
        "cat": "kitten kitty",
        "cats": "kittens kitties",
        "rabbit": "bunny hare",
        "rabbits": "bunnies hares",
        "pig": "piglet hog swine",
        "pigs": "piglets hogs",
        "horse": "pony foal",
        "horses": "ponies foals",
        "duck": "duckling drake",
        "ducks": "ducklings",
        "turtle": "tortoise",
        "turtles": "tortoises",
        "monkey": "ape",
        "monkeys": "apes",
        "car": "automobile auto",
        "cars": "automobiles autos",
        "bus": "coach",
        "buses": "busses coaches",
        "house": "home building hut",
        "houses": "homes buildings huts",
        "umbrella": "parasol",
        "umbrellas": "parasols",
        "mushroom": "toadstool",
        "mushrooms": "toadstools",
        "rocket": "spaceship",
        "rockets": "spaceships",
        "red": "crimson scarlet",
        "yellow": "golden",
        "purple": "violet",
        "small": "little tiny",
        "large": "big huge",
        "playing": "plays",
        "reading": "reads",
        "eating": "eats",
        "singing": "sings",
        "painting": "paints drawing draws",
        "drinking": "drinks",
        "park": "meadow garden",
        "city": "town street",
        "on": "upon atop",
        "under": "below beneath underneath",
        "colour": "color",
        "one": "1",
        "two": "2",
        "three": "3",
        "four": "4",
    }.items()
    for word in words.split()
}
"""A word that networks do not know -> one that they do, of the same meaning in this world."""
PHRASES: Mapping[str, str] = {
    "to the left of": "left of",
    "to the right of": "right of",
    "on the left of": "left of",
    "on the right of": "right of",
    "on top of": "on",
    "what is there": "what is",
    "which colour": "what colour",
    "what's": "what is",
    "who's": "who is",
    "where's": "where is",
}
"""Some words -> fewer that mean the same."""


@dataclass(frozen=True)
class Understood:
    """What became of a typed sentence.

    Attributes:
        words: all of it in words that are known, if `unknown` is empty and it is not too long.
        sentence: its pattern and slots; None where networks were never trained on one like it.
        unknown: what is in no table, in its order.
        replaced: word -> what stands for it.
        long: whether it has more words than networks read.

    """

    words: tuple[str, ...]
    sentence: Sentence | None
    unknown: tuple[str, ...]
    replaced: Mapping[str, str]
    long: bool = False

    @property
    def asked(self) -> bool:
        """Whether networks can be asked it."""
        return bool(self.words) and not self.unknown and not self.long


def agreed(words: Sequence[str]) -> list[str]:
    """Return words with what depends on their neighbours put right: *an*, *left of*, *two dogs are*.

    Example:
        >>> from mmfusion.tasks.scenes.typed import agreed
        >>> " ".join(agreed("two dog is in the park".split()))
        'two dogs are in the park'
        >>> " ".join(agreed("a elephant is on of a hat".split()))
        'an elephant is on a hat'

    """
    out: list[str] = []
    for word in words:
        before = out[-1] if out else ""
        if before in ("on", "under") and word == "of":
            continue
        if before in ("left", "right") and word != "of":
            out.append("of")
        out.append("a" if word == "an" else word)
    if len(out) > 2 and out[0] in NUMBERS and out[2] in ("is", "are"):
        one, kind = out[0] == NUMBERS[0], out[1]
        names, others = (NAMES, PLURALS) if one else (PLURALS, NAMES)
        out[1] = names[others.index(kind)] if kind in others else kind
        out[2] = "is" if one else "are"
    pairs = zip(out, [*out[1:], ""], strict=False)
    return ["an" if word == "a" and after[:1] in (*"aeiou",) else word for word, after in pairs]


def understood(text: str) -> Understood:
    """Return what a typed sentence is in words that networks know.

    Example:
        >>> from mmfusion.tasks.scenes import understood
        >>> found = understood("Is the little puppy below the tree?")
        >>> found.words
        ('is', 'the', 'small', 'dog', 'under', 'the', 'tree')
        >>> found.asked, found.sentence is None  # all words are known; no pattern has an adjective there
        (True, True)
        >>> understood("a zebra is playing in the park").unknown
        ('zebra',)

    """
    plain = " ".join(re.findall(r"[\w']+", text.lower()))
    for long, short in PHRASES.items():
        plain = re.sub(rf"\b{long}\b", short, plain)
    given = plain.split()
    replaced = {word: SYNONYMS[word] for word in given if word in SYNONYMS}
    words = [replaced.get(word, word) for word in given]
    unknown = tuple(dict.fromkeys(w for w in words if w not in SORTS and w not in FIXED))
    words = agreed(words)
    found = None if unknown else read(words)
    return Understood(tuple(words), found, unknown, replaced, len(words) > LENGTH)
