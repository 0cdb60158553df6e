from __future__ import annotations

import numpy as np
import pytest

from mmfusion.explain.localise import localise


def test_hits_and_shares_are_counted_per_clip() -> None:
    sounding = np.array([[1, 1, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0]], dtype=bool)
    silent = np.array([[0, 0, 1, 1], [0, 0, 1, 0], [0, 0, 0, 1]], dtype=bool)
    scores = np.array([[9.0, 0, 2, 3], [0, 5, 4, 0], [0, 1, 7, 1]])
    found = localise(scores, sounding, silent)
    assert found.hit_sounding.tolist() == [True, False, False]
    assert found.hit_silent.tolist() == [False, False, False]
    assert found.more_on_sounding.tolist() == [1.0, 0.0, 0.5]


def test_maps_that_know_nothing_are_at_chance_and_the_truth_is_at_one() -> None:
    rng = np.random.default_rng(0)
    sounding = np.zeros((400, 50), dtype=bool)
    sounding[:, :8] = True
    silent = np.roll(sounding, 20, axis=1)
    blind = localise(rng.random((400, 50)), sounding, silent).figures()
    for name, truth in (
        ("hit on sounding", 8 / 50),
        ("more on sounding", 0.5),
        ("sounding minus silent", 0.0),
    ):
        _, low, high = blind[name]
        assert low <= truth <= high, name
    perfect = localise(sounding.astype(float), sounding, silent).figures()
    assert perfect["hit on sounding"] == (1.0, 1.0, 1.0)
    assert perfect["sounding minus silent"][0] == 1.0


def test_a_token_of_both_objects_counts_for_neither() -> None:
    sounding = np.array([[True, True, False]])
    silent = np.array([[False, True, True]])
    found = localise(np.array([[0.0, 9.0, 1.0]]), sounding, silent)
    assert (found.hit_sounding[0], found.hit_silent[0], found.more_on_sounding[0]) == (False, False, 0.0)
    with pytest.raises(ValueError, match="own for either"):
        localise(np.zeros((1, 2)), np.array([[True, False]]), np.array([[True, False]]))
    with pytest.raises(ValueError, match="shapes differ"):
        localise(np.zeros((1, 2)), sounding, silent)
