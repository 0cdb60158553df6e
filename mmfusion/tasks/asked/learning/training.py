"""Training the networks of `asked-objects`: from those of `sounding-objects`, with words beside them.

Each strategy starts from the shipped network of `sounding-objects` of the same strategy, which has learned
what is seen, what is heard and which one sounds as far as its strategy can; words, a fifth layer and heads
start anew. While training, each stream's CLS is also asked, with heads of its own that are thrown away, what
the other modalities know: which object sounds, its kind and both objects' kinds, the place and the meaning
asked, whether the asked object sounds. It is asked before the last layer, which is left to turn *sounds* into
*no* where *silent* is asked: asked after it, that exclusive or finds no layer to be computed in.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, cast

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional as F

from mmfusion.cards.checkpoint import model_paths
from mmfusion.nn.device import find, home
from mmfusion.nn.placing import place
from mmfusion.tasks import sounding
from mmfusion.tasks.asked import MODALITIES, TASK
from mmfusion.tasks.asked.asking import AskedClip, asked, fixed
from mmfusion.tasks.asked.batches import Batch, clips, make_batch
from mmfusion.tasks.asked.network import READ as READ_FRAMES
from mmfusion.tasks.asked.network import AskedNetwork, start_from
from mmfusion.tasks.asked.sentences import READ
from mmfusion.tasks.sounding import NAMES, SIDES
from mmfusion.tasks.sounding.batches import VALIDATION
from mmfusion.tasks.sounding.network import GRIDS
from mmfusion.training.loop import fit
from mmfusion.training.recipe import Schedule

AIDS = {
    "side": len(SIDES),
    "heard": len(NAMES),
    "seen left": len(NAMES),
    "seen right": len(NAMES),
    "sounding is asked": 2,
    "place": 3,
    "the asked one sounds": 3,
}
"""What each stream's CLS is also asked before the last layer -> how many answers it has."""
VALIDATION_CLIPS = 400


@dataclass(frozen=True)
class AskedRecipe(Schedule):
    """How one network of `asked-objects` is trained."""

    modalities: ClassVar[tuple[str, ...]] = MODALITIES
    task: str = TASK
    strategy: str = "mid"
    layers: int = 5
    steps: int = 800
    batch: int = 32
    learning_rate: float = 1.5e-3
    warmup: int = 50
    validate_every: int = 50
    patience: int = 100
    aid_weight: float = 0.3
    silent_from: int = 150
    """Steps in which sentences ask only for what sounds; from then on also for what is silent."""
    frames: int = 2
    """How many of the four frames a step reads, drawn anew at each; a network that ships reads all."""
    missing: float = 0.15
    """Share of the steps that lack a modality, each of them as often, where there are several."""


