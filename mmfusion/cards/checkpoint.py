"""Checkpoints: safetensors in float16, or in eight bits, with a model card beside them, never pickle."""

from __future__ import annotations

from pathlib import Path

from safetensors.torch import load_file, save_file
from torch import nn

from mmfusion.cards.card import ModelCard
from mmfusion.folders import ASSETS
from mmfusion.nn.rounding import packed, unpacked


def model_paths(task: str, strategy: str, root: Path = ASSETS) -> tuple[Path, Path]:
    """Return the paths of the weights and of the card of a shipped network.

    Example:
        >>> from mmfusion.cards.checkpoint import model_paths
        >>> [path.name for path in model_paths("events", "mid")]
        ['mid.safetensors', 'mid.json']

    """
    folder = root / "models" / task
    return folder / f"{strategy}.safetensors", folder / f"{strategy}.json"


def save_weights(network: nn.Module, path: Path, eight_bits: bool = False) -> None:
    """Write the state of `network` in float16, or its matrices in eight bits (`mmfusion.nn.rounding`).

    Raises:
        ValueError: a weight does not fit into float16.

    Example:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> import torch
        >>> from mmfusion.cards.checkpoint import save_weights
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder) / "weights.safetensors"
        ...     save_weights(torch.nn.Linear(100, 100, bias=False), path)
        ...     path.stat().st_size // 1000  # kB: two bytes a weight
        20

    """
    state = packed(network.state_dict(), eight_bits=eight_bits)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(state, path)


def load_weights(network: nn.Module, path: Path) -> None:
    """Load what `save_weights` wrote. Raises FileNotFoundError; RuntimeError for other shapes.

    Example:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> import torch
        >>> from mmfusion.cards.checkpoint import load_weights, save_weights
        >>> saved, twin = torch.nn.Linear(3, 2), torch.nn.Linear(3, 2)
        >>> with TemporaryDirectory() as folder:
        ...     save_weights(saved, path := Path(folder) / "weights.safetensors")
        ...     load_weights(twin, path)
        >>> torch.equal(twin.weight, saved.weight.half().float())  # as float16 holds them
        True

    """
    network.load_state_dict(unpacked(load_file(path)))
    network.eval()


def load_cards(root: Path = ASSETS) -> list[ModelCard]:
    """Return the cards of every shipped network, by task and strategy.

    Example:
        >>> from mmfusion.cards.checkpoint import load_cards
        >>> cards = {(card.task, card.strategy): card for card in load_cards()}
        >>> cards["events", "mid"].spec["fusion_layer"], len(cards["sounding-objects", "late"].questions)
        (1, 6)

    """
    paths = sorted((root / "models").glob("*/*.json"))
    return [ModelCard.from_json(path.read_text(encoding="utf-8")) for path in paths]
