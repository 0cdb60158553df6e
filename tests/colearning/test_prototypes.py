"""Prototypes of classes without pictures: kernel ridge against scikit-learn and the explicit map."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF
from sklearn.kernel_ridge import KernelRidge

from mmfusion.colearning import gaussian, predicted
from mmfusion.colearning.enrichment.network import GraphNetwork, normalised_adjacency, trained
from mmfusion.colearning.enrichment.prototypes import scores
from mmfusion.colearning.ridge import ridge
from mmfusion.colearning.zero_shot import unit

RNG = np.random.default_rng(0)
SEEN, NEW = unit(RNG.normal(size=(12, 7))), unit(RNG.normal(size=(4, 7)))
PROTOTYPES = RNG.normal(size=(12, 5))


@pytest.mark.parametrize(("sharpness", "penalty"), [(0.5, 0.01), (4.0, 1.0)])
def test_predictions_are_those_of_scikit_learns_kernel_ridge_on_centred_prototypes(
    sharpness: float, penalty: float
) -> None:
    middle = PROTOTYPES.mean(axis=0)
    theirs = KernelRidge(alpha=penalty, kernel="rbf", gamma=sharpness / 2).fit(SEEN, PROTOTYPES - middle)
    ours = predicted(
        gaussian(SEEN @ SEEN.T, sharpness), gaussian(NEW @ SEEN.T, sharpness), PROTOTYPES, penalty
    )
    np.testing.assert_allclose(ours, middle + theirs.predict(NEW), atol=1e-10)


def test_they_are_the_mean_of_a_gaussian_process() -> None:
    middle = PROTOTYPES.mean(axis=0)
    process = GaussianProcessRegressor(RBF(1.0, "fixed"), alpha=0.3, optimizer=None)
    process.fit(SEEN, PROTOTYPES - middle)
    ours = predicted(gaussian(SEEN @ SEEN.T, 1.0), gaussian(NEW @ SEEN.T, 1.0), PROTOTYPES, 0.3)
    np.testing.assert_allclose(ours, middle + process.predict(NEW), atol=1e-9)


def test_with_a_linear_kernel_they_are_the_ridge_map_of_the_class_vectors() -> None:
    middle = PROTOTYPES.mean(axis=0)
    weights = ridge(SEEN, PROTOTYPES - middle, 0.7)
    np.testing.assert_allclose(
        predicted(SEEN @ SEEN.T, NEW @ SEEN.T, PROTOTYPES, 0.7), middle + NEW @ weights, atol=1e-12
    )


def test_a_class_like_none_gets_the_mean_prototype_and_is_no_answer_for_anything() -> None:
    found = predicted(np.eye(12), np.zeros((1, 12)), PROTOTYPES, 0.5)
    np.testing.assert_allclose(found[0], PROTOTYPES.mean(axis=0))
    assert (scores(RNG.normal(size=(6, 5)), found, PROTOTYPES.mean(axis=0)) == 0).all()


def test_a_seen_class_is_predicted_where_it_lies_as_the_penalty_vanishes() -> None:
    k = gaussian(SEEN @ SEEN.T, 2.0)
    np.testing.assert_allclose(predicted(k, k[:3], PROTOTYPES, 1e-12), PROTOTYPES[:3], atol=1e-6)


def test_a_score_is_the_cosine_seen_from_the_middle() -> None:
    x, p, m = RNG.normal(size=(3, 5)), RNG.normal(size=(2, 5)), RNG.normal(size=5)
    found = scores(x, p, m)
    for i in range(3):
        for j in range(2):
            a, b = x[i] - m, p[j] - m
            assert found[i, j] == pytest.approx(float(a @ b) / np.linalg.norm(a) / np.linalg.norm(b))


def test_what_is_no_kernel_or_no_penalty_is_refused() -> None:
    with pytest.raises(ValueError, match="η"):
        gaussian([1.0], 0.0)
    with pytest.raises(ValueError, match="λ"):
        predicted([[1.0]], [[1.0]], [[1.0]], 0.0)


def test_a_graph_convolution_is_the_mean_over_neighbours_written_out() -> None:
    graph = {"emu": ["bird"], "ibis": ["bird"], "bird": ["animal"]}
    nodes = ["emu", "ibis", "bird", "animal"]
    told = {"emu": ["emu", "bird"], "ibis": ["ibis", "bird"], "animal": ["animal", "bird"], "bird": nodes}
    torch.manual_seed(0)
    network = GraphNetwork(3, 4, 2)
    rows = torch.randn(4, 3)
    a = torch.from_numpy(normalised_adjacency(graph, nodes).astype(np.float32))

    def mean(of: torch.Tensor) -> torch.Tensor:
        return torch.stack([of[[nodes.index(other) for other in told[node]]].mean(dim=0) for node in nodes])

    w1, w2 = network.first.weight.T, network.second.weight.T
    expected = mean(torch.relu(mean(rows) @ w1) @ w2)
    torch.testing.assert_close(network(a, rows), expected)


def test_a_graph_network_learns_the_seen_classes_and_reaches_the_neighbour_of_one() -> None:
    """Two birds and a boat: the third bird, which has no prototype, is mapped nearer to the birds'."""
    graph = {"emu": ["bird"], "ibis": ["bird"], "pigeon": ["bird"], "ferry": ["boat"], "ketch": ["boat"]}
    nodes = ["emu", "ibis", "pigeon", "ferry", "ketch", "bird", "boat"]
    aims = np.array([[1.0, 0.1], [1.0, -0.1], [-1.0, 0.0]])
    *_, last = trained(normalised_adjacency(graph, nodes), np.eye(7), [0, 1, 3], aims, steps=[100, 300])
    np.testing.assert_allclose(last[[0, 3]], unit(aims - aims.mean(axis=0))[[0, 2]], atol=0.25)
    birds = unit(last) @ unit(aims - aims.mean(axis=0)).T
    assert birds[2, 0] > birds[2, 2]
    assert birds[4, 2] > birds[4, 0]
