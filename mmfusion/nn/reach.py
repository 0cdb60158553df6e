"""Who can have heard whom: a spec's connections followed from depth to depth, without running a network.

At depth 0 a modality's patch tokens know their own modality; CLS and bottleneck tokens are learned vectors
and know nothing of the clip. One layer lets a token hear all that the tokens it attends to had heard:

    separate      H_i^{l+1} = H_i^l
    self, cross   H_i^{l+1} = ∪_j H_j^l
    ask           H_i^{l+1} = ∪_j H_j^l for i that asks, H_i^{l+1} = H_i^l for the others
    bottleneck    H_i^{l+1} = H_i^l ∪ H_fsn^l,   H_fsn^{l+1} = ∪_i (H_i^l ∪ H_fsn^l)

Where a modality is missing from a set, the derivative of that token by that modality's patches is exactly
zero whatever the weights; where it is in, it is not zero at random weights (tests/nn/test_reach.py).
"""

from __future__ import annotations

from collections.abc import Collection

from mmfusion.nn.spec import FusionSpec

BOTTLENECK = "bottleneck"
Heard = dict[str, frozenset[str]]
"""Stream (a modality or ``"bottleneck"``) -> the modalities that its tokens can have heard."""


def heard(spec: FusionSpec, present: Collection[str] | None = None) -> list[Heard]:
    """Return what each stream can have heard at depths 0..L: depth l is the input of layer l, L the output.

    Args:
        spec: the network.
        present: modalities that are there, by default all; a missing one has no stream.

    Returns:
        L + 1 mappings from modality (its patch tokens; `heard_by_cls` for the CLS) and, where the spec has
        bottleneck tokens, ``"bottleneck"``. Below L_f those wait and have heard nothing.

    Raises:
        ValueError: `present` is empty or names a modality that the spec has not.

    Example:
        >>> from mmfusion.nn import FusionSpec, heard
        >>> spec = FusionSpec.named("bottleneck", layers=2)
        >>> [sorted(depth["visual"]) for depth in heard(spec)]  # two layers: in and out of the bottleneck
        [['visual'], ['visual'], ['audio', 'visual']]

    """
    there = set(spec.modalities if present is None else present)
    if not there or there - set(spec.modalities):
        raise ValueError(f"present must be some of {', '.join(spec.modalities)}, not {sorted(there)}")
    streams = {m: frozenset({m}) for m in spec.modalities if m in there}
    neck: frozenset[str] = frozenset()
    depths = []
    for layer in range(spec.layers + 1):
        depths.append({**streams, BOTTLENECK: neck} if spec.bottlenecks else dict(streams))
        if layer < spec.fusion_layer or spec.exchange == "none":
            continue
        everything = neck.union(*streams.values())
        if spec.exchange == "bottleneck":
            streams, neck = {m: known | neck for m, known in streams.items()}, everything
        elif spec.exchange == "ask":
            streams = {m: everything if m in spec.asking else known for m, known in streams.items()}
        else:
            streams = dict.fromkeys(streams, everything)
    return depths


def heard_by_cls(spec: FusionSpec, present: Collection[str] | None = None) -> list[Heard]:
    """Return the same for each modality's CLS: nothing at depth 0, then what its patches have heard.

    Example:
        >>> from mmfusion.nn import FusionSpec, heard_by_cls
        >>> last = FusionSpec.named("bottleneck-mid", layers=4, fusion_layer=3)
        >>> sorted(heard_by_cls(last)[-1]["visual"])  # what is written in the last layer is never read
        ['visual']
        >>> sorted(heard_by_cls(FusionSpec.named("mid", layers=4, fusion_layer=3))[-1]["visual"])
        ['audio', 'visual']

    """
    start, *later = heard(spec, present)
    streams = [m for m in start if m != BOTTLENECK]
    # Where others ask from the first layer on, the CLS of what is asked never reads anything.
    idle = [m for m in streams if not spec.layers_of(m) and spec.exchange == "ask"]
    nothing: Heard = dict.fromkeys(streams, frozenset())
    return [nothing, *({m: frozenset() if m in idle else depth[m] for m in streams} for depth in later)]
