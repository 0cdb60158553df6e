"""The pictures and recordings of `events` as two families of kernels, for the thirteen kinds.

An item is a picture and a recording of the same kind, not of the same moment. Of every kind and fold there
are up to twelve pictures and twelve recordings, paired one by one (where one side has fewer, each of its
members serves as often). A fold is tested, the next chooses C, three train; whole groups lie in one fold, as
in the task. No *none of these* here. Pictures are described by words learned on flowers; sounds by the level
and its spread in 128 mel bands, by binary patterns and PHOG of the spectrogram, and by the frozen network.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.events import CLASSES, NONE
from mmfusion.tasks.events.pairs import FOLDS, IntArray, picture_folds
from mmfusion.tasks.events.pictures import pictures, rank
from mmfusion.tasks.events.recordings import load, recordings
from mmfusion.tasks.flowers import DEEP, HAND_MADE
from mmfusion.tasks.flowers.describe import WORDS
from mmfusion.tasks.flowers.gradients import phog
from mmfusion.tasks.flowers.texture import binary_patterns
from mmfusion.tasks.modalities.described import SIDE, chi_square, flower_words, kept, of_pictures, squared
from mmfusion.tasks.modalities.items import Floats, Items
from mmfusion.training.splits import Split

EACH = 12
"""Pairs of each kind in a fold."""
KINDS = CLASSES[:NONE]
SOUND = {
    "levels": "level by mel band",
    "sound-lbp": "binary patterns of the spectrogram",
    "sound-phog": "PHOG of the spectrogram",
    "sound-deep": "EfficientNet-Lite0 on the spectrogram",
}
"""What the kernels of sound are called."""
RANGE_DB = 80.0
"""Below its peak by this much, a spectrogram is black."""


def paired(
    first: Mapping[tuple[int, int], list[int]], second: Mapping[tuple[int, int], list[int]], each: int = EACH
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Return members of both sides `(P,)`, kinds `(P,)` and folds `(P,)`, for (kind, fold) that both have.

    Args:
        first: members of one side by (kind, fold), the ones to be taken first in front.
        second: those of the other side.
        each: pairs of each kind in a fold, as far as the longer side reaches.

    """
    rows = []
    for key in sorted(first.keys() & second.keys()):
        own = [side[key][:each] for side in (first, second)]
        count = max(map(len, own))
        rows += [(own[0][i % len(own[0])], own[1][i % len(own[1])], *key) for i in range(count)]
    one, other, kinds, folds = np.array(rows, dtype=np.int64).T
    return one, other, kinds, folds


def pairs() -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Return picture, recording, kind and fold of every pair. Raises `PackError`."""
    from mmfusion.tasks.events.dataset import NEAR_DUPLICATE_PAIRS, united

    stills, sounds = pictures(), recordings()
    groups = united([p.group for p in stills], json.loads(NEAR_DUPLICATE_PAIRS.read_text()))
    seen: dict[tuple[int, int], list[int]] = {}
    heard: dict[tuple[int, int], list[int]] = {}
    for i in sorted(range(len(stills)), key=lambda i: rank(f"kernel {stills[i].member} {stills[i].box}")):
        seen.setdefault((stills[i].target, int(picture_folds([groups[i]])[0])), []).append(i)
    for i in sorted(range(len(sounds)), key=lambda i: rank(f"kernel {sounds[i].member}")):
        heard.setdefault((sounds[i].target, sounds[i].fold), []).append(i)
    seen, heard = ({key: own for key, own in side.items() if key[0] != NONE} for side in (seen, heard))
    return paired(seen, heard)


def spectrogram(wave: NDArray[np.float32]) -> Floats:
    """Return log-mel `(128, T)` of a window in [0, 1]: 1 the peak, 0 what lies 80 dB below it."""
    from mmfusion.media import log_mel
    from mmfusion.tasks.events.features import HOP, MELS

    decibels = log_mel(wave, mels=MELS, hop=HOP)
    return np.asarray(np.clip(1 + (decibels - decibels.max()) / RANGE_DB, 0, 1), dtype=np.float32)


def describe_sound(wave: NDArray[np.float32]) -> dict[str, Floats]:
    """Return the four descriptions of a window of sound `(64000,)`."""
    import torch

    from mmfusion.tasks.events.features import VISUAL_WIDTH, audio_cells

    picture = spectrogram(wave)
    even = np.ones_like(picture)
    cells = audio_cells(wave[None], dtype=torch.float32)[0].astype(np.float32)  # (40, 1392): last, middle
    return {
        "levels": np.concatenate([picture.mean(axis=1), picture.std(axis=1)]),
        "sound-lbp": binary_patterns(picture, even),
        "sound-phog": phog(picture, even),
        "sound-deep": cells[:, :VISUAL_WIDTH].mean(axis=0),
    }


def descriptions(
    seen: IntArray, heard: IntArray, report: Callable[[str], None]
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return descriptions of these pictures and of these recordings, computed once. Raises `PackError`."""
    from mmfusion.tasks.events.frames import open_picture
    from mmfusion.tasks.events.sounds import plain_sound

    stills, sounds = pictures(), recordings()
    keys = [
        f"{stills[i].pack} {stills[i].member} {stills[i].box} {SIDE} {sorted(WORDS.items())}" for i in seen
    ]
    read = of_pictures(lambda at: np.asarray(open_picture(stills[seen[at]])), flower_words)
    own = kept("events-pictures", keys, read, report)

    def listen(at: int) -> Mapping[str, Floats]:
        rng = np.random.default_rng([5, int(heard[at])])
        return describe_sound(plain_sound(load(sounds[heard[at]]), rng))

    names = [f"{sounds[i].pack} {sounds[i].member} {sorted(SOUND)}" for i in heard]
    return own, kept("events-sounds", names, lambda: listen, report)


def items(report: Callable[[str], None], splits: int = FOLDS) -> Items:
    """Return the pairs as items of two families, *picture* and *sound*. Raises `PackError`."""
    one, other, kinds, folds = pairs()
    seen, at_seen = np.unique(one, return_inverse=True)
    heard, at_heard = np.unique(other, return_inverse=True)
    own, sounds = descriptions(seen, heard, report)
    report(f"{len(kinds)} pairs of {len(seen)} pictures and {len(heard)} recordings")
    between = {name: chi_square(values)[np.ix_(at_seen, at_seen)] for name, values in own.items()}
    heard_alike = {name: sounds[name][at_heard] for name in SOUND}
    between |= {name: chi_square(x) for name, x in heard_alike.items() if name != "levels"}

    def split(fold: int) -> Split:
        after = fold % FOLDS + 1
        return Split(
            np.flatnonzero((folds != fold) & (folds != after)),
            np.flatnonzero(folds == after),
            np.flatnonzero(folds == fold),
        )

    return Items(
        kinds,
        KINDS,
        tuple(split(fold) for fold in range(1, splits + 1)),
        {"picture": (*HAND_MADE, DEEP), "sound": tuple(SOUND)},
        lambda train: between | {"levels": squared(heard_alike["levels"], train)},
    )
