"""Frozen features on disk: computed once, resumable, read as memory maps by training and evaluation.

Each array has one row an item (a picture or a recording) and one column a view; the `done` file beside it
says how far a run came. Views are seeded by item, so that a resumed run writes what one run would have.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ImageFilter

from mmfusion.data.events.features import (
    AUDIO_WIDTH,
    BANDS,
    GRID,
    STEPS,
    VISUAL_WIDTH,
    audio_cells,
    visual_cells,
)
from mmfusion.data.events.frames import film, open_picture, plain_take, random_take, reduce_pixels
from mmfusion.data.events.pictures import Picture, one_per_class, pictures
from mmfusion.data.events.recordings import load, recordings
from mmfusion.data.events.sounds import add_noise, harmonised, plain_sound, random_sound

PIXELS: tuple[int | None, ...] = (None, 96, 48, 32, 20)
"""Five levels of spoiling a picture: px left on the short side."""
DECIBELS: tuple[float | None, ...] = (None, 20.0, 10.0, 0.0, -10.0)
"""Five levels of spoiling a sound: signal-to-noise ratio in dB."""
LEAK_PIXELS = 64
TAKES, FRAMES_A_TAKE = 3, 2
TRAIN_SOUNDS = 10
PLAIN_FRAMES = 3
VISUAL_TEST_VIEWS = PLAIN_FRAMES + 1 + len(PIXELS) - 1
"""Columns of a picture's test row: plain frames, then 64 px, then the four spoiled levels."""
AUDIO_TEST_VIEWS = 2 + len(DECIBELS) - 1
"""Columns of a recording's test row: plain, harmonised, then the four spoiled levels."""
Half = NDArray[np.float16]


def cache_root() -> Path:
    """Return the folder of computed features: `MMFUSION_CACHE`, or ``.cache`` in the working directory."""
    return Path(os.environ.get("MMFUSION_CACHE", ".cache")) / "events"


@dataclass(frozen=True)
class Table:
    """One array of the cache: its name, its shape an item, and how an item's row is computed."""

    name: str
    count: int
    row_shape: tuple[int, ...]
    compute: Callable[[int], Half]

    def build(self, report: Callable[[str], None] = print) -> Half:
        """Compute what is missing, 32 items at a time, and return the whole as a memory map."""
        folder = cache_root()
        folder.mkdir(parents=True, exist_ok=True)
        path, mark = folder / f"{self.name}.npy", folder / f"{self.name}.done"
        shape = (self.count, *self.row_shape)
        done = int(mark.read_text()) if mark.is_file() and path.is_file() else 0
        if done == 0:
            out = np.lib.format.open_memmap(path, mode="w+", dtype=np.float16, shape=shape)
        else:
            out = np.lib.format.open_memmap(path, mode="r+")
        if out.shape != shape:
            raise ValueError(f"{path} has shape {out.shape}, the data now asks for {shape}: delete it")
        for index in range(done, self.count):
            out[index] = self.compute(index)
            if index % 32 == 31 or index == self.count - 1:
                out.flush()
                mark.write_text(str(index + 1))
                if index % 256 == 255 or index == self.count - 1:
                    report(f"{self.name}: {index + 1} of {self.count}")
        return np.load(path, mmap_mode="r")


def _train_row(items: list[Picture], backgrounds: list[Picture], index: int) -> Half:
    rng = np.random.default_rng([1, index])
    frames = []
    for _ in range(TAKES):
        take = random_take(rng)
        image = open_picture(items[index], rng)
        background = None
        if take.inset is not None:
            background = open_picture(backgrounds[rng.integers(len(backgrounds))])
            background = background.filter(ImageFilter.GaussianBlur(float(rng.uniform(0, 6))))
        frames.append(visual_cells(film(image, take, (0.0, 1.0), rng, background)))
    return np.concatenate(frames)


def _test_row(items: list[Picture], index: int) -> Half:
    rng = np.random.default_rng([2, index])
    take, image = plain_take(rng), open_picture(items[index])
    plain = film(image, take, tuple(np.linspace(0, 1, PLAIN_FRAMES)), rng)
    middle = plain[PLAIN_FRAMES // 2]
    spoiled = [reduce_pixels(middle, pixels) for pixels in (LEAK_PIXELS, *PIXELS[1:]) if pixels]
    return visual_cells(np.concatenate([plain, np.stack(spoiled)]))


def _train_sounds(index: int) -> Half:
    rng = np.random.default_rng([3, index])
    wave = load(recordings()[index])
    return audio_cells(np.stack([random_sound(wave, rng) for _ in range(TRAIN_SOUNDS)]))


def _test_sounds(index: int) -> Half:
    rng = np.random.default_rng([4, index])
    wave = load(recordings()[index])
    plain = plain_sound(wave, rng)
    spoiled = [add_noise(plain, ratio, rng) for ratio in DECIBELS[1:] if ratio is not None]
    return audio_cells(np.stack([plain, harmonised(wave, rng), *spoiled]))


def tables() -> dict[str, Table]:
    """Return every table of the cache by name. Raises `PackError` if a pack is missing."""
    stills, sounds = pictures(), recordings()
    backgrounds = [p for p in stills if p.label == "none:background"]
    others = one_per_class()
    visual = (GRID[0] * GRID[1], VISUAL_WIDTH)
    audio = (BANDS * STEPS, AUDIO_WIDTH)
    found = (
        Table("sounds-train", len(sounds), (TRAIN_SOUNDS, *audio), _train_sounds),
        Table("sounds-test", len(sounds), (AUDIO_TEST_VIEWS, *audio), _test_sounds),
        Table(
            "pictures-test", len(stills), (VISUAL_TEST_VIEWS, *visual), lambda index: _test_row(stills, index)
        ),
        Table(
            "pictures-train",
            len(stills),
            (TAKES * FRAMES_A_TAKE, *visual),
            lambda index: _train_row(stills, backgrounds, index),
        ),
        Table(
            "others-test", len(others), (VISUAL_TEST_VIEWS, *visual), lambda index: _test_row(others, index)
        ),
    )
    return {table.name: table for table in found}
