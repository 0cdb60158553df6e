"""What every task's shipped networks share: answers, weights with their card, and the collection of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import torch
from torch import Tensor, nn

from mmfusion.cards.card import ModelCard
from mmfusion.cards.checkpoint import load_weights, model_paths
from mmfusion.cards.subset import Subset
from mmfusion.folders import ASSETS
from mmfusion.measure.metrics import softmax
from mmfusion.nn.device import home, to_numpy
from mmfusion.nn.fusion import FusionOutput
from mmfusion.nn.placing import place
from mmfusion.nn.spec import FusionSpec


@dataclass(frozen=True)
class Answer:
    """The answer to one question, and what each modality's CLS alone would say."""

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
        """The modalities that this strategy reads."""
        return self.spec.modalities

    def can(self, senses: Iterable[str]) -> bool:
        """Return whether it can answer with these modalities alone: any that it reads will do."""
        return bool(set(self.modalities) & set(senses))

    def subset(self, senses: Iterable[str]) -> Subset:
        """Return which of the modalities at hand it answers from; those that it does not read are left out.

        Raises:
            ValueError: it cannot answer with these alone.

        """
        at_hand = list(senses)
        if not self.can(at_hand):
            raise ValueError(
                f"{self.card.strategy} needs {self.needs}; at hand: {', '.join(at_hand) or 'none'}"
            )
        return tuple(m for m in self.modalities if m in at_hand)

    @property
    def needs(self) -> str:
        """What it cannot answer without, in words."""
        return " or ".join(self.modalities)

    def answers(
        self, output: FusionOutput, senses: Iterable[str], names: Mapping[str, Sequence[str]]
    ) -> dict[str, Answer]:
        """Return the calibrated answers, by question, of a network's output `(1, classes)`.

        Args:
            output: what the network made of the modalities at hand.
            senses: which those are.
            names: question -> its answers.

        """
        subset = self.subset(senses)

        def said(logits: Tensor, question: str) -> dict[str, float]:
            p = softmax(to_numpy(logits[0].float()), self.card.temperature(subset, question))
            return dict(zip(names[question], p.tolist(), strict=True))

        return {
            question: Answer(
                said(logits, question),
                {m: said(z, question) for m, z in output.modality_logits[question].items()},
            )
            for question, logits in output.logits.items()
        }

    @property
    def device(self) -> torch.device:
        """Where it computes."""
        return home(self.network)

    def untrained(self) -> N:
        """Return the untrained twin of its network, on the same device."""
        return place(untrained(type(self.network), self.spec), self.device)


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


def asked_for(task: str, strategies: Sequence[str], root: Path = ASSETS) -> list[str]:
    """Return those of several strategies that are there; a single one as it is, and all where none is there.

    So a command does what it can with several, and says of one alone that it is missing.

    Example:
        >>> from mmfusion.cards.shipped import asked_for
        >>> asked_for("events", ("mid", "early-raw")), asked_for("events", ("early-raw",))
        (['mid'], ['early-raw'])

    """
    found = there(task, strategies, root)
    return found if len(strategies) > 1 and found else list(strategies)


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
