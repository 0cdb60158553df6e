"""Training the networks of `sounding-objects` in three stages: timing, comparing, hardening.

Asked everything from the start, a network finds what each sense knows by itself and stays at chance where two
senses must be compared. Three things break that plateau, the same for every strategy, and all are gone after
training: (1) stages: one-object clips at the easiest timing until *sync* is understood; then every clip and
every question, nothing spoiled, until *side* is; then noise, blur, missing senses and missing tokens;
(2) aids: each stream is asked *when does it first land / sound*, early on and of its own sense, and at the
end what either sense perceives, so that something worth comparing crosses; (3) positions that start from
codes of place and of one clock in seconds (`mmfusion.nn.codes`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from mmfusion.nn.device import find, home
from mmfusion.nn.fusion import State
from mmfusion.nn.placing import place
from mmfusion.nn.spec import STACKED, FusionSpec
from mmfusion.tasks.sounding import ANSWERS, FRAMES, NAMES, UNASKED
from mmfusion.tasks.sounding.batches import VALIDATION, Batch, blurred, fixed_scenes, make_batch
from mmfusion.tasks.sounding.learning.curriculum import Curriculum, Stage
from mmfusion.tasks.sounding.network import GRIDS, SoundingNetwork
from mmfusion.tasks.sounding.scene import EARLIEST, FORMS, Form, Scene, between, draw
from mmfusion.training.loop import fit
from mmfusion.training.recipe import Schedule

TIMING, COMPARING, HARDENING = range(3)
AIDS = {
    "lands": EARLIEST,
    "sounds": EARLIEST,
    "heard": len(NAMES),
    "seen left": len(NAMES),
    "seen right": len(NAMES),
}
OWN_AID = {"visual": ("lands",), "audio": ("sounds",), STACKED: ("lands", "sounds")}
LAST_AIDS = {
    "visual": ("sounds", "heard", "seen left", "seen right"),
    "audio": ("lands", "heard", "seen left", "seen right"),
    STACKED: ("heard", "seen left", "seen right"),
}


@dataclass(frozen=True)
class SoundingRecipe(Schedule):
    """How one network of `sounding-objects` is trained."""

    task: str = "sounding-objects"
    strategy: str = "mid"
    steps: int = 4200
    batch: int = 32
    warmup: int = 100
    validate_every: int = 250
    patience: int = 100
    understood: tuple[float, float] = (0.35, 0.08)
    """Running cross-entropies in nats of *sync* and of *side* at which timing and comparing are over."""
    timing: tuple[int, int] = (150, 1100)
    comparing: tuple[int, int] = (0, 2700)
    """Steps that the stages of timing and of comparing take at least and at most."""
    widening: int = 350
    """Steps over which timing goes from its easiest to its full range, once *sync* is understood."""
    side_weight: float = 2.0
    aid_weight: float = 0.5
    forms: tuple[float, float, float] = (0.16, 0.6, 0.24)
    """Shares of clips of one object, of two of which one may sound, of two with a sound of its own."""
    spoiled: float = 0.5
    """Share of a batch that hardening spoils; the rest stays as it is."""
    noisy: float = 0.4
    blurry: float = 0.3
    """Shares of the spoiled clips under noise of −15 to 20 dB, under a blur of up to 6 px."""
    alone: float = 0.1
    """Share of a batch that has one sense only, for each sense; these are among the spoiled."""
    token_keep: tuple[float, float] = (0.6, 1.0)
    """Share of the tokens that spoiled clips keep, drawn from this range for each sense."""


def own_depth(spec: FusionSpec) -> int:
    """Return the depth at which a CLS is asked the own aids: the last at which it has heard one sense alone.

    Where senses never meet, or share the first layer already, it is the second: one layer alone finds no
    landing.
    """
    if spec.exchange == "none":
        return min(2, spec.layers)
    return spec.fusion_layer + (spec.exchange == "bottleneck") or min(2, spec.layers)


def own_features(
    network: SoundingNetwork, tokens: Mapping[str, Tensor], states: list[State]
) -> dict[str, Tensor]:
    """Return each sense's CLS `(B, d)` as it is when it has heard its own sense alone.

    Where senses share the first layer no depth is deaf to the other, and the sounds of a clip in time would
    tell when it lands: there each sense is run alone.
    """
    spec, depth = network.spec, own_depth(network.spec)
    alone = {m: states[depth].streams[m] for m in tokens}
    if spec.exchange not in ("none", "bottleneck") and not spec.fusion_layer:
        alone = {
            m: next(islice(network.fusion.depths({m: z}), depth, None)).streams[m] for m, z in tokens.items()
        }
    return {m: network.fusion.norm(z[:, 0]) for m, z in alone.items()}


class Trainee(nn.Module):
    """A network with what only training needs: the heads of the aids, and how far the curriculum has come."""

    def __init__(self, recipe: SoundingRecipe) -> None:
        super().__init__()
        self.recipe = recipe
        spec = recipe.spec
        self.network = SoundingNetwork(spec)
        width = spec.width

        def heads(asked: Mapping[str, tuple[str, ...]]) -> nn.ModuleDict:
            return nn.ModuleDict(
                {m: nn.ModuleDict({a: nn.Linear(width, AIDS[a]) for a in asked[m]}) for m in spec.modalities}
            )

        self.own = heads(OWN_AID)
        # A single sense cannot tell what the other one perceives; early-raw's one CLS is asked everything.
        self.last = heads(LAST_AIDS) if len(spec.modalities) > 1 or STACKED in spec.modalities else None
        self.curriculum = Curriculum(
            (
                Stage("timing", "sync", recipe.understood[0], *recipe.timing),
                Stage("comparing", "side", recipe.understood[1], *recipe.comparing),
            ),
            reachable=STACKED in spec.modalities or spec.exchange != "none",
        )

    def scenes(self, step: int, rng: np.random.Generator) -> list[Scene]:
        """Return the scenes of a step's batch."""
        recipe = self.recipe
        if self.curriculum.stage == TIMING:
            return [draw(rng, "one", timing=between(0.0)) for _ in range(recipe.batch)]
        timing = between(min(1.0, self.curriculum.since(COMPARING, step) / recipe.widening))
        forms: list[Form] = [FORMS[i] for i in rng.choice(len(FORMS), size=recipe.batch, p=recipe.forms)]
        return [draw(rng, form, timing=timing) for form in forms]

    def loss(self, step: int) -> Tensor:
        """Return the loss of a step's batch."""
        rng = np.random.default_rng([self.recipe.seed, 7, step])
        scenes = self.scenes(step, rng)
        if self.curriculum.stage == HARDENING:
            return self.hardening(scenes, rng)
        total, losses = self.part(make_batch(scenes), slice(None), ("visual", "audio"))
        self.curriculum.note(step, losses)
        return total

    def hardening(self, scenes: list[Scene], rng: np.random.Generator) -> Tensor:
        """Return the loss of clips of which a part is noisy or blurred, or lacks a sense or some tokens."""
        recipe, modalities = self.recipe, self.network.spec.modalities
        plain = recipe.batch - round(recipe.spoiled * recipe.batch)
        ratios = [
            rng.uniform(-15, 20) if i >= plain and rng.random() < recipe.noisy else None
            for i in range(recipe.batch)
        ]
        whole = make_batch(scenes, ratios)
        blurry = int(rng.binomial(recipe.batch - plain, recipe.blurry))
        if blurry:
            chosen = plain + rng.permutation(recipe.batch - plain)[:blurry]
            soft = blurred(whole.visual[chosen], float(rng.uniform(0.5, 6)))
            whole.visual[chosen] = soft.to(whole.visual.dtype)  # autocast may have lowered it
        each = 0 if STACKED in modalities else round(recipe.alone * recipe.batch)
        both = ("visual", "audio")
        bounds = (0, plain, recipe.batch - 2 * each, recipe.batch - each, recipe.batch)
        total = torch.zeros(())
        for senses, low, high in zip((both, both, ("visual",), ("audio",)), bounds, bounds[1:], strict=False):
            if high > low and (senses == both or set(senses) & set(modalities)):
                keep = self.kept(rng) if low >= plain else None
                part, _ = self.part(whole, slice(low, high), senses, keep)
                total = total + part * (high - low) / recipe.batch
        return total

    def part(
        self,
        batch: Batch,
        rows: slice,
        senses: tuple[str, ...],
        keep: Mapping[str, Tensor] | None = None,
    ) -> tuple[Tensor, dict[str, float]]:
        """Return the loss of some rows with some senses, and the cross-entropies in it by question."""
        recipe, network = self.recipe, self.network
        device = home(network)
        inputs = {m: getattr(batch, m)[rows].to(device) for m in senses}
        tokens = network.tokens(inputs, keep)
        states = list(network.fusion.depths(tokens))
        output = network.fusion.answer(states[-1])
        timing = self.curriculum.stage == TIMING
        weights = {"sync": 1.0, "kind": 0.5, "pitch": 0.5} if timing else {"side": recipe.side_weight}
        loss, losses = torch.zeros((), device=device), {}
        for question in weights if timing else ANSWERS:
            wanted = batch.labels[question][rows].to(device)
            asked = wanted != UNASKED
            if asked.any():
                found = F.cross_entropy(output.logits[question][asked].float(), wanted[asked])
                loss = loss + weights.get(question, 1.0) * found
                losses[question] = found.item()
        for heads, features in (
            (self.own, own_features(network, tokens, states)),
            (self.last if len(senses) > 1 else None, output.features),
        ):
            for modality, feature in features.items():
                for aid, head in () if heads is None else cast(nn.ModuleDict, heads[modality]).items():
                    wanted = batch.aids[aid][rows].to(device)
                    asked = wanted != UNASKED
                    if asked.any():
                        found = F.cross_entropy(head(feature)[asked].float(), wanted[asked])
                        loss = loss + recipe.aid_weight * found
        return loss, losses

    def kept(self, rng: np.random.Generator) -> dict[str, Tensor]:
        """Return the tokens that a batch keeps, by modality."""
        out = {}
        for modality in self.network.spec.modalities:
            rows, columns = GRIDS["audio" if modality == "audio" else "visual"]
            count = rows * columns * (1 if modality == "audio" else FRAMES)
            kept = max(1, round(count * rng.uniform(*self.recipe.token_keep)))
            out[modality] = torch.from_numpy(np.sort(rng.permutation(count)[:kept]))
        return out


