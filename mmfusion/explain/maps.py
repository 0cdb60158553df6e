"""Maps of one answer over tokens: every method that needs the tokens alone, whatever they were made of.

Attention of the last layer, rollout, relevance and removal. What goes below the tokens, to pixels, belongs to
the task whose pixels they are (`mmfusion.explain.integrated`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.explain.relevance import relevance
from mmfusion.explain.removal import removal
from mmfusion.explain.rollout import read_by_cls, rollout
from mmfusion.explain.space import TokenSpace, by_layer
from mmfusion.explain.trace import tracing
from mmfusion.nn.fusion import FusionOutput, FusionTransformer

Score = Callable[[FusionOutput], Tensor]
Map = dict[str, NDArray[np.float64]]
"""sense -> `(tokens,)`, CLS left out, the higher the more."""
METHODS = ("attention", "rollout", "relevance", "removal")


def preference(question: str, answer: int) -> Score:
    """Return how much a network prefers an answer: its logit less the mean of the others, `(B,)`."""

    def score(output: FusionOutput) -> Tensor:
        logits = output.logits[question].float()
        mine = logits[:, answer]
        return mine - (logits.sum(dim=1) - mine) / (logits.shape[1] - 1)

    return score


def token_maps(network: FusionTransformer, tokens: Mapping[str, Tensor], score: Score) -> dict[str, Map]:
    """Return the map of each of `METHODS` for one example.

    Args:
        network: any spec whose streams are the senses' own.
        tokens: `(1, 1 + N, d)` by sense, CLS first.
        score: what is explained.

    """
    with torch.no_grad(), tracing(network) as seen:
        network(tokens)
    space = TokenSpace.of(network, tokens)
    last = {stream: w.mean(dim=1) for stream, w in by_layer(seen.weights)[-1].items()}
    read = {
        "attention": read_by_cls(space, space.joined(network.spec.layers - 1, last)[0]),
        "rollout": read_by_cls(space, rollout(space, seen.weights)),
        "relevance": relevance(network, tokens, score),
    }
    maps = {
        name: {m: scores[0, list(space.span(m))[1:]].double().numpy() for m in tokens}
        for name, scores in read.items()
    }
    return maps | {"removal": {m: removal(network, tokens, m, score).double().numpy() for m in tokens}}
