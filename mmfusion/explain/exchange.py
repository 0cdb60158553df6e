"""What passes through a bottleneck: read off the attention, and, apart from that, found out by cutting it.

    [z_i^{l+1} ‖ ẑ_i^{l+1}] = Transformer([z_i^l ‖ z_fsn^l]; θ_i),    z_fsn^{l+1} = mean_i ẑ_i^{l+1}

(Nagrani et al., Attention Bottlenecks for Multimodal Fusion, 2021, equations 5 to 9.) ẑ_s is what sender s
puts in at a layer. A cut replaces it, for reader r alone, in the mean that r's stream sees,

    z_fsn,r^{l+1} = (1/M) (Σ_{i≠s} ẑ_i^{l+1} + e_s^{l+1}),

while s itself and all other streams go on seeing the true mean. What the answer loses is the effect of s on
it through the bottleneck and r: a path-specific effect (Pearl, Direct and Indirect Effects, UAI 2001; Vig et
al., Investigating Gender Bias in Language Models Using Causal Mediation Analysis, NeurIPS 2020, §3), by
patching an activation in. e_s is the mean of ẑ_s over a data set, or ẑ_s of a pass in which s alone got
another clip's input (Zhang and Nanda, Towards Best Practices of Activation Patching, ICLR 2024, §3, compare
such replacements: they need not agree, so both are shown). Attention shares are reading and claim no effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.explain.space import BOTTLENECK
from mmfusion.explain.trace import AttentionTrace
from mmfusion.nn.fusion import FusionTransformer, Told, met
from mmfusion.nn.spec import FusionSpec

FloatArray = NDArray[np.floating[Any]]
Contributions = Mapping[tuple[int, str], Tensor]
"""(layer, sender) -> ẑ_sender^{layer + 1}: `(B, B_tokens, d)`, or `(1, B_tokens, d)` for all examples."""


def exchanging(spec: FusionSpec) -> range:
    """Return the layers that write into a bottleneck. What the last of them writes is never read.

    Example:
        >>> from mmfusion.explain.exchange import exchanging
        >>> from mmfusion.nn import FusionSpec
        >>> list(exchanging(FusionSpec.named("bottleneck-mid"))), list(exchanging(FusionSpec.named("mid")))
        ([1, 2, 3], [])

    """
    return range(spec.fusion_layer, spec.layers) if spec.bottlenecks else range(0)


class Cut(NamedTuple):
    """What is replaced; where a part is None, all of them are.

    Example:
        >>> from mmfusion.explain.exchange import Cut
        >>> cut = Cut(sender="audio", reader="visual")  # at every layer, in every token
        >>> cut.covers(2, "audio", "visual"), cut.covers(2, "visual", "audio")
        (True, False)

    """

    sender: str | None = None
    reader: str | None = None
    layer: int | None = None
    token: int | None = None

    def covers(self, layer: int, sender: str, reader: str) -> bool:
        """Return whether what `sender` puts in at `layer` is replaced for `reader`."""
        asked = ((self.layer, layer), (self.sender, sender), (self.reader, reader))
        return all(own is None or own == other for own, other in asked)


@dataclass(frozen=True)
class Edit:
    """What is done to the exchange in one pass.

    Example:
        >>> import torch
        >>> from mmfusion.explain.exchange import Edit, contributions
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("bottleneck"), {"event": 13}).eval()
        >>> tokens = {"visual": torch.randn(1, 9, 64), "audio": torch.randn(1, 5, 64)}
        >>> whole = network(tokens).logits["event"]
        >>> shut = network(tokens, told=Edit(closed=True).told({})).logits["event"]  # nothing crosses
        >>> bool(torch.allclose(whole, shut))
        False

    """

    cuts: frozenset[Cut] = field(default_factory=frozenset)
    closed: bool = False
    """Whether each stream sees its own update alone: the same weights, and nothing crosses."""
    frozen: int | None = None
    """From this layer on nothing new is written: every stream goes on seeing z_fsn of that depth."""

    def checked(self, spec: FusionSpec) -> Edit:
        """Return the edit. Raises ValueError where it names what the network does not have."""
        layers = exchanging(spec)
        for cut in self.cuts:
            for modality in (cut.sender, cut.reader):
                if modality is not None and modality not in spec.modalities:
                    raise ValueError(f"{modality!r} is none of {', '.join(spec.modalities)}")
            if cut.token is not None and not 0 <= cut.token < spec.bottlenecks:
                raise ValueError(f"there is no bottleneck token {cut.token}: there are {spec.bottlenecks}")
        for layer in (self.frozen, *(cut.layer for cut in self.cuts)):
            if layer is not None and layer not in layers:
                raise ValueError(f"layer {layer} does not exchange: layers {list(layers)} do")
        return self

    def told(self, instead: Contributions) -> Told:
        """Return the edit as a pass takes it; `instead` is what is put where something is cut."""

        def tell(layer: int, reader: str, updates: Mapping[str, Tensor], before: Tensor) -> Tensor:
            if self.frozen is not None and layer >= self.frozen:
                return before
            parts = dict(updates)
            for cut in self.cuts:
                for sender in updates:
                    if cut.covers(layer, sender, reader):
                        parts[sender] = _put(parts[sender], cut.token, layer, sender, instead)
            return parts[reader] if self.closed else met(parts)

        return tell


def _put(own: Tensor, token: int | None, layer: int, sender: str, instead: Contributions) -> Tensor:
    if (layer, sender) not in instead:
        raise ValueError(f"nothing is given to be put in place of {sender!r} at layer {layer}")
    other = instead[layer, sender].to(own).expand_as(own)
    if token is None:
        return other
    which = torch.arange(own.shape[1], device=own.device) == token
    return torch.where(which[:, None], other, own)


def one_way(sender: str, reader: str, layer: int | None = None) -> Edit:
    """Return the edit that cuts what `sender` tells `reader`, at one layer or at all.

    Example:
        >>> from mmfusion.explain.exchange import one_way
        >>> (cut,) = one_way("audio", "visual", layer=2).cuts
        >>> cut.sender, cut.reader, cut.layer, cut.token  # None: all tokens
        ('audio', 'visual', 2, None)

    """
    return Edit(frozenset({Cut(sender, reader, layer)}))


@torch.no_grad()
def contributions(network: FusionTransformer, tokens: Mapping[str, Tensor]) -> dict[tuple[int, str], Tensor]:
    """Return what each stream puts in at each layer, ẑ `(B, B_tokens, d)`, in a plain pass of `tokens`.

    Raises:
        ValueError: a network without a bottleneck, and as `FusionTransformer.forward`.

    Example:
        >>> import torch
        >>> from mmfusion.explain.exchange import contributions
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("bottleneck-mid", layers=3), {"event": 13})
        >>> found = contributions(network, {"visual": torch.randn(1, 9, 64), "audio": torch.randn(1, 5, 64)})
        >>> sorted(found), found[1, "audio"].shape
        ([(1, 'audio'), (1, 'visual'), (2, 'audio'), (2, 'visual')], torch.Size([1, 4, 64]))

    """
    found: dict[tuple[int, str], Tensor] = {}

    def write_down(layer: int, reader: str, updates: Mapping[str, Tensor], before: Tensor) -> Tensor:
        found.update({(layer, sender): update for sender, update in updates.items()})
        return met(updates)

    network(tokens, told=write_down)
    return found


def swapped_contributions(
    network: FusionTransformer, tokens: Mapping[str, Tensor], others: Mapping[str, Tensor]
) -> dict[tuple[int, str], Tensor]:
    """Return what each sender puts in when it alone is given another clip: one pass a sender.

    So what stands in carries nothing of the other clip but that sender's part: ẑ_s of later layers has read
    the other senses through the bottleneck, and they are still this clip's.

    Args:
        network: one with a bottleneck.
        tokens: this clip's, `(B, N_i, d)` by modality.
        others: the other clip's.

    Example:
        >>> import torch
        >>> from mmfusion.explain.exchange import contributions, swapped_contributions
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("bottleneck", layers=2), {"event": 13}).eval()
        >>> own, other = ({"visual": torch.randn(1, 9, 64), "audio": torch.randn(1, 5, 64)} for _ in range(2))
        >>> swapped, foreign = swapped_contributions(network, own, other), contributions(network, other)
        >>> [bool(torch.allclose(swapped[l, "audio"], foreign[l, "audio"], atol=1e-6)) for l in (0, 1)]
        [True, False]

    """
    found: dict[tuple[int, str], Tensor] = {}
    for sender in tokens:
        own = contributions(network, {**tokens, sender: others[sender]})
        found.update({key: update for key, update in own.items() if key[1] == sender})
    return found


def mean_contributions(passes: Iterable[Contributions]) -> dict[tuple[int, str], Tensor]:
    """Return the mean of what is put in over all examples of several passes, `(1, B_tokens, d)`.

    Example:
        >>> import torch
        >>> from mmfusion.explain.exchange import mean_contributions
        >>> key = (0, "audio")
        >>> passes = [{key: torch.tensor([[[1.0]], [[2.0]]])}, {key: torch.tensor([[[6.0]]])}]
        >>> mean_contributions(passes)[key].tolist()  # over three examples in two passes
        [[[3.0]]]

    """
    sums: dict[tuple[int, str], Tensor] = {}
    count = 0
    for one in passes:
        for key, update in one.items():
            sums[key] = sums[key] + update.sum(dim=0, keepdim=True) if key in sums else update.sum(0, True)
        count += len(next(iter(one.values())))
    return {key: total / count for key, total in sums.items()}


class Flow(NamedTuple):
    """The attention of one exchanging layer, means over heads.

    Example:
        >>> import numpy as np
        >>> from mmfusion.explain.exchange import Flow
        >>> reads = {"visual": np.array([[0.5, 0.3]]), "audio": np.array([[0.2, 0.2]])}  # one token's
        >>> flow = Flow(0, reads, {"visual": np.array([[0.1], [0.3]])}, loaded=False, heard=True)
        >>> flow.read_share("visual").tolist(), flow.taken_share("visual").tolist()
        ([0.4], [0.2])

    """

    layer: int
    reads: dict[str, FloatArray]
    """modality -> `(B_tokens, N_i)`: what the bottleneck tokens, in its stream, read of its tokens. A row
    sums to one less what is read of the bottleneck itself."""
    takes: dict[str, FloatArray]
    """modality -> `(N_i, B_tokens)`: how much of its attention each of its tokens gives the bottleneck's."""
    loaded: bool
    """Whether the bottleneck that is read here holds anything of a clip: not in the first of them."""
    heard: bool
    """Whether any layer reads what is written here: not in the last."""

    def read_share(self, modality: str) -> FloatArray:
        """Return the share `(B_tokens,)` of each token's update that is read of a modality.

        The update is a mean over streams, in each of which the token reads one modality and the bottleneck.
        """
        return np.asarray(self.reads[modality].sum(axis=1) / len(self.reads))

    def taken_share(self, modality: str) -> FloatArray:
        """Return the share `(B_tokens,)` of a modality's attention, mean over its tokens, on each token."""
        return np.asarray(self.takes[modality].mean(axis=0))


