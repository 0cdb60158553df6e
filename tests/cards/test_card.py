"""Cards and checkpoints: float16, no pickle, and figures that belong to these weights only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from mmfusion.cards.card import ModelCard, digest
from mmfusion.cards.checkpoint import load_cards, load_weights, save_weights


def _card(sha: str = "0") -> ModelCard:
    return ModelCard(
        task="events",
        strategy="late",
        spec={"layers": 4},
        classes=("a", "b"),
        parameters=10,
        macs=20,
        weights_sha256=sha,
        temperatures={"visual+audio": 1.0},
        unfamiliar_above={"visual+audio": 0.5},
        recipe={},
        split="folds",
    )


def test_a_card_survives_json() -> None:
    card = replace(
        _card(), metrics={"accuracy": {"value": 0.5, "low": 0.4, "high": 0.6, "n": 10}}, notes=("so",)
    )
    assert ModelCard.from_json(card.to_json()) == card


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"task": 1}'])
def test_what_is_no_card_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no model card"):
        ModelCard.from_json(text)


def test_weights_come_back_in_half_precision(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network, other = nn.Linear(4, 3), nn.Linear(4, 3)
    save_weights(network, tmp_path / "w.safetensors")
    load_weights(other, tmp_path / "w.safetensors")
    assert torch.equal(other.weight, network.weight.half().float())


def test_weights_that_do_not_fit_into_half_precision_are_refused(tmp_path: Path) -> None:
    network = nn.Linear(1, 1)
    nn.init.constant_(network.weight, 1e6)
    with pytest.raises(ValueError, match="weight does not fit"):
        save_weights(network, tmp_path / "w.safetensors")


def test_a_card_describes_its_own_weights_and_no_others(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    save_weights(nn.Linear(2, 2), path)
    card = _card(digest(path)).sealed()
    assert card.describes(path)
    save_weights(nn.Linear(2, 2), path)
    assert not card.describes(path)
    assert not card.describes(tmp_path / "absent")


def test_cards_are_found_by_task_and_strategy(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "events"
    folder.mkdir(parents=True)
    for name in ("mid", "late"):
        (folder / f"{name}.json").write_text(replace(_card(), strategy=name).to_json(), encoding="utf-8")
    assert [card.strategy for card in load_cards(tmp_path)] == ["late", "mid"]
