"""Ancestors in a graph of names: vectors and distances against paths that are counted one by one, edits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from mmfusion.colearning import ancestor_vectors, depths, edited, hierarchical_distances
from mmfusion.colearning.enrichment.ancestors import Graph

DIAMOND = {
    "elephant": ["proboscidean", "pachyderm"],
    "proboscidean": ["placental"],
    "pachyderm": ["placental"],
}


def paths(graph: Graph, node: str) -> Iterator[list[str]]:
    """Every way up from a node, to each of its ancestors."""
    yield [node]
    for parent in graph.get(node, ()):
        for rest in paths(graph, parent):
            yield [node, *rest]


def drawn(nodes: int, seed: int) -> dict[str, list[str]]:
    """A random graph without circles: a node has parents of lower number alone, up to three."""
    rng = np.random.default_rng(seed)
    return {str(i): [str(j) for j in rng.permutation(i)[: int(rng.integers(0, 4))]] for i in range(1, nodes)}


@pytest.mark.parametrize("seed", range(6))
def test_a_depth_is_the_shortest_of_all_ways_up(seed: int) -> None:
    graph = drawn(12, seed)
    for node in map(str, range(12)):
        every: dict[str, int] = {}
        for path in paths(graph, node):
            every[path[-1]] = min(every.get(path[-1], 99), len(path) - 1)
        assert depths(graph, node) == every


@pytest.mark.parametrize("seed", range(6))
def test_the_distance_is_the_shortest_way_up_and_down_of_all_that_there_are(seed: int) -> None:
    graph = drawn(10, seed)
    nodes = [str(i) for i in range(10)]
    found = hierarchical_distances(graph, nodes)
    for i, a in enumerate(nodes):
        for j, b in enumerate(nodes):
            ways = [
                len(up) + len(down) - 2
                for up in paths(graph, a)
                for down in paths(graph, b)
                if up[-1] == down[-1]
            ]
            assert found[i, j] == min(ways, default=np.inf)
    np.testing.assert_array_equal(found, found.T)
    assert (np.diag(found) == 0).all()


def test_vectors_are_powers_of_the_weight_by_the_shortest_way() -> None:
    vectors, columns = ancestor_vectors(DIAMOND, ["elephant"], weight=0.8)
    raw = dict(zip(columns, vectors[0] / vectors[0][columns.index("elephant")], strict=True))
    assert raw == pytest.approx(
        {"elephant": 1.0, "proboscidean": 0.8, "pachyderm": 0.8, "placental": 0.8**2}
    ), "once, though two ways lead there"
    assert np.linalg.norm(vectors[0]) == pytest.approx(1)


def test_cosines_of_a_chain_are_those_of_a_geometric_series() -> None:
    """Two classes at depth n below the same chain of m shared ancestors: Σ w^{2n+2i} / Σ w^{2j}."""
    w, chain = 0.8, [f"c{i}" for i in range(5)]
    graph = {child: [parent] for child, parent in pairwise(chain)}
    graph |= {"left": ["c0"], "right": ["c0"]}
    vectors, _ = ancestor_vectors(graph, ["left", "right"], w)
    shared = sum(w ** (2 * i) for i in range(1, 6))
    assert float(vectors[0] @ vectors[1]) == pytest.approx(shared / (1 + shared))


def test_no_weight_lost_on_the_way_counts_shared_ancestors() -> None:
    vectors, _ = ancestor_vectors({"a": ["x", "y"], "b": ["y", "z"]}, ["a", "b"], weight=1.0)
    assert float(vectors[0] @ vectors[1]) == pytest.approx(1 / 3)


@pytest.mark.parametrize("weight", [0.0, -0.1, 1.1])
def test_a_weight_that_is_none_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="weight"):
        ancestor_vectors(DIAMOND, ["elephant"], weight)


def test_what_is_cut_is_gone_for_all_below_and_the_graph_itself_stays() -> None:
    graph = {"okapi": ["giraffe"], "giraffe": ["ruminant"], "gerenuk": ["ruminant"], "ruminant": ["animal"]}
    cut = edited(graph, cut=[("ruminant", "animal"), ("okapi", "nothing")])
    assert set(depths(cut, "okapi")) == {"okapi", "giraffe", "ruminant"}
    assert set(depths(cut, "gerenuk")) == {"gerenuk", "ruminant"}
    assert "animal" in depths(graph, "okapi")
    alone = edited(graph, cut=[("okapi", "giraffe")])
    vectors, _ = ancestor_vectors(alone, ["okapi", "gerenuk"])
    assert float(vectors[0] @ vectors[1]) == 0, "a class without edges is like nothing"


def test_an_edge_that_would_close_a_circle_is_refused() -> None:
    graph = {"okapi": ["giraffe"], "giraffe": ["ruminant"]}
    for child, parent in (("ruminant", "okapi"), ("okapi", "okapi")):
        with pytest.raises(ValueError, match="cannot be a kind of"):
            edited(graph, added=[(child, parent)])
    assert edited(graph, added=[("okapi", "giraffe")])["okapi"] == ("giraffe",), "twice is once"
    swapped = edited(graph, cut=[("okapi", "giraffe")], added=[("giraffe", "okapi")])
    assert swapped["giraffe"] == ("ruminant", "okapi"), "what is cut first no longer stands in the way"
