"""What a class can be told by: its name, its name with hypernyms in words, its ancestors in the graph, both.

An arm is the cosines of all class vectors with each other `(K, K)`: that is all that a kernel sees. Those of
texts are made once from their encoders and ship; those of the graph are made whenever they are asked for, so
that an edge can be cut.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from mmfusion.colearning.enrichment.ancestors import Graph, ancestor_vectors
from mmfusion.colearning.zero_shot import Floats, unit
from mmfusion.folders import ASSETS
from mmfusion.language import marked
from mmfusion.tasks.graph.lexicon import WordNet, wordnet

FILE = ASSETS / "graph" / "texts.npz"
WEIGHT = 0.8
"""Of an edge."""
HYPERNYMS = 3
"""What is written behind a name, where not all of them are."""
TEXTS = ("glove", "name", "hypernyms", "all hypernyms")
ARMS: Mapping[str, str] = {
    "glove": marked("name, by GloVe"),
    "name": marked("name, by MiniLM"),
    "hypernyms": marked("name and three hypernyms in words"),
    "all hypernyms": marked("name and all hypernyms in words"),
    "graph": marked("ancestors in the graph"),
    "both": marked("ancestors and name"),
    "both in words": marked("ancestors, and name with three hypernyms"),
    "first": marked("ancestors of WordNet’s first sense"),
    "shuffled": marked("ancestors of a random class"),
}
"""Arm -> what it is called."""


def in_words(own: WordNet, name: str, count: int | None = HYPERNYMS) -> str:
    """Return a name with its hypernyms behind it.

    Example:
        >>> from mmfusion.tasks.graph import wordnet
        >>> from mmfusion.tasks.graph.arms import in_words
        >>> in_words(wordnet(), "okapi")
        'okapi, giraffe, ruminant, even-toed ungulate'

    """
    return ", ".join((name, *own.above(own.sense(name))[:count]))


def of_graph(graph: Graph, nodes: Sequence[str]) -> Floats:
    """Return the cosines of ancestor vectors `(K, K)`.

    Example:
        >>> from mmfusion.tasks.graph import of_graph
        >>> of_graph({"emu": ["bird"], "ibis": ["bird"]}, ["emu", "ibis", "ferry"]).round(2)[0].tolist()
        [1.0, 0.39, 0.0]

    """
    vectors, _ = ancestor_vectors(graph, nodes, WEIGHT)
    return np.asarray(vectors @ vectors.T)


def texts(names: Sequence[str]) -> dict[str, Floats]:
    """Return the cosines of each arm of words. Raises `PackError` without GloVe's pack."""
    from mmfusion.nn.device import to_numpy
    from mmfusion.nn.minilm import load_encoder
    from mmfusion.tasks.pairs.glove import glove, meanings

    own, encoder = wordnet(), load_encoder()
    said = {
        "name": list(names),
        "hypernyms": [in_words(own, name) for name in names],
        "all hypernyms": [in_words(own, name, None) for name in names],
    }
    vectors = {"glove": unit(meanings(names, glove()))}
    vectors |= {arm: unit(to_numpy(encoder.encode(every).double())) for arm, every in said.items()}
    return {arm: np.asarray(found @ found.T) for arm, found in vectors.items()}


@lru_cache(maxsize=1)
def stored() -> tuple[tuple[str, ...], dict[str, Floats]]:
    """Return the classes and the cosines of each arm of words that ship. Raises FileNotFoundError."""
    with np.load(FILE, allow_pickle=False) as found:
        names = tuple(str(name) for name in found["names"])
        return names, {arm: found[arm].astype(np.float64) for arm in TEXTS}


def cosines(arm: str, seed: int = 0) -> Floats:
    """Return an arm's cosines `(K, K)`; the seed shuffles what is shuffled.

    Raises:
        KeyError: no such arm.

    Example:
        >>> from mmfusion.tasks.graph.arms import cosines, stored
        >>> names, _ = stored()
        >>> emu, ibis, ferry = (names.index(name) for name in ("emu", "ibis", "ferry"))
        >>> near = cosines("graph")[emu]
        >>> bool(near[ibis] > near[ferry])
        True

    """
    names, words = stored()
    if arm in words:
        return words[arm]
    own = wordnet()
    if arm == "first":
        return of_graph(own.parents, [own.sense(name, first=True) for name in names])
    graph = of_graph(own.parents, [own.sense(name) for name in names])
    if arm == "shuffled":
        mixed = np.random.default_rng(1000 + seed).permutation(len(names))
        return graph[np.ix_(mixed, mixed)]
    other = {"graph": graph, "both": words["name"], "both in words": words["hypernyms"]}[arm]
    return (graph + other) / 2
