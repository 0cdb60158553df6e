"""One fusion transformer for every strategy, for any mapping of modalities and any set of questions.

    separate, l < L_f       z_i^{l+1} = Transformer(z_i^l; θ_i)
    self, l ≥ L_f           z^{l+1} = Transformer([z_1^l ‖ … ‖ z_M^l]; θ), one set of weights
    cross, l ≥ L_f          z_i^{l+1}: queries from z_i^l, keys and values from all tokens; weights θ_i
    bottleneck, l ≥ L_f     [z_i^{l+1} ‖ ẑ_i^{l+1}] = Transformer([z_i^l ‖ z_fsn^l]; θ_i),
                            z_fsn^{l+1} = mean_i ẑ_i^{l+1}
    ask, l ≥ L_f            y_i = z_i^l + MCA(z_i^l, [z_j^l, j ≠ i]), z_i^{l+1} = Transformer(y_i; θ_i) for
                            i that asks; the others stay. Keys are the others' tokens without their CLS.

Nagrani et al., Attention Bottlenecks for Multimodal Fusion, 2021, equations 5 to 9. One shared linear head
a question reads each modality's CLS (its first token), of those that ask where some do; the logits are
averaged over the modalities, or joined by *either* where the spec says so (`mmfusion.nn.either`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, cast

import torch
from torch import Tensor, nn

from mmfusion.nn.attention import MultiHeadAttention
from mmfusion.nn.block import Asking, Block
from mmfusion.nn.device import home
from mmfusion.nn.either import Either
from mmfusion.nn.spec import FusionSpec

ASKS = " asks"
"""After a modality's name: the attention by which it asks the others, where the exchange is `ask`."""
SHARED = "shared"
"""The stream of the layers in which all modalities share one block (`self`)."""
Masks = Mapping[tuple[int, str], Tensor]
Told = Callable[[int, str, Mapping[str, Tensor], Tensor], Tensor]
"""An edit where streams meet: `(layer, reader, updates, before)` -> the z_fsn^{l+1} that the reader's stream
will see. `updates` holds ẑ_i^{l+1} by modality, `before` the z_fsn^l that the reader has seen, all
`(B, B_tokens, d)`. `met` of the updates is no edit."""


class FusionOutput(NamedTuple):
    """What a forward pass returns, by question and modality."""

    logits: dict[str, Tensor]
    """question -> `(B, classes)`: of the modalities at hand, joined by the spec's read-out."""
    modality_logits: dict[str, dict[str, Tensor]]
    """question -> modality -> `(B, classes)`. From L_f on a modality's CLS has heard the others."""
    features: dict[str, Tensor]
    """modality -> `(B, d)`: the CLS outputs."""


class State(NamedTuple):
    """All tokens at one depth."""

    streams: dict[str, Tensor]
    """modality -> `(B, N_i, d)`."""
    bottleneck: Tensor | None
    """`(B, B_tokens, d)`, the same parameters in every example up to L_f; None without a bottleneck."""
    read: dict[str, Tensor] | None = None
    """In an edited pass: modality -> the bottleneck as its stream sees it from here on."""


def met(updates: Mapping[str, Tensor]) -> Tensor:
    """Return z_fsn^{l+1}, the mean of the streams' updates `(B, B_tokens, d)`."""
    return torch.stack(list(updates.values())).mean(dim=0)


