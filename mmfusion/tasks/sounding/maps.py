"""What maps find on *side*: hits on the object that sounds, and whether they are faithful, per method.

Only clips that are rightly answered *left* or *right*; each map explains that answer. Beside each method
stand its nulls: the same maps against another clip's masks, and the maps of an untrained twin. Of a map of
the sound only the share on the columns in which something sounds can be told, which a loud cell attracts
whatever the weights: it stands beside its twin's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.explain.faithfulness import curves, order_of, random_orders
from mmfusion.explain.localise import localise
from mmfusion.explain.statistics import rank_correlation
from mmfusion.measure.metrics import Estimate, mean_estimate
from mmfusion.nn.device import to_numpy
from mmfusion.nn.fusion import FusionOutput
from mmfusion.tasks.sounding.batches import TEST, Batch, make_batch, numbered_scene
from mmfusion.tasks.sounding.measures import token_mask
from mmfusion.tasks.sounding.network import GRIDS, SoundingNetwork
from mmfusion.tasks.sounding.render import object_mask

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
RANDOM_ORDERS = 20
BATCH = 20
SENSES = ("visual", "audio")


@dataclass(frozen=True, eq=False)
class Explained:
    """Clips that a network answers rightly, with their masks."""

    numbers: tuple[int, ...]
    answers: NDArray[np.int64]
    """`(clips,)`: 0 left, 1 right."""
    sounding: BoolArray
    """`(clips, 192)`: picture tokens that show the sounding object."""
    silent: BoolArray
    heard: BoolArray
    """`(clips, 64)`: sound tokens of the steps in which something sounds."""

    def batch(self, rows: slice) -> Batch:
        """Return some of the clips as networks read them."""
        return make_batch([numbered_scene("pair", number, TEST) for number in self.numbers[rows]])


Maps = dict[str, dict[str, FloatArray]]
"""method -> sense -> `(clips, tokens)`, the higher the more."""


def heard_tokens(audio: Tensor) -> BoolArray:
    """Return the sound tokens `(B, 64)` of the steps within 20 dB, one unit of the raster, of the loudest.

    Args:
        audio: `(B, 1, 64, 128)`.

    """
    bands, steps = GRIDS["audio"]
    level = audio[:, 0].amax(dim=1).unflatten(1, (steps, -1)).amax(dim=2)  # (B, steps)
    loud = level > level.amax(dim=1, keepdim=True) - 1.0
    return to_numpy(loud[:, None].expand(-1, bands, -1).flatten(1))


def score_of(answers: NDArray[np.int64]) -> Callable[[FusionOutput], Tensor]:
    """Return how much a network prefers each clip's answer: its logit of *side* less the mean of the others.

    The rows of an output may be the clips once, or repeated as a whole.
    """
    wanted = torch.from_numpy(answers)

    def score(output: FusionOutput) -> Tensor:
        logits = output.logits["side"].float()
        own = wanted.to(logits.device).repeat(len(logits) // len(wanted))[:, None]
        mine = logits.gather(1, own)[:, 0]
        return mine - (logits.sum(dim=1) - mine) / (logits.shape[1] - 1)

    return score


@torch.inference_mode()
def answered(network: SoundingNetwork, clips: int) -> Explained:
    """Return the first test clips of two objects that a network answers rightly with *left* or *right*."""
    numbers: list[int] = []
    answers: list[int] = []
    sounding: list[BoolArray] = []
    silent: list[BoolArray] = []
    heard: list[BoolArray] = []
    start = 0
    while len(numbers) < clips:
        scenes = [numbered_scene("pair", start + i, TEST) for i in range(BATCH)]
        batch = make_batch(scenes)
        said = network(batch.inputs()).logits["side"].argmax(dim=1).tolist()
        loud = heard_tokens(batch.audio)
        for i, (scene, answer) in enumerate(zip(scenes, said, strict=True)):
            if scene.side == answer < 2:
                mask = object_mask(scene)
                numbers.append(start + i)
                answers.append(answer)
                sounding.append(token_mask(mask == answer + 1))
                silent.append(token_mask(mask == 2 - answer))
                heard.append(loud[i])
        start += BATCH
        if start > 20 * clips:
            raise ValueError("the network answers too few clips rightly to be explained")
    return Explained(
        tuple(numbers[:clips]),
        np.array(answers[:clips]),
        np.stack(sounding[:clips]),
        np.stack(silent[:clips]),
        np.stack(heard[:clips]),
    )


def found_by(maps: Maps, clips: Explained) -> dict[str, dict[str, Estimate]]:
    """Return every method's figures of localisation, against its own masks and against another clip's."""
    out: dict[str, dict[str, Estimate]] = {}
    masks = {
        "": (clips.sounding, clips.silent),
        ", another clip's mask": (np.roll(clips.sounding, 1, axis=0), np.roll(clips.silent, 1, axis=0)),
    }
    for name, scores in maps.items():
        own = out.setdefault(name, {})
        for after, (sounding, silent) in masks.items():
            found = localise(scores["visual"], sounding, silent).figures()
            for figure, (value, low, high) in found.items():
                own[f"{figure}{after}"] = Estimate(value, low, high, len(sounding))
        mass = np.abs(scores["audio"])
        own["sound: share where it sounds"] = mean_estimate(
            (mass * clips.heard).sum(axis=1) / mass.sum(axis=1)
        )
    return out


def alike(maps: Maps, twins: Maps) -> dict[str, Estimate]:
    """Return each method's rank correlation between the picture maps of a network and of its twin."""
    return {
        name: mean_estimate(
            np.array(
                [rank_correlation(*pair) for pair in zip(own["visual"], twins[name]["visual"], strict=True)]
            )
        )
        for name, own in maps.items()
    }


def faithful(
    network: SoundingNetwork, maps: Maps, clips: Explained, count: int
) -> dict[str, dict[str, Estimate]]:
    """Return how far deletion and insertion lie from random orders and from another clip's map, by method.

    Differences of the area under the curve of the score, in logits, means over clips with 95 % intervals: a
    faithful map of the picture is below zero in deletion and above zero in insertion.
    """
    rows: dict[str, dict[str, list[float]]] = {name: {} for name in maps}
    names = list(maps)
    for i, number in enumerate(clips.numbers[:count]):
        with torch.inference_mode():
            tokens = network.tokens(clips.batch(slice(i, i + 1)).inputs())
        own = [order_of(maps[name]["visual"][i]) for name in names]
        other = [order_of(maps[name]["visual"][(i + 1) % len(clips.numbers)]) for name in names]
        orders = [*own, *other, *random_orders(RANDOM_ORDERS, own[0].size, seed=number)]
        ran = curves(network.fusion, tokens, "visual", orders, score_of(clips.answers[i : i + 1]))
        for kind, areas in zip(("deletion", "insertion"), ran.areas(), strict=True):
            chance = areas[2 * len(names) :].mean()
            for j, name in enumerate(names):
                for against, value in (("random", chance), ("another clip's map", areas[len(names) + j])):
                    rows[name].setdefault(f"{kind} against {against}", []).append(areas[j] - value)
    return {
        name: {f: mean_estimate(np.array(values)) for f, values in by.items()} for name, by in rows.items()
    }
