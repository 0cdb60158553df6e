"""A toy network of picture, sound and text through what every task's predictor is built from."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from mmfusion.cards.card import ModelCard
from mmfusion.cards.shipped import Shipped
from mmfusion.cards.subset import key, subsets
from mmfusion.measure.metrics import softmax
from mmfusion.nn.fusion import FusionTransformer
from mmfusion.nn.spec import FUSIONS, FusionSpec, strategies

MODALITIES = ("visual", "audio", "text")
NAMES = {"what": ("dog", "cat", "bird"), "where": ("left", "right")}
COUNTS = {"visual": 5, "audio": 4, "text": 3}
FUSED = tuple(name for name in FUSIONS if name != "early-raw")
HEAT = {
    key(s, question): round(0.5 + 0.1 * i + 0.05 * j, 3)
    for i, s in enumerate(subsets(MODALITIES))
    for j, question in enumerate(NAMES)
}


def toy(strategy: str, **card: object) -> Shipped[FusionTransformer]:
    torch.manual_seed(3)
    spec = FusionSpec.named(strategy, modalities=MODALITIES, width=8, heads=2, layers=2)
    network = FusionTransformer(spec, {question: len(names) for question, names in NAMES.items()})
    described = {"temperatures": HEAT, **card}
    return Shipped(
        network,
        ModelCard(
            task="toys",
            strategy=strategy,
            spec=spec.to_dict(),
            parameters=0,
            macs=0,
            weights_sha256="",
            recipe={},
            split="none",
            questions={question: list(names) for question, names in NAMES.items()},
            **described,  # type: ignore[arg-type]
        ),
    )


@pytest.fixture
def tokens() -> dict[str, Tensor]:
    torch.manual_seed(4)
    return {m: torch.randn(1, 1 + count, 8) for m, count in COUNTS.items()}


def test_strategies_of_three_modalities_are_each_alone_and_every_row() -> None:
    assert strategies(MODALITIES) == ("visual", "audio", "text", *FUSIONS)
    assert toy("text").modalities == ("text",)


@pytest.mark.parametrize("strategy", FUSED)
@pytest.mark.parametrize("senses", subsets(MODALITIES), ids=key)
@torch.inference_mode()
def test_any_subset_answers_at_its_own_temperature(
    strategy: str, senses: tuple[str, ...], tokens: dict[str, Tensor]
) -> None:
    own = toy(strategy)
    output = own.network({m: tokens[m] for m in senses})
    said = own.answers(output, reversed(senses), NAMES)
    assert own.subset(reversed(senses)) == senses
    for question, names in NAMES.items():
        heat = HEAT[key(senses, question)]
        z = output.logits[question][0].numpy()
        assert list(said[question].probabilities) == list(names)
        assert np.allclose(list(said[question].probabilities.values()), softmax(z, heat))
        assert set(said[question].modality_probabilities) == set(senses)
        for m, p in said[question].modality_probabilities.items():
            z = output.modality_logits[question][m][0].numpy()
            assert np.allclose(list(p.values()), softmax(z, heat))


@torch.inference_mode()
def test_the_third_modality_is_not_dropped_in_silence(tokens: dict[str, Tensor]) -> None:
    """Two of three give another answer than three, and the card of all three is not taken for it."""
    own = toy("mid")
    whole = own.answers(own.network(tokens), MODALITIES, NAMES)["what"].probabilities
    two = {m: tokens[m] for m in ("visual", "text")}
    part = own.answers(own.network(two), two, NAMES)["what"].probabilities
    assert not np.allclose(list(whole.values()), list(part.values()), atol=1e-3)
    pairs = toy("mid", temperatures={key(("visual", "audio")): 1.0})
    with pytest.raises(ValueError, match=r"no temperature of visual\+audio\+text/what"):
        pairs.answers(own.network(tokens), MODALITIES, NAMES)


def test_one_modality_alone_leaves_the_others_out_and_says_what_it_needs() -> None:
    text = toy("text")
    assert text.subset(MODALITIES) == ("text",)
    assert not text.can(["visual", "audio"])
    with pytest.raises(ValueError, match="text needs text; at hand: visual, audio"):
        text.subset(["visual", "audio"])
    with pytest.raises(ValueError, match="late needs visual or audio or text; at hand: none"):
        toy("late").subset([])


def test_a_card_may_have_one_temperature_for_all_questions_or_none_at_all() -> None:
    assert toy("mid", temperatures={"visual+text": 2.0}).card.temperature(("visual", "text"), "where") == 2.0
    assert toy("mid", temperatures={}).card.temperature(MODALITIES, "what") == 1.0
