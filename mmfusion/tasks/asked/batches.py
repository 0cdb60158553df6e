"""Batches of asked clips as networks read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from mmfusion.tasks.asked import FRAMES_READ, MODALITIES
from mmfusion.tasks.asked.asking import AskedClip
from mmfusion.tasks.asked.sentences import encode
from mmfusion.tasks.sounding.raster import picture_input, sound_input
from mmfusion.tasks.sounding.render import MOMENTS, frames, waveform
from mmfusion.tasks.sounding.scene import Scene


@dataclass(frozen=True, eq=False)
class Batch:
    """Words `(B, 7)`, pictures `(B, 4, 3, 64, 96)`, sounds `(B, 1, 64, 128)`, true answers `(B,)`."""

    text: Tensor
    visual: Tensor
    audio: Tensor
    labels: Tensor
    aids: Mapping[str, Tensor]
    """What training also asks, by name, `(B,)`."""

    def inputs(self, modalities: Sequence[str] = MODALITIES) -> dict[str, Tensor]:
        """Return the inputs of a network by modality."""
        return {m: getattr(self, m) for m in modalities}


def clips(scenes: Sequence[Scene]) -> tuple[Tensor, Tensor]:
    """Return what is seen, `(B, 4, 3, 64, 96)`, and heard, `(B, 1, 64, 128)`, of scenes."""
    seen = np.stack([frames(scene, MOMENTS[FRAMES_READ]) for scene in scenes])
    return picture_input(seen), sound_input(np.stack([waveform(scene) for scene in scenes]))


def make_batch(asked: Sequence[AskedClip], drawn: tuple[Tensor, Tensor] | None = None) -> Batch:
    """Return asked clips as a batch; `drawn` is what `clips` returned of their scenes, if it is at hand."""
    scenes, sentences = [a.scene for a in asked], [a.sentence for a in asked]
    visual, audio = clips(scenes) if drawn is None else drawn
    aids = {
        "side": [s.side for s in scenes],
        "heard": [s.sound for s in scenes],
        "seen left": [s.objects[0] for s in scenes],
        "seen right": [s.objects[1] for s in scenes],
        "sounding is asked": [int(s.asks_sounding) for s in sentences],
        "place": [("left", "right", None).index(s.place) for s in sentences],
        "the asked one sounds": [2 if a.sentence.place is None else int(a.asked_sounds) for a in asked],
    }
    labels = torch.tensor([a.label for a in asked])
    return Batch(encode(sentences), visual, audio, labels, {k: torch.tensor(v) for k, v in aids.items()})