class Trainee(nn.Module):
    """A network with the heads of the aids.

    Args:
        recipe: how.
        kept: a folder in which drawn clips are kept for other strategies of the same seed, 5 MB a step;
            without it they are drawn each time.

    """

    def __init__(self, recipe: AskedRecipe, kept: Path | None = None) -> None:
        super().__init__()
        self.recipe, self.kept = recipe, kept
        self.network = AskedNetwork(recipe.spec)
        self.aids = nn.ModuleDict(
            {
                m: nn.ModuleDict({a: nn.Linear(recipe.width, n) for a, n in AIDS.items()})
                for m in (recipe.spec.modalities if len(recipe.spec.modalities) > 1 else ())
            }
        )

    def drawn(self, step: int) -> tuple[Batch, np.random.Generator]:
        """Return a step's batch, the same for every strategy of a seed, inputs as half floats hold them."""
        rng = np.random.default_rng([self.recipe.seed, 17, step])
        sentences = READ if step >= self.recipe.silent_from else [s for s in READ if s.asks_sounding]
        found = [asked(rng, sentences) for _ in range(self.recipe.batch)]
        return make_batch(found, self._clips(found, step)), rng

    def _clips(self, found: list[AskedClip], step: int) -> tuple[Tensor, Tensor]:
        path = None
        if self.kept is not None:
            path = self.kept / f"seed{self.recipe.seed}-{self.recipe.batch}-{step}.safetensors"
            if path.is_file():
                read = load_file(path)
                return read["visual"].float(), read["audio"].float()
        visual, audio = (x.half() for x in clips([a.scene for a in found]))
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            whole = path.with_suffix(f".{os.getpid()}")  # a run that breaks off leaves no half a file
            save_file({"visual": visual.contiguous(), "audio": audio.contiguous()}, whole)
            whole.replace(path)
        return visual.float(), audio.float()

    def loss(self, step: int) -> Tensor:
        """Return the loss of a step's batch."""
        batch, rng = self.drawn(step)
        network, device = self.network, home(self.network)
        at_hand = list(network.spec.modalities)
        if len(at_hand) > 1 and rng.random() < self.recipe.missing:
            del at_hand[rng.integers(len(at_hand))]
        each = GRIDS["visual"][0] * GRIDS["visual"][1]
        frames = np.sort(rng.permutation(READ_FRAMES)[: self.recipe.frames])
        keep = {"visual": torch.tensor([f * each + i for f in frames for i in range(each)])}
        inputs = {m: x.to(device) for m, x in batch.inputs(at_hand).items()}
        *_, before, last = network.fusion.depths(network.tokens(inputs, keep))
        output = network.fusion.answer(last)
        logits = next(iter(output.logits.values()))
        loss = F.cross_entropy(logits.float(), batch.labels.to(device))
        if len(at_hand) < len(MODALITIES):
            return loss
        for modality, z in before.streams.items():
            feature = network.fusion.norm(z[:, 0])
            for aid, head in cast(nn.ModuleDict, self.aids[modality]).items():
                found = F.cross_entropy(head(feature).float(), batch.aids[aid].to(device))
                loss = loss + self.recipe.aid_weight * found
        return loss


def validation_batch() -> Batch:
    """Return the validation set."""
    return make_batch(list(fixed(VALIDATION_CLIPS, VALIDATION)))


@torch.inference_mode()
def logits_of(network: AskedNetwork, batch: Batch, modalities: tuple[str, ...] = MODALITIES) -> Tensor:
    """Return the logits `(B, 6)` on a batch, on the CPU, from some modalities, 100 clips at a time."""
    given = {m: x for m, x in batch.inputs(modalities).items() if m in network.spec.modalities}
    parts = zip(*(x.split(100) for x in given.values()), strict=True)
    found = (network(dict(zip(given, part, strict=True))).logits for part in parts)
    return torch.cat([next(iter(z.values())).cpu() for z in found])


def train(
    recipe: AskedRecipe, folder: Path, report: Callable[[str], None] = print, kept: Path | None = None
) -> tuple[AskedNetwork, dict[str, float]]:
    """Train one network, or go on where a broken run stopped; return it with its best validation.

    Raises:
        FileNotFoundError: the shipped network of `sounding-objects` that it starts from is missing.

    """
    torch.manual_seed(recipe.seed)
    trainee = Trainee(recipe, kept)
    if recipe.strategy in sounding.STRATEGIES:
        start_from(trainee.network, load_file(model_paths(sounding.TASK, recipe.strategy)[0]))
    place(trainee, find())
    held_out = validation_batch()
    form = torch.tensor([a.sentence.form == "is" for a in fixed(VALIDATION_CLIPS, VALIDATION)])

    def validate() -> float:
        z = logits_of(trainee.network, held_out)
        right = (z.argmax(dim=1) == held_out.labels).float()
        report(
            f"{recipe.name}: is … {100 * right[form].mean().item():.1f} %, "
            f"which … {100 * right[~form].mean().item():.1f} %"
        )
        return F.cross_entropy(z, held_out.labels).item()

    best = fit(trainee, trainee.loss, validate, recipe, folder, report)
    return trainee.network.cpu().eval(), best
