"""Batches of clips as networks read them, spoiled on request: noise in dB, blur, sounds of others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.tasks.sounding import FRAMES, SAMPLES
from mmfusion.tasks.sounding.raster import picture_input, sound_input
from mmfusion.tasks.sounding.render import frames, waveform
from mmfusion.tasks.sounding.scene import FORMS, Form, Scene, draw
from mmfusion.tasks.sounding.synthesis import RMS, TEST_BANK, VARIANTS

AudioF32 = NDArray[np.float32]
TEST, VALIDATION, SHOWN = 97, 98, 99
"""Parts of the scenes that no training sees: what is tested, validated on, and looked at on pages."""


@dataclass(frozen=True, eq=False)
class Batch:
    """What is seen, `(B, 8, 3, 64, 96)`, what is heard, `(B, 1, 64, 128)`, and what is true."""

    visual: Tensor
    audio: Tensor
    labels: dict[str, Tensor]
    """question -> `(B,)`, −1 where it is not asked."""
    aids: dict[str, Tensor]

    def inputs(self, senses: Sequence[str] = ("visual", "audio")) -> dict[str, Tensor]:
        """Return the inputs of a network by sense."""
        return {m: getattr(self, m) for m in senses}


@lru_cache(maxsize=1)
def _noise() -> AudioF32:
    """Return a long noise of unit RMS, its amplitude falling as the root of frequency."""
    size = 16 * SAMPLES
    spectrum = np.fft.rfft(np.random.default_rng(41).standard_normal(size))
    spectrum /= np.maximum(np.arange(spectrum.size), size * 40 / 16_000) ** 0.5
    wave = np.fft.irfft(spectrum, size)
    return np.asarray(wave / wave.std(), dtype=np.float32)


def noise_of(scene: Scene, decibels: float) -> AudioF32:
    """Return the noise `(38400,)` that drowns a scene's sound at a signal-to-noise ratio in dB.

    The level is that of the scene's notes; the noise is the same at every ratio, but louder.
    """
    wave = _noise()
    at = scene.seed % (wave.size - SAMPLES)
    level = RMS * 10 ** ((scene.gain - decibels) / 20)
    return wave[at : at + SAMPLES] * np.float32(level)


def gone(count: int) -> set[int]:
    """Return which frames are missing when `count` of them are, spread over the clip."""
    return {round((i + 0.5) * FRAMES / count - 0.5) for i in range(count)}


def blurred(visual: Tensor, sigma: float) -> Tensor:
    """Return pictures `(…, H, W)` under a Gaussian blur of `sigma` px, edges repeated."""
    if sigma <= 0:
        return visual
    rows, columns = (_blur(n, sigma, visual.device, visual.dtype) for n in visual.shape[-2:])
    return rows @ visual @ columns.T


def _blur(size: int, sigma: float, device: torch.device, dtype: torch.dtype) -> Tensor:
    """Return the matrix `(size, size)` that blurs a column; small rasters blur fastest as a product."""
    reach = max(1, int(np.ceil(3 * sigma)))
    offsets = torch.arange(-reach, reach + 1, device=device)
    kernel = torch.exp(-0.5 * (offsets / sigma) ** 2).to(dtype)
    at = (torch.arange(size, device=device)[:, None] + offsets).clamp(0, size - 1)  # (size, taps)
    matrix = torch.zeros(size, size, device=device, dtype=dtype)
    return matrix.scatter_add_(1, at, (kernel / kernel.sum()).expand(size, -1))


def make_batch(scenes: Sequence[Scene], decibels: Sequence[float | None] | None = None) -> Batch:
    """Return scenes as a batch; `decibels` gives each one's signal-to-noise ratio, None for no noise.

    Example:
        >>> from mmfusion.tasks.sounding import SIDES, make_batch, numbered_scene
        >>> batch = make_batch([numbered_scene("pair", 105), numbered_scene("pair", 106)])
        >>> [SIDES[i] for i in batch.labels["side"]]
        ['right', 'right']

    """
    waves = [waveform(scene) for scene in scenes]
    if decibels is not None:
        waves = [
            wave if ratio is None else wave + noise_of(scene, ratio)
            for wave, scene, ratio in zip(waves, scenes, decibels, strict=True)
        ]
    labels, aids = [scene.labels() for scene in scenes], [scene.aids() for scene in scenes]
    return Batch(
        picture_input(np.stack([frames(scene) for scene in scenes])),
        sound_input(np.stack(waves)),
        {q: torch.tensor([row[q] for row in labels]) for q in labels[0]},
        {q: torch.tensor([row[q] for row in aids]) for q in aids[0]},
    )


def fixed_scenes(form: Form, count: int, part: int) -> Iterator[Scene]:
    """Yield the fixed scenes of a form: part `TEST` or `VALIDATION`.

    Their notes come from a bank of their own, and no training seed is among theirs. A test clip has a note
    that no other clip has: what is counted over test clips is counted over notes.
    """
    for index in range(count):
        yield numbered_scene(form, index, part)


def numbered_scene(form: Form, number: int, part: int = SHOWN) -> Scene:
    """Return a scene by its number: the one that a link names, where `part` is `SHOWN`.

    Example:
        >>> from mmfusion.tasks.sounding import NAMES, numbered_scene
        >>> scene = numbered_scene("pair", 105)  # the same scene wherever it is asked for
        >>> [NAMES[i] for i in scene.objects], NAMES[scene.sound]
        (['bird', 'frog'], 'frog')

    """
    form_index = FORMS.index(form)
    scene = draw(np.random.default_rng([part, form_index, number]), form, bank=TEST_BANK)
    if part != TEST:
        return scene
    return replace(scene, variant=VARIANTS + len(FORMS) * number + form_index)
