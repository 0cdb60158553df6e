"""The formula below the strategies: its numbers are those of the network in focus, by its read-out."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from mmfusion.cards.card import ModelCard
from mmfusion.measure.metrics import softmax
from mmfusion.nn.fusion import FusionTransformer
from mmfusion.nn.spec import FusionSpec
from mmfusion.ui.fusion import figures, lesson

HEAT = 1.7
NUMBER = r"(-?\d+\.\d+)"


def _now(read_out: str, seen: list[float], heard: list[float]) -> tuple[Any, FusionTransformer]:
    spec = FusionSpec.from_dict({**FusionSpec.named("late", layers=1).to_dict(), "read_out": read_out})
    if read_out == "either":
        spec = FusionSpec.from_dict({**spec.to_dict(), "must_have": [(1, "audio")]})
    network = FusionTransformer(spec, {"event": 3})
    if network.either is not None:
        network.either.weights[0].data = torch.tensor([0.3, -0.6, 0.9])
    card = ModelCard(
        task="events",
        strategy="late",
        spec=spec.to_dict(),
        parameters=1,
        macs=1,
        weights_sha256="",
        recipe={},
        split="",
        temperatures={"visual+audio": HEAT},
    )
    logits = {"visual": torch.tensor(seen), "audio": torch.tensor(heard)}
    with torch.inference_mode():
        p = softmax(network.joined(logits).numpy(), HEAT)
    cold = {m: z.double().numpy()[None] / HEAT for m, z in logits.items()}
    now = SimpleNamespace(
        focus="late",
        by_experts=False,
        level=0,
        changed=SimpleNamespace(classes=["dog", "speech", "none of these"]),
        lab=SimpleNamespace(
            cards={"late": card}, predictors={"late": SimpleNamespace(network=_whole(network))}
        ),
        answers=SimpleNamespace(probabilities={"late": p[None, None]}, logits={"late": cold}),
    )
    return now, network


def _whole(fusion: FusionTransformer) -> Any:
    return SimpleNamespace(fusion=fusion)


@pytest.mark.parametrize(
    ("seen", "heard", "shown"),
    [
        ([3.0, 0.0, 0.5], [0.0, 0.0, 2.0], 3),  # a dog is seen and other things are heard
        ([0.0, 0.0, 3.0], [0.0, 0.0, 2.0], 2),  # none: or a face that is only seen
    ],
)
def test_under_either_the_exponents_are_what_is_summed(
    seen: list[float], heard: list[float], shown: int
) -> None:
    now, network = _now("either", seen, heard)
    written = lesson.live(now)
    exponents = [float(x) for x in re.findall(r"e\^\{(?:\\textcolor\{[^}]*\}\{)?\(?" + NUMBER, written)]
    with torch.inference_mode():
        logits = network.joined({"visual": torch.tensor(seen), "audio": torch.tensor(heard)}).numpy()
    assert len(exponents) == shown
    assert np.logaddexp.reduce(exponents) == pytest.approx(logits.max(), abs=0.06)
    assert re.findall(rf"= {NUMBER},", written) == [f"{logits.max():.1f}"]
    assert f"T = {HEAT:.2f}" in written
    assert f"p = {softmax(logits, HEAT).max():.2f}" in written


def test_under_the_mean_it_is_the_mean_that_is_written() -> None:
    now, network = _now("mean", [3.0, 0.0, 0.5], [0.0, 0.0, 1.0])
    written = lesson.live(now)
    assert r"\tfrac{1}{2}" in written
    assert "e^" not in written
    assert f"= {1.5 / HEAT:.1f}" in written
    logits = network.joined({"visual": torch.tensor([3.0, 0, 0.5]), "audio": torch.tensor([0.0, 0, 1])})
    assert f"p = {softmax(logits.numpy(), HEAT).max():.2f}" in written


@pytest.mark.parametrize("read_out", ["either", "mean"])
def test_what_is_nearly_sure_is_never_written_as_certain(read_out: str) -> None:
    written = lesson.live(_now(read_out, [30.0, 0.0, 0.5], [30.0, 0.0, 1.0])[0])
    assert written.endswith("p > 0.99")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("none, called none", "75.0 %"),
        ("none, tiny pictures", "0.75"),
        ("calibration error, spoiled", "0.75"),
    ],
)
def test_a_share_stands_in_per_cent_and_an_area_does_not(name: str, words: str) -> None:
    assert figures.figure({"value": 0.75, "low": 0.75, "high": 0.75}, name) == words
