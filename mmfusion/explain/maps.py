"""Maps of one answer over tokens: every method that needs the tokens alone, whatever they were made of.

Attention of the last layer, rollout, relevance and removal. What goes below the tokens, to pixels, belongs to
the task whose pixels they are (`mmfusion.tasks.sounding.integrated`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.explain.relevance import relevance
from mmfusion.explain.removal import removal
from mmfusion.explain.rollout import read_by_cls, rollout
from mmfusion.explain.space import TokenSpace, by_layer
from mmfusion.explain.trace import tracing
from mmfusion.nn.device import to_numpy
from mmfusion.nn.fusion import FusionOutput, FusionTransformer

Score = Callable[[FusionOutput], Tensor]
Map = dict[str, NDArray[np.float64]]
"""sense -> scores of tokens, the last axis, CLS left out; the higher the more."""
READ = ("attention", "rollout", "relevance")
"""Methods that read every token's share off one pass."""
METHODS = (*READ, "removal")


def preference(question: str, answer: int) -> Score:
    """Return how much a network prefers an answer: its logit less the mean of the others, `(B,)`.

    Example:
        >>> import torch
        >>> from mmfusion.explain.maps import preference
        >>> from mmfusion.nn import FusionOutput
        >>> output = FusionOutput({"event": torch.tensor([[3.0, 1.0, 0.0]])}, {}, {})
        >>> preference("event", answer=0)(output).tolist()  # 3 − (1 + 0) / 2
        [2.5]

    """

    def score(output: FusionOutput) -> Tensor:
        logits = output.logits[question].float()
        mine = logits[:, answer]
        return mine - (logits.sum(dim=1) - mine) / (logits.shape[1] - 1)

    return score


def probability(question: str, answer: int, temperature: float = 1.0) -> Score:
    """Return the calibrated probability of an answer, `(B,)`.

    Example:
        >>> import torch
        >>> from mmfusion.explain.maps import probability
        >>> from mmfusion.nn import FusionOutput
        >>> output = FusionOutput({"event": torch.tensor([[0.0, 0.0]])}, {}, {})
        >>> probability("event", answer=0)(output).tolist()
        [0.5]

    """

    def score(output: FusionOutput) -> Tensor:
        return (output.logits[question].float() / temperature).softmax(dim=1)[:, answer]

    return score


def read_maps(
    network: FusionTransformer, tokens: Mapping[str, Tensor], score: Score, methods: Sequence[str] = READ
) -> dict[str, Map]:
    """Return the maps of some of `READ`, `(B, N)` by sense.

    Args:
        network: any spec whose streams are the senses' own.
        tokens: `(B, 1 + N, d)` by sense, CLS first.
        score: what is explained.
        methods: which.

    Example:
        >>> import torch
        >>> from mmfusion.explain.maps import preference, read_maps
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("mid"), {"event": 13})
        >>> tokens = {"visual": torch.randn(2, 10, 64), "audio": torch.randn(2, 5, 64)}
        >>> maps = read_maps(network, tokens, preference("event", 0))
        >>> {method: by["visual"].shape for method, by in maps.items()}
        {'attention': (2, 9), 'rollout': (2, 9), 'relevance': (2, 9)}

    """
    with torch.no_grad(), tracing(network) as seen:
        network(tokens)
    space = TokenSpace.of(network, tokens)
    found: dict[str, Map] = {}
    for name in methods:
        if name == "attention":
            last = {stream: w.mean(dim=1) for stream, w in by_layer(seen.weights)[-1].items()}
            scores = read_by_cls(space, space.joined(network.spec.layers - 1, last)[0])
        elif name == "rollout":
            scores = read_by_cls(space, rollout(space, seen.weights))
        else:
            scores = relevance(network, tokens, score)
        found[name] = {m: to_numpy(scores[:, list(space.span(m))[1:]].double()) for m in tokens}
    return found


def token_map(network: FusionTransformer, tokens: Mapping[str, Tensor], score: Score, method: str) -> Map:
    """Return the map of one of `METHODS` for one example, `(N,)` by sense; arguments as in `read_maps`.

    Raises:
        ValueError: a method that needs more than tokens, or none at all.

    Example:
        >>> import torch
        >>> from mmfusion.explain.maps import preference, token_map
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("mid"), {"event": 13})
        >>> tokens = {"visual": torch.randn(1, 10, 64), "audio": torch.randn(1, 5, 64)}
        >>> token_map(network, tokens, preference("event", 0), "removal")["audio"].shape
        (4,)

    """
    if method in READ:
        return {m: x[0] for m, x in read_maps(network, tokens, score, [method])[method].items()}
    if method != "removal":
        raise ValueError(f"no map of tokens is called {method!r}: there are {', '.join(METHODS)}")
    return {m: to_numpy(removal(network, tokens, m, score).double()) for m in tokens}
