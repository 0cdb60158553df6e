"""A recipe: everything that decides what a training run does, frozen and written into the card."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import ClassVar

from mmfusion.modality import FILM
from mmfusion.nn.spec import FusionSpec


@dataclass(frozen=True)
class Schedule:
    """What the training loop has to know of a run, whatever the task."""

    modalities: ClassVar[tuple[str, ...]] = FILM
    """Those of the task, which a recipe of another one overrides."""
    task: str
    strategy: str
    seed: int = 0
    steps: int = 600
    batch: int = 64
    learning_rate: float = 2e-3
    weight_decay: float = 0.05
    warmup: int = 50
    width: int = 64
    layers: int = 4
    heads: int = 4
    bottlenecks: int = 4
    fusion_layer: int = 1
    validate_every: int = 100
    patience: int = 4
    """Validations without a better cross-entropy before the run stops."""

    def to_dict(self) -> dict[str, object]:
        """Return a JSON-ready mapping."""
        return asdict(self)

    @property
    def name(self) -> str:
        """Return the name of the run's folder."""
        return f"{self.strategy}-seed{self.seed}"

    @property
    def spec(self) -> FusionSpec:
        """Return the spec of the network that is trained."""
        return FusionSpec.named(
            self.strategy,
            modalities=self.modalities,
            layers=self.layers,
            fusion_layer=self.fusion_layer,
            bottlenecks=self.bottlenecks,
            width=self.width,
            heads=self.heads,
        )


@dataclass(frozen=True)
class Recipe(Schedule):
    """How one network of `events` is trained."""

    fold: int = 1
    """The fold that is held out for testing."""
    label_smoothing: float = 0.05
    mixup: float = 0.3
    """Parameter of the Beta distribution; half of the batches are mixed."""
    feature_dropout: float = 0.25
    dropout: float = 0.0
    token_keep: tuple[float, float] = (0.5, 1.0)
    """Share of the tokens that a batch keeps, drawn from this range for each sense."""
    alone: float = 0.25
    """Share of a batch that has one sense only, for each sense."""
    crossed: float = 0.06
    """Share of pairs in which one sense shows none of the kinds, for each sense; the other one decides."""
    further: bool = False
    """Whether the further sources train too."""

    @property
    def name(self) -> str:
        """Return the name of the run's folder."""
        sources = "-further" if self.further else ""
        return f"{self.strategy}-fold{self.fold}-seed{self.seed}{sources}"

    @property
    def spec(self) -> FusionSpec:
        """Return the spec of the network that is trained."""
        return replace(super().spec, dropout=self.dropout)
