"""What picture and sound add to the answers about real pairs, and what is lost where they only add up.

The measures of `sounding-objects` on pairs that share a kind and nothing else: Shapley values of p(truth),
and the gap of EMAP.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.cards.card import ModelCard
from mmfusion.cards.subset import Subset, key
from mmfusion.explain.additive import crossed_logits
from mmfusion.explain.shapley import Contributions, Read, left_out, replaced
from mmfusion.measure.emap import answered, gap
from mmfusion.measure.metrics import mean_estimate
from mmfusion.nn.fusion import FusionOutput
from mmfusion.tasks.events import CLASSES, QUESTION
from mmfusion.tasks.events.conditions import BOTH, test_cells
from mmfusion.tasks.events.dataset import EventData
from mmfusion.tasks.events.mixture import PRIOR
from mmfusion.tasks.events.network import EventNetwork
from mmfusion.tasks.events.pairs import Pairs

IntArray = NDArray[np.int64]
EACH = 8
"""Test pairs of each of the fourteen answers that are crossed."""
SHARED = 20
"""Test pairs of each answer on which Shapley values are read."""
OTHERS = 4
"""Other pairs whose tokens stand for what is missing, the mean over them."""


def some(data: EventData, fold: int, each: int) -> Pairs:
    """Return fixed test pairs of a fold, `each` of every answer, mixed: who follows whom is by chance."""
    pairs = data.fixed(data.pools(fold)["test"], "test", fold)
    rows = [np.flatnonzero(pairs.targets == target)[:each] for target in range(len(CLASSES))]
    return pairs[np.random.default_rng(fold).permutation(np.concatenate(rows))]


@torch.inference_mode()
def tokens_of(network: EventNetwork, data: EventData, pairs: Pairs) -> dict[str, Tensor]:
    """Return the tokens of pairs as tests show them, `(P, 1 + N, d)` by modality."""
    data.picture_test.need(pairs.pictures, data.report)
    data.sound_test.need(pairs.recordings, data.report)
    return network.tokens(*test_cells(data, pairs, BOTH, slice(None)))


def p_of_truth(card: ModelCard, targets: IntArray) -> Read:
    """Return what is shared out: the calibrated probability of each pair's kind, `(P,)`."""
    wanted = torch.from_numpy(targets)[:, None]

    def read(output: FusionOutput, present: Subset) -> Tensor:
        logits = output.logits[QUESTION].double() / card.temperature(present)
        return logits.softmax(dim=-1).gather(1, wanted.to(logits.device))[:, 0]

    return read


def contributions_of(
    network: EventNetwork, card: ModelCard, tokens: Mapping[str, Tensor], targets: IntArray
) -> dict[str, Contributions]:
    """Return what either modality adds to p(truth) of pairs: left out, and replaced by other pairs'."""
    read = p_of_truth(card, targets)
    others = [{m: z.roll(i, dims=0) for m, z in tokens.items()} for i in range(1, OTHERS + 1)]
    return {
        "left out": left_out(network.fusion, tokens, read, PRIOR[targets]),
        "another's": replaced(network.fusion, tokens, others, read),
    }


def contribution_figures(
    network: EventNetwork, card: ModelCard, data: EventData, report: Callable[[str], None] = print
) -> dict[str, Any]:
    """Return what a page shows of one strategy, on test pairs of the fold that its weights never saw."""
    fold = int(card.recipe["fold"])
    crossed, shared = some(data, fold, EACH), some(data, fold, SHARED)
    table = crossed_logits(network.fusion, tokens_of(network, data, crossed))[QUESTION]
    report(f"{len(crossed.targets)}² pairs")
    ways = contributions_of(network, card, tokens_of(network, data, shared), shared.targets)
    return {
        "emap": {QUESTION: {name: e.to_dict() for name, e in gap(answered(table, crossed.targets)).items()}},
        "shapley": {
            QUESTION: {
                way: {
                    "values": {key(s): mean_estimate(v).to_dict() for s, v in own.values.items()},
                    "shares": {m: mean_estimate(v).to_dict() for m, v in own.shares.items()},
                }
                for way, own in ways.items()
            }
        },
    }
