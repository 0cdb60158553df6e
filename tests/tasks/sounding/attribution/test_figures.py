"""Figures of attributions on test clips: every one beside its nulls, on a network of a few numbers."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from mmfusion.explain.path_integral import FLOOR, TOLERANCE
from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.sounding.attribution import figures
from mmfusion.tasks.sounding.attribution.methods import INTEGRATED
from mmfusion.tasks.sounding.batches import TEST, numbered_scene
from mmfusion.tasks.sounding.integrated import baseline_of
from mmfusion.tasks.sounding.maps import Explained, score_of
from mmfusion.tasks.sounding.measures import token_mask
from mmfusion.tasks.sounding.network import SoundingNetwork
from mmfusion.tasks.sounding.render import object_mask

METHODS = ("integrated gradients, blurred", "ablation", "attention", "removal")


def network(seed: int = 0) -> SoundingNetwork:
    torch.manual_seed(seed)
    return SoundingNetwork(FusionSpec.named("mid", width=16, heads=2)).eval()


@pytest.fixture
def clips(monkeypatch: pytest.MonkeyPatch) -> Explained:
    """Three clips, as if the network had answered them rightly."""
    scenes = [(n, numbered_scene("pair", n, TEST)) for n in range(40)]
    chosen = [(n, scene) for n, scene in scenes if scene.side < 2][:3]
    masks = [(object_mask(scene), scene.side) for _, scene in chosen]
    found = Explained(
        tuple(n for n, _ in chosen),
        np.array([side for _, side in masks]),
        np.stack([token_mask(mask == side + 1) for mask, side in masks]),
        np.stack([token_mask(mask == 2 - side) for mask, side in masks]),
        np.ones((3, 64), bool),
    )
    monkeypatch.setattr(figures, "answered", lambda *_: found)
    return found


def test_every_figure_stands_beside_its_nulls(clips: Explained) -> None:
    said: list[str] = []
    found = figures.attribution_figures(network(), network(seed=9), said.append, 3, 2, 2, 2, methods=METHODS)
    assert tuple(found["methods"]) == METHODS
    for name, own in found["methods"].items():
        for figure in ("hit on sounding", "hit on silent", "more on sounding"):
            assert own[figure]["n"] == own[f"{figure}, another clip's mask"]["n"] == 3, name
            assert own[f"{figure}, random weights"]["n"] == 2, name
        assert own["rank correlation with random weights"]["value"] < 0.9, name
        assert own["sound: share where it sounds"]["value"] == pytest.approx(1.0), "it sounds all the time"
        assert own["sound: share where it sounds, random weights"]["n"] == 2
        for kind in ("deletion", "insertion"):
            for null in ("random", "another clip's map"):
                assert own[f"{kind} against {null}"]["n"] == 2, name
        assert 0 <= own["infidelity"]["value"] <= 1
        assert own["sensitivity"]["value"] >= 0
    assert found["area"]["sounding"] == pytest.approx(clips.sounding.mean(), abs=1e-4)
    assert found["area"]["silent"] == pytest.approx(clips.silent.mean(), abs=1e-4)
    assert list(found["largest gap"]) == [name for name in METHODS if name in INTEGRATED]
    assert max(found["largest gap"].values()) < TOLERANCE
    assert len(said) == 3


@torch.no_grad()
def test_the_gap_is_what_a_map_misses_of_what_the_clip_changes(clips: Explained) -> None:
    net, name = network(), "integrated gradients, blurred"
    with torch.enable_grad():
        maps = figures.explained(net, clips, (name,))
    spoiled = {name: {**maps[name], "audio": maps[name]["audio"] + 1.0}}
    inputs, score = clips.batch(slice(0, 3)).inputs(), score_of(clips.answers)
    change = (score(net(inputs)) - score(net(baseline_of(inputs, "blurred")))).double().numpy()
    wanted = np.abs(64 + sum(x.sum(axis=1) for x in maps[name].values()) - change)
    found = figures.gaps(net, spoiled, clips)[name]
    np.testing.assert_allclose(found, wanted / np.maximum(np.abs(change), FLOOR), rtol=1e-3)
