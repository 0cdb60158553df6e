"""What the networks of task `events` receive: frozen features on a grid, for either sense.

Picture: EfficientNet-Lite0 over the whole frame, short side 224 px, its last map pooled to 4 × 4 cells.
Sound: the same network over the log-mel spectrogram taken as a picture, its middle and last maps pooled to
4 bands × 10 steps of 0.4 s. Nothing is cropped and nothing is pooled over the whole: what matters is often
small and off-centre, and attention is there to find it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from mmfusion.cards.subset import Subset, subset_of
from mmfusion.media import WINDOW, log_mel
from mmfusion.nn.device import home, to_numpy
from mmfusion.nn.efficientnet import load_backbone
from mmfusion.tasks.events import MODALITIES

GRID = (4, 4)
"""Rows, columns of the cells of a frame."""
BANDS, STEPS = 4, 10
"""Rows, columns of the cells of a spectrogram: about two octaves by 0.4 s."""
VISUAL_WIDTH = 1280
AUDIO_WIDTH = 1280 + 112
SHORT_SIDE, LONG_SIDE = 224, 448
MELS, HOP = 128, 160
LOW, HIGH = 20.0, 8_000.0
"""The range of the spectrogram, Hz."""
RANGE_DB = 80.0
FloatArray = NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class Features:
    """Frozen cells of a clip, of the modalities that it has."""

    arrays: Mapping[str, NDArray[np.float16]]
    """``visual`` `(F, 16, 1280)`, ``audio`` `(40, 1392)`."""
    seconds: NDArray[np.float32]
    """Times of the F frames in the window, `(F,)`."""
    milliseconds: float = 0.0

    @property
    def subset(self) -> Subset:
        """Which modalities are at hand."""
        return subset_of(self.arrays, MODALITIES)

    def cells(self, modalities: Sequence[str] = MODALITIES) -> dict[str, Tensor]:
        """Return the cells of those modalities that are at hand, `(1, …)` each: what `EventNetwork` reads."""
        return {m: torch.from_numpy(self.arrays[m][None]) for m in modalities if m in self.arrays}

    def put(self, modality: str, array: NDArray[np.float16]) -> Features:
        """Return the features with one modality's cells in place of its own."""
        return replace(self, arrays={**self.arrays, modality: array})

    def sounding_as(self, other: Features) -> Features:
        """Return the features with the sound of another clip, or without one if that has none."""
        silent = self.without("audio")
        return silent.put("audio", other.arrays["audio"]) if "audio" in other.arrays else silent

    def without(self, modality: str) -> Features:
        """Return the features with one modality dropped."""
        return replace(self, arrays={m: x for m, x in self.arrays.items() if m != modality})


def frames_to_input(frames: NDArray[np.uint8], device: torch.device | None = None) -> Tensor:
    """Return frames `(F, H, W, 3)` as `(F, 3, h, w)`, short side 224 px, scaled to (x − 127) / 128."""
    height, width = frames.shape[1:3]
    scale = min(SHORT_SIDE / min(height, width), LONG_SIDE / max(height, width))
    size = (max(32, round(height * scale)), max(32, round(width * scale)))
    x = torch.from_numpy(np.ascontiguousarray(frames)).to(device).permute(0, 3, 1, 2).float()
    if size != (height, width):
        x = F.interpolate(x, size=size, mode="bilinear", antialias=scale < 1, align_corners=False)
    return ((x - 127.0) / 128.0).contiguous(memory_format=torch.channels_last)


def spectrogram_to_input(decibels: NDArray[np.float32]) -> Tensor:
    """Return log-mel `(mels, T)` in dB as a grey picture `(1, 3, mels, T)`: 80 dB below its peak are black.

    The peak is the spectrogram's own, so that the gain of a recording changes nothing.
    """
    x = torch.from_numpy((decibels - (decibels.max() - RANGE_DB)) / RANGE_DB).clamp(0, 1)
    return ((x * 255 - 127) / 128).expand(1, 3, -1, -1)


def window_samples(waveform: NDArray[np.float32], sample_rate: int = 16_000) -> NDArray[np.float32]:
    """Return exactly one window of sound: cut, or filled with a floor 60 dB down (silence is a give-away).

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.events import window_samples
        >>> window_samples(np.ones(10, np.float32)).shape, bool(window_samples(np.ones(10, np.float32)).all())
        ((64000,), True)

    """
    size = round(WINDOW * sample_rate)
    if waveform.size >= size:
        return waveform[:size]
    floor = max(float(np.abs(waveform).max(initial=0.0)), 1e-4) * 1e-3
    out = np.random.default_rng(0).standard_normal(size).astype(np.float32) * np.float32(floor)
    out[: waveform.size] += waveform
    return out


@torch.inference_mode()
def visual_cells(
    frames: NDArray[np.uint8],
    batch: int = 8,
    dtype: torch.dtype | None = None,
    device: str | torch.device | None = None,
) -> NDArray[np.float16]:
    """Return the cells of frames `(F, H, W, 3)`: `(F, 16, 1280)` float16, row by row.

    `dtype` is what the network computes in: the fastest of this processor by default, float32 on a GPU;
    training and evaluation take float32, so that every machine gets the same figures. `device` is where, as
    `mmfusion.nn.device.find` has it.
    """
    if len(frames) > 1 and (frames == frames[:1]).all():  # a still, repeated: look once
        return np.repeat(visual_cells(frames[:1], dtype=dtype, device=device), len(frames), axis=0)
    backbone = load_backbone(dtype=dtype, device=device)
    x = frames_to_input(frames, home(backbone))
    maps = [F.adaptive_avg_pool2d(backbone(part).last.float(), GRID) for part in x.split(batch)]
    return to_numpy(torch.cat(maps).flatten(2).transpose(1, 2).half())  # (F, 16, 1280)


@torch.inference_mode()
def audio_cells(
    waveforms: NDArray[np.float32],
    batch: int = 8,
    dtype: torch.dtype | None = None,
    device: str | torch.device | None = None,
) -> NDArray[np.float16]:
    """Return the cells of windows of sound `(N, 64000)`: `(N, 40, 1392)` float16, low band first.

    `dtype` and `device` as in `visual_cells`.
    """
    x = torch.cat([spectrogram_to_input(window_level(w)) for w in waveforms])
    return spectrogram_cells(x, batch, dtype, device)


def window_level(waveform: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the log-mel spectrogram `(128, T)` in dB of sound that is cut or filled up to one window."""
    return log_mel(window_samples(waveform), mels=MELS, hop=HOP, fmin=LOW, fmax=HIGH)


@torch.inference_mode()
def spectrogram_cells(
    x: Tensor,
    batch: int = 8,
    dtype: torch.dtype | None = None,
    device: str | torch.device | None = None,
) -> NDArray[np.float16]:
    """Return the cells `(N, 40, 1392)` of spectrograms `(N, 3, mels, T)`, as `spectrogram_to_input` has them.

    `dtype` and `device` as in `visual_cells`.
    """
    backbone = load_backbone(dtype=dtype, device=device)
    x = x.to(home(backbone)).contiguous(memory_format=torch.channels_last)
    cells = []
    for part in x.split(batch):
        maps = backbone(part)
        grid = [F.adaptive_avg_pool2d(m.float(), (BANDS, STEPS)) for m in (maps.last, maps.middle)]
        cells.append(torch.cat(grid, dim=1))
    return to_numpy(torch.cat(cells).flatten(2).transpose(1, 2).half())  # (N, 40, 1392)