def flows(trace: AttentionTrace) -> tuple[Flow, ...]:
    """Return what a trace says of each exchanging layer. Raises ValueError if there is no bottleneck.

    Example:
        >>> import torch
        >>> from mmfusion.explain.exchange import flows
        >>> from mmfusion.explain.trace import trace
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("bottleneck-mid"), {"event": 13})
        >>> seen = trace(network, {"visual": torch.randn(1, 9, 64), "audio": torch.randn(1, 5, 64)})
        >>> [(flow.layer, flow.loaded, flow.heard) for flow in flows(seen)]
        [(1, False, True), (2, True, True), (3, True, False)]
        >>> flows(seen)[0].reads["audio"].shape  # four bottleneck tokens read five of sound
        (4, 5)

    """
    neck = {i for i, label in enumerate(trace.labels) if label.stream == BOTTLENECK}
    parts: dict[int, dict[str, tuple[FloatArray, FloatArray]]] = {}
    for (layer, stream), weights in sorted(trace.weights.items(), key=lambda item: item[0][0]):
        queries = np.array([i in neck for i in trace.queries[layer, stream]])
        keys = np.array([i in neck for i in trace.keys[layer, stream]])
        if queries.any() and keys.any():
            mean = weights.mean(axis=0)
            parts.setdefault(layer, {})[stream] = mean[queries][:, ~keys], mean[~queries][:, keys]
    if not parts:
        raise ValueError("the trace holds no bottleneck")
    first, last = min(parts), max(parts)
    return tuple(
        Flow(
            layer,
            {m: reads for m, (reads, _) in own.items()},
            {m: takes for m, (_, takes) in own.items()},
            layer > first,
            layer < last,
        )
        for layer, own in parts.items()
    )