class FusionTransformer(nn.Module):
    """The network that a `FusionSpec` describes.

    Args:
        spec: streams and exchange.
        answers: the number of classes of each question.

    Example:
        >>> import torch
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("mid"), {"event": 13})
        >>> tokens = {"visual": torch.zeros(2, 9, 64), "audio": torch.zeros(2, 5, 64)}
        >>> network(tokens).logits["event"].shape
        torch.Size([2, 13])
        >>> list(network({"audio": tokens["audio"]}).modality_logits["event"])  # the picture is missing
        ['audio']

    """

    multiplies_in: torch.dtype | None = None
    """What the layers multiply in where it is not float32; between layers tokens stay float32."""

    def __init__(self, spec: FusionSpec, answers: Mapping[str, int]) -> None:
        super().__init__()
        if not answers:
            raise ValueError("answers must name one question or more")
        self.spec = spec

        def block() -> Block:
            return Block(spec.width, spec.heads, spec.mlp_ratio, spec.dropout)

        self.blocks = nn.ModuleDict(
            {m: nn.ModuleList(block() for _ in range(spec.layers_of(m))) for m in spec.modalities}
        )
        if spec.asking:
            asks = range(spec.layers - spec.fusion_layer)
            self.asks = nn.ModuleDict(
                {m: nn.ModuleList(Asking(spec.width, spec.heads) for _ in asks) for m in spec.asking}
            )
        if spec.shared_from < spec.layers:
            self.blocks[SHARED] = nn.ModuleList(block() for _ in range(spec.layers - spec.shared_from))
        if spec.bottlenecks:
            self.bottleneck = nn.Parameter(torch.empty(spec.bottlenecks, spec.width))
            nn.init.normal_(self.bottleneck, std=0.02)
        self.norm = nn.LayerNorm(spec.width)
        self.heads = nn.ModuleDict({q: nn.Linear(spec.width, classes) for q, classes in answers.items()})
        self.either = Either(spec.modalities, spec.must_have) if spec.read_out == "either" else None

    def forward(
        self, tokens: Mapping[str, Tensor], *, head_mask: Masks | None = None, told: Told | None = None
    ) -> FusionOutput:
        """Return the answers to tokens `(B, N_i, d)` by modality, each with its CLS first.

        They and masks may lie on any device. A missing modality's stream is not run. `head_mask` maps
        `(layer, stream)` to a mask `(heads,)` or `(B, heads)`; streams are named as in `attentions`. `told`
        edits what each stream sees of the bottleneck (see `Told`); without it nothing is called. Where a
        modality asks, the others may have fewer examples: each is asked by as many in a row.

        Raises:
            ValueError: no modality that this network reads, one that it does not, tokens of a wrong shape,
                a mask for a layer that there is not, or an edit of a bottleneck that there is not.

        """
        *_, last = self.depths(tokens, head_mask=head_mask, told=told)
        return self.answer(last)

    def depths(
        self, tokens: Mapping[str, Tensor], *, head_mask: Masks | None = None, told: Told | None = None
    ) -> Iterator[State]:
        """Yield all tokens at depths 0..L; depth l is what layer l reads. Arguments, errors: `forward`."""
        streams, masks, spec = self._checked(tokens), self._checked_masks(head_mask), self.spec
        if told is not None and not spec.bottlenecks:
            raise ValueError("told edits what streams see of a bottleneck; this network has none")
        batch = next(iter(streams.values())).shape[0]
        fsn = self.bottleneck.expand(batch, -1, -1) if spec.bottlenecks else None
        read: dict[str, Tensor] | None = None
        for layer in range(spec.layers):
            yield State(streams, fsn, read)
            if layer < spec.fusion_layer or spec.exchange == "none":
                streams = {m: self._run(layer, m, z, None, masks) for m, z in streams.items()}
            elif spec.exchange == "self":
                joined = self._run(layer, SHARED, torch.cat(list(streams.values()), dim=1), None, masks)
                parts = torch.split(joined, [z.shape[1] for z in streams.values()], dim=1)
                streams = dict(zip(streams, parts, strict=True))
            elif spec.exchange == "cross":
                context = torch.cat(list(streams.values()), dim=1)
                streams = {m: self._run(layer, m, z, context, masks) for m, z in streams.items()}
            elif spec.exchange == "ask":
                streams = {m: self._asked(layer, m, streams, masks) for m in streams}
            elif fsn is not None:
                before = dict.fromkeys(streams, fsn) if read is None else read
                streams, updates = self._through_bottleneck(layer, streams, before, masks)
                fsn = met(updates)
                if told is not None:
                    read = {m: self._told(told(layer, m, updates, before[m]), fsn) for m in streams}
        yield State(streams, fsn, read)

    def attentions(self) -> dict[MultiHeadAttention, tuple[int, str]]:
        """Return where each attention stands: `(layer, stream)`, the stream a modality or ``"shared"``.

        For `mmfusion.nn.attention.recording`, whose recorder is told the module. The keys of a stream are
        its own tokens, then the bottleneck's; of a cross-attention and of ``"shared"``, the tokens of all
        modalities at hand in the order of the spec.
        """
        found = {}
        for stream in self.blocks:
            first = self.spec.fusion_layer if stream == SHARED else 0
            for i in range(len(cast(nn.ModuleList, self.blocks[stream]))):
                found[self.block(first + i, stream).attention] = (first + i, stream)
        for stream in self.spec.asking:
            for layer in range(self.spec.fusion_layer, self.spec.layers):
                found[self.asking(layer, stream).attention] = (layer, stream + ASKS)
        return found

    def block(self, layer: int, stream: str) -> Block:
        """Return the block of `stream` (a modality or ``"shared"``) in `layer`."""
        first = self.spec.fusion_layer if stream == SHARED else 0
        return cast(Block, cast(nn.ModuleList, self.blocks[stream])[layer - first])

    def asking(self, layer: int, modality: str) -> Asking:
        """Return how a modality asks the others in `layer`."""
        return cast(Asking, cast(nn.ModuleList, self.asks[modality])[layer - self.spec.fusion_layer])

    def _asked(self, layer: int, modality: str, streams: dict[str, Tensor], masks: Masks) -> Tensor:
        """Return the tokens of a modality after a layer in which some ask: as they were if it does not."""
        z = streams[modality]
        if modality not in self.spec.asking:
            return z
        others = [z[:, 1:] for other, z in streams.items() if other != modality]
        if others:
            mask = masks.get((layer, modality + ASKS))
            with torch.autocast(z.device.type, self.multiplies_in, enabled=self.multiplies_in is not None):
                z = self.asking(layer, modality)(z, torch.cat(others, dim=1), head_mask=mask)
        return self._run(layer, modality, z, None, masks)

    def _run(self, layer: int, stream: str, z: Tensor, context: Tensor | None, masks: Masks) -> Tensor:
        block, mask = self.block(layer, stream), masks.get((layer, stream))
        if self.multiplies_in is None:
            return cast(Tensor, block(z, context, head_mask=mask))
        with torch.autocast(z.device.type, self.multiplies_in):
            return cast(Tensor, block(z, context, head_mask=mask))

    def _through_bottleneck(
        self, layer: int, streams: dict[str, Tensor], read: dict[str, Tensor], masks: Masks
    ) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        after, updates = {}, {}
        for m, z in streams.items():
            joined = self._run(layer, m, torch.cat([z, read[m]], dim=1), None, masks)
            after[m] = joined[:, : z.shape[1]]
            updates[m] = joined[:, z.shape[1] :]
        return after, updates

    @staticmethod
    def _told(edited: Tensor, fsn: Tensor) -> Tensor:
        if edited.shape != fsn.shape:
            raise ValueError(f"told must return {tuple(fsn.shape)}, not {tuple(edited.shape)}")
        return edited

    def answer(self, last: State) -> FusionOutput:
        """Return what the heads read from the CLS of each modality at depth L."""
        readers = set(self.spec.asking) & set(last.streams) or set(last.streams)
        features = {m: self.norm(z[:, 0]) for m, z in last.streams.items() if m in readers}
        by_question = {q: {m: head(f) for m, f in features.items()} for q, head in self.heads.items()}
        return FusionOutput({q: self.joined(by) for q, by in by_question.items()}, by_question, features)

    def joined(self, logits: Mapping[str, Tensor]) -> Tensor:
        """Return one question's logits `(…, classes)` from the modalities' own, by the spec's read-out."""
        if self.either is not None:
            return cast(Tensor, self.either(logits))
        return torch.stack(list(logits.values())).mean(dim=0)

    def _checked(self, tokens: Mapping[str, Tensor]) -> dict[str, Tensor]:
        spec = self.spec
        if not tokens or any(m not in spec.modalities for m in tokens):
            given = ", ".join(tokens) or "nothing"
            raise ValueError(f"this network reads {', '.join(spec.modalities)}; it was given {given}")
        batch = next(iter(tokens.values())).shape[0]
        for m, z in tokens.items():
            if z.ndim != 3 or z.shape[1] < 1 or z.shape[2] != spec.width:
                raise ValueError(f"{m} tokens must be (B, 1 or more, {spec.width}), not {tuple(z.shape)}")
            shared = len(spec.asking) == 1 and max(batch, z.shape[0]) % min(batch, z.shape[0]) == 0
            if z.shape[0] != batch and not shared:
                raise ValueError(f"{m} has {z.shape[0]} examples where the first modality has {batch}")
        return {m: tokens[m].to(home(self)) for m in spec.modalities if m in tokens}

    def _checked_masks(self, head_mask: Masks | None) -> Masks:
        if not head_mask:
            return {}
        unknown = set(head_mask) - set(self.attentions().values())
        if unknown:
            raise ValueError(
                f"no attention stands at {sorted(unknown)}: they are (layer, stream) of attentions()"
            )
        return {key: mask.to(home(self)) for key, mask in head_mask.items()}
