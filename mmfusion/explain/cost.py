"""What each way to fuse costs: multiply-adds and attention memory, and where the quadratic part bites.

A layer on n tokens of width d with MLP ratio r costs 2 n² d for attention (scores and weighted sum) and
(4 + 2r) n d² for projections and MLP: O(n² d) is the first part alone, and it is the smaller one up to
n = (2 + r) d. Bottlenecks shrink the pairs from N² to Σ (n_i + B)² but add M B tokens to each layer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from mmfusion.language import marked
from mmfusion.nn.macs import Macs, attention_shapes, macs_by_part
from mmfusion.nn.spec import Exchange, FusionSpec

if TYPE_CHECKING:
    from mmfusion.nn.fusion import FusionTransformer

Way = Literal["late", "bottleneck", "self", "cross", "twice"]
WAYS: dict[Way, str] = {
    "late": marked("late: no exchange"),
    "bottleneck": marked("bottleneck"),
    "self": marked("shared self-attention"),
    "cross": marked("cross-attention"),
    "twice": marked("every encoder on all tokens"),
}
"""Ways to fuse, with their names. The last one is an implementation that is met in the wild: each modality's
encoder runs the whole sequence and all tokens but its own are thrown away."""
BYTES = 4
"""Of an attention weight, float32."""


@dataclass(frozen=True)
class Shape:
    """A network apart from how its modalities exchange."""

    layers: int
    """L."""
    fusion_layer: int
    """L_f: from here on modalities exchange."""
    width: int
    """d."""
    bottlenecks: int = 4
    """B, where the way has them."""
    heads: int = 4
    """Of an attention; they change the memory alone."""
    mlp_ratio: float = 4.0
    """r."""


class Cost(NamedTuple):
    """The cost of one example.

    Example:
        >>> from mmfusion.explain.cost import Cost
        >>> Cost(attention=300, rest=700, memory=4096).total
        1000

    """

    attention: int
    """Multiply-adds of scores and weighted sums, the part that grows with n²."""
    rest: int
    """Multiply-adds of projections and MLPs, the part that grows with n."""
    memory: int
    """Bytes of the attention weights of the largest layer, where they are written down at all."""

    @property
    def total(self) -> int:
        """All multiply-adds."""
        return self.attention + self.rest


def cost(way: Way, counts: Mapping[str, int], shape: Shape) -> Cost:
    """Return what a way to fuse costs.

    Args:
        way: which, of `WAYS`.
        counts: tokens of each modality, CLS included.
        shape: the network's.

    Raises:
        ValueError: as `FusionSpec` and `macs_by_part`.

    Example:
        >>> from mmfusion.explain.cost import Shape, cost
        >>> shape, counts = Shape(layers=12, fusion_layer=8, width=768), {"visual": 197, "audio": 197}
        >>> full, through = cost("self", counts, shape), cost("bottleneck", counts, shape)
        >>> round(through.attention / full.attention, 2), round(through.total / full.total, 2)
        (0.76, 0.99)

    """
    spec = _spec(way, counts, shape)
    macs = macs_by_part(spec, counts, {})
    pairs = max(sum(n * m for n, m in attention_shapes(spec, counts, l)) for l in range(shape.layers))
    if way == "twice":
        apart = (
            macs_by_part(_until(spec, shape.fusion_layer), counts, {})
            if shape.fusion_layer
            else Macs(0, 0, 0, 0, 0)
        )
        macs = Macs(*(a + len(counts) * (b - a) for a, b in zip(apart, macs, strict=True)))
        if shape.fusion_layer < shape.layers:
            pairs *= len(counts)
    return Cost(macs.scores + macs.weighted, macs.projections + macs.mlp, pairs * shape.heads * BYTES)


def counted(way: Way, counts: Mapping[str, int], shape: Shape) -> int:
    """Return the multiply-adds that torch counts while it runs the way; arguments and errors as `cost`.

    The network runs on tensors without numbers, so that size costs neither time nor memory.

    Example:
        >>> from mmfusion.explain.cost import Shape, cost, counted
        >>> shape, counts = Shape(layers=2, fusion_layer=1, width=16), {"visual": 9, "audio": 5}
        >>> counted("cross", counts, shape) == cost("cross", counts, shape).total
        True

    """
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    from mmfusion.nn.attention import recording

    total = 0
    with torch.device("meta"):
        parts = networks(way, counts, shape)
        tokens = {m: torch.empty(1, n, shape.width) for m, n in counts.items()}
    for network, times in parts:
        for _ in range(times):
            # The counter knows attention product by product only, which is how it runs while it is recorded;
            # the head is not part of the comparison.
            with torch.no_grad(), recording(lambda *_: None), FlopCounterMode(display=False) as counter:
                network(tokens)
            total += counter.get_total_flops() // 2 - len(counts) * shape.width
    return total


def networks(way: Way, counts: Mapping[str, int], shape: Shape) -> list[tuple[FusionTransformer, int]]:
    """Return what really runs, in turn, and how many times each; arguments and errors as `cost`.

    Example:
        >>> from mmfusion.explain.cost import Shape, networks
        >>> parts = networks("twice", {"visual": 9, "audio": 5}, Shape(layers=4, fusion_layer=1, width=16))
        >>> [(network.spec.layers, network.spec.exchange, times) for network, times in parts]
        [(1, 'none', 1), (3, 'self', 2)]

    """
    from mmfusion.nn.fusion import FusionTransformer

    spec = _spec(way, counts, shape)
    parts = [(spec, 1)]
    if way == "twice":
        after = replace(spec, layers=shape.layers - shape.fusion_layer, fusion_layer=0)
        parts = [(_until(spec, shape.fusion_layer), 1)] if shape.fusion_layer else []
        parts += [(after, len(counts))]
    return [(FusionTransformer(own, {"any": 1}).eval(), times) for own, times in parts]


def _spec(way: Way, counts: Mapping[str, int], shape: Shape) -> FusionSpec:
    exchanges: dict[Way, Exchange] = {
        "late": "none",
        "bottleneck": "bottleneck",
        "self": "self",
        "cross": "cross",
        "twice": "self",
    }
    if way not in exchanges:
        raise ValueError(f"way must be one of {', '.join(WAYS)}, not {way!r}")
    return FusionSpec(
        tuple(counts),
        shape.layers,
        shape.layers if way == "late" else shape.fusion_layer,
        exchanges[way],
        shape.bottlenecks if way == "bottleneck" else 0,
        width=shape.width,
        heads=shape.heads,
        mlp_ratio=shape.mlp_ratio,
    )


def crossover(width: int, mlp_ratio: float = 4.0) -> int:
    """Return the tokens n = (2 + r) d from which attention costs more than all else in a layer.

    Example:
        >>> from mmfusion.explain.cost import crossover
        >>> crossover(width=768)  # 6 d
        4608

    """
    return int((2 + mlp_ratio) * width)


def saved_by_bottlenecks(
    counts: Mapping[str, int], bottlenecks: int, width: int, mlp_ratio: float = 4.0
) -> int:
    """Return the multiply-adds that B bottleneck tokens save in a layer of shared self-attention.

    2 d (N² − Σ (n_i + B)²) − M B (4 + 2r) d²: negative where the tokens themselves cost more than they save.

    Example:
        >>> from mmfusion.explain.cost import saved_by_bottlenecks
        >>> saved_by_bottlenecks({"visual": 2000, "audio": 2000}, bottlenecks=4, width=768)
        12182175744
        >>> saved_by_bottlenecks({"visual": 20, "audio": 20}, bottlenecks=4, width=768)  # nothing is saved
        -55934976

    """
    total = sum(counts.values())
    pairs = total**2 - sum((n + bottlenecks) ** 2 for n in counts.values())
    own = len(counts) * bottlenecks * (4 + 2 * mlp_ratio) * width**2
    return round(2 * width * pairs - own)


def _until(spec: FusionSpec, layers: int) -> FusionSpec:
    """Return the spec of the separate layers alone."""
    return FusionSpec(
        spec.modalities, layers, layers, width=spec.width, heads=spec.heads, mlp_ratio=spec.mlp_ratio
    )
