"""Model cards: what a checkpoint is, JSON beside its weights.

A card belongs to one file of weights, whose hash it holds, and its figures are sealed as they are written:
they are shown only while the weights and the figures are those that were shipped together.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from mmfusion.cards.subset import Subset, key
from mmfusion.measure.metrics import Estimate

UNSEALED = frozenset({"figures_sha256", "split", "data", "notes", "commit"})
"""What of a card the seal leaves out: itself, and words."""


@dataclass(frozen=True, kw_only=True)
class ModelCard:
    """What a checkpoint is, where it comes from and what it can do.

    Example:
        >>> from mmfusion.cards.card import ModelCard
        >>> card = ModelCard(
        ...     task="events", strategy="mid", spec={}, parameters=10, macs=100,
        ...     weights_sha256="", recipe={}, split="test",
        ... )
        >>> ModelCard.from_json(card.to_json()) == card
        True
        >>> ModelCard.from_json("{}")
        Traceback (most recent call last):
        ValueError: this is no model card: ...

    """

    task: str
    strategy: str
    spec: dict[str, Any]
    """Arguments of `FusionSpec`."""
    parameters: int
    macs: int
    """Multiply-adds of one clip after the shared features."""
    weights_sha256: str
    recipe: dict[str, Any]
    split: str
    classes: tuple[str, ...] = ()
    """The answers of a task with one question."""
    questions: dict[str, list[str]] = field(default_factory=dict)
    """question -> its answers, of a task with several."""
    temperatures: dict[str, float] = field(default_factory=dict)
    """By subset of modalities, such as ``visual+audio``; of several questions by ``visual+audio/side``."""
    temperature_limits: dict[str, str] = field(default_factory=dict)
    """By the same keys, why a temperature is no optimum of its validation: *no error* leaves it at 1."""
    unfamiliar_above: dict[str, float] = field(default_factory=dict)
    """By subset: p(none of these) above which a clip is called unfamiliar."""
    metrics: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Pooled over all folds: name -> value, low, high, n and what it was read on."""
    own_metrics: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Of the shipped weights alone, on the fold they never saw: what `mmfusion evaluate` reproduces."""
    elsewhere: dict[str, Any] = field(default_factory=dict)
    """Of the shipped weights on real clips of other sources: ``figures`` with exact intervals, every clip's
    answer in ``clips``, and what they were read ``on``."""
    seeds: dict[str, dict[str, float]] = field(default_factory=dict)
    """seed -> question -> accuracy, of every network that was trained by this recipe; the first one ships."""
    confusion: list[list[int]] = field(default_factory=list)
    """Counts, truth by row, over the pooled test pairs."""
    robustness: dict[str, dict[str, Any]] = field(default_factory=dict)
    data: list[dict[str, str]] = field(default_factory=list)
    """Packs with their licences."""
    notes: tuple[str, ...] = ()
    experts: dict[str, Any] = field(default_factory=dict)
    """On the card of `late`: weights and figures of the aggregators of separately trained experts."""
    commit: str = ""
    figures_sha256: str = field(default="", compare=False)
    """The seal of what was measured, with these weights: `to_json` writes it anew, `intact` compares it."""

    def to_json(self) -> str:
        """Return the card as JSON text, its figures sealed."""
        return json.dumps(asdict(self.sealed()), indent=1, ensure_ascii=False) + "\n"

    def sealed(self) -> ModelCard:
        """Return the card with the seal of its figures."""
        return replace(self, figures_sha256=self.seal())

    def seal(self) -> str:
        """Return the seal that the figures of this card have; what is empty might as well not be there."""
        return seal({name: value for name, value in asdict(self).items() if value and name not in UNSEALED})

    @property
    def intact(self) -> bool:
        """Whether every figure is the one that was written when the card was: none was typed over."""
        return self.figures_sha256 == self.seal()

    @classmethod
    def from_json(cls, text: str) -> ModelCard:
        """Return the card that `to_json` wrote. Raises ValueError for text that is no card."""
        try:
            raw = json.loads(text)
            return cls(
                **{**raw, "classes": tuple(raw.get("classes", ())), "notes": tuple(raw.get("notes", ()))}
            )
        except (KeyError, TypeError, json.JSONDecodeError) as error:
            raise ValueError(f"this is no model card: {error}") from error

    def temperature(self, subset: Subset, question: str = "") -> float:
        """Return what logits are divided by when a subset of modalities answers; 1 on a card without any.

        Raises:
            ValueError: the card has temperatures, but none of this subset.

        """
        if not self.temperatures:
            return 1.0
        found = self.temperatures.get(key(subset, question), self.temperatures.get(key(subset)))
        if found is None:
            raise ValueError(f"the card of {self.strategy} has no temperature of {key(subset, question)}")
        return found

    def describes(self, weights: Path) -> bool:
        """Return whether `weights` is the file that this card was written for, and its figures are intact."""
        return self.intact and weights.is_file() and digest(weights) == self.weights_sha256


def written(estimates: Mapping[str, Estimate], on: str) -> dict[str, dict[str, Any]]:
    """Return estimates by name as a card holds them.

    Args:
        estimates: of what was measured.
        on: on what: test clips, or how many seeds.

    Example:
        >>> from mmfusion.cards.card import written
        >>> from mmfusion.measure.metrics import share
        >>> written({"accuracy": share(45, 50)}, "test clips")["accuracy"]["on"]
        'test clips'

    """
    return {name: {**e.to_dict(), "on": on} for name, e in estimates.items()}


def seal(figures: Mapping[str, Any]) -> str:
    """Return the SHA-256 of figures in hexadecimal; spaces and the order of names change nothing.

    Example:
        >>> from mmfusion.cards.card import seal
        >>> seal({"value": 0.9, "n": 60}) == seal({"n": 60, "value": 0.9})
        True
        >>> seal({"value": 0.9, "n": 60}) == seal({"value": 0.91, "n": 60})  # typed over
        False

    """
    as_read = json.loads(json.dumps(figures))  # names of a file are text, and are sorted as text
    text = json.dumps(as_read, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal.

    Example:
        >>> import os
        >>> from pathlib import Path
        >>> from mmfusion.cards.card import digest
        >>> digest(Path(os.devnull))[:12]  # of no bytes
        'e3b0c44298fc'

    """
    return sha256(path.read_bytes()).hexdigest()
