"""The graph network on our classes: nodes of the graph with nothing but their place, or with their names."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from mmfusion.colearning.enrichment.network import normalised_adjacency, trained
from mmfusion.colearning.zero_shot import Floats, unit
from mmfusion.tasks.graph.arms import stored
from mmfusion.tasks.graph.draw import Draw, Index
from mmfusion.tasks.graph.lexicon import wordnet

STEPS = (20, 40, 80, 160, 320)
"""Steps of training; their number is chosen on validation classes."""


@lru_cache(maxsize=1)
def nodes() -> tuple[str, ...]:
    """Return the synsets that are above the classes' checked senses, those included."""
    own = wordnet()
    ahead = [own.sense(name) for name in stored()[0]]
    found: dict[str, None] = {}
    while ahead:
        node = ahead.pop()
        if node not in found:
            found[node] = None
            ahead += own.synsets[node].parents
    return tuple(found)


@lru_cache(maxsize=1)
def names() -> Floats:
    """Return the embedding of each node's first word, `(N, 384)`."""
    from mmfusion.nn.device import to_numpy
    from mmfusion.nn.minilm import load_encoder

    said = [wordnet().synsets[node].words[0] for node in nodes()]
    return unit(to_numpy(load_encoder().encode(said).double()))


@lru_cache(maxsize=1)
def _adjacency() -> Floats:
    return normalised_adjacency(wordnet().parents, nodes())


def predicted(draw: Draw, rows: Floats | None) -> tuple[Floats, float]:
    """Return p̂ of the unseen classes `(15, d)` by the graph network, and γ.

    Args:
        draw: which classes are unseen.
        rows: X of the nodes `(N, inputs)`; a row of the identity each where None: nothing but their place.

    """
    place = {node: i for i, node in enumerate(nodes())}
    at = np.array([place[wordnet().sense(name)] for name in draw.pictures.names])
    x = np.eye(len(place)) if rows is None else rows

    def fitted(seen: Index, steps: tuple[int, ...]) -> list[Floats]:
        aims = draw.pictures.prototypes[seen]
        every = trained(_adjacency(), x, at[seen].tolist(), aims, steps=steps)
        return [aims.mean(axis=0) + found for found in every]

    tried = [found[at[draw.validation]] for found in fitted(draw.learned, STEPS)]
    reached = [draw.top1(found, draw.learned, draw.validation) for found in tried]
    best = int(np.argmax(reached))
    gamma = draw.stacked(tried[best], draw.learned, draw.validation, test=False).best
    (last,) = fitted(draw.seen, STEPS[best : best + 1])
    return np.asarray(last[at[draw.unseen]]), gamma
