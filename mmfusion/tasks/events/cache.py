"""Frozen features on disk: computed once, resumable, read as memory maps by training and evaluation.

Each array has one row an item (a picture or a recording) and one column a view; the `done` file beside it
says which rows are there. Views are seeded by item, so that a resumed run writes what one run would have.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import ImageFilter

from mmfusion.tasks.events.features import (
    AUDIO_WIDTH,
    BANDS,
    GRID,
    STEPS,
    VISUAL_WIDTH,
    audio_cells,
    visual_cells,
)
from mmfusion.tasks.events.frames import film, open_picture, plain_take, random_take, reduce_pixels
from mmfusion.tasks.events.further.items import (
    every_recording,
    further_pictures,
    heard,
    held_out_pictures,
    held_out_recordings,
)
from mmfusion.tasks.events.pictures import Picture, one_per_class, pictures
from mmfusion.tasks.events.recordings import Recording, recordings
from mmfusion.tasks.events.sounds import active_level, add_noise, harmonised, plain_sound, random_sound

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
EXACT = torch.float32
"""What the frozen network computes in here: the same figures on every machine."""
Half = NDArray[np.float16]


def cache_root() -> Path:
    """Return the folder of computed features: `MMFUSION_CACHE`, or ``.cache`` in the working directory."""
    return Path(os.environ.get("MMFUSION_CACHE", ".cache")) / "events"


class Table:
    """One array of the cache, `(items, *row_shape)` float16; rows are computed when they are first needed.

    Args:
        name: of the files in the cache.
        count: how many items there are.
        row_shape: shape of an item's row.
        compute: item -> row; it must depend on the item alone.

    """

    def __init__(
        self, name: str, count: int, row_shape: tuple[int, ...], compute: Callable[[int], Half]
    ) -> None:
        self.name, self.compute = name, compute
        self._shape = (count, *row_shape)
        self._rows: Half | None = None
        self._done: NDArray[np.bool_] | None = None

    def need(self, items: NDArray[np.int64], report: Callable[[str], None] = print) -> None:
        """Compute the missing rows of `items`. Raises ValueError if the cache on disk is of other data."""
        rows, done = self._open()
        missing = [int(i) for i in np.unique(items) if not done[i]]
        for position, item in enumerate(missing, start=1):
            rows[item] = self.compute(item)
            done[item] = True
            if position % 256 == 0 or position == len(missing):
                report(f"{self.name}: {position} of {len(missing)} rows computed")

    def __getitem__(self, index: Any) -> Half:
        """Return rows as numpy indexing would; the items must have been asked for by `need`."""
        return np.asarray(self._open()[0][index])

    def _open(self) -> tuple[Half, NDArray[np.bool_]]:
        if self._rows is None or self._done is None:
            folder = cache_root()
            folder.mkdir(parents=True, exist_ok=True)
            self._rows = _open_map(folder / f"{self.name}.npy", np.float16, self._shape)
            self._done = _open_map(folder / f"{self.name}.done.npy", np.bool_, self._shape[:1])
        return self._rows, self._done


def _open_map(path: Path, dtype: type[np.generic], shape: tuple[int, ...]) -> NDArray[Any]:
    """Return a writable memory map of zeros or of what an earlier run left.

    Further items come after those that were there: a longer file is read up to `shape`, a shorter one grows.
    """
    if not path.is_file():
        return np.lib.format.open_memmap(path, mode="w+", dtype=dtype, shape=shape)
    found: NDArray[Any] = np.lib.format.open_memmap(path, mode="r+")
    if found.shape[1:] != shape[1:] or found.dtype != dtype:
        raise ValueError(
            f"{path} holds {found.dtype} {found.shape}, not {np.dtype(dtype)} {shape}: delete it"
        )
    if len(found) < shape[0]:
        part = path.with_suffix(".part")
        grown: NDArray[Any] = np.lib.format.open_memmap(part, mode="w+", dtype=dtype, shape=shape)
        for start in range(0, len(found), 256):
            grown[start : start + 256][: len(found) - start] = found[start : start + 256]
        part.replace(path)
        return grown
    return found[: shape[0]]


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
        frames.append(visual_cells(film(image, take, (0.0, 1.0), rng, background), dtype=EXACT))
    return np.concatenate(frames)


def _test_row(items: list[Picture], index: int) -> Half:
    rng = np.random.default_rng([2, index])
    take, image = plain_take(rng), open_picture(items[index])
    plain = film(image, take, tuple(np.linspace(0, 1, PLAIN_FRAMES)), rng)
    middle = plain[PLAIN_FRAMES // 2]
    spoiled = [reduce_pixels(middle, pixels) for pixels in (LEAK_PIXELS, *PIXELS[1:]) if pixels]
    return visual_cells(np.concatenate([plain, np.stack(spoiled)]), dtype=EXACT)


def _train_sounds(items: list[Recording], index: int) -> Half:
    rng = np.random.default_rng([3, index])
    wave = heard(items[index])
    return audio_cells(np.stack([random_sound(wave, rng) for _ in range(TRAIN_SOUNDS)]), dtype=EXACT)


def _test_sounds(items: list[Recording], index: int) -> Half:
    rng = np.random.default_rng([4, index])
    wave = heard(items[index])
    plain = plain_sound(wave, rng)
    spoiled = [
        add_noise(plain, ratio, rng, level=active_level(plain)) for ratio in DECIBELS[1:] if ratio is not None
    ]
    return audio_cells(np.stack([plain, harmonised(wave, rng), *spoiled]), dtype=EXACT)


def tables(further: bool = False) -> dict[str, Table]:
    """Return every table of the cache by name. Raises `PackError` if a pack is missing.

    Args:
        further: whether the further sources are there too, after the first ones, and what is held out.

    """
    stills, sounds = pictures(), recordings()
    backgrounds = [p for p in stills if p.label == "none:background"]
    others = {"others-test": one_per_class()}
    unheard: dict[str, list[Recording]] = {}
    if further:
        stills, sounds = [*stills, *further_pictures()], every_recording()
        others["pictures-held-out"], unheard["sounds-held-out"] = held_out_pictures(), held_out_recordings()
    visual, audio = (GRID[0] * GRID[1], VISUAL_WIDTH), (BANDS * STEPS, AUDIO_WIDTH)

    def seen(name: str, items: list[Picture]) -> Table:
        return Table(name, len(items), (VISUAL_TEST_VIEWS, *visual), lambda index: _test_row(items, index))

    def listened(name: str, items: list[Recording]) -> Table:
        return Table(name, len(items), (AUDIO_TEST_VIEWS, *audio), lambda index: _test_sounds(items, index))

    found = (
        Table(
            "sounds-train",
            len(sounds),
            (TRAIN_SOUNDS, *audio),
            lambda index: _train_sounds(sounds, index),
        ),
        listened("sounds-test", sounds),
        seen("pictures-test", stills),
        Table(
            "pictures-train",
            len(stills),
            (TAKES * FRAMES_A_TAKE, *visual),
            lambda index: _train_row(stills, backgrounds, index),
        ),
        *(seen(name, items) for name, items in others.items()),
        *(listened(name, items) for name, items in unheard.items()),
    )
    return {table.name: table for table in found}
