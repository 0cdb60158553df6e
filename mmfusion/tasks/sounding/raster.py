"""The network's raster: frames of 96 × 64 px and a log-mel spectrogram of 64 × 128, on one time axis."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from mmfusion.media.spectrogram import mel_filterbank
from mmfusion.tasks.sounding import COLUMNS, HEIGHT, MELS, SAMPLE_RATE, SAMPLES, WIDTH

N_FFT = 512
HOP = SAMPLES // COLUMNS
LOW, HIGH = 60.0, 7_800.0
FLOOR_DB = -80.0
CENTRE_DB, SPREAD_DB = -45.0, 20.0
"""What is subtracted from a spectrogram in dB, and what it is divided by."""


@lru_cache(maxsize=2)
def _filters(device: str) -> tuple[Tensor, Tensor]:
    bank = torch.from_numpy(np.array(mel_filterbank(SAMPLE_RATE, N_FFT, MELS, LOW, HIGH)))
    # Real and imaginary parts lie side by side: each filter is laid over both.
    return torch.hann_window(N_FFT, device=device), bank.to(device).repeat_interleave(2, dim=1).T


def spectrograms(waveforms: Tensor) -> Tensor:
    """Return log-mel spectrograms `(B, 64, 128)` in dB, power, of waveforms `(B, 38400)`; low bands first.

    Column c is centred on the middle of its 18.75 ms, so that cells and frames share one time axis.

    Raises:
        ValueError: waveforms of another length.

    """
    if waveforms.ndim != 2 or waveforms.shape[1] != SAMPLES:
        raise ValueError(f"waveforms must be (B, {SAMPLES}), not {tuple(waveforms.shape)}")
    window, bank = _filters(str(waveforms.device))
    side = N_FFT // 2 - HOP // 2
    padded = F.pad(waveforms, (side, side + N_FFT))
    parts = padded.unfold(1, N_FFT, HOP)[:, :COLUMNS] * window  # (B, 128, 512)
    power: Tensor = torch.view_as_real(torch.fft.rfft(parts)).flatten(-2).square() @ bank  # (B, 128, 64)
    decibels: Tensor = torch.log10(power.clamp_min(10 ** (FLOOR_DB / 10))).mul(10.0).transpose(1, 2)
    return decibels


def sound_input(waveforms: NDArray[np.float32] | Tensor) -> Tensor:
    """Return what tokenisers read of sounds `(B, 38400)`: `(B, 1, 64, 128)`, about in [−2, 3].

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.sounding import sound_input
        >>> tone = np.sin(2 * np.pi * 440 * np.arange(38_400) / 16_000).astype(np.float32)
        >>> sound_input(tone[None]).shape, int(sound_input(tone[None])[0, 0, :, 64].argmax())  # its band
        (torch.Size([1, 1, 64, 128]), 7)

    """
    return ((spectrograms(torch.as_tensor(waveforms)) - CENTRE_DB) / SPREAD_DB)[:, None]


def picture_input(frames: NDArray[np.uint8] | Tensor) -> Tensor:
    """Return what tokenisers read of frames `(B, F, H, W, 3)`: `(B, F, 3, 64, 96)`, about in [−2, 2].

    Frames of another size are averaged down or enlarged first.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.sounding import picture_input
        >>> white = np.full((1, 8, 64, 96, 3), 255, np.uint8)
        >>> picture_input(white).shape, round(float(picture_input(white).max()), 2)
        (torch.Size([1, 8, 3, 64, 96]), 1.42)

    """
    x = torch.as_tensor(frames)
    batch, count = x.shape[:2]
    x = x.flatten(0, 1).permute(0, 3, 1, 2).contiguous().float()  # as bytes it moves four times faster
    if x.shape[2:] != (HEIGHT, WIDTH):
        if x.shape[2] % HEIGHT == 0 and x.shape[2] // HEIGHT == x.shape[3] / WIDTH:
            x = F.avg_pool2d(x, x.shape[2] // HEIGHT)
        else:
            x = F.interpolate(x, (HEIGHT, WIDTH), mode="bilinear", antialias=True, align_corners=False)
    return x.sub_(170.0).div_(60.0).view(batch, count, 3, HEIGHT, WIDTH)
