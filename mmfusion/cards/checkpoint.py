"""Checkpoints: float16 safetensors with a model card beside them, never pickle."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn

from mmfusion.cards.card import ModelCard
from mmfusion.folders import ASSETS


def model_paths(task: str, strategy: str, root: Path = ASSETS) -> tuple[Path, Path]:
    """Return the paths of the weights and of the card of a shipped network."""
    folder = root / "models" / task
    return folder / f"{strategy}.safetensors", folder / f"{strategy}.json"


def save_weights(network: nn.Module, path: Path) -> None:
    """Write the state of `network` in float16. Raises ValueError if a weight does not fit into float16."""
    state = {}
    for name, tensor in network.state_dict().items():
        half = tensor.detach().cpu().half().contiguous()
        if not torch.isfinite(half).all():
            raise ValueError(f"{name} does not fit into float16")
        state[name] = half
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(state, path)


def load_weights(network: nn.Module, path: Path) -> None:
    """Load what `save_weights` wrote. Raises FileNotFoundError; RuntimeError for other shapes."""
    network.load_state_dict({name: tensor.float() for name, tensor in load_file(path).items()})
    network.eval()


def load_cards(root: Path = ASSETS) -> list[ModelCard]:
    """Return the cards of every shipped network, by task and strategy."""
    paths = sorted((root / "models").glob("*/*.json"))
    return [ModelCard.from_json(path.read_text(encoding="utf-8")) for path in paths]
