from __future__ import annotations

import pytest
import torch
from torch import Tensor

from mmfusion.explain.removal import removal
from mmfusion.nn.fusion import FusionOutput
from tests.explain.test_trace import NAMES, network, tokens


def score(output: FusionOutput) -> Tensor:
    return output.logits["what"][:, 0]


@pytest.mark.parametrize("name", NAMES)
def test_each_token_is_worth_what_the_score_loses_without_it(name: str) -> None:
    net = network(name)
    given = tokens(net)
    found = removal(net, given, "visual", score, rows=3)
    assert found.shape == (4,)
    for i in range(4):
        left = torch.cat([given["visual"][:, : i + 1], given["visual"][:, i + 2 :]], dim=1)
        alone = score(net(given)) - score(net({**given, "visual": left}))
        torch.testing.assert_close(found[i : i + 1], alone, atol=1e-5, rtol=1e-4)


def test_a_token_that_nothing_reads_is_worth_nothing() -> None:
    net = network("late")
    given = tokens(net)

    def seen(output: FusionOutput) -> Tensor:
        return output.modality_logits["what"]["visual"][:, 0]

    assert removal(net, given, "audio", seen).abs().max() < 1e-6
    assert removal(net, given, "visual", seen).abs().max() > 1e-4
