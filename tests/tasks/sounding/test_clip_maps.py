"""Maps of the first numbered clips that ship: what would be computed now, by the weights that ship."""

from pathlib import Path

import numpy as np
import pytest

from mmfusion.tasks.sounding import MODALITIES, TASK, clip_maps
from mmfusion.tasks.sounding.predictor import load

FRONT = ("bottleneck-mid", "mid")


@pytest.mark.parametrize("strategy", FRONT)
def test_the_clips_that_pages_open_first_ship_with_maps_of_the_shipped_weights(strategy: str) -> None:
    found = clip_maps.read(TASK, strategy, load(strategy).card.weights_sha256)
    assert list(found) == list(clip_maps.CLIPS)
    assert all(list(one.maps) == list(clip_maps.METHODS) for one in found.values())


def test_a_shipped_map_is_what_is_computed_now() -> None:
    own, number = load("mid"), clip_maps.CLIPS[0]
    shipped = clip_maps.read(TASK, "mid", own.card.weights_sha256)[number]
    answer, maps = clip_maps.explained(own.network, own.untrained(), number)
    assert shipped.answer == answer
    for method, now in maps.items():
        for modality, scores in now.map.items():
            size = float(np.abs(scores).max())
            close = np.abs(shipped.maps[method].map[modality] - scores).max() / size
            assert close < 0.02, (method, modality)
        assert (shipped.maps[method].gap is None) == (now.gap is None)
    heat = own.card.temperature(MODALITIES, clip_maps.QUESTION)
    following = clip_maps.read(TASK, "mid", own.card.weights_sha256)[clip_maps.following(number)]
    pair = {"removal": (shipped.maps["removal"].map, following.maps["removal"].map)}
    random, orders = clip_maps.judged(own.network, number, answer, heat, pair)
    for kind in ("deletion", "insertion"):
        assert np.abs(getattr(shipped.random, kind) - getattr(random, kind)).max() < 0.02
        assert (
            np.abs(getattr(shipped.orders["removal"], kind) - getattr(orders["removal"], kind)).max() < 0.02
        )


def test_another_clip_s_map_is_that_of_the_next_clip() -> None:
    assert clip_maps.following(105) == 106
    assert clip_maps.following(clip_maps.CLIPS[-1]) == clip_maps.CLIPS[0]
    assert clip_maps.following(7) == clip_maps.CLIPS[0], "of a clip that has none shipped, the first"


def test_maps_of_other_weights_are_not_shown(tmp_path: Path) -> None:
    assert clip_maps.read(TASK, "mid", "of other weights") == {}
    assert clip_maps.read(TASK, "mid", "of none", tmp_path) == {}


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    weights = clip_maps.model_paths(TASK, "mid", tmp_path)[0]
    weights.parent.mkdir(parents=True)
    weights.write_bytes(b"weights")
    own = load("mid")
    said: list[str] = []
    clip_maps.write(TASK, "mid", own.network, 1.0, said.append, tmp_path, clips=[107, 108])
    assert said[0] == "mid, maps of clip 107"
    found = clip_maps.read(TASK, "mid", clip_maps.digest(weights), tmp_path)
    answer, maps = clip_maps.explained(own.network, own.untrained(), 107)
    assert list(found) == [107, 108]
    again = found[107]
    assert again.answer == answer
    assert np.allclose(again.maps["relevance"].map["audio"], maps["relevance"].map["audio"], atol=1e-5)
    first = "integrated gradients, blurred"
    assert (again.maps[first].gap, again.maps[first].steps) == (maps[first].gap, maps[first].steps)
    assert again.orders[first].deletion.shape == (2, 13), "its own order, and that of the other clip's map"
    assert not np.allclose(again.orders[first].deletion[0], again.orders[first].deletion[1])
    assert again.random.insertion.shape == (20, 13)
