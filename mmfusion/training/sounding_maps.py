"""What maps find on *side*: hits on the object that sounds, and whether they are faithful, per method.

Only clips that are rightly answered *left* or *right*; each map explains that answer. Beside each method
stand its nulls: the same maps against another clip's masks, and the maps of an untrained twin.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.data.sounding.batches import TEST, make_batch, numbered_scene
from mmfusion.data.sounding.network import SoundingNetwork
from mmfusion.data.sounding.render import object_mask
from mmfusion.explain.faithfulness import curves, order_of, random_orders
from mmfusion.explain.integrated import Baseline, integrated_gradients
from mmfusion.explain.localise import localise
from mmfusion.explain.relevance import relevance
from mmfusion.explain.rollout import read_by_cls, rollout
from mmfusion.explain.space import TokenSpace, by_layer
from mmfusion.explain.trace import tracing
from mmfusion.nn.fusion import FusionOutput
from mmfusion.training.metrics import Estimate
from mmfusion.training.sounding_measures import token_mask

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
INTEGRATED: dict[str, Baseline] = {
    "integrated gradients": "blurred",
    "the same, black and silent": "black and silent",
}
METHODS = ("attention", "rollout", "relevance", *INTEGRATED)
CLIPS = 300
"""Clips that are explained."""
FAITHFUL_CLIPS = 100
"""Of those, the first on which tokens are removed."""
RANDOM_ORDERS = 20
BATCH = 20


@dataclass(frozen=True, eq=False)
class Explained:
    """Clips that a network answers rightly, with their masks."""

    numbers: tuple[int, ...]
    answers: NDArray[np.int64]
    """`(clips,)`: 0 left, 1 right."""
    sounding: BoolArray
    """`(clips, 192)`: picture tokens that show the sounding object."""
    silent: BoolArray


def score_of(answers: NDArray[np.int64]) -> Callable[[FusionOutput], Tensor]:
    """Return how much a network prefers each clip's answer: its logit of *side* less the mean of the others.

    The rows of an output may be the clips once, or repeated as a whole.
    """
    wanted = torch.from_numpy(answers)

    def score(output: FusionOutput) -> Tensor:
        logits = output.logits["side"].float()
        own = wanted.repeat(len(logits) // len(wanted))[:, None]
        mine = logits.gather(1, own)[:, 0]
        return mine - (logits.sum(dim=1) - mine) / (logits.shape[1] - 1)

    return score


@torch.inference_mode()
def answered(network: SoundingNetwork, clips: int = CLIPS) -> Explained:
    """Return the first test clips of two objects that a network answers rightly with *left* or *right*."""
    numbers: list[int] = []
    answers: list[int] = []
    sounding: list[BoolArray] = []
    silent: list[BoolArray] = []
    start = 0
    while len(numbers) < clips:
        scenes = [numbered_scene("pair", start + i, TEST) for i in range(BATCH)]
        said = network(make_batch(scenes).inputs()).logits["side"].argmax(dim=1).tolist()
        for i, (scene, answer) in enumerate(zip(scenes, said, strict=True)):
            if scene.side == answer < 2:
                mask = object_mask(scene)
                numbers.append(start + i)
                answers.append(answer)
                sounding.append(token_mask(mask == answer + 1))
                silent.append(token_mask(mask == 2 - answer))
        start += BATCH
        if start > 20 * clips:
            raise ValueError("the network answers too few clips rightly to be explained")
    return Explained(
        tuple(numbers[:clips]),
        np.array(answers[:clips]),
        np.stack(sounding[:clips]),
        np.stack(silent[:clips]),
    )


def maps_of(
    network: SoundingNetwork, clips: Explained, methods: Sequence[str] = METHODS
) -> dict[str, FloatArray]:
    """Return each method's scores of the picture's tokens, `(clips, 192)`."""
    found: dict[str, list[FloatArray]] = {name: [] for name in methods}
    for start in range(0, len(clips.numbers), BATCH):
        part = slice(start, start + BATCH)
        batch = make_batch([numbered_scene("pair", n, TEST) for n in clips.numbers[part]])
        score = score_of(clips.answers[part])
        for name, scores in maps_of_batch(network, batch.inputs(), score, methods).items():
            found[name].append(scores)
    return {name: np.concatenate(parts) for name, parts in found.items()}


def maps_of_batch(
    network: SoundingNetwork,
    inputs: Mapping[str, Tensor],
    score: Callable[[FusionOutput], Tensor],
    methods: Sequence[str] = METHODS,
) -> dict[str, FloatArray]:
    """Return each method's scores `(B, 192)` of the picture's tokens of some clips."""
    with torch.no_grad():
        tokens = network.tokens(inputs)
        with tracing(network) as seen:
            network.fusion(tokens)
    space = TokenSpace.of(network.fusion, tokens)
    picture = list(space.span("visual"))[1:]
    out: dict[str, FloatArray] = {}
    for name in methods:
        if name == "attention":
            last = {stream: w.mean(dim=1) for stream, w in by_layer(seen.weights)[-1].items()}
            scores = read_by_cls(space, space.joined(network.spec.layers - 1, last)[0])[:, picture]
        elif name == "rollout":
            scores = read_by_cls(space, rollout(space, seen.weights))[:, picture]
        elif name == "relevance":
            scores = relevance(network.fusion, tokens, score)[:, picture]
        else:
            scores = integrated_gradients(network, inputs, score, INTEGRATED[name])["visual"]
        out[name] = scores.double().numpy()
    return out


def found_by(maps: Mapping[str, FloatArray], clips: Explained) -> dict[str, Estimate]:
    """Return every method's figures of localisation, against its own masks and against another clip's."""
    out: dict[str, Estimate] = {}
    masks = {
        "": (clips.sounding, clips.silent),
        ", another clip's mask": (np.roll(clips.sounding, 1, axis=0), np.roll(clips.silent, 1, axis=0)),
    }
    for name, scores in maps.items():
        for after, (sounding, silent) in masks.items():
            for figure, (value, low, high) in localise(scores, sounding, silent).figures().items():
                out[f"{name}, {figure}{after}"] = Estimate(value, low, high, len(scores))
    return out


def faithful(
    network: SoundingNetwork, maps: Mapping[str, FloatArray], clips: Explained, count: int = FAITHFUL_CLIPS
) -> dict[str, Estimate]:
    """Return how far deletion and insertion lie from random orders and from another clip's map, by method.

    Differences of the area under the curve of the score, means over clips with 95 % intervals: a faithful map
    is below zero in deletion and above zero in insertion.
    """
    rows: dict[str, list[float]] = {}
    names = list(maps)
    for i, number in enumerate(clips.numbers[:count]):
        inputs = make_batch([numbered_scene("pair", number, TEST)]).inputs()
        with torch.inference_mode():
            tokens = network.tokens(inputs)
        own = [order_of(maps[name][i]) for name in names]
        other = [order_of(maps[name][(i + 1) % len(maps[name])]) for name in names]
        orders = [*own, *other, *random_orders(RANDOM_ORDERS, own[0].size, seed=number)]
        ran = curves(network.fusion, tokens, "visual", orders, score_of(clips.answers[i : i + 1]))
        for kind, areas in zip(("deletion", "insertion"), ran.areas(), strict=True):
            chance = areas[2 * len(names) :].mean()
            for j, name in enumerate(names):
                rows.setdefault(f"{name}, {kind} against random", []).append(areas[j] - chance)
                rows.setdefault(f"{name}, {kind} against another clip's map", []).append(
                    areas[j] - areas[len(names) + j]
                )
    out = {}
    for figure, values in rows.items():
        x = np.array(values)
        half = 1.96 * x.std(ddof=1) / np.sqrt(x.size)
        out[figure] = Estimate(float(x.mean()), float(x.mean() - half), float(x.mean() + half), x.size)
    return out
