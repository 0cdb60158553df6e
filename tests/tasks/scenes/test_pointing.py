"""Shares of attention are what they say, on maps that are known by construction."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from mmfusion.nn.device import to_numpy
from mmfusion.tasks.scenes import GRID, NAMES, PLURALS
from mmfusion.tasks.scenes.batches import TEST, fixed
from mmfusion.tasks.scenes.network import SceneNetwork, spec_of
from mmfusion.tasks.scenes.pointing import (
    ASKING,
    GROUPS,
    best_head,
    centre_map,
    looks_of,
    maps,
    pointers,
    pointing,
    rows_of,
    shares,
)
from mmfusion.tasks.scenes.truth import kind_sprites


@pytest.fixture(scope="module")
def network() -> SceneNetwork:
    torch.manual_seed(0)
    return SceneNetwork(spec_of("cross")).eval()


def test_maps_are_shares_of_the_picture_for_every_word_layer_and_head(network: SceneNetwork) -> None:
    asked = fixed("caption", 3, TEST)
    found = maps(network, [scene for scene, _ in asked], [q.sentence.words for _, q in asked])
    assert found.shape == (3, 3, 4, 10, 64)
    assert torch.allclose(found.sum(dim=-1), torch.ones(3, 3, 4, 10), atol=1e-5)


def test_an_even_map_scores_the_region_s_area(network: SceneNetwork) -> None:
    for layer in range(3):
        torch.nn.init.zeros_(network.fusion.asking(layer, "text").attention.query.weight)
    set_ = pointers(fixed("polar", 12, TEST))
    found = shares(network, set_)
    areas = np.array([word.region.mean() for word in set_.words])
    assert np.allclose(found, areas[:, None, None], atol=1e-5)


def test_a_share_is_the_map_summed_over_the_word_s_own_region() -> None:
    torch.manual_seed(1)
    network = SceneNetwork(spec_of("cross")).eval()
    set_ = pointers(fixed("doing", 4, TEST))
    found = shares(network, set_)
    seen = to_numpy(maps(network, [scene for scene, _ in set_.asked], set_.sentences()))
    for row, word in zip(found, set_.words, strict=True):
        for layer in range(3):
            for head in range(4):
                cells = seen[word.scene, layer, head, word.position]
                assert row[layer, head] == pytest.approx(
                    sum(cells[k] for k in range(64) if word.region[k]), abs=1e-6
                )


def test_words_are_of_their_groups_and_stand_where_they_are_said_to() -> None:
    set_ = pointers([*fixed("caption", 8, TEST), *fixed("who", 4, TEST)])
    assert {word.group for word in set_.words} == set(GROUPS)
    for word in set_.words:
        said = set_.sentences()[word.scene][word.position]
        assert (word.group == "objects") == (said in NAMES or said in PLURALS)
    assert sorted(np.concatenate([rows_of(set_, group) for group in GROUPS])) == list(range(len(set_.words)))


def test_sentences_of_the_nulls_have_the_same_shape_and_other_words() -> None:
    set_ = pointers(fixed("colour", 12, TEST))
    own, shuffled, swapped = set_.sentences(), set_.shuffled(), set_.swapped()
    assert [len(words) for words in shuffled] == [len(words) for words in own]
    assert sum(a != b for a, b in zip(own, shuffled, strict=True)) >= 8
    for (scene, _), words in zip(set_.asked, swapped, strict=True):
        assert kind_sprites(scene, NAMES.index(words[-1])) == [], "what is swapped in is not in the picture"


def test_the_best_head_is_that_of_the_largest_mean() -> None:
    found = np.zeros((5, 3, 4))
    found[:, 2, 1] = 0.4
    found[0, 0, 0] = 1.0
    assert best_head(found, np.arange(5)) == (2, ASKING, 1)
    assert best_head(found, np.array([0])) == (0, ASKING, 0)


def test_the_centre_map_is_a_share_and_looks_at_the_middle() -> None:
    centre = centre_map().reshape(GRID, GRID)
    assert centre.sum() == pytest.approx(1)
    assert centre[3:5, 3:5].min() == centre.max() > centre[0, 0] * 10


def test_an_untrained_network_points_no_better_than_its_nulls() -> None:
    torch.manual_seed(2)
    found, heads = pointing(looks_of(SceneNetwork(spec_of("cross")).eval(), sentences=12))
    assert set(heads) == set(GROUPS)
    for group in GROUPS:
        assert found[group].value < 2.5 * found[f"{group}, area"].value
        assert {f"{group}, {null}" for null in ("area", "random", "centre", "shuffled")} <= set(found)
    assert "objects, swapped" in found


def test_a_network_whose_words_ask_no_picture_has_no_maps() -> None:
    network = SceneNetwork(spec_of("early")).eval()
    scene, question = fixed("colour", 1, TEST)[0]
    with pytest.raises(ValueError, match="words do not ask"):
        maps(network, [scene], [question.sentence.words])
