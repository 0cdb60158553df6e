"""How far one change spreads: a patch or a CNN's cell, samples of a waveform or cells of a spectrogram.

What a token says of its place depends on how it was made. A projected patch knows its own pixels and nothing
else; a cell of a deep network's last map has looked at most of the picture. Samples of a waveform change
beyond recognition when it is shifted by a millisecond, a spectrogram hardly does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mmfusion.nn.device import to_numpy
from mmfusion.tasks.sounding import COLUMNS, MELS, SAMPLE_RATE, STEP
from mmfusion.tasks.sounding.raster import HOP, sound_input
from mmfusion.tasks.sounding.tokens.tokenisation import cut

FloatArray = NDArray[np.float64]


def covered(frame: NDArray[np.uint8], grid: tuple[int, int], cell: tuple[int, int]) -> NDArray[np.uint8]:
    """Return a frame `(H, W, 3)` of which one cell of a grid (rows, columns) is the frame's mean colour."""
    height, width = frame.shape[:2]
    (rows, columns), (row, column) = grid, cell
    out = frame.copy()
    part = (
        slice(row * height // rows, (row + 1) * height // rows),
        slice(column * width // columns, (column + 1) * width // columns),
    )
    out[part] = frame.reshape(-1, 3).mean(axis=0).round().astype(np.uint8)
    return out


def spread(before: NDArray[np.floating], after: NDArray[np.floating]) -> FloatArray:
    """Return by how much each vector of `(N, d)` has changed, relative to the mean length before: `(N,)`."""
    first, second = before.astype(np.float64), after.astype(np.float64)
    length = np.linalg.norm(first, axis=1).mean()
    return np.asarray(np.linalg.norm(second - first, axis=1) / max(length, 1e-12))


def cnn_spread(
    frame: NDArray[np.uint8], cell: tuple[int, int], cells: NDArray[np.float16] | None = None
) -> FloatArray:
    """Return how much the frozen CNN's 4 × 4 cells of a frame change as one of them is covered, `(4, 4)`.

    `cells` `(16, 1280)` are those of the whole frame, if they are at hand.
    """
    from mmfusion.tasks.events.features import GRID, visual_cells

    before = visual_cells(frame[None])[0] if cells is None else cells
    return spread(before, visual_cells(covered(frame, GRID, cell)[None])[0]).reshape(GRID)


@dataclass(frozen=True)
class Shifted:
    """How much 150 ms of sound change, relative to their length, as samples and as mel columns.

    The null is what a piece differs by from another loud piece of the same sound.
    """

    samples: float
    mels: float
    samples_null: float
    mels_null: float


def shifted(waveform: NDArray[np.float32], milliseconds: float) -> Shifted:
    """Compare a sound `(38400,)` with itself a moment later: the mean over its louder 8 of 16 steps."""
    by = max(1, round(milliseconds / 1000 * SAMPLE_RATE))
    waves = np.stack([waveform, np.roll(waveform, by)])
    steps = COLUMNS // STEP
    samples = waves.reshape(2, steps, STEP * HOP)
    mels = np.stack([to_numpy(cut(x[None], (MELS, STEP))) for x in sound_input(waves)[:, 0, None]])
    loud = np.sort(np.argsort(np.linalg.norm(samples[0], axis=1))[steps // 2 :])
    moved, null = [], []
    for pieces in (samples, mels):
        moved.append(float(spread(pieces[0, loud], pieces[1, loud]).mean()))
        null.append(float(spread(pieces[0, loud], np.roll(pieces[0, loud], 1, axis=0)).mean()))
    return Shifted(moved[0], moved[1], null[0], null[1])