def crossing(
    spec: FusionSpec, counts: Mapping[str, int], fusion_layer: int | None = None, seed: int = 0
) -> dict[tuple[str, str], float]:
    """Return the largest |∂ (u·CLS_r) / ∂ z_s| at random weights, by (sender, reader): exactly 0 where cut.

    u is a random direction: sums and lengths of what a LayerNorm gives do not change with anything.

    Args:
        spec: the network's.
        counts: tokens of each modality, CLS included.
        fusion_layer: L_f instead of the spec's.
        seed: of the weights and the tokens.

    Example:
        >>> from mmfusion.explain.exchange import crossing
        >>> from mmfusion.nn import FusionSpec
        >>> counts = {"visual": 3, "audio": 2}
        >>> crossing(FusionSpec.named("late", layers=2), counts)
        {('audio', 'visual'): 0.0, ('visual', 'audio'): 0.0}
        >>> crossing(FusionSpec.named("bottleneck", layers=2), counts)["audio", "visual"] > 0
        True

    """
    own = spec if fusion_layer is None else replace(spec, fusion_layer=fusion_layer)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = FusionTransformer(own, {"any": 2}).eval()
        tokens = {m: torch.randn(1, n, own.width, requires_grad=True) for m, n in counts.items()}
        direction = torch.randn(own.width)
    features = network(tokens).features
    found: dict[tuple[str, str], float] = {}
    senders: Sequence[str] = list(tokens)
    for reader, cls in features.items():
        seen = (cls * direction).sum()
        gradients = torch.autograd.grad(
            seen, [tokens[s] for s in senders], retain_graph=True, allow_unused=True
        )
        for sender, gradient in zip(senders, gradients, strict=True):
            if sender != reader:
                found[sender, reader] = 0.0 if gradient is None else float(gradient.abs().max())
    return found
