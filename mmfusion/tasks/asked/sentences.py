"""The sentences: thirty-six of seven words each, and what is true of a clip.

Two words each say *sounding* and *silent*, three name what is asked about; six combinations are held out of
training, one of each form, so that a word must mean the same in a sentence that was never read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from mmfusion.tasks.asked import ANSWERS
from mmfusion.tasks.sounding import SIDES

NOUNS = ("one", "thing", "object")
PLACES = ("left", "right")
STATES = {"sounding": True, "audible": True, "silent": False, "mute": False}
"""Word -> whether it asks for what sounds."""
NEITHER = SIDES.index("neither")


@dataclass(frozen=True)
class Sentence:
    """A question in words.

    Raises:
        ValueError: a word that does not stand at its place in any sentence.

    Example:
        >>> from mmfusion.tasks.asked import Sentence
        >>> Sentence("left", "silent").text
        'is the one on the left silent'
        >>> Sentence(None, "sounding", "object").text
        'which object of the two is sounding'
        >>> Sentence("left", "silent").answer(0)  # the left one sounds
        'no'

    """

    place: str | None
    """Left or right; None where the sentence asks *which*."""
    state: str
    noun: str = "one"

    def __post_init__(self) -> None:
        if self.place not in (*PLACES, None) or self.state not in STATES or self.noun not in NOUNS:
            raise ValueError(
                f"no sentence has {self.noun!r}, {self.place!r}, {self.state!r}: "
                f"there are {', '.join(NOUNS)}; {', '.join(PLACES)} or none; {', '.join(STATES)}"
            )

    @property
    def words(self) -> tuple[str, ...]:
        """The seven words."""
        if self.place is None:
            return ("which", self.noun, "of", "the", "two", "is", self.state)
        return ("is", "the", self.noun, "on", "the", self.place, self.state)

    @property
    def text(self) -> str:
        """The words as one text, without a question mark."""
        return " ".join(self.words)

    @property
    def form(self) -> str:
        """What the sentence begins with: *is* or *which*."""
        return self.words[0]

    @property
    def asks_sounding(self) -> bool:
        """Whether it asks for what sounds, rather than for what is silent."""
        return STATES[self.state]

    def answer(self, side: int) -> str:
        """Return the true answer where `side` sounds: 0 left, 1 right, 2 neither."""
        if self.place is not None:
            sounds = side == PLACES.index(self.place)
            return "yes" if sounds == self.asks_sounding else "no"
        if side == NEITHER:
            return "neither" if self.asks_sounding else "both"
        return PLACES[side if self.asks_sounding else 1 - side]

    def label(self, side: int) -> int:
        """Return the index of the true answer."""
        return ANSWERS.index(self.answer(side))


SENTENCES: tuple[Sentence, ...] = tuple(
    Sentence(place, state, noun) for place in (*PLACES, None) for state in STATES for noun in NOUNS
)
HELD_OUT: frozenset[Sentence] = frozenset(
    (
        Sentence("left", "audible", "thing"),
        Sentence("left", "mute", "object"),
        Sentence("right", "sounding", "object"),
        Sentence("right", "silent", "thing"),
        Sentence(None, "audible", "object"),
        Sentence(None, "silent", "thing"),
    )
)
"""Read in no training: each place and *which*, with each meaning."""
READ: tuple[Sentence, ...] = tuple(s for s in SENTENCES if s not in HELD_OUT)
PLAIN: tuple[Sentence, ...] = tuple(
    Sentence(place, state) for place in (*PLACES, None) for state in ("sounding", "silent")
)
"""One sentence of each form and meaning."""
WORDS: tuple[str, ...] = tuple(dict.fromkeys(word for s in SENTENCES for word in s.words))
"""The vocabulary, in the order in which sentences bring its words."""
LENGTH = 7
_NUMBER = {word: number for number, word in enumerate(WORDS)}
_BY_TEXT = {s.text: s for s in SENTENCES}


def encode(sentences: Sequence[Sentence]) -> Tensor:
    """Return the numbers of the words of sentences, `(B, 7)`."""
    return torch.tensor([[_NUMBER[word] for word in s.words] for s in sentences])


def parse(text: str) -> Sentence:
    """Return the sentence of a text, whatever its case and its question mark.

    Raises:
        ValueError: a text that is none of the sentences; it says which words they are made of.

    Example:
        >>> from mmfusion.tasks.asked.sentences import parse
        >>> parse("Which one of the two is silent?").place is None
        True

    """
    plain = " ".join(text.lower().replace("?", " ").split())
    if plain not in _BY_TEXT:
        raise ValueError(
            f"{text!r} is none of the sentences that the networks read: {PLAIN[0].text}, {PLAIN[4].text}, "
            f"with {', '.join(NOUNS)}; {', '.join(PLACES)}; {', '.join(STATES)}"
        )
    return _BY_TEXT[plain]
