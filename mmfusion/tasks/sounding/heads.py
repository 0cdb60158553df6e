"""Which heads of a network of `sounding-objects` can go: ranked on validation clips, read on test clips.

Heads go one by one, each time the one whose removal costs fewest nats on validation clips, over all
questions; the curve of accuracy is then read on test clips, beside the reverse order and random ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from mmfusion.explain.ablation import Head, can_go, heads_of, least_needed_first, masks_without
from mmfusion.nn.device import to_numpy
from mmfusion.tasks.sounding import ANSWERS, UNASKED
from mmfusion.tasks.sounding.batches import TEST, VALIDATION, Batch, fixed_scenes, make_batch
from mmfusion.tasks.sounding.network import SoundingNetwork
from mmfusion.tasks.sounding.scene import FORMS

FloatArray = NDArray[np.float64]
CLIPS = {VALIDATION: 128, TEST: 300}
"""Clips of each form."""
RANDOM_ORDERS = 20
RANDOM_STEPS = 8
"""Counts of heads, spread over all, at which random orders are read."""
POINT = 0.01
BOOTSTRAPS = 1000


class Bench:
    """A network with the tokens of fixed clips: only which heads are off changes between readings."""

    @torch.inference_mode()
    def __init__(self, network: SoundingNetwork, part: int, clips: int | None = None) -> None:
        self.network = network
        self.given: list[tuple[dict[str, Tensor], Batch]] = []
        for form in FORMS:
            batch = make_batch(list(fixed_scenes(form, clips or CLIPS[part], part)))
            self.given.append((network.tokens(batch.inputs()), batch))

    @torch.inference_mode()
    def logits(self, gone: Sequence[Head]) -> list[dict[str, Tensor]]:
        """Return the logits of every question, a form each, with some heads off."""
        masks = masks_without(self.network.fusion, gone)
        found = (self.network.fusion(tokens, head_mask=masks).logits for tokens, _ in self.given)
        return [{q: z.cpu() for q, z in logits.items()} for logits in found]

    def nats(self, gone: Sequence[Head]) -> float:
        """Return the cross-entropy with some heads off, the mean over questions."""
        losses: dict[str, list[Tensor]] = {q: [] for q in ANSWERS}
        for logits, (_, batch) in zip(self.logits(gone), self.given, strict=True):
            for question, wanted in batch.labels.items():
                asked = wanted != UNASKED
                if asked.any():
                    losses[question].append(
                        F.cross_entropy(logits[question][asked], wanted[asked], reduction="none")
                    )
        return float(np.mean([torch.cat(found).mean().item() for found in losses.values() if found]))

    def right(self, gone: Sequence[Head]) -> dict[str, NDArray[np.bool_]]:
        """Return by question which clips are answered rightly with some heads off."""
        found: dict[str, list[NDArray[np.bool_]]] = {q: [] for q in ANSWERS}
        for logits, (_, batch) in zip(self.logits(gone), self.given, strict=True):
            for question, wanted in batch.labels.items():
                asked = wanted != UNASKED
                if asked.any():
                    found[question].append(to_numpy((logits[question].argmax(dim=1) == wanted)[asked]))
        return {q: np.concatenate(parts) for q, parts in found.items() if parts}


def _mean(right: dict[str, NDArray[np.bool_]]) -> float:
    return float(np.mean([hits.mean() for hits in right.values()]))


def dispensable(
    rights: Sequence[dict[str, NDArray[np.bool_]]], draws: int = BOOTSTRAPS
) -> tuple[int, int, int]:
    """Return how many heads can go for one point of the mean accuracy, with a 95 % interval over clips.

    Args:
        rights: with 0, 1, … heads off, which clips are right, by question.
        draws: bootstrap draws; the clips of each question are drawn together for all counts.

    """
    tables = [np.stack([right[q] for right in rights]).astype(float) for q in rights[0]]  # (counts, clips)
    value = can_go(np.mean([t.mean(axis=1) for t in tables], axis=0), POINT)
    rng = np.random.default_rng(0)
    found = []
    for _ in range(draws):
        picked = [t[:, rng.integers(t.shape[1], size=t.shape[1])].mean(axis=1) for t in tables]
        found.append(can_go(np.mean(picked, axis=0), POINT))
    low, high = np.percentile(found, [2.5, 97.5])
    return value, int(np.floor(low)), int(np.ceil(high))


def head_figures(
    network: SoundingNetwork, report: Callable[[str], None] = print, clips: int | None = None
) -> dict[str, Any]:
    """Return what a page shows of the heads of a network: order, prices, curves, how many can go.

    Args:
        network: with several heads.
        report: where progress goes.
        clips: of each form, for either part; by default `CLIPS`.

    """
    heads = heads_of(network.fusion)
    choosing = Bench(network, VALIDATION, clips)
    base = choosing.nats([])
    prices = {head: choosing.nats([head]) - base for head in heads}
    order = least_needed_first(heads, choosing.nats)
    report(f"{len(heads)} heads ranked")
    testing = Bench(network, TEST, clips)
    rights = [testing.right(order[:count]) for count in range(len(order) + 1)]
    report("least needed first: read")
    most = [_mean(testing.right(order[::-1][:count])) for count in range(len(order) + 1)]
    counts = sorted({round(len(order) * i / RANDOM_STEPS) for i in range(RANDOM_STEPS + 1)})
    rng = np.random.default_rng(0)
    drawn = []
    for _ in range(RANDOM_ORDERS):
        mixed = [order[i] for i in rng.permutation(len(order))]
        drawn.append([_mean(testing.right(mixed[:count])) for count in counts])
    report(f"{RANDOM_ORDERS} random orders: read")
    value, low, high = dispensable(rights)
    band = np.array(drawn)
    return {
        "heads": [list(head) for head in order],
        "nats": [round(prices[head], 5) for head in order],
        "least": [round(_mean(right), 4) for right in rights],
        "least by question": {q: [round(float(r[q].mean()), 4) for r in rights] for q in rights[0]},
        "most": [round(v, 4) for v in most],
        "random": {
            "counts": counts,
            "low": np.round(np.percentile(band, 2.5, axis=0), 4).tolist(),
            "mean": np.round(band.mean(axis=0), 4).tolist(),
            "high": np.round(np.percentile(band, 97.5, axis=0), 4).tolist(),
        },
        "can go": {"value": value, "low": low, "high": high, "n": sum(r.size for r in rights[0].values())},
    }
