"""What the section of photographs needs: pictures and their cells, by content, and the queries of words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mmfusion.media import MediaError
from mmfusion.ui.clips import own
from mmfusion.ui.clips.own import Source, kept
from mmfusion.ui.shell.work import computed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from mmfusion.tasks.photos.looking import Cells

STILL = "dog"
"""The sample that the photograph of the opening is taken from."""


def opening() -> Source | None:
    """Return the sample whose frame opens the section, None where samples are missing."""
    return next((s for s in own.samples() if s.key == STILL), own.opening())


def pictures(source: Source, start: float, most: int) -> list[NDArray[np.uint8]]:
    """Return up to `most` frames `(H, W, 3)` of a clip or picture, the same one once.

    Raises:
        MediaError: it cannot be read, or has no picture.

    """
    window = own.clip(source, start)
    if isinstance(window, MediaError):
        raise window
    if window.frames is None:
        raise MediaError("This file has no picture: choose a photograph or a video.")
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


def weights(found: Sequence[Cells], word: str, way: str) -> list[NDArray[np.float32]]:
    """Return a word's weights over the cells of each picture, `(rows, columns)`, of sum 1.

    Combined keys are attended to by softmax; what is compared name by name is a share already.
    """
    import numpy as np

    from mmfusion.tasks.photos.looking import attention, scores

    out = []
    for one in found:
        score = scores(one, query(word), way)
        shares = attention(score) if way == "combined" else score / max(float(score.sum()), 1e-12)
        out.append(np.asarray(shares[0], dtype=np.float32))
    return out
