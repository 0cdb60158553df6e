"""Maps of the first numbered clips that ship: what would be computed now, by the weights that ship."""

from pathlib import Path

import numpy as np
import pytest

from mmfusion.tasks.sounding import TASK, clip_maps
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
    now = clip_maps.explained(own.network, number)
    assert shipped.answer == now.answer
    assert shipped.modality == now.modality == "visual"
    for method, by in now.maps.items():
        for modality, scores in by.items():
            size = float(np.abs(scores).max())
            close = np.abs(shipped.maps[method][modality] - scores).max() / size
            assert close < 0.02, (method, modality)
    scale = float(np.ptp(now.deletion))
    assert np.abs(shipped.deletion[len(now.maps) :] - now.deletion[len(now.maps) :]).max() < 0.01 * scale


def test_maps_of_other_weights_are_not_shown(tmp_path: Path) -> None:
    assert clip_maps.read(TASK, "mid", "of other weights") == {}
    assert clip_maps.read(TASK, "mid", "of none", tmp_path) == {}


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    weights = clip_maps.model_paths(TASK, "mid", tmp_path)[0]
    weights.parent.mkdir(parents=True)
    weights.write_bytes(b"weights")
    own = load("mid").network
    said: list[str] = []
    clip_maps.write(TASK, "mid", own, said.append, tmp_path, clips=[107])
    assert said == ["mid, clip 107"]
    (number, again), *others = clip_maps.read(TASK, "mid", clip_maps.digest(weights), tmp_path).items()
    now = clip_maps.explained(own, 107)
    assert (number, others) == (107, [])
    assert np.allclose(again.maps["relevance"]["audio"], now.maps["relevance"]["audio"], atol=1e-5)
    assert np.allclose(again.insertion, now.insertion, atol=1e-4)
    assert again.sums == now.sums
