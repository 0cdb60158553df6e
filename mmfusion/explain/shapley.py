"""What each modality adds to an answer: exact Shapley values, every coalition computed.

    φ_i = Σ_{S ⊆ M∖{i}} |S|! (|M| − |S| − 1)! / |M|! · (v(S ∪ {i}) − v(S)),   Σ_i φ_i = v(M) − v(∅)

Shapley, A value for n-person games, 1953. Of two modalities φ_a = ½[(v(a) − v(∅)) + (v(a, b) − v(b))]: four
coalitions; of three there are eight. What v(S), *without the others*, means has to be said, and there are two
ways:

left out    The streams of the others are not run; with none at all, v(∅) is the answer before anything
            was seen or heard, the prior of the labels. A network that was never trained so is asked what it
            has not learned.
replaced    The others' tokens are another clip's, the mean over several such clips, or are the mean of many
            clips' tokens. All that is missing comes from the same other clip (Lundberg and Lee, NeurIPS 2017,
            §4.1, with whole modalities). Another clip's sound may contradict the picture, and speak against
            the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import factorial

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from mmfusion.cards.subset import Subset, subset_of, subsets
from mmfusion.nn.device import to_numpy
from mmfusion.nn.fusion import FusionOutput, FusionTransformer

FloatArray = NDArray[np.float64]
Read = Callable[[FusionOutput, Subset], Tensor]
"""(output, the modalities whose streams were run) -> `(B, …)`: what is shared out, such as p(answer)."""


@dataclass(frozen=True, eq=False)
class Contributions:
    """What every coalition of modalities is worth, and what each modality adds."""

    values: dict[Subset, FloatArray]
    """Coalition -> `(…)`, the empty one first and the whole last."""
    shares: dict[str, FloatArray]
    """Modality -> φ `(…)`; they add up to the whole less nothing."""


def coalitions(players: Sequence[str]) -> tuple[Subset, ...]:
    """Return every coalition, the empty one first and the whole last.

    Example:
        >>> from mmfusion.explain.shapley import coalitions
        >>> coalitions(("visual", "audio"))
        ((), ('visual',), ('audio',), ('visual', 'audio'))

    """
    return tuple(sorted([(), *subsets(players)], key=len))


def exact(players: Sequence[str], values: Mapping[Subset, ArrayLike]) -> Contributions:
    """Return the Shapley values of a game of which every coalition's value is known.

    Args:
        players: in the order in which coalitions name them.
        values: coalition -> what it is worth, `(…)`; all 2^M of them.

    Raises:
        ValueError: a coalition is missing.

    Example:
        >>> from mmfusion.explain.shapley import exact
        >>> worth = {(): 0.33, ("visual",): 0.41, ("audio",): 0.33, ("visual", "audio"): 0.94}
        >>> {m: round(float(share), 3) for m, share in exact(("visual", "audio"), worth).shares.items()}
        {'visual': 0.345, 'audio': 0.265}

    """
    every, count = coalitions(players), len(players)
    if missing := [s for s in every if s not in values]:
        raise ValueError(f"no value of {', '.join('+'.join(s) or 'nothing' for s in missing)}")
    known = {s: np.asarray(values[s], dtype=np.float64) for s in every}
    shares = {}
    for player in players:
        total = np.zeros(())
        for s in every:
            if player not in s:
                weight = factorial(len(s)) * factorial(count - len(s) - 1) / factorial(count)
                total = total + weight * (known[subset_of((*s, player), players)] - known[s])
        shares[player] = np.asarray(total)
    return Contributions(known, shares)


@torch.inference_mode()
def left_out(
    network: FusionTransformer, tokens: Mapping[str, Tensor], read: Read, nothing: ArrayLike
) -> Contributions:
    """Return what each modality adds where those outside a coalition are not run.

    Args:
        network: any spec whose streams are the modalities' own.
        tokens: `(B, 1 + N, d)` by modality, CLS first: the players.
        read: what is shared out, `(B, …)`.
        nothing: its value where no modality is at hand, shaped as a row of it or as all: of p(answer), the
            answer's prior.

    Example:
        >>> import torch
        >>> from mmfusion.explain.shapley import left_out
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("late"), {"event": 13}).eval()
        >>> tokens = {"visual": torch.randn(2, 10, 64), "audio": torch.randn(2, 5, 64)}
        >>> found = left_out(network, tokens, lambda out, _: out.logits["event"].softmax(-1)[:, 0], 1 / 13)
        >>> [(key, value.shape) for key, value in found.values.items()]
        [((), (2,)), (('visual',), (2,)), (('audio',), (2,)), (('visual', 'audio'), (2,))]

    """
    values: dict[Subset, FloatArray] = {}
    players = tuple(tokens)
    for s in reversed(coalitions(players)[1:]):
        values[s] = to_numpy(read(network({m: tokens[m] for m in s}), s).double())
    values[()] = np.broadcast_to(np.asarray(nothing, dtype=np.float64), values[players].shape)
    return exact(players, values)


@torch.inference_mode()
def replaced(
    network: FusionTransformer,
    tokens: Mapping[str, Tensor],
    others: Sequence[Mapping[str, Tensor]],
    read: Read,
) -> Contributions:
    """Return what each modality adds where those outside a coalition are other clips', the mean over them.

    Args:
        network: any spec whose streams are the modalities' own.
        tokens: `(B, 1 + N, d)` by modality, CLS first: the players.
        others: what is put in instead, each `(1 or B, 1 + N', d)` by modality: another clip's tokens, or the
            mean of many clips' (then a single one).
        read: what is shared out, `(B, …)`; every stream is run, so that it is told of all players each time.

    Raises:
        ValueError: nothing to put in.

    Example:
        >>> import torch
        >>> from mmfusion.explain.shapley import replaced
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("mid"), {"event": 13}).eval()
        >>> tokens = {"visual": torch.randn(2, 10, 64), "audio": torch.randn(2, 5, 64)}
        >>> others = [{m: z.roll(1, dims=0) for m, z in tokens.items()}]  # each the other one's
        >>> found = replaced(network, tokens, others, lambda out, _: out.logits["event"][:, 0])
        >>> bool(abs(found.values[()][0] - found.values["visual", "audio"][1]) < 1e-5)
        True

    """
    if not others:
        raise ValueError("others must hold one clip's tokens or more: they stand for what is missing")
    players = tuple(tokens)
    rows = len(next(iter(tokens.values())))
    values: dict[Subset, FloatArray] = {}
    for s in coalitions(players):
        found = []
        for other in others[:1] if s == players else others:
            given = {m: tokens[m] if m in s else other[m].expand(rows, -1, -1) for m in players}
            found.append(to_numpy(read(network(given), players).double()))
        values[s] = np.mean(found, axis=0)
    return exact(players, values)
