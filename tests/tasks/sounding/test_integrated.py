from __future__ import annotations

import pytest
import torch
from torch import Tensor

from mmfusion.nn.fusion import FusionOutput
from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.sounding.batches import make_batch, numbered_scene
from mmfusion.tasks.sounding.integrated import BASELINES, baseline_of, by_token, integrated_gradients
from mmfusion.tasks.sounding.network import SoundingNetwork


@pytest.fixture(scope="module")
def inputs() -> dict[str, Tensor]:
    return make_batch([numbered_scene("pair", i) for i in range(2)]).inputs()


def left(output: FusionOutput) -> Tensor:
    return output.logits["side"][:, 0]


@pytest.mark.parametrize("kind", BASELINES)
def test_attributions_add_up_to_what_the_clip_changes(inputs: dict[str, Tensor], kind: str) -> None:
    torch.manual_seed(0)
    net = SoundingNetwork(FusionSpec.named("mid", width=16, heads=2, layers=2)).eval()
    found = integrated_gradients(net, inputs, left, kind, steps=48)  # type: ignore[arg-type]
    assert found["visual"].shape == (2, 192)
    assert found["audio"].shape == (2, 64)
    with torch.no_grad():
        change = left(net(inputs)) - left(net(baseline_of(inputs, kind)))  # type: ignore[arg-type]
    total = found["visual"].sum(dim=1) + found["audio"].sum(dim=1)
    torch.testing.assert_close(total, change, rtol=0.03, atol=0.01)


def test_what_is_not_read_has_no_attribution(inputs: dict[str, Tensor]) -> None:
    torch.manual_seed(0)
    net = SoundingNetwork(FusionSpec.named("late", width=16, heads=2, layers=1)).eval()
    found = integrated_gradients(net, inputs, lambda o: o.modality_logits["side"]["audio"][:, 0], steps=4)
    assert not found["visual"].any()
    assert found["audio"].any()


def test_pixels_are_gathered_by_the_token_that_reads_them() -> None:
    picture = torch.zeros(1, 8, 3, 64, 96)
    picture[0, 2, :, 16:32, 80:96] = 1.0  # frame 2, row 1, column 5
    tokens = by_token("visual", picture)
    assert tokens.nonzero().tolist() == [[0, 2 * 24 + 1 * 6 + 5]]
    assert tokens.sum() == 3 * 16 * 16
    sound = torch.zeros(1, 1, 64, 128)
    sound[0, 0, 32:48, 8:16] = 1.0  # band 2, step 1
    assert by_token("audio", sound).nonzero().tolist() == [[0, 2 * 16 + 1]]
