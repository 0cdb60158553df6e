"""What the page of names needs: pictures, what the backbone reads in them, vectors of names, answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from mmfusion.language import marked
from mmfusion.media import Clip, MediaError
from mmfusion.nn.device import to_numpy
from mmfusion.tasks.names.commands import TABLE
from mmfusion.tasks.names.shown import CREDIT, PICTURES
from mmfusion.ui.clips import own
from mmfusion.ui.clips.own import Source, kept
from mmfusion.ui.shell.work import computed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mmfusion.tasks.names import Answer

STRATEGY = "mid"
"""The trained network that is shown beside: its answer from what there is, picture and sound."""
READS = 5
"""Classes that are shown of what the backbone reads."""
NEAR = 0.5
"""Cosine to the nearest ImageNet name below which a name can hardly be told by them."""


@lru_cache(maxsize=1)
def table() -> dict[str, Any]:
    """Return what was measured. Raises FileNotFoundError without the file."""
    found: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    return found


def of_page(title: str) -> Source | None:
    """Return a picture of the page; None if there is none of that title."""
    one = next((one for one in PICTURES if one.title == title and one.path.is_file()), None)
    return None if one is None else Source(f"names-{title}", title, one.path, True, CREDIT)


@lru_cache(maxsize=1)
def thumbs() -> list[bytes]:
    """Return the pictures of the page that are there, small, as JPEG."""
    return [one.path.read_bytes() for one in PICTURES if one.path.is_file()]


def picture(source: Source, start: float) -> NDArray[np.uint8]:
    """Return the frame that stands for a clip, `(H, W, 3)`. Raises MediaError if it cannot be read."""
    frames = _window(source, start).frames
    if frames is None:
        raise _no_picture()
    return np.asarray(frames[len(frames) // 2])


def _no_picture() -> MediaError:
    return MediaError(marked("This file has no picture: choose a photograph or a video."))


def _window(source: Source, start: float) -> Clip:
    window = own.clip(source, start)
    if isinstance(window, MediaError):
        raise window
    return window


@kept(8, of=Source)
def read(source: Source, start: float) -> NDArray[np.float64]:
    """Return the ImageNet probabilities `(1000,)`, the mean over the frames of a clip.

    Raises:
        MediaError: it cannot be read, or has no picture.

    """
    from mmfusion.tasks.names import recognised

    frames = _window(source, start).frames
    if frames is None:
        raise _no_picture()
    still = all(np.array_equal(frame, frames[0]) for frame in frames[1:])
    found: NDArray[np.float64] = recognised([frames[0]] if still else list(frames))
    return found


@computed(512)
def vector(name: str) -> NDArray[np.float64]:
    """Return the embedding of a name, `(384,)`."""
    from mmfusion.tasks.names import vectors

    found: NDArray[np.float64] = vectors([name])[0]
    return found


def answer(probabilities: NDArray[np.float64], names: Sequence[str]) -> Answer:
    """Return how names compare with what the backbone reads; as `mmfusion.tasks.names.named` does."""
    from mmfusion.tasks.names import Answer, mixture, seen_as

    cosines = np.stack([vector(name) for name in names]) @ mixture(probabilities[None])[0]
    return Answer(tuple(names), cosines, np.array([bool(seen_as(name)) for name in names]))


def reads(probabilities: NDArray[np.float64]) -> tuple[list[tuple[str, float]], float]:
    """Return the likeliest ImageNet classes with their shares of the mixture, and what it holds in all."""
    from mmfusion.nn.imagenet import names
    from mmfusion.tasks.names.naming import BEST

    every, order = names(), np.argsort(-probabilities)[:BEST]
    held = float(probabilities[order].sum())
    return [(every[i], float(probabilities[i]) / held) for i in order[:READS]], held


def hears(source: Source, start: float) -> bool:
    """Return whether a clip has a sound."""
    return _window(source, start).waveform is not None


@kept(8, of=Source)
def trained(source: Source, start: float) -> Mapping[str, float]:
    """Return what the trained network of 13 kinds says of a clip, by class, the likeliest first."""
    from mmfusion.tasks.events import CLASSES, MODALITIES

    window = _window(source, start)
    senses = [
        m for m, there in zip(MODALITIES, (window.frames, window.waveform), strict=True) if there is not None
    ]
    p = own.comparison(source, start, None, None).answer(STRATEGY, senses)[0]
    return {CLASSES[i]: float(p[i]) for i in np.argsort(-p)}


def nearest(name: str) -> tuple[str, float]:
    """Return the ImageNet name that is nearest to a name, and its cosine."""
    from mmfusion.nn.imagenet import embedded, names

    cosines = to_numpy(embedded()) @ vector(name)
    return names()[int(cosines.argmax())], float(cosines.max())


@computed(512)
def unreadable(name: str) -> bool:
    """Return whether a name has a letter that the sentence encoder cannot read."""
    from mmfusion.nn.minilm import load_encoder
    from mmfusion.nn.wordpiece import UNKNOWN, pieces

    return UNKNOWN in pieces(name, load_encoder().number)
