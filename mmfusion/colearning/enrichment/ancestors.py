"""Classes as their ancestors in a graph of what is a kind of what: a class vector that no text was read for.

With d(c, a) the fewest edges that lead up from class c to its ancestor a, and a weight 0 < w ≤ 1 an edge,

    v_c[a] = w^d(c, a),   d(c, c) = 0,

so that two classes are alike where they share ancestors that are near to both; nodes that are no ancestor
count 0. The graph may have several parents to a node, and no edge may lead back to where it began.
The hierarchical distance of two classes is the fewest edges up from one and down to the other:

    D(c, c′) = min_a d(c, a) + d(c′, a)

(Deng et al., What does classifying more than 10,000 image categories tell us?, ECCV 2010, hold errors against
such a hierarchy.) Vectors made of ancestors and errors that are measured by them are not independent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from mmfusion.colearning.zero_shot import Floats, unit

Graph = Mapping[str, Sequence[str]]
"""Node -> its parents, what it is a kind of; a node without parents may be left out."""
Edge = tuple[str, str]
"""Child and parent."""


def depths(graph: Graph, node: str) -> dict[str, int]:
    """Return d(node, a) of every ancestor a, the nearest first; the node itself is 0 edges away.

    Example:
        >>> from mmfusion.colearning import depths
        >>> depths({"okapi": ["giraffe"], "giraffe": ["ruminant"], "ruminant": ["animal"]}, "okapi")
        {'okapi': 0, 'giraffe': 1, 'ruminant': 2, 'animal': 3}

    """
    found = {node: 0}
    ring = [node]
    while ring:
        above: dict[str, int] = {}
        for one in ring:
            for parent in graph.get(one, ()):
                if parent not in found:
                    above.setdefault(parent, found[one] + 1)
        found |= above
        ring = list(above)
    return found


def ancestor_vectors(
    graph: Graph, classes: Sequence[str], weight: float = 0.8
) -> tuple[Floats, tuple[str, ...]]:
    """Return vectors of length 1 `(K, A)`, and the ancestors that their columns stand for.

    Args:
        graph: node -> parents.
        classes: the nodes that are classes; two may be one node.
        weight: w of an edge.

    Raises:
        ValueError: a weight that is not above 0 and at most 1.

    Example:
        >>> from mmfusion.colearning import ancestor_vectors
        >>> vectors, columns = ancestor_vectors({"emu": ["bird"], "ibis": ["bird"]}, ["emu", "ibis"], 0.5)
        >>> columns, round(float(vectors[0] @ vectors[1]), 2)  # .5² / (1 + .5²)
        (('emu', 'bird', 'ibis'), 0.2)

    """
    if not 0 < weight <= 1:
        raise ValueError(f"the weight of an edge must be above 0 and at most 1, not {weight}")
    every = [depths(graph, one) for one in classes]
    columns = tuple(dict.fromkeys(a for found in every for a in found))
    place = {a: i for i, a in enumerate(columns)}
    out = np.zeros((len(classes), len(columns)))
    for row, found in zip(out, every, strict=True):
        for a, d in found.items():
            row[place[a]] = weight**d
    return unit(out), columns


def hierarchical_distances(graph: Graph, classes: Sequence[str]) -> Floats:
    """Return D `(K, K)`, infinite where two classes have no common ancestor.

    Example:
        >>> from mmfusion.colearning import hierarchical_distances
        >>> tree = {"emu": ["bird"], "bird": ["animal"], "okapi": ["animal"], "ferry": ["boat"]}
        >>> hierarchical_distances(tree, ["emu", "okapi", "ferry"]).tolist()
        [[0.0, 3.0, inf], [3.0, 0.0, inf], [inf, inf, 0.0]]

    """
    every = [depths(graph, one) for one in classes]
    out = np.full((len(classes), len(classes)), np.inf)
    for i, own in enumerate(every):
        for j, other in enumerate(every):
            shared = [d + other[a] for a, d in own.items() if a in other]
            if shared:
                out[i, j] = min(shared)
    return out


def edited(graph: Graph, cut: Iterable[Edge] = (), added: Iterable[Edge] = ()) -> dict[str, tuple[str, ...]]:
    """Return the graph without some edges and with others; an edge that is not there is cut for nothing.

    Raises:
        ValueError: an added edge would lead back to where it began.

    Example:
        >>> from mmfusion.colearning import edited
        >>> edited({"octopus": ["seafood"]}, cut=[("octopus", "seafood")], added=[("octopus", "mollusk")])
        {'octopus': ('mollusk',)}

    """
    gone = set(cut)
    out = {node: tuple(p for p in parents if (node, p) not in gone) for node, parents in graph.items()}
    for child, parent in added:
        if child in depths(out, parent):
            raise ValueError(f"{parent} is a kind of {child} already: {child} cannot be a kind of it")
        own = out.get(child, ())
        out[child] = own if parent in own else (*own, parent)
    return out
