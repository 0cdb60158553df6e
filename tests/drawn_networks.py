"""A folder of small untrained networks of `sounding-objects` with cards, whatever is shipped."""

from __future__ import annotations

from pathlib import Path

import torch

from mmfusion.cards.card import ModelCard, digest
from mmfusion.cards.checkpoint import model_paths, save_weights
from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.sounding import ANSWERS, STRATEGIES, TASK
from mmfusion.tasks.sounding.learning.ship import macs_of
from mmfusion.tasks.sounding.network import SoundingNetwork


def figure(value: float) -> dict[str, object]:
    return {"value": value, "low": value - 0.02, "high": value + 0.02, "n": 2000, "on": "made up for a test"}


def write(root: Path, *, honest: bool = True, seed: int = 0) -> None:
    """Write every strategy; where not `honest`, the weights are not those that the cards describe."""
    torch.manual_seed(seed)
    for strategy in STRATEGIES:
        spec = FusionSpec.named(strategy, width=16, heads=2)
        network = SoundingNetwork(spec)
        weights, card_path = model_paths(TASK, strategy, root)
        save_weights(network, weights)
        interacts = spec.exchange != "none" or strategy == "early-raw"
        metrics: dict[str, dict[str, object]] = {"accuracy": figure(0.8)}
        for question, names in ANSWERS.items():
            matching = question in ("side", "sync")
            able = interacts if matching else not (strategy == "audio" and question in ("left", "right"))
            metrics[question] = figure(0.97 if able else 1 / len(names))
            metrics[f"{question}, nats"] = figure(0.08 if able else 1.0986)
        metrics["pad, only fused right"] = figure(0.13)
        card = ModelCard(
            task=TASK,
            strategy=strategy,
            spec=spec.to_dict(),
            parameters=sum(p.numel() for p in network.parameters()),
            macs=macs_of(spec),
            weights_sha256=digest(weights) if honest else "0" * 64,
            recipe={},
            split="This card belongs to a test.",
            questions={q: list(names) for q, names in ANSWERS.items()},
            metrics=metrics,
        )
        card_path.write_text(card.to_json(), encoding="utf-8")
