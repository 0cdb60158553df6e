"""What the section of photographs needs: pictures and their cells, by content, and the queries of words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from mmfusion.language import marked
from mmfusion.media import MediaError
from mmfusion.ui.clips import own
from mmfusion.ui.clips.own import Source, kept
from mmfusion.ui.shell.work import computed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from mmfusion.tasks.photos.looking import Cells

STILL = "china.jpg"
"""The picture of the opening: one of two that come with scikit-learn."""
CREDIT = "picture: danielbuechele (flickr.com/photos/danielbuechele), CC BY 2.0, as scikit-learn has it"


@lru_cache(maxsize=1)
def opening() -> Source | None:
    """Return the picture that opens the section; a sample's frame where scikit-learn has it no more."""
    package = find_spec("sklearn")
    for folder in package.submodule_search_locations or () if package else ():
        path = Path(folder) / "datasets" / "images" / STILL
        if path.is_file():
            return Source(STILL, STILL, path, True, CREDIT)
    return own.opening()


def pictures(source: Source, start: float, most: int) -> list[NDArray[np.uint8]]:
    """Return up to `most` frames `(H, W, 3)` of a clip or picture, the same one once.

    Raises:
        MediaError: it cannot be read, or has no picture.

    """
    window = own.clip(source, start)
    if isinstance(window, MediaError):
        raise window
    if window.frames is None:
        raise MediaError(marked("This file has no picture: choose a photograph or a video."))
    frames = list(window.frames)
    still = all((frame == frames[0]).all() for frame in frames[1:])
    return [frames[len(frames) // 2]] if still or most == 1 else frames[:most]


@kept(4, of=Source)
def seen(source: Source, start: float, most: int) -> list[Cells]:
    """Return the cells of each of `pictures`."""
    from mmfusion.tasks.photos.looking import cells

    return [cells(picture) for picture in pictures(source, start, most)]


@computed(256)
def query(word: str) -> Tensor:
    """Return the query of a word, `(1, 384)`."""
    from mmfusion.tasks.photos.looking import encode

    return encode([word])


def maps(found: Sequence[Cells], word: str, way: str) -> list[NDArray[np.float32]]:
    """Return a word's weights over the cells of each picture, `(rows, columns)`, of sum 1."""
    from mmfusion.tasks.photos.looking import shares

    return [shares(one, query(word), way)[0] for one in found]
