"""One network: which numbers its words have, and how it learns.

All arms of a seed have the same captions, the same first weights of the network, the same batches, the same
masks and, but for `longer`, the same number of steps. A batch is captions of one length.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file

from mmfusion.colearning.vokenization.masked import MaskedModel, losses, masked
from mmfusion.colearning.vokenization.matching import Codes, Floats, Index
from mmfusion.nn.device import to_numpy
from mmfusion.tasks.pairs.glove import glove
from mmfusion.tasks.vokens import LONGER, TASK, Arm
from mmfusion.tasks.vokens.corpus import Captions, captions
from mmfusion.tasks.vokens.pictures import Vector, matching, sight
from mmfusion.training.finished import finish, finished, runs_root
from mmfusion.training.loop import learning_rate_at, parameter_groups
from mmfusion.training.recipe import Schedule

COUNT = 512
"""Numbers: the vokens that words of the captions have most often, and as many codes."""
DEALT = 99
"""Seed of the dealing out, by which no drawing but a few keeps its names."""
BATCH = 64
Report = Callable[[str], None]


@dataclass(frozen=True)
class Recipe:
    """How a network is trained."""

    arm: Arm
    seed: int
    steps: int = 400
    learning_rate: float = 3e-3
    warmup: int = 40
    weight_decay: float = 0.01
    weight: float = 1.0
    """λ, of the second term."""

    @property
    def schedule(self) -> Schedule:
        """The recipe as the learning rate is read from it."""
        return Schedule(
            task=TASK,
            strategy=self.arm,
            steps=self.steps * (LONGER if self.arm == "longer" else 1),
            learning_rate=self.learning_rate,
            warmup=self.warmup,
            weight_decay=self.weight_decay,
            seed=self.seed,
        )


def by_glove(word: str) -> Floats:
    """Return GloVe's vector of a word, zeros for one that it has not. Raises `PackError`."""
    every = glove()
    return every.get(word, np.zeros(50, dtype=np.float32))


@dataclass(frozen=True, eq=False)
class Numbering:
    """What numbers words are given: `number` `(tokens,)` of all words learned from, in order.

    Attributes:
        number: from 0 to `COUNT` - 1.
        vokens: which drawing each number is; empty for numbers that are no vokens.
        codes: of which cluster each number is, None for those of pictures.

    """

    number: Index
    vokens: tuple[int, ...] = ()
    codes: Codes | None = None


@lru_cache(maxsize=1)
def seen(seed: int) -> Floats:
    """Return every word learned from as the matching sees it, `(tokens, 100)`, in order."""
    return np.concatenate([sight(by_glove, words) for words in captions(seed).learned])


@lru_cache(maxsize=4)
def numbering(arm: Arm, seed: int) -> Numbering | None:
    """Return what an arm numbers words by; None for masked words alone. Raises `PackError`."""
    if arm in ("words", "longer"):
        return None
    if arm == "drawn":
        own = captions(seed)
        drawn = np.random.default_rng([seed, 5]).integers(0, COUNT, size=len(own.vocabulary) + 2)
        return Numbering(drawn[[number for words in own.learned for number in own.numbers(words)]])
    x = seen(seed)
    if arm == "codes":
        codes = Codes.of(x, COUNT, seed)
        return Numbering(codes(x), codes=codes)
    match = matching(by_glove, DEALT if arm == "dealt" else None)
    every = match.best(x)
    often = np.argsort(-np.bincount(every, minlength=len(match.pictures)), kind="stable")[:COUNT]
    place = np.full(len(match.pictures), -1)
    place[often] = np.arange(COUNT)
    number = place[every]
    rare = number < 0
    number[rare] = place[match.best(x[rare], among=often.tolist())]  # the best of those that are left
    return Numbering(number, vokens=tuple(int(at) for at in often))


def trained(recipe: Recipe, report: Report) -> tuple[MaskedModel, Path]:
    """Return a network, trained unless its run is finished, and the folder of its run. Raises `PackError`."""
    folder = runs_root(TASK) / recipe.arm / f"seed-{recipe.seed}"
    own = captions(recipe.seed)
    model = fresh(recipe, len(own.vocabulary) + 2)
    if finished(folder, asdict(recipe)):
        model.load_state_dict(load_file(folder / "weights.safetensors"))
        return model.eval(), folder
    folder.mkdir(parents=True, exist_ok=True)
    last = train(model, recipe, own, numbering(recipe.arm, recipe.seed), report)
    weights = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
    save_file(weights, folder / "weights.safetensors")
    (folder / "losses.json").write_text(json.dumps(last))
    finish(folder, asdict(recipe))
    return model.eval(), folder


