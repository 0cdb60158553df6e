"""The networks of `digits`: patches of 28 × 28, columns of a 16 × 16 log-mel, one fusion transformer."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from mmfusion.nn.codes import position_codes
from mmfusion.nn.fusion import FusionOutput, FusionTransformer
from mmfusion.nn.macs import analytic_macs
from mmfusion.nn.spec import FusionSpec
from mmfusion.nn.tokens import PatchTokens, Place
from mmfusion.tasks.digits import CLASSES, QUESTION
from mmfusion.tasks.digits.picture import SIDE
from mmfusion.tasks.digits.voice import BANDS, STEPS

PATCHES: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "visual": ((SIDE, SIDE), (7, 7)),
    "audio": ((BANDS, STEPS), (16, 2)),
}
"""modality -> size of its raster and of a patch."""


def places(modality: str) -> tuple[Place, ...]:
    """Return where each token of a modality comes from, in order, CLS left out.

    Example:
        >>> from mmfusion.tasks.digits.network import places
        >>> len(places("visual")), len(places("audio"))
        (16, 8)

    """
    (height, width), (tall, wide) = PATCHES[modality]
    return tuple(Place(row, column) for row in range(height // tall) for column in range(width // wide))


def token_counts(spec: FusionSpec) -> dict[str, int]:
    """Return the tokens by modality, CLS included.

    Example:
        >>> from mmfusion.nn import FusionSpec
        >>> from mmfusion.tasks.digits.network import token_counts
        >>> token_counts(FusionSpec.named("early"))
        {'visual': 17, 'audio': 9}

    """
    return {m: 1 + len(places(m)) for m in spec.modalities}


def macs_of(spec: FusionSpec) -> int:
    """Return the multiply-adds of one pair: projections of patches, layers, heads."""
    counts = token_counts(spec)
    cells = {m: patch[0] * patch[1] for m, (_, patch) in PATCHES.items()}
    projections = sum((counts[m] - 1) * cells[m] * spec.width for m in spec.modalities)
    return projections + analytic_macs(spec, counts, {QUESTION: len(CLASSES)})


class DigitNetwork(nn.Module):
    """Picture and log-mel -> tokens -> `FusionTransformer` -> one of ten digits.

    Pictures come as ink, 0 to 1; sounds in dB, which buffers scale: `level` and `spread` are those of
    training voices and belong to the weights.

    Example:
        >>> import torch
        >>> from mmfusion.nn import FusionSpec
        >>> from mmfusion.tasks.digits.network import DigitNetwork
        >>> network = DigitNetwork(FusionSpec.named("mid", layers=2, width=32))
        >>> network({"visual": torch.zeros(3, 28, 28)}).logits["digit"].shape  # the voice is missing
        torch.Size([3, 10])

    """

    level: Tensor
    spread: Tensor

    def __init__(self, spec: FusionSpec) -> None:
        super().__init__()
        self.spec = spec
        self.tokenisers = nn.ModuleDict({m: PatchTokens(1, *PATCHES[m], spec.width) for m in spec.modalities})
        for modality, tokeniser in self.tokenisers.items():
            if isinstance(tokeniser, PatchTokens):
                with torch.no_grad():
                    tokeniser.place[1:] += position_codes(places(modality), spec.width)
        self.fusion = FusionTransformer(spec, {QUESTION: len(CLASSES)})
        self.register_buffer("level", torch.zeros(BANDS, 1))
        self.register_buffer("spread", torch.ones(BANDS, 1))

    def forward(self, inputs: Mapping[str, Tensor]) -> FusionOutput:
        """Return the answers to what is at hand.

        Args:
            inputs: ``"visual"`` `(B, 28, 28)`, ink 0 to 1; ``"audio"`` `(B, 16, 16)`, dB; either or both.

        """
        given = {m: inputs[m] for m in self.spec.modalities if m in inputs}
        scaled = {m: (x - self.level) / self.spread if m == "audio" else 2 * x for m, x in given.items()}
        tokens = {m: self.tokenisers[m](x[:, None]).values for m, x in scaled.items()}
        output: FusionOutput = self.fusion(tokens)
        return output
