from __future__ import annotations

import pytest
import torch
from torch import Tensor

from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.sounding.batches import make_batch, numbered_scene
from mmfusion.tasks.sounding.integrated import (
    BASELINES,
    Baseline,
    baseline_of,
    by_token,
    integrated_gradients,
)
from mmfusion.tasks.sounding.network import SoundingNetwork


@pytest.fixture(scope="module")
def inputs() -> dict[str, Tensor]:
    return make_batch([numbered_scene("pair", 1)]).inputs()


def test_what_is_not_read_has_no_attribution(inputs: dict[str, Tensor]) -> None:
    torch.manual_seed(0)
    net = SoundingNetwork(FusionSpec.named("late", width=16, heads=2, layers=1)).eval()
    found = integrated_gradients(net, inputs, lambda o: o.modality_logits["side"]["audio"][:, 0]).values
    assert found["visual"].shape == (1, 192)
    assert found["audio"].shape == (1, 64)
    assert not found["visual"].any()
    assert found["audio"].any()


@pytest.mark.parametrize("kind", BASELINES)
def test_a_baseline_shows_and_sounds_nothing(inputs: dict[str, Tensor], kind: Baseline) -> None:
    plain = baseline_of(inputs, kind)
    for sense, x in inputs.items():
        assert plain[sense].shape == x.shape
        assert plain[sense].std() < 0.7 * x.std(), sense
    assert kind != "black and silent" or all(x.std() == 0 for x in plain.values())


def test_pixels_are_gathered_by_the_token_that_reads_them() -> None:
    picture = torch.zeros(1, 8, 3, 64, 96)
    picture[0, 2, :, 16:32, 80:96] = 1.0  # frame 2, row 1, column 5
    tokens = by_token("visual", picture)
    assert tokens.nonzero().tolist() == [[0, 2 * 24 + 1 * 6 + 5]]
    assert tokens.sum() == 3 * 16 * 16
    sound = torch.zeros(1, 1, 64, 128)
    sound[0, 0, 32:48, 8:16] = 1.0  # band 2, step 1
    assert by_token("audio", sound).nonzero().tolist() == [[0, 2 * 16 + 1]]
