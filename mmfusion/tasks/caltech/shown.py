"""Pictures to look at: a thumbnail of what split 0 stores, and a larger picture of each class that asks."""

from __future__ import annotations

import io
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mmfusion.tasks.caltech.part import FOLDER, STORED

THUMBNAILS, QUESTIONS = "stored.webp", "questions.webp"
SIZE, LARGE = (56, 42), (160, 120)
"""Width and height, px, of a thumbnail and of a question."""
COLUMNS, LARGE_COLUMNS = 50, 20
SEED = 0
"""Of the split whose stored pictures have thumbnails."""
Pixels = NDArray[np.uint8]


def stored_pictures() -> Pixels:
    """Return what split 0 stores, `(100, 15, 42, 56, 3)`, in its order.

    Raises:
        FileNotFoundError: they are not there.

    Example:
        >>> from mmfusion.tasks.caltech import stored_pictures
        >>> stored_pictures().shape
        (100, 15, 42, 56, 3)

    """
    found = _tiles(THUMBNAILS, SIZE, COLUMNS)
    return found.reshape(-1, STORED, *found.shape[1:])


def question(label: int) -> Pixels:
    """Return the first probe of a class, `(120, 160, 3)`. Raises FileNotFoundError, IndexError.

    Example:
        >>> from mmfusion.tasks.caltech import question
        >>> question(0).shape
        (120, 160, 3)

    """
    return np.asarray(_tiles(QUESTIONS, LARGE, LARGE_COLUMNS)[label])


@lru_cache(maxsize=2)
def _tiles(name: str, size: tuple[int, int], columns: int) -> Pixels:
    width, height = size
    path = FOLDER / name
    if not path.is_file():
        raise FileNotFoundError(f"no {path}: `mmfusion data features caltech-pictures` makes it")
    with Image.open(io.BytesIO(path.read_bytes())) as every:
        pixels = np.array(every.convert("RGB"))
    rows = pixels.shape[0] // height
    tiles = pixels.reshape(rows, height, columns, width, 3).swapaxes(1, 2)
    return np.asarray(tiles.reshape(rows * columns, height, width, 3))