def fresh(recipe: Recipe, words: int) -> MaskedModel:
    """Return a network of an arm before its first step: what arms share starts the same."""
    with torch.random.fork_rng():
        torch.manual_seed(recipe.seed)
        shared = MaskedModel(words)
        model = MaskedModel(words, 0 if recipe.arm in ("words", "longer") else COUNT)
        model.load_state_dict(shared.state_dict(), strict=False)
    return model


def train(
    model: MaskedModel, recipe: Recipe, own: Captions, numbered: Numbering | None, report: Report
) -> dict[str, float]:
    """Train a network in place; return the means of both terms over the last tenth of the steps."""
    sentences, numbers = by_length(own, None if numbered is None else numbered.number)
    lengths = np.array(sorted(sentences))
    share = np.array([len(sentences[length]) for length in lengths], dtype=np.float64)
    share /= share.sum()
    plan = recipe.schedule
    optimiser = torch.optim.AdamW(parameter_groups(model, plan.weight_decay), lr=plan.learning_rate)
    history = []
    model.train()
    for step in range(plan.steps):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate_at(step, plan)
        rng = np.random.default_rng([recipe.seed, 7, step])
        length = int(rng.choice(lengths, p=share))
        rows = rng.integers(0, len(sentences[length]), size=BATCH)
        words = torch.from_numpy(sentences[length][rows])
        hidden = masked(words, torch.Generator().manual_seed(recipe.seed * 1_000_003 + step))
        second = torch.from_numpy(numbers[length][rows]) if numbers else None
        found = losses(model, words, hidden, second)
        loss = found.words + recipe.weight * found.numbers
        if not torch.isfinite(loss):
            raise FloatingPointError(f"the loss is {loss.item()} at step {step}: lower learning_rate")
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        history.append((found.words.item(), found.numbers.item()))
    ends = np.mean(history[-max(1, plan.steps // 10) :], axis=0)
    report(f"{plan.name}: {plan.steps} steps, masked words {ends[0]:.2f} nats, numbers {ends[1]:.2f}")
    return {"words": round(float(ends[0]), 4), "numbers": round(float(ends[1]), 4)}


def by_length(own: Captions, number: Index | None) -> tuple[dict[int, Index], dict[int, Index]]:
    """Return captions by their length: words `(n, length)`, and the numbers of these words."""
    words: dict[int, list[list[int]]] = {}
    numbers: dict[int, list[Index]] = {}
    at = 0
    for caption in own.learned:
        words.setdefault(len(caption), []).append(own.numbers(caption))
        if number is not None:
            numbers.setdefault(len(caption), []).append(number[at : at + len(caption)])
        at += len(caption)
    return (
        {length: np.array(rows) for length, rows in words.items()},
        {length: np.stack(rows) for length, rows in numbers.items()},
    )


def described(model: MaskedModel, sentences: Sequence[Sequence[int]]) -> dict[str, Floats]:
    """Return two representations of sentences: means over their words of what is told, and of h.

    `told`, `(n, numbers)`: probabilities of vokens or codes, of words where there are none; `hidden`,
    `(n, d)`.
    """
    lengths = np.array([len(words) for words in sentences])
    parts: dict[str, Floats] = {}
    with torch.inference_mode():
        for length in np.unique(lengths):
            rows = np.flatnonzero(lengths == length)
            h = model(torch.tensor([sentences[int(at)] for at in rows]))
            for name, each in (("told", model.told(h)), ("hidden", h)):
                mean = to_numpy(each.mean(dim=1))
                parts.setdefault(name, np.zeros((len(lengths), mean.shape[1]), dtype=np.float32))[rows] = mean
    return parts


def glove_means(vector: Vector, sentences: tuple[list[str], ...]) -> NDArray[np.float64]:
    """Return the mean vector of each sentence's words: `(n, 50)`."""
    return np.stack([np.mean([vector(word) for word in words], axis=0) for words in sentences]).astype(float)