VALIDATION_CLIPS = 192
"""Clips of each form in the validation set."""


def validation_batches() -> list[Batch]:
    """Return the validation set, a batch a form."""
    return [make_batch(list(fixed_scenes(form, VALIDATION_CLIPS, VALIDATION))) for form in FORMS]


@torch.inference_mode()
def held_out(network: SoundingNetwork, batches: list[Batch]) -> dict[str, float]:
    """Return the cross-entropy in nats of each question on held-out batches, both senses at hand."""
    losses: dict[str, list[float]] = {q: [] for q in ANSWERS}
    for batch in batches:
        logits = network(batch.inputs()).logits
        for question, wanted in batch.labels.items():
            if (wanted != UNASKED).any():
                losses[question].append(F.cross_entropy(logits[question].cpu(), wanted).item())
    return {q: float(np.mean(found)) for q, found in losses.items()}


def train(
    recipe: SoundingRecipe, folder: Path, report: Callable[[str], None] = print
) -> tuple[SoundingNetwork, dict[str, float]]:
    """Train one network; return it with its best validation and the step at which *sync* was understood."""
    torch.manual_seed(recipe.seed)
    trainee = place(Trainee(recipe), find())
    batches = validation_batches()

    def validate() -> float:
        found = held_out(trainee.network, batches)
        words = ", ".join(f"{q} {ce:.3f}" for q, ce in found.items())
        report(f"{recipe.name}: {trainee.curriculum.words()}; {words}")
        return sum(found.values()) + found["side"]

    best = fit(trainee, trainee.loss, validate, recipe, folder, report)
    for stage, end in zip(trainee.curriculum.stages, trainee.curriculum.ends.tolist(), strict=True):
        best[f"{stage.name} until"] = end
    return trainee.network.cpu(), best
