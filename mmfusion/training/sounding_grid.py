"""How little must cross, how late may it? One small network a cell: B bottleneck tokens, fusion layer L_f.

A lighter recipe than that of the shipped strategies, the same for every cell: clips of two objects of which
one may sound, every other frame, *which one sounds* with what is seen on either side, no question of time,
nothing spoiled. B = 0 is *late*, whatever L_f; "all" lets every token through: *early* and *mid*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from mmfusion.data.sounding import FRAMES, UNASKED
from mmfusion.data.sounding.batches import Batch, fixed_scenes, make_batch
from mmfusion.data.sounding.network import GRIDS, SoundingNetwork
from mmfusion.data.sounding.scene import Scene, draw
from mmfusion.nn.spec import FusionSpec
from mmfusion.training.loop import fit
from mmfusion.training.sounding import COMPARING, SoundingRecipe, Trainee

ALL = -1
"""B where everything crosses."""
TOKENS = (0, 1, 4, 16, ALL)
FUSION_LAYERS = (0, 1, 2, 3)
SEEDS = 3
"""Networks of the cells with B = 4 or L_f = 1; one of each other."""
ASKED = ("side", "left", "right")
TIMED = ("lands", "sounds")
"""Aids that ask when; they are left out."""


@dataclass(frozen=True)
class GridRecipe(SoundingRecipe):
    """How the network of one cell is trained."""

    steps: int = 1800
    through: int = 4
    """B; 0 for none, `ALL` for everything."""
    validate_every: int = 300

    @property
    def name(self) -> str:
        """Return the name of the run's folder."""
        return f"grid-{cell_name(self.through, self.fusion_layer)}-seed{self.seed}"

    @property
    def spec(self) -> FusionSpec:
        """Return the spec of the cell."""
        strategy = "late"
        if self.through == ALL:
            strategy = "mid" if self.fusion_layer else "early"
        elif self.through:
            strategy = "bottleneck-mid" if self.fusion_layer else "bottleneck"
        return replace(self, strategy=strategy, bottlenecks=max(1, self.through)).plain_spec

    @property
    def plain_spec(self) -> FusionSpec:
        """Return the spec that the strategy names."""
        return super().spec


def cell_name(through: int, fusion_layer: int) -> str:
    """Return a cell's name; that of B = 0 names no layer."""
    return "late" if through == 0 else f"B{'all' if through == ALL else through}-L{fusion_layer}"


def cells() -> Iterator[GridRecipe]:
    """Yield the recipe of every network of the grid: one seed of all cells first, then the other seeds."""
    for seed in range(SEEDS):
        for through in TOKENS:
            for fusion_layer in FUSION_LAYERS if through else (0,):
                if seed == 0 or through == 4 or (fusion_layer == 1 and through) or not through:
                    yield GridRecipe(through=through, fusion_layer=fusion_layer, seed=seed)


def kept_frames() -> dict[str, Tensor]:
    """Return the picture tokens of every other frame."""
    each = GRIDS["visual"][0] * GRIDS["visual"][1]
    return {"visual": torch.tensor([i for i in range(FRAMES * each) if (i // each) % 2])}


def untimed(batch: Batch) -> Batch:
    """Return a batch of which only what is where, and what sounds, is asked."""
    labels = {q: y if q in ASKED else torch.full_like(y, UNASKED) for q, y in batch.labels.items()}
    aids = {a: torch.full_like(y, UNASKED) if a in TIMED else y for a, y in batch.aids.items()}
    return replace(batch, labels=labels, aids=aids)


class GridTrainee(Trainee):
    """A cell's network with the heads of the aids; there is one stage."""

    def __init__(self, recipe: GridRecipe) -> None:
        super().__init__(recipe)
        self.curriculum.ends[:COMPARING] = 0.0  # the timing stage is over before the first step

    def scenes(self, step: int, rng: np.random.Generator) -> list[Scene]:
        """Return the scenes of a step's batch."""
        return [draw(rng, "pair") for _ in range(self.recipe.batch)]

    def loss(self, step: int) -> Tensor:
        """Return the loss of a step's batch."""
        rng = np.random.default_rng([self.recipe.seed, 11, step])
        batch = untimed(make_batch(self.scenes(step, rng)))
        total, _ = self.part(batch, slice(None), ("visual", "audio"), kept_frames())
        return total


@torch.inference_mode()
def side_logits(network: SoundingNetwork, part: int, clips: int, rows: int = 50) -> tuple[Tensor, Tensor]:
    """Return the logits of *side* `(clips, 3)` and the truth `(clips,)` on fixed clips of two objects."""
    scenes = list(fixed_scenes("pair", clips, part))
    logits, truth = [], []
    for start in range(0, clips, rows):
        batch = make_batch(scenes[start : start + rows])
        logits.append(network(batch.inputs(), kept_frames()).logits["side"])
        truth.append(batch.labels["side"])
    return torch.cat(logits), torch.cat(truth)


def train_cell(
    recipe: GridRecipe, folder: Path, report: Callable[[str], None] = print, validation: int = 300
) -> SoundingNetwork:
    """Train the network of a cell, or go on where a broken run stopped; return its best.

    Args:
        recipe: of the cell.
        folder: where the run lives.
        report: where progress goes.
        validation: clips on which the best is chosen.

    """
    from torch.nn import functional as F

    from mmfusion.data.sounding.batches import VALIDATION

    torch.manual_seed(recipe.seed)
    trainee = GridTrainee(recipe)

    def validate() -> float:
        logits, truth = side_logits(trainee.network, VALIDATION, validation)
        found = F.cross_entropy(logits, truth).item()
        right = (logits.argmax(dim=1) == truth).float().mean().item()
        report(f"{recipe.name}: side {found:.3f} nats, {100 * right:.1f} % right")
        return found

    fit(trainee, trainee.loss, validate, recipe, folder, report)
    return trainee.network.eval()
