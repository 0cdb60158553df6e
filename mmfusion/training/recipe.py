"""A recipe: everything that decides what a training run does, frozen and written into the card."""

from __future__ import annotations

from dataclasses import asdict, dataclass
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
