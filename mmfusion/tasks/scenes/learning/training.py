"""Training the networks of `scenes` in four lessons: naming, describing, relating, judging.

Asked everything from the start, a network answers from the words alone and stays there. So it first names
single drawings on crops, by the vectors of their words; then it is asked colour, size and *what is it
doing*; then every open question; then polar questions and captions too. The lessons are the same for every
strategy that sees.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from mmfusion.nn.convolved import ConvolvedTokens
from mmfusion.nn.device import find, home
from mmfusion.nn.placing import place
from mmfusion.nn.spec import FusionSpec
from mmfusion.nn.words import WordTokens
from mmfusion.tasks.scenes import (
    COLOURS,
    DOINGS,
    FORMS,
    MODALITIES,
    NAMES,
    PLACES,
    POLAR,
    QUESTION,
    SIDE,
    SIZES,
)
from mmfusion.tasks.scenes.asking import LAYOUTS_OF, Question, ask
from mmfusion.tasks.scenes.batches import VALIDATION, Batch, fixed, make_batch, paired
from mmfusion.tasks.scenes.combinations import COLOURED
from mmfusion.tasks.scenes.drawing import EVERY, LAYOUTS, draw
from mmfusion.tasks.scenes.learning.word_labels import word_loss
from mmfusion.tasks.scenes.measures import inputs_of
from mmfusion.tasks.scenes.network import SceneNetwork, spec_of
from mmfusion.tasks.scenes.places import VARIANTS
from mmfusion.tasks.scenes.scene import Scene, Sprite, extent
from mmfusion.tasks.scenes.sprites import DRAWN
from mmfusion.tasks.scenes.words import NUMBER_OF
from mmfusion.training.loop import fit
from mmfusion.training.recipe import Schedule

SHARPNESS = 0.25
"""Of the choice among words in naming."""
CROP = 48
"""Side of the crops on which single drawings are named, px."""
DESCRIBING = ("colour", "size", "doing")
OPEN = (*DESCRIBING, "who", "what", "where", "place", "count")
WORD_LABELS = "cross-labels"
"""The strategy that is trained with word labels."""


@dataclass(frozen=True)
class ScenesRecipe(Schedule):
    """How one network of `scenes` is trained."""

    modalities = MODALITIES
    task: str = "scenes"
    strategy: str = "cross"
    steps: int = 8000
    batch: int = 32
    """Pictures a step."""
    questions: int = 4
    """Questions a picture."""
    warmup: int = 100
    layers: int = 3
    bottlenecks: int = 0
    fusion_layer: int = 0
    validate_every: int = 400
    patience: int = 100
    naming: int = 300
    """Steps of naming on crops, four crops for a picture."""
    few: int = 1200
    """Steps until which scenes are of `FEW` kinds."""
    describing: int = 1800
    relating: int = 3400
    """Steps at which describing and relating are over."""
    label_weight: float = 0.5
    """Of the word labels, where there are some."""

    @property
    def spec(self) -> FusionSpec:
        """Return the spec of the network that is trained."""
        return spec_of(self.strategy, layers=self.layers, width=self.width, heads=self.heads)


def sees(strategy: str) -> bool:
    """Return whether a strategy is shown pictures. Raises ValueError for one that there is not."""
    return "visual" in spec_of(strategy).modalities


class Trainee(nn.Module):
    """A network with its recipe."""

    def __init__(self, recipe: ScenesRecipe) -> None:
        super().__init__()
        self.recipe = recipe
        self.network = SceneNetwork(recipe.spec)

    def loss(self, step: int) -> Tensor:
        """Return the loss of a step's batch, which depends on seed and step alone."""
        recipe = self.recipe
        rng = random.Random(f"{recipe.seed} {step}")
        if step < recipe.naming and sees(recipe.strategy):
            return self.named(rng)
        forms = DESCRIBING if step < recipe.describing else OPEN if step < recipe.relating else FORMS
        kinds = FEW if step < recipe.few else EVERY
        scenes, batch = training_batch(rng, recipe.batch, recipe.questions, forms, kinds)
        tokens = self.network.tokens(inputs_of(recipe.strategy, batch))
        logits = self.network.fusion(tokens).logits[QUESTION]
        loss = F.cross_entropy(logits, batch.answers.to(home(self)))
        if recipe.strategy == WORD_LABELS:
            loss = loss + recipe.label_weight * word_loss(self.network, tokens, scenes)
        return loss

    def named(self, rng: random.Random) -> Tensor:
        """Return the loss of naming single drawings on crops, by the cell that fits a word best."""
        crops, wanted = naming_batch(rng, 4 * self.recipe.batch)
        cells = cast(ConvolvedTokens, self.network.tokenisers["visual"]).cells(crops).flatten(2).mT
        words = cast(WordTokens, self.network.tokenisers["text"]).embedding_place.weight
        fit = F.layer_norm(cells, cells.shape[-1:]) @ words.T  # (B, cells, vocabulary)
        best = fit.amax(dim=1) * SHARPNESS
        total = torch.zeros((), device=home(self))
        for what, names in NAMED.items():
            total = total + F.cross_entropy(best[:, names], wanted[what].to(home(self)), ignore_index=-1)
        return total


