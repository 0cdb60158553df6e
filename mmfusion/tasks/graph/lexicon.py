"""The part of WordNet that our classes need: every noun sense of their names, and all that is above them.

WordNet 3.0, Princeton University (Miller, WordNet: a lexical database for English, CACM 38, 1995). A synset
is a set of words with one meaning; its hypernyms are what it is a kind of. The format of ``data.noun`` and
``index.noun`` is that of wndb(5WN). `mmfusion data features graph` cuts an installed WordNet anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mmfusion.folders import ASSETS
from mmfusion.tasks.graph.senses import checked, lemma

FILE = ASSETS / "graph" / "wordnet.json"
LICENCE = (
    "WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved. A part of it; the licence is "
    "in assets/graph/LICENSE.txt."
)
WORDS, LETTERS = 3, 110
"""Words of a synset and letters of its gloss that are kept."""
UP = ("@", "@i")
"""Pointers to a hypernym, and from an instance to what it is one of."""


@dataclass(frozen=True)
class Synset:
    """One meaning: the words that have it, what it is, in a line, and what it is a kind of, by number."""

    words: tuple[str, ...]
    gloss: str
    parents: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class WordNet:
    """The part that ships.

    Example:
        >>> from mmfusion.tasks.graph import wordnet
        >>> own = wordnet()
        >>> [own.synsets[sense].words[0] for sense in own.senses["sea horse"]]
        ['walrus', 'seahorse']
        >>> own.synsets[own.sense("sea horse")].gloss[:10], own.above(own.sense("okapi"))[:2]
        ('small fish', ('giraffe', 'ruminant'))

    """

    synsets: Mapping[str, Synset]
    """Number of a synset, its place in WordNet's file -> what it is."""
    senses: Mapping[str, tuple[str, ...]]
    """Class -> the synsets of its name, in WordNet's order."""

    @property
    def parents(self) -> dict[str, tuple[str, ...]]:
        """The graph: synset -> its hypernyms."""
        return {number: one.parents for number, one in self.synsets.items()}

    def sense(self, name: str, *, first: bool = False) -> str:
        """Return the synset that a class's pictures show, or WordNet's first of its name."""
        return self.senses[name][0 if first else checked(name)]

    def above(self, number: str) -> tuple[str, ...]:
        """Return the first word of each hypernym on the way up, the nearest first; of several the first."""
        found = []
        while self.synsets[number].parents:
            number = self.synsets[number].parents[0]
            found.append(self.synsets[number].words[0])
        return tuple(found)


@lru_cache(maxsize=1)
def wordnet() -> WordNet:
    """Return the part of WordNet that ships. Raises FileNotFoundError without its file.

    Example:
        >>> from mmfusion.tasks.graph import wordnet
        >>> own = wordnet()
        >>> own.synsets[own.sense("emu", first=True)].words[0], own.synsets[own.sense("emu")].words[0]
        ('electromagnetic unit', 'emu')

    """
    raw = json.loads(FILE.read_text(encoding="utf-8"))
    return WordNet(
        {
            number: Synset(tuple(words), gloss, tuple(parents))
            for number, (words, gloss, parents) in raw["synsets"].items()
        },
        {name: tuple(found) for name, found in raw["senses"].items()},
    )


def folder() -> Path:
    """Return where WordNet's files lie: ``MMFUSION_WORDNET``, or where Debian's wordnet-base puts them."""
    return Path(os.environ.get("MMFUSION_WORDNET", "/usr/share/wordnet"))


def cut(where: Path, names: Iterable[str]) -> WordNet:
    """Return what classes need of a whole WordNet.

    Raises:
        FileNotFoundError: there is none; the text says where it comes from.
        ValueError: a class that is no noun of it.

    """
    if not (where / "data.noun").is_file():
        raise FileNotFoundError(
            f"no WordNet at {where}: install Debian's wordnet-base, or set MMFUSION_WORDNET to its folder"
        )
    index = dict(_senses(line) for line in _lines(where / "index.noun"))
    every = dict(_synset(line) for line in _lines(where / "data.noun"))
    senses: dict[str, tuple[str, ...]] = {}
    kept: dict[str, Synset] = {}
    for name in names:
        if lemma(name) not in index:
            raise ValueError(f"{name!r} is no noun of WordNet")
        senses[name] = index[lemma(name)]
        ahead = list(senses[name])
        while ahead:
            number = ahead.pop(0)
            if number not in kept:
                kept[number] = every[number]
                ahead += every[number].parents
    return WordNet(kept, senses)


def _lines(path: Path) -> list[str]:
    """Return the lines of a file of WordNet without its licence, which is indented."""
    return [line for line in path.read_text(encoding="latin-1").splitlines() if not line.startswith("  ")]


def _senses(line: str) -> tuple[str, tuple[str, ...]]:
    """Read ``lemma pos synsets p pointer… senses tagged offset…``."""
    word, _, _, pointers, *rest = line.split()
    return word, tuple(rest[int(pointers) + 2 :])


def _synset(line: str) -> tuple[str, Synset]:
    """Read ``offset file n words(hex) word id … p (pointer offset pos source/target)… | gloss``."""
    left, _, gloss = line.partition("|")
    number, _, _, count, *rest = left.split()
    words = rest[: 2 * int(count, 16) : 2]
    pointers = rest[2 * int(count, 16) + 1 :]
    parents = [
        pointers[i + 1]
        for i in range(0, len(pointers) - 3, 4)
        if pointers[i] in UP and pointers[i + 2] == "n"
    ]
    said = tuple(word.replace("_", " ") for word in words[:WORDS])
    return number, Synset(said, gloss.strip().split(";")[0][:LETTERS], tuple(parents))


def written(own: WordNet) -> str:
    """Return the part as JSON, a synset a line, its licence first."""
    dumped = ",\n  ".join(
        f"{json.dumps(number)}: {json.dumps([one.words, one.gloss, one.parents], ensure_ascii=False)}"
        for number, one in own.synsets.items()
    )
    senses = ",\n  ".join(f"{json.dumps(name)}: {json.dumps(found)}" for name, found in own.senses.items())
    head = f'"licence": {json.dumps(LICENCE)}'
    return f'{{{head},\n "synsets": {{\n  {dumped}\n }},\n "senses": {{\n  {senses}\n }}\n}}\n'
