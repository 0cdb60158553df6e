"""A sound taken apart by frequency, and heard through a map of its cells.

    x = Σ_b x_b,   y(t) = Σ_b g_b(t) x_b(t)

x_b holds the frequencies of band b and nothing else, so that gains of 1 give back x. What stands in a cell of
the spectrogram, band b at step k, is x_b during step k: its gain says how loud that is heard.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FADE = 0.02
"""Seconds in which one step's gain goes over into the next one's: a jump would click."""


def in_bands(waveform: NDArray[np.float32], sample_rate: int, edges: Sequence[float]) -> NDArray[np.float32]:
    """Return a sound `(samples,)` as the sum of its bands, `(bands, samples)`, the lowest first.

    Args:
        waveform: the sound.
        sample_rate: Hz.
        edges: where bands meet, Hz, `bands + 1` of them; the first also holds what lies below the first edge,
            and the last what lies above the last.

    Raises:
        ValueError: edges that do not rise, or fewer than two.

    Example:
        >>> import numpy as np
        >>> from mmfusion.media.bands import in_bands
        >>> time = np.arange(16_000) / 16_000
        >>> low, high = (np.sin(2 * np.pi * hertz * time) for hertz in (200, 3_000))
        >>> parts = in_bands((low + high).astype(np.float32), 16_000, [60, 1_000, 7_800])
        >>> lacks = np.abs(parts[0] - low).max(), np.abs(parts.sum(axis=0) - low - high).max()
        >>> bool(max(lacks) < 1e-5)
        True

    """
    inner = np.asarray(edges, dtype=np.float64)
    if inner.size < 2 or (np.diff(inner) <= 0).any():
        raise ValueError(f"edges of bands must rise, and be two at least: {list(edges)}")
    spectrum = np.fft.rfft(waveform.astype(np.float64))
    band = np.searchsorted(inner[1:-1], np.fft.rfftfreq(waveform.size, 1 / sample_rate), side="right")
    parts = [np.fft.irfft(np.where(band == b, spectrum, 0), waveform.size) for b in range(inner.size - 1)]
    return np.stack(parts).astype(np.float32)


def heard_through(
    parts: NDArray[np.float32], gains: NDArray[np.float64], sample_rate: int, fade: float = FADE
) -> NDArray[np.float32]:
    """Return what is heard of a sound through a map of gains, `(samples,)`.

    Args:
        parts: `(bands, samples)`, as `in_bands` has them.
        gains: `(bands, steps)`; the steps are equally long and fill the sound.
        sample_rate: Hz.
        fade: s, how long a gain takes to become the next one; at most a step.

    Raises:
        ValueError: another number of bands.

    Example:
        >>> import numpy as np
        >>> from mmfusion.media.bands import heard_through, in_bands
        >>> sound = np.random.default_rng(0).normal(size=16_000).astype(np.float32)
        >>> parts = in_bands(sound, 16_000, [60, 1_000, 7_800])
        >>> half = heard_through(parts, np.array([[1.0, 0.0]] * 2), 16_000)  # its first half second
        >>> bool(np.abs(half[:7_000] - sound[:7_000]).max() < 1e-5), float(np.abs(half[9_000:]).max())
        (True, 0.0)

    """
    if len(parts) != len(gains):
        raise ValueError(f"a map of {len(gains)} bands does not fit a sound in {len(parts)}")
    samples, steps = parts.shape[1], gains.shape[1]
    each = samples / steps
    half = min(fade * sample_rate, each) / 2
    borders = each * np.arange(1, steps)
    at = np.stack([borders - half, borders + half], axis=1).ravel()
    out = np.zeros(samples)
    for part, own in zip(parts, gains, strict=True):
        levels = np.repeat(own, 2)[1:-1] if steps > 1 else own
        out += part * np.interp(np.arange(samples), at if steps > 1 else [0.0], levels)
    return out.astype(np.float32)
