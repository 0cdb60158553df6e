"""The network of task `sounding-objects`: patches of frames, cells of a spectrogram, one transformer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from mmfusion.nn.codes import position_codes
from mmfusion.nn.device import home
from mmfusion.nn.fusion import FusionOutput, FusionTransformer
from mmfusion.nn.spec import STACKED, FusionSpec
from mmfusion.nn.tokens import PatchTokens, Place, spectrogram_places
from mmfusion.tasks.sounding import ANSWERS, BAND, COLUMNS, DURATION, FRAMES, HEIGHT, MELS, PATCH, STEP, WIDTH
from mmfusion.tasks.sounding.render import MOMENTS

GRIDS = {"visual": (HEIGHT // PATCH, WIDTH // PATCH), "audio": (MELS // BAND, COLUMNS // STEP)}
"""Rows and columns of a frame's patches; bands and steps of the spectrogram's cells."""


def places(modality: str) -> tuple[Place, ...]:
    """Return where each token of a modality comes from, in order, CLS left out.

    Example:
        >>> from mmfusion.tasks.sounding import places
        >>> len(places("visual")), len(places("audio")), places("audio")[1].start
        (192, 64, 0.15)

    """
    if modality == "audio":
        return spectrogram_places(GRIDS["audio"], DURATION)
    half = DURATION / FRAMES / 2
    rows, columns = GRIDS["visual"]
    return tuple(
        Place(row, column, moment - half, moment + half, frame)
        for frame, moment in enumerate(MOMENTS)
        for row in range(rows)
        for column in range(columns)
    )


def token_counts(spec: FusionSpec) -> dict[str, int]:
    """Return the tokens of a clip by modality, CLS included."""
    return {m: 1 + len(places(m)) for m in spec.modalities}


def stack(visual: Tensor, audio: Tensor) -> Tensor:
    """Return frames with what sounds meanwhile as a fourth channel, `(B, 8, 4, 64, 96)`: *early-raw*.

    Each frame gets its own 300 ms of the spectrogram, stretched over the frame, high bands at the top.
    """
    batch = len(audio)
    parts = (
        audio.reshape(batch, MELS, FRAMES, COLUMNS // FRAMES).permute(0, 2, 1, 3).flip(2)
    )  # (B, 8, 64, 16)
    spread = F.interpolate(parts, (HEIGHT, WIDTH), mode="bilinear", align_corners=False)
    return torch.cat([visual, spread[:, :, None]], dim=2)


class SoundingNetwork(nn.Module):
    """Frames and spectrogram -> tokens -> `FusionTransformer` -> the answers to every question."""

    def __init__(self, spec: FusionSpec) -> None:
        super().__init__()
        self.spec = spec
        frame, sound = (HEIGHT, WIDTH), (MELS, COLUMNS)
        makers = {
            "visual": lambda: PatchTokens(3, frame, (PATCH, PATCH), spec.width, FRAMES),
            "audio": lambda: PatchTokens(1, sound, (BAND, STEP), spec.width),
            STACKED: lambda: PatchTokens(4, frame, (PATCH, PATCH), spec.width, FRAMES),
        }
        self.tokenisers = nn.ModuleDict({m: makers[m]() for m in spec.modalities})
        for modality, tokeniser in self.tokenisers.items():
            with torch.no_grad():
                cast(PatchTokens, tokeniser).place[1:] += position_codes(places(modality), spec.width)
        self.fusion = FusionTransformer(spec, {q: len(names) for q, names in ANSWERS.items()})

    def tokens(
        self, inputs: Mapping[str, Tensor], keep: Mapping[str, Tensor] | None = None
    ) -> dict[str, Tensor]:
        """Return the tokens of the senses at hand, CLS first; arguments may lie on any device.

        Args:
            inputs: ``"visual"`` `(B, 8, 3, 64, 96)` and/or ``"audio"`` `(B, 1, 64, 128)`; senses that the
                network does not read are ignored.
            keep: indices of the tokens that are kept, by modality, CLS not counted; all by default.

        Raises:
            ValueError: *early-raw* was given one sense only.

        """
        given = {m: x.to(home(self)) for m, x in inputs.items()}
        if STACKED in self.tokenisers:
            if not {"visual", "audio"} <= set(given):
                raise ValueError(
                    "early-raw reads one tensor of picture and sound: it cannot do without either"
                )
            given = {STACKED: stack(given["visual"], given["audio"])}
        out = {}
        for modality, tokenise in self.tokenisers.items():
            if modality not in given:
                continue
            z = tokenise(given[modality]).values
            if keep is not None and modality in keep:
                z = torch.cat([z[:, :1], z[:, 1:][:, keep[modality].to(z.device)]], dim=1)
            out[modality] = z
        return out

    def forward(self, inputs: Mapping[str, Tensor], keep: Mapping[str, Tensor] | None = None) -> FusionOutput:
        """Return the answers; arguments as in `tokens`."""
        output: FusionOutput = self.fusion(self.tokens(inputs, keep))
        return output
