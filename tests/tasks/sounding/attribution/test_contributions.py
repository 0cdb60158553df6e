"""What either sense adds: the coalitions are what the network says."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from mmfusion.measure.metrics import softmax
from mmfusion.tasks.sounding import ANSWERS
from mmfusion.tasks.sounding.attribution.contributions import (
    OTHERS,
    WAYS,
    mean_tokens,
    of_clips,
    shapley_figures,
)
from mmfusion.tasks.sounding.batches import TEST, VALIDATION, fixed_scenes, make_batch
from mmfusion.tasks.sounding.predictor import load


def test_coalitions_are_what_the_network_says_of_what_is_at_hand() -> None:
    own = load("mid")
    batch = make_batch(list(fixed_scenes("pair", 3, TEST)))
    labels = {q: batch.labels[q] for q in ("pitch", "side")}
    with torch.no_grad():
        tokens = own.network.tokens(batch.inputs())
    others, mean = [{m: z.roll(1, 0) for m, z in tokens.items()}], mean_tokens(own.network, 50)
    found = of_clips(own.network, own.card, batch.inputs(), labels, others, mean)
    assert tuple(found) == WAYS

    def p(given: dict[str, torch.Tensor], question: str, subset: str, row: int) -> float:
        with torch.no_grad():
            logits = own.network.fusion(given).logits[question].numpy()
        return float(
            softmax(logits, own.card.temperatures[f"{subset}/{question}"])[row, labels[question][row]]
        )

    both = "visual+audio"
    for column, question in enumerate(labels):
        seen = p({"visual": tokens["visual"]}, question, "visual", 1)
        assert found["left out"].values["visual",][1, column] == pytest.approx(seen, abs=1e-5)
        mixed = p({**tokens, "audio": others[0]["audio"]}, question, both, 1)
        assert found["another's"].values["visual",][1, column] == pytest.approx(mixed, abs=1e-5)
        mixed = p({"visual": mean["visual"].expand(3, -1, -1), "audio": tokens["audio"]}, question, both, 1)
        assert found["the mean"].values["audio",][1, column] == pytest.approx(mixed, abs=1e-5)
        assert found["left out"].values[()][1, column] == pytest.approx(1 / len(ANSWERS[question]))


def test_mean_tokens_are_the_mean_over_validation_clips() -> None:
    net = load("late").network
    with torch.no_grad():
        tokens = net.tokens(make_batch(list(fixed_scenes("pair", 60, VALIDATION))).inputs())
    for m, z in mean_tokens(net, 60).items():
        torch.testing.assert_close(z, tokens[m].mean(dim=0, keepdim=True), atol=1e-5, rtol=1e-4)


def test_shares_add_up_to_the_whole_less_nothing_in_p_and_in_bits() -> None:
    own = load("bottleneck-mid")
    found = shapley_figures(own.network, own.card, clips=2 * (OTHERS + 1), report=lambda _: None)
    assert list(found) == list(ANSWERS)
    for question, ways in found.items():
        for way, by in ways.items():
            for unit in ("", ", bits") if way == "left out" else ("",):
                values, shares = by[f"values{unit}"], by[f"shares{unit}"]
                total = sum(share.value for share in shares.values())
                assert total == pytest.approx(values["visual+audio"].value - values[""].value), question
        prior = ways["left out"]["values, bits"][""].value
        assert prior == pytest.approx(-np.log2(len(ANSWERS[question])))
