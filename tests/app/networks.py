"""A folder of small untrained networks with cards, so that pages can be tested whatever is shipped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from mmfusion.cards.card import ModelCard, digest
from mmfusion.cards.checkpoint import model_paths, save_weights
from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.events import CLASSES
from mmfusion.tasks.events.network import EventNetwork
from mmfusion.tasks.events.predictor import SHIPPED

EXPERTS = {
    "prior": [1 / 14] * 14,
    "weights": [1.0, 1.0],
    "either": {"b": 0.0, "c": -1.0, "n": 0.0, "heard": [12]},
    "mixture": {
        name: {"only seen": {"value": value, "low": value - 0.1, "high": value + 0.1, "n": 50}}
        for name, value in (("max", 0.51), ("either", 0.62))
    },
    "elsewhere": {
        name: {
            "figures": {
                of: {"right": right, "n": 2.0, "low": 0.1, "high": 0.9} for of in ("all", "kinds", "none")
            }
        }
        for name, right in (("max", 1), ("either", 2))
    },
    "figures": {
        name: {"accuracy": {"value": value, "low": 0.5, "high": 0.8, "n": 50}, "cross-entropy, nats": nats}
        for name, value, nats in (("max", 0.7, 0.4), ("either", 0.6, 0.3))
    },
}


ELSEWHERE = {
    "figures": {
        "all": {"value": 0.5, "low": 0.0676, "high": 0.9324, "n": 4.0, "right": 2},
        "kinds": {"value": 1.0, "low": 0.0251, "high": 1.0, "n": 1.0, "right": 1},
        "none": {"value": 0.3333, "low": 0.0084, "high": 0.9057, "n": 3.0, "right": 1},
    },
    "clips": [
        {"clip": "a.mp4", "shows": "dog", "answer": "dog", "p": 0.61, "right": True},
        {"clip": "b.mp4", "shows": "none of these", "answer": "cat", "p": 0.52, "right": False},
        {"clip": "c.mp4", "shows": "none of these", "answer": "none of these", "p": 0.9, "right": True},
        {"clip": "d.mp4", "shows": "none of these", "answer": "no answer", "p": 0.0, "right": False},
    ],
    "on": "films that a test has made up",
}


def figure(value: float) -> dict[str, float]:
    return {"value": value, "low": value - 0.02, "high": value + 0.02, "n": 500}


def write(root: Path, *, honest: bool = True, seed: int = 0) -> None:
    """Write every strategy; where not `honest`, the weights are not those that the cards describe."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    for number, strategy in enumerate(SHIPPED):
        spec = FusionSpec.named(strategy, width=16, heads=2)
        network = EventNetwork(spec)
        weights, card_path = model_paths("events", strategy, root)
        save_weights(network, weights)
        curve = [0.9, 0.88, 0.8, 0.7, 0.5]
        bands = {"value": curve, "low": [v - 0.02 for v in curve], "high": [v + 0.02 for v in curve]}
        metrics = {"accuracy": figure(0.731 + number / 100), "gain, clean": figure(0.05)}
        metrics["across sources, dog from elsewhere"] = figure(0.4)
        if len(spec.modalities) == 2:
            metrics |= {"without sound": figure(0.6), "without picture": figure(0.5)}
        card = ModelCard(
            task="events",
            strategy=strategy,
            spec=spec.to_dict(),
            classes=CLASSES,
            parameters=sum(p.numel() for p in network.parameters()),
            macs=1_000_000 + number,
            weights_sha256=digest(weights) if honest else "0" * 64,
            temperatures={"visual+audio": 1.0, "visual": 1.0, "audio": 1.0},
            unfamiliar_above={"visual+audio": 0.9, "visual": 0.9, "audio": 0.9},
            recipe={},
            split="Five folds, none of them real: this card belongs to a test.",
            metrics=metrics,
            confusion=(rng.integers(0, 9, (14, 14)) + 90 * np.eye(14, dtype=int)).tolist(),
            robustness={
                kind: {"levels": [0, 1, 2, 3, 4], "area": 0.7, **bands} for kind in ("noise", "blur")
            },
            elsewhere=ELSEWHERE,
            experts=EXPERTS if strategy == "late" else {},
            own_metrics={"only seen": figure(0.71)} if strategy == "late" else {},
        )
        card_path.write_text(card.to_json(), encoding="utf-8")
