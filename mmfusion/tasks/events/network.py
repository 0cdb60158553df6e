"""The network of task `events`: cell tokens of either sense, then one fusion transformer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from mmfusion.media import WINDOW
from mmfusion.nn.cells import CellTokens
from mmfusion.nn.device import home
from mmfusion.nn.fusion import FusionOutput, FusionTransformer
from mmfusion.nn.spec import FusionSpec
from mmfusion.nn.tokens import Place, frame_places, spectrogram_places
from mmfusion.tasks.events import CLASSES, QUESTION
from mmfusion.tasks.events.features import AUDIO_WIDTH, BANDS, GRID, STEPS, VISUAL_WIDTH

_FEATURES = {"visual": (VISUAL_WIDTH, GRID[0] * GRID[1]), "audio": (AUDIO_WIDTH, BANDS * STEPS)}


class EventNetwork(nn.Module):
    """Frozen cells -> tokens -> `FusionTransformer` -> logits of the question ``"event"``."""

    def __init__(self, spec: FusionSpec, feature_dropout: float = 0.2) -> None:
        super().__init__()
        self.spec = spec
        self.tokenisers = nn.ModuleDict(
            {
                m: CellTokens(_FEATURES[m][0], spec.width, _FEATURES[m][1], feature_dropout)
                for m in spec.modalities
            }
        )
        self.fusion = FusionTransformer(spec, {QUESTION: len(CLASSES)})

    def tokens(
        self,
        cells: Mapping[str, Tensor],
        frame_seconds: Tensor,
        keep: Mapping[str, Tensor] | None = None,
    ) -> dict[str, Tensor]:
        """Return the tokens of the senses at hand, CLS first; arguments may lie on any device.

        Args:
            cells: ``"visual"`` `(B, F, 16, 1280)` and/or ``"audio"`` `(B, 40, 1392)`; others are ignored.
            frame_seconds: `(F,)`, when each frame was taken, in seconds from the window's start.
            keep: indices of the tokens that are kept, by sense (token dropout); all by default.

        """
        out = {}
        for modality, tokenise in self.tokenisers.items():
            if modality not in cells:
                continue
            x = cells[modality].to(home(self))
            if modality == "visual":
                frames, places = x.shape[1:3]
                where = torch.arange(places, device=x.device).repeat(frames)
                when = frame_seconds.to(x.device).repeat_interleave(places)
                x = x.flatten(1, 2)
            else:
                where = torch.arange(BANDS * STEPS, device=x.device)
                when = (where % STEPS + 0.5) * (WINDOW / STEPS)
            if keep is not None and modality in keep:
                index = keep[modality].to(x.device)
                x, where, when = x[:, index], where[index], when[index]
            out[modality] = tokenise(x.float(), where, when)
        return out

    def forward(
        self,
        cells: Mapping[str, Tensor],
        frame_seconds: Tensor,
        keep: Mapping[str, Tensor] | None = None,
    ) -> FusionOutput:
        """Return the answer to `cells`; arguments as in `tokens`."""
        output: FusionOutput = self.fusion(self.tokens(cells, frame_seconds, keep))
        return output


def places(seconds: Sequence[float]) -> dict[str, tuple[Place, ...]]:
    """Return where each sense's tokens come from, in order, CLS left out; frames were taken at `seconds`.

    Example:
        >>> from mmfusion.tasks.events import places
        >>> found = places([0.5, 2.5])
        >>> {modality: len(own) for modality, own in found.items()}, found["visual"][-1].end
        ({'visual': 32, 'audio': 40}, 4.0)

    """
    return {
        "visual": frame_places(GRID, seconds, WINDOW) if len(seconds) else (),
        "audio": spectrogram_places((BANDS, STEPS), WINDOW),
    }


def frame_moments(frames: int) -> Tensor:
    """Return the times `(F,)` in s of `frames` frames at the centres of equal parts of the window."""
    return torch.from_numpy(((np.arange(frames) + 0.5) * WINDOW / frames).astype(np.float32))
