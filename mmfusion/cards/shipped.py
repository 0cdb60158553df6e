"""What every task's shipped networks share: answers, weights with their card, and the collection of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

import torch
from torch import nn

from mmfusion.cards.card import ModelCard
from mmfusion.cards.checkpoint import load_weights, model_paths
from mmfusion.folders import ASSETS
from mmfusion.nn.spec import FusionSpec

Subset = Literal["both", "visual", "audio"]
SUBSETS: tuple[Subset, ...] = ("both", "visual", "audio")
SENSES: dict[Subset, tuple[str, ...]] = {
    "both": ("visual", "audio"),
    "visual": ("visual",),
    "audio": ("audio",),
}


@dataclass(frozen=True)
class Answer:
    """The answer to one question, and what each sense's CLS alone would say."""

    probabilities: dict[str, float]
    modality_probabilities: dict[str, dict[str, float]]


@dataclass(frozen=True)
class Prediction:
    """What one strategy makes of one clip."""

    answers: dict[str, Answer]
    milliseconds: float
    unfamiliar: bool


N = TypeVar("N", bound=nn.Module)


def untrained(build: Callable[[FusionSpec], N], spec: FusionSpec) -> N:
    """Return the untrained twin of a network: the same spec, random weights from a fixed seed.

    Example:
        >>> import torch
        >>> from mmfusion.cards.shipped import untrained
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> spec = FusionSpec.named("late", layers=1)
        >>> one, other = (untrained(lambda own: FusionTransformer(own, {"event": 2}), spec) for _ in range(2))
        >>> torch.equal(one.norm.weight, other.norm.weight), one.training  # the same twin at each call
        (True, False)

    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return build(spec).eval()


class Shipped(Generic[N]):
    """A network with its card.

    `trained` is False when the weights are not those that the card describes: then no figure of the card
    may be shown beside its answers.

    Example:
        >>> import torch
        >>> from mmfusion.cards.shipped import Shipped, read
        >>> from mmfusion.tasks.events.network import EventNetwork
        >>> shipped = Shipped(*read("events", "late", ["late"], EventNetwork))
        >>> shipped.modalities, shipped.trained
        (('visual', 'audio'), True)
        >>> weights = (next(n.parameters()) for n in (shipped.network, shipped.untrained()))
        >>> torch.equal(*weights)  # the twin has learned nothing
        False

    """

    def __init__(self, network: N, card: ModelCard, trained: bool = True) -> None:
        self.network, self.card, self.trained = network.eval(), card, trained
        self.spec = FusionSpec.from_dict(card.spec)

    @property
    def modalities(self) -> tuple[str, ...]:
        """The senses that this strategy reads."""
        return self.spec.modalities

    def untrained(self) -> N:
        """Return the untrained twin of its network."""
        return untrained(type(self.network), self.spec)


def subset_of(senses: Sequence[str]) -> Subset | None:
    """Return the subset that senses are; None if there are none.

    Example:
        >>> from mmfusion.cards.shipped import subset_of
        >>> subset_of(["visual", "audio"]), subset_of(["audio"]), subset_of([])
        ('both', 'audio', None)

    """
    present = tuple(m for m in SENSES["both"] if m in senses)
    return next((subset for subset, own in SENSES.items() if own == present), None)


def read(
    task: str, strategy: str, known: Sequence[str], build: Callable[[FusionSpec], N], root: Path = ASSETS
) -> tuple[N, ModelCard, bool]:
    """Return a shipped network, its card, and whether the card describes these weights.

    Args:
        task: of which.
        strategy: which.
        known: the strategies that the task has.
        build: spec -> network.
        root: the assets folder.

    Raises:
        ValueError: no such strategy.
        FileNotFoundError: its weights or card are missing; the text says which command makes them.

    Example:
        >>> from mmfusion.cards.shipped import read
        >>> from mmfusion.tasks.events.network import EventNetwork
        >>> network, card, described = read("events", "late", ["late"], EventNetwork)
        >>> card.strategy, card.spec["exchange"], described
        ('late', 'none', True)

    """
    if strategy not in known:
        raise ValueError(f"unknown strategy {strategy!r} for {task}: there are {', '.join(known)}")
    weights, card_path = model_paths(task, strategy, root)
    for path in (weights, card_path):
        if not path.is_file():
            raise FileNotFoundError(
                f"{path.name} is missing: mmfusion train {task} --strategy {strategy} --ship makes it"
            )
    card = ModelCard.from_json(card_path.read_text(encoding="utf-8"))
    network = build(FusionSpec.from_dict(card.spec))
    load_weights(network, weights)
    return network, card, card.describes(weights)


def there(task: str, strategies: Sequence[str], root: Path = ASSETS) -> list[str]:
    """Return those of some strategies whose weights and cards are there.

    Example:
        >>> from mmfusion.cards.shipped import there
        >>> there("events", ("mid", "early-raw"))  # picture and sound share no raster there
        ['mid']

    """
    return [name for name in strategies if all(path.is_file() for path in model_paths(task, name, root))]


P = TypeVar("P", bound=Shipped[Any])


class Collection(Generic[P]):
    """Every shipped strategy of a task, side by side.

    Raises:
        FileNotFoundError: none is there.

    Example:
        >>> from mmfusion.tasks.events import Lab  # the collection of the task events
        >>> lab = Lab()
        >>> len(lab.predictors), lab.cards["mid"].strategy, lab.trained
        (8, 'mid', True)

    """

    def __init__(self, task: str, strategies: Sequence[str], load: Callable[[str], P], root: Path) -> None:
        self.predictors = {name: load(name) for name in there(task, strategies, root)}
        if not self.predictors:
            raise FileNotFoundError(
                f"no weights are there: mmfusion train {task} --strategy all --ship makes them"
            )

    @property
    def cards(self) -> dict[str, ModelCard]:
        """The card of each strategy."""
        return {name: predictor.card for name, predictor in self.predictors.items()}

    @property
    def trained(self) -> bool:
        """Whether every network has the weights that its card describes."""
        return all(predictor.trained for predictor in self.predictors.values())
