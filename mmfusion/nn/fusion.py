"""One fusion transformer for every strategy, for any mapping of modalities and any set of questions.

    separate, l < L_f       z_i^{l+1} = Transformer(z_i^l; θ_i)
    self, l ≥ L_f           z^{l+1} = Transformer([z_1^l ‖ … ‖ z_M^l]; θ), one set of weights
    cross, l ≥ L_f          z_i^{l+1}: queries from z_i^l, keys and values from all tokens; weights θ_i
    bottleneck, l ≥ L_f     [z_i^{l+1} ‖ ẑ_i^{l+1}] = Transformer([z_i^l ‖ z_fsn^l]; θ_i),
                            z_fsn^{l+1} = mean_i ẑ_i^{l+1}

Nagrani et al., Attention Bottlenecks for Multimodal Fusion, 2021, equations 5 to 9. One shared linear head
a question reads each modality's CLS (its first token); the logits are averaged over the modalities.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import torch
from torch import Tensor, nn

from mmfusion.nn.block import Block
from mmfusion.nn.spec import FusionSpec

SHARED = "shared"


class FusionOutput(NamedTuple):
    """What a forward pass returns, by question and modality."""

    logits: dict[str, Tensor]
    """question -> `(B, classes)`, averaged over the modalities at hand."""
    modality_logits: dict[str, dict[str, Tensor]]
    """question -> modality -> `(B, classes)`. From L_f on a modality's CLS has heard the others."""
    features: dict[str, Tensor]
    """modality -> `(B, d)`: the CLS outputs."""


class FusionTransformer(nn.Module):
    """The network that a `FusionSpec` describes.

    Args:
        spec: streams and exchange.
        answers: the number of classes of each question.
    """

    def __init__(self, spec: FusionSpec, answers: Mapping[str, int]) -> None:
        super().__init__()
        if not answers:
            raise ValueError("answers must name one question or more")
        self.spec = spec

        def block() -> Block:
            return Block(spec.width, spec.heads, spec.mlp_ratio, spec.dropout)

        self.blocks = nn.ModuleDict(
            {m: nn.ModuleList(block() for _ in range(spec.shared_from)) for m in spec.modalities}
        )
        if spec.shared_from < spec.layers:
            self.blocks[SHARED] = nn.ModuleList(block() for _ in range(spec.layers - spec.shared_from))
        if spec.bottlenecks:
            self.bottleneck = nn.Parameter(torch.empty(spec.bottlenecks, spec.width))
            nn.init.normal_(self.bottleneck, std=0.02)
        self.norm = nn.LayerNorm(spec.width)
        self.heads = nn.ModuleDict({q: nn.Linear(spec.width, classes) for q, classes in answers.items()})

    def forward(
        self, tokens: Mapping[str, Tensor], *, head_mask: Mapping[tuple[int, str], Tensor] | None = None
    ) -> FusionOutput:
        """Return the answers to tokens `(B, N_i, d)` by modality, each with its CLS first.

        A missing modality's stream is not run. `head_mask` maps `(layer, stream)` to a `(heads,)` mask;
        the stream of a shared layer is called ``"shared"``.

        Raises:
            ValueError: no modality that this network reads, one that it does not, or a wrong width.
        """
        streams = self._checked(tokens)
        masks = head_mask or {}
        spec = self.spec
        batch = next(iter(streams.values())).shape[0]
        fsn = self.bottleneck.expand(batch, -1, -1) if spec.bottlenecks else None
        for layer in range(spec.layers):
            if layer < spec.fusion_layer or spec.exchange == "none":
                streams = {
                    m: self._own(m, layer)(z, head_mask=masks.get((layer, m))) for m, z in streams.items()
                }
            elif spec.exchange == "self":
                block = self.blocks[SHARED][layer - spec.shared_from]
                joined = block(torch.cat(list(streams.values()), dim=1), head_mask=masks.get((layer, SHARED)))
                parts = joined.split([z.shape[1] for z in streams.values()], dim=1)
                streams = dict(zip(streams, parts, strict=True))
            elif spec.exchange == "cross":
                context = torch.cat(list(streams.values()), dim=1)
                streams = {
                    m: self._own(m, layer)(z, context, head_mask=masks.get((layer, m)))
                    for m, z in streams.items()
                }
            else:
                streams, fsn = self._through_bottleneck(streams, fsn, layer, masks)
        return self._answer({m: self.norm(z[:, 0]) for m, z in streams.items()})

    def _own(self, modality: str, layer: int) -> Block:
        block = self.blocks[modality][layer]
        return block  # type: ignore[no-any-return]  # torch types what a ModuleList holds as Module

    def _through_bottleneck(
        self,
        streams: dict[str, Tensor],
        fsn: Tensor | None,
        layer: int,
        masks: Mapping[tuple[int, str], Tensor],
    ) -> tuple[dict[str, Tensor], Tensor]:
        if fsn is None:
            raise ValueError("a bottleneck exchange needs bottleneck tokens")
        after, updates = {}, []
        for m, z in streams.items():
            joined = self._own(m, layer)(torch.cat([z, fsn], dim=1), head_mask=masks.get((layer, m)))
            after[m], update = joined.split([z.shape[1], fsn.shape[1]], dim=1)
            updates.append(update)
        return after, torch.stack(updates).mean(dim=0)

    def _answer(self, features: dict[str, Tensor]) -> FusionOutput:
        by_question = {q: {m: head(f) for m, f in features.items()} for q, head in self.heads.items()}
        logits = {q: torch.stack(list(by.values())).mean(dim=0) for q, by in by_question.items()}
        return FusionOutput(logits, by_question, features)

    def _checked(self, tokens: Mapping[str, Tensor]) -> dict[str, Tensor]:
        unknown = set(tokens) - set(self.spec.modalities)
        if unknown or not tokens:
            raise ValueError(
                f"this network reads {', '.join(self.spec.modalities)}; it was given {', '.join(tokens) or 'nothing'}"
            )
        for modality, z in tokens.items():
            if z.ndim != 3 or z.shape[2] != self.spec.width:
                raise ValueError(f"{modality} tokens must be (B, N, {self.spec.width}), not {tuple(z.shape)}")
        return {m: tokens[m] for m in self.spec.modalities if m in tokens}