NAMED: Mapping[str, list[int]] = {
    what: [NUMBER_OF[word] for word in words]
    for what, words in {
        "drawn": (*NAMES, *DOINGS),
        "colour": COLOURS,
        "size": SIZES,
        "place": PLACES,
    }.items()
}
"""What is named of a crop, by which words of the vocabulary; a prop by what is done with it."""


def naming_batch(rng: random.Random, count: int) -> tuple[Tensor, dict[str, Tensor]]:
    """Return crops with one drawing each, `(count, 3, 48, 48)`, and what they are."""
    pictures, labels = [], []
    for _ in range(count):
        number, colour, size = (
            rng.randrange(len(DRAWN)),
            rng.randrange(len(COLOURS)),
            rng.randrange(len(SIZES)),
        )
        if (number, colour) in COLOURED:
            colour = (colour + 1) % len(COLOURS)
        wide, tall = extent(number, size)
        x, y = rng.randrange(SIDE - wide + 1), rng.randrange(SIDE - tall + 1)
        one = Sprite(number, x, y, colour, size, rng.random() < 0.5)
        scene = Scene(rng.randrange(len(PLACES)), (one,), rng.randrange(VARIANTS))
        left = rng.randint(max(0, x + wide - CROP), min(x, SIDE - CROP))
        top = rng.randint(max(0, y + tall - CROP), min(y, SIDE - CROP))
        pictures.append(scene.picture()[top : top + CROP, left : left + CROP])
        prop = one.action is not None
        labels.append((number, -1 if prop else colour, -1 if prop else size, scene.place))
    crops = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float().div_(255).sub_(0.5)
    columns = torch.tensor(labels).unbind(dim=1)
    return crops, dict(zip(NAMED, columns, strict=True))


def training_batch(
    rng: random.Random, pictures: int, questions: int, forms: tuple[str, ...], kinds: Sequence[int] = EVERY
) -> tuple[list[Scene], Batch]:
    """Return scenes and questions of some forms; polar ones and captions are true every other time."""
    scenes: list[Scene] = []
    asked: list[Question] = []
    true = rng.randrange(2)
    while len(scenes) < pictures:
        layout = rng.choice(LAYOUTS)
        fitting = [form for form in forms if layout in LAYOUTS_OF[form]]
        if not fitting:
            continue
        scene, weights, of_scene = (
            draw(rng, layout, kinds=kinds),
            [WEIGHTS.get(form, 1.0) for form in fitting],
            0,
        )
        while of_scene < questions:
            (form,) = rng.choices(fitting, weights)
            question = ask(rng, scene, form, wanted=POLAR[true])
            if question is not None:
                true = 1 - true if form in ("polar", "caption") else true
                asked.append(question)
                of_scene += 1
        scenes.append(scene)
    return scenes, make_batch(scenes, asked)


FEW = EVERY[::3]
"""The kinds of the first scenes: so each is asked about often, and a network finds that words are to be
looked for."""
WEIGHTS: Mapping[str, float] = {
    "polar": 2.0,
    "caption": 2.0,
    "what": 1.5,
    "where": 1.5,
    "who": 1.5,
    "place": 0.5,
    "size": 0.7,
}
"""How often a form is asked where others are too; 1 for those that are not named."""
VALIDATED = 40
"""Questions of each form in the validation set."""


def validation_batches() -> dict[str, Batch]:
    """Return the validation set by form: combinations that training knows."""
    return {form: paired(fixed(form, VALIDATED, VALIDATION)) for form in FORMS}


@torch.inference_mode()
def held_out(
    network: SceneNetwork, strategy: str, batches: Mapping[str, Batch]
) -> dict[str, tuple[float, float]]:
    """Return cross-entropy in nats and accuracy of each form on held-out batches."""
    out = {}
    for form, batch in batches.items():
        z = network(inputs_of(strategy, batch)).logits[QUESTION].cpu()
        right = (z.argmax(dim=1) == batch.answers).float().mean().item()
        out[form] = (F.cross_entropy(z, batch.answers).item(), right)
    return out


def train(
    recipe: ScenesRecipe, folder: Path, report: Callable[[str], None] = print
) -> tuple[SceneNetwork, dict[str, float]]:
    """Train one network, or go on where a broken run stopped; return it with its best validation."""
    torch.manual_seed(recipe.seed)
    trainee = place(Trainee(recipe), find())
    batches = validation_batches()

    def validate() -> float:
        found = held_out(trainee.network, recipe.strategy, batches)
        report(f"{recipe.name}: " + ", ".join(f"{form} {right:.2f}" for form, (_, right) in found.items()))
        return float(np.mean([nats for nats, _ in found.values()]))

    best = fit(trainee, trainee.loss, validate, recipe, folder, report)
    return trainee.network.cpu(), best
