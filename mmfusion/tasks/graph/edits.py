"""The graph as somebody has edited it: edges cut and added, senses switched; and what it answers then."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mmfusion.colearning.enrichment.ancestors import Edge, edited
from mmfusion.colearning.zero_shot import Floats
from mmfusion.tasks.graph import TABLE
from mmfusion.tasks.graph.arms import of_graph, stored
from mmfusion.tasks.graph.draw import Draw, Index
from mmfusion.tasks.graph.lexicon import wordnet


@dataclass(frozen=True)
class Edits:
    """What differs from the graph that ships.

    Attributes:
        first: whether every class has WordNet's first sense, not the one that its pictures show.
        cut: edges that are cut, of the graph or added: numbers of the synsets, child and parent.
        added: edges that are added first; one that would close a circle is left out.
        senses: classes whose sense is switched, and its place, from 0.

    Example:
        >>> from mmfusion.tasks.graph import Edits, wordnet
        >>> own = wordnet()
        >>> wrong = Edits(senses=(("octopus", 0),))
        >>> own.synsets[wrong.nodes()["octopus"]].gloss
        'tentacles of octopus prepared as food'

    """

    first: bool = False
    cut: tuple[Edge, ...] = ()
    added: tuple[Edge, ...] = ()
    senses: tuple[tuple[str, int], ...] = ()

    def nodes(self) -> dict[str, str]:
        """Return the synset of each class."""
        own, switched = wordnet(), dict(self.senses)
        return {
            name: own.senses[name][switched[name]] if name in switched else own.sense(name, first=self.first)
            for name in stored()[0]
        }

    def graph(self) -> dict[str, tuple[str, ...]]:
        """Return synset -> parents."""
        found = wordnet().parents
        for edge in self.added:
            try:
                found = edited(found, added=[edge])
            except ValueError:
                continue
        return edited(found, cut=self.cut)

    def cosines(self) -> Floats:
        """Return the cosines of all classes' ancestor vectors `(K, K)`."""
        return of_graph(self.graph(), list(self.nodes().values()))


def answers(draw: Draw, seed: int, edits: Edits) -> Index:
    """Return which unseen class each of their test pictures gets `(15, m)`, η and λ as they are stored.

    Args:
        draw: the division.
        seed: its number.
        edits: of the graph.

    Raises:
        FileNotFoundError: there are no figures.

    Example:
        >>> from mmfusion.tasks.graph import Draw, Edits, answers, pictures
        >>> draw = Draw(pictures(), seed=2)
        >>> row = [draw.pictures.names[k] for k in draw.unseen].index("pigeon")
        >>> before, wrong = (answers(draw, 2, one)[row] for one in (Edits(), Edits(senses=(("octopus", 0),))))
        >>> before.shape
        (12,)

    """
    sharpness, penalty, _ = table()["divisions"][seed]["chosen"]["graph"]
    return draw.answers(draw.predict(edits.cosines(), sharpness, penalty))


@lru_cache(maxsize=1)
def table() -> dict[str, Any]:
    """Return what was measured. Raises FileNotFoundError, which says what makes it."""
    if not TABLE.is_file():
        raise FileNotFoundError(f"no figures at {TABLE}: `mmfusion evaluate graph` makes them")
    return dict(json.loads(TABLE.read_text(encoding="utf-8")))
