"""How a network of `events` is trained, frozen and written into its card."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mmfusion.nn.spec import FusionSpec, ReadOut
from mmfusion.tasks.events import MUST_BE_HEARD
from mmfusion.tasks.events.pairs import CROSSED, NONE_WEIGHT
from mmfusion.training.recipe import Schedule


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
    crossed: float = CROSSED
    """Share of the pairs of a kind in which one modality shows none of the kinds; the other one decides."""
    none_weight: float = NONE_WEIGHT
    """How much oftener than a kind *none of these* is drawn."""
    read_out: ReadOut = "either"
    """How several modalities' logits become one."""
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
        spec = replace(super().spec, dropout=self.dropout)
        if len(spec.modalities) == 1 or self.read_out == "mean":
            return spec
        must_have = tuple((target, "audio") for target in MUST_BE_HEARD)
        return replace(spec, read_out=self.read_out, must_have=must_have)
