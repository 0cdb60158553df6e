"""Multiply-adds of a fusion transformer, from its spec alone.

A layer whose queries are n tokens and whose keys and values are m tokens of width d, MLP ratio r, costs

    projections   n d² (W_Q) + 2 m d² (W_K, W_V) + n d² (W_O)
    scores        n m d                       Q Kᵀ over all heads
    weighted      n m d                       weights times V
    MLP           2 r n d²

with n = m = n_i for separate streams, n = m = Σ n_i for shared self-attention, n = n_i and m = Σ n_i for
cross-attention, n = m = n_i + B with bottlenecks; what asks has an attention more, without MLP, with n = n_i
and m the others' tokens but their CLS, and what does not ask has no layer. The head costs d times the classes
for each modality whose CLS it reads.
Additions, norms, softmax and GELU are left out, as torch's counter leaves them out: twice these numbers is
what `torch.utils.flop_counter` counts (tests/nn/test_macs.py). In self-attention (n = m) the quadratic part,
2 n² d, overtakes the rest, (4 + 2r) n d², only where n > (2 + r) d: 6 d for the usual r = 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mmfusion.nn.spec import FusionSpec


class Macs(NamedTuple):
    """Multiply-adds of one example by part.

    Example:
        >>> from mmfusion.nn import Macs
        >>> Macs(scores=10, weighted=10, projections=60, mlp=40, head=1).total
        121

    """

    scores: int
    weighted: int
    projections: int
    mlp: int
    head: int

    @property
    def total(self) -> int:
        """The sum of all parts."""
        return sum(self)


def macs_by_part(spec: FusionSpec, token_counts: Mapping[str, int], answers: Mapping[str, int]) -> Macs:
    """Return the multiply-adds of one example.

    Args:
        spec: the network.
        token_counts: tokens of each modality at hand, CLS included; a missing one costs nothing.
        answers: the number of classes of each question.

    Raises:
        ValueError: no modality, one that the spec has not, or fewer than one token.

    Example:
        >>> from mmfusion.nn import FusionSpec, macs_by_part
        >>> late, early = FusionSpec.named("late", layers=1), FusionSpec.named("early", layers=1)
        >>> counts = {"visual": 100, "audio": 50}
        >>> macs_by_part(late, counts, {}).scores // 64, macs_by_part(early, counts, {}).scores // 64
        (12500, 22500)
        >>> macs_by_part(late, counts, {}).mlp == macs_by_part(early, counts, {}).mlp
        True

    """
    if not token_counts or set(token_counts) - set(spec.modalities):
        raise ValueError(f"token_counts must name some of {spec.modalities}, not {tuple(token_counts)}")
    if min(token_counts.values()) < 1:
        raise ValueError(f"every modality has one token or more, its CLS: {dict(token_counts)}")
    pairs = dots = own = 0  # over all layers: Σ n m, Σ (2 n + 2 m), Σ n
    for layer in range(spec.layers):
        shapes = attention_shapes(spec, token_counts, layer)
        own += sum(n for n, _ in shapes)
        for n, m in (*shapes, *asking_shapes(spec, token_counts, layer)):
            pairs, dots = pairs + n * m, dots + 2 * n + 2 * m
    d, hidden = spec.width, int(spec.width * spec.mlp_ratio)
    readers = len(set(spec.asking) & set(token_counts)) or len(token_counts)
    head = readers * d * sum(answers.values())
    return Macs(pairs * d, pairs * d, dots * d * d, 2 * own * d * hidden, head)


def analytic_macs(spec: FusionSpec, token_counts: Mapping[str, int], answers: Mapping[str, int]) -> int:
    """Return all multiply-adds of one example; arguments and errors are those of `macs_by_part`.

    Example:
        >>> from mmfusion.nn import FusionSpec, analytic_macs
        >>> counts, answers = {"visual": 100, "audio": 50}, {"event": 13}
        >>> [analytic_macs(FusionSpec.named(s), counts, answers) for s in ("late", "bottleneck", "early")]
        [26062464, 27741824, 31182464]

    """
    return macs_by_part(spec, token_counts, answers).total


def attention_shapes(spec: FusionSpec, token_counts: Mapping[str, int], layer: int) -> list[tuple[int, int]]:
    """Return how many queries and keys the attention of each block of a layer has, for tokens by modality."""
    counts = list(token_counts.values())
    if layer < spec.fusion_layer or spec.exchange == "none":
        return [(n, n) for n in counts]
    if spec.exchange == "self":
        return [(sum(counts), sum(counts))]
    if spec.exchange == "cross":
        return [(n, sum(counts)) for n in counts]
    if spec.exchange == "ask":
        return [(n, n) for m, n in token_counts.items() if m in spec.asking]
    return [(n + spec.bottlenecks, n + spec.bottlenecks) for n in counts]


def asking_shapes(spec: FusionSpec, token_counts: Mapping[str, int], layer: int) -> list[tuple[int, int]]:
    """Return queries and keys of each attention by which a modality asks the others in a layer."""
    if layer < spec.fusion_layer or len(token_counts) < 2:
        return []
    keys = sum(token_counts.values()) - len(token_counts)  # no CLS is asked
    return [(n, keys - (n - 1)) for m, n in token_counts.items() if m in spec.asking]
