"""From a scene to what is seen and heard, to the network's raster, and to the masks of truth."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mmfusion.media import Clip, save_clip
from mmfusion.tasks.sounding import DURATION, FRAMES, HEIGHT, SAMPLE_RATE, SAMPLES, WIDTH
from mmfusion.tasks.sounding.scene import Scene
from mmfusion.tasks.sounding.sprites import LARGE, SIZES, background, sprite
from mmfusion.tasks.sounding.synthesis import NOTE_SECONDS, note_of

AudioF32 = NDArray[np.float32]
ImageU8 = NDArray[np.uint8]
MOMENTS: tuple[float, ...] = tuple((i + 0.5) * DURATION / FRAMES for i in range(FRAMES))
"""When the eight frames are taken, s: the middles of equal parts of the clip."""
FLOOR_DB = -62.0
"""The noise floor of every sound, against full scale."""
_SHADES = 24


def lift(scene: Scene, moment: float) -> float:
    """Return how high objects are above the ground at `moment` s, in [0, 1]: a parabola between landings."""
    phase = ((moment - scene.landing) / scene.period) % 1.0
    return 4.0 * phase * (1.0 - phase)


def frames(scene: Scene, moments: Sequence[float] = MOMENTS, scale: int = 1) -> ImageU8:
    """Return frames `(F, 64 · scale, 96 · scale, 3)` at `moments` s; `scale` is 1 or `sprites.LARGE`.

    Example:
        >>> from mmfusion.tasks.sounding import frames, numbered_scene
        >>> frames(numbered_scene("one", 0), moments=[0.0, 0.1]).shape
        (2, 64, 96, 3)

    """
    ground = background(scene.background, scale)
    out = np.empty((len(moments), *ground.shape), dtype=np.float32)
    out[:] = ground
    drawn = [sprite(k, s, t, scale) for k, s, t in zip(scene.objects, scene.sizes, scene.tilts, strict=True)]
    for frame, moment in zip(out, moments, strict=True):
        up = lift(scene, moment)
        rise = round(up * scene.height)
        for centre, size, (colour, opacity) in zip(scene.centres, scene.sizes, drawn, strict=True):
            _darken(frame, centre, scene.ground, _shadow(size, round(up * _SHADES), scale), scale)
            top, left = _corner(scene, centre, rise, opacity.shape, scale)
            part = frame[top : top + opacity.shape[0], left : left + opacity.shape[1]]
            part *= 1.0 - opacity
            part += colour
    return np.clip(out + 0.5, 0, 255).astype(np.uint8)


def _corner(scene: Scene, centre: int, rise: int, shape: tuple[int, ...], scale: int) -> tuple[int, int]:
    height, width = shape[0] // scale, shape[1] // scale
    top = min(max(scene.ground - rise - height, 0), HEIGHT - height)
    left = min(max(centre - width // 2, 0), WIDTH - width)
    return top * scale, left * scale


@lru_cache(maxsize=2 * len(SIZES) * (_SHADES + 1))
def _shadow(size: int, shade: int, scale: int) -> NDArray[np.float32]:
    """Return what the ground is multiplied by: small and dark as an object lands, wide and pale above."""
    up = shade / _SHADES
    half, flat = SIZES[size] * (0.3 + 0.25 * up) * scale, 1.6 * scale
    reach = (int(SIZES[size] * 0.55) + 1) * scale
    y = (np.arange(-3 * scale, 3 * scale) + 0.5) / flat
    x = (np.arange(-reach, reach) + 0.5) / half
    inside = np.clip(1.0 - (y[:, None] ** 2 + x[None, :] ** 2), 0, 1) ** 0.5
    return np.asarray(1.0 - (0.55 - 0.35 * up) * inside, dtype=np.float32)[..., None]


def _darken(
    frame: NDArray[np.float32], centre: int, ground: int, shadow: NDArray[np.float32], scale: int
) -> None:
    half, x = shadow.shape[1] // 2, centre * scale
    left, right = max(0, half - x), min(2 * half, half + frame.shape[1] - x)
    top = (ground - 3) * scale
    frame[top : top + shadow.shape[0], x - half + left : x - half + right] *= shadow[:, left:right]


def waveform(scene: Scene) -> AudioF32:
    """Return the sound `(38400,)`, mono at 16 kHz: the train of notes over a low floor of noise.

    Example:
        >>> from mmfusion.tasks.sounding import numbered_scene, waveform
        >>> sound = waveform(numbered_scene("one", 0))
        >>> sound.size / 16_000, bool(abs(sound).max() <= 1)
        (2.4, True)

    """
    out = np.zeros(SAMPLES, dtype=np.float32)
    sound = note_of(scene.bank, scene.sound, scene.pitch, scene.variant)
    onset = scene.landing + scene.shift
    first = int(np.floor((onset + NOTE_SECONDS) / scene.period)) + 1  # notes whose tails reach into the clip
    for i in range(-first, int(np.ceil(DURATION / scene.period)) + 1):
        at = round((onset + i * scene.period) * SAMPLE_RATE)
        begin, end = max(0, at), min(SAMPLES, at + sound.size)
        if begin < end:
            out[begin:end] += sound[begin - at : end - at]
    out *= np.float32(10 ** (scene.gain / 20))
    floor = _floor()
    at = scene.seed % (floor.size - SAMPLES)
    out += floor[at : at + SAMPLES]
    return np.clip(out, -1, 1)


@lru_cache(maxsize=1)
def _floor() -> AudioF32:
    """Return the noise of which every sound has a part below it."""
    noise = np.random.default_rng(31).standard_normal(8 * SAMPLES, dtype=np.float32)
    return noise * np.float32(10 ** (FLOOR_DB / 20))


def clip(scene: Scene, scale: int = LARGE) -> Clip:
    """Return the scene as a clip of eight frames.

    Example:
        >>> from mmfusion.tasks.sounding import clip, numbered_scene
        >>> drawn = clip(numbered_scene("one", 0))
        >>> drawn.frames.shape, drawn.duration, drawn.waveform.size
        ((8, 192, 288, 3), 2.4, 38400)

    """
    return Clip(
        frames(scene, scale=scale),
        np.array(MOMENTS),
        waveform(scene),
        SAMPLE_RATE,
        "drawn",
        0.0,
        DURATION,
        DURATION,
    )


def save(scene: Scene, path: Path, fps: int = 25) -> None:
    """Write a playable mp4 of 288 × 192 px."""
    times = np.arange(round(DURATION * fps)) / fps
    film = Clip(
        frames(scene, times.tolist(), LARGE),
        times,
        waveform(scene),
        SAMPLE_RATE,
        "drawn",
        0.0,
        DURATION,
        DURATION,
    )
    save_clip(film, path, fps=fps)


def object_mask(scene: Scene) -> ImageU8:
    """Return where each object is, `(8, 64, 96)`: 0 nowhere, 1 the first, 2 the second."""
    out = np.zeros((FRAMES, HEIGHT, WIDTH), dtype=np.uint8)
    for number, (kind, size, tilt, centre) in enumerate(
        zip(scene.objects, scene.sizes, scene.tilts, scene.centres, strict=True), start=1
    ):
        opacity = sprite(kind, size, tilt, 1)[1][..., 0] > 0.5
        for frame, moment in zip(out, MOMENTS, strict=True):
            rise = round(lift(scene, moment) * scene.height)
            top, left = _corner(scene, centre, rise, opacity.shape, 1)
            frame[top : top + opacity.shape[0], left : left + opacity.shape[1]][opacity] = number
    return out
