"""Pictures and voices from their packs, split so that training meets no test picture and no test speaker.

MNIST keeps its own test set; the last 6,000 training pictures are validation. FSDD has six speakers with
fifty takes a digit: a split by take would test voices that training has heard, and flatter. Seed k holds out
speakers k and k + 1 (cyclically) for the test and k + 2 for validation; three are left for training.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.digits import CLASSES, SPEAKERS
from mmfusion.tasks.digits.voice import Wave, mel_power, trimmed
from mmfusion.tasks.packs import pack_path

Part = Literal["train", "validation", "test"]
IntArray = NDArray[np.int64]
VALIDATION_PICTURES = 6000
FULL = 32768.0


@dataclass(frozen=True, eq=False)
class Clean:
    """Pictures and voices of one part of a split, not spoiled and not paired yet.

    Attributes:
        pictures: `(N, 28, 28)` uint8, ink 255.
        written: their digits `(N,)`.
        powers: mean mel power `(M, 16, 16)` of each trimmed voice, see `voice.mel_power`.
        spoken: their digits `(M,)`.
        speakers: who speaks, `(M,)`.
        waves: the trimmed recordings at 8 kHz.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.digits import Clean
        >>> black, none = np.full((1, 28, 28), 255, np.uint8), np.zeros(0, int)
        >>> part = Clean(black, np.zeros(1, int), np.zeros((0, 16, 16)), none, np.array([], str), ())
        >>> part.ink.max().item()
        1.0

    """

    pictures: NDArray[np.uint8]
    written: IntArray
    powers: NDArray[np.float64]
    spoken: IntArray
    speakers: NDArray[np.str_]
    waves: tuple[Wave, ...]

    @property
    def ink(self) -> NDArray[np.float32]:
        """The pictures as ink, 0 to 1: `(N, 28, 28)`."""
        return ink_of(self.pictures)


def ink_of(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return pictures of bytes as ink, 0 to 1."""
    return np.asarray(pictures / 255, dtype=np.float32)


def speakers_of(seed: int) -> dict[Part, tuple[str, ...]]:
    """Return who is in which part of a seed's split.

    Example:
        >>> from mmfusion.tasks.digits.data import speakers_of
        >>> speakers_of(0)["test"], speakers_of(0)["validation"], len(speakers_of(0)["train"])
        (('george', 'jackson'), ('lucas',), 3)
        >>> tested = sorted(name for seed in range(6) for name in speakers_of(seed)["test"])
        >>> tested[:4]  # over six seeds each speaker is tested twice
        ['george', 'george', 'jackson', 'jackson']

    """
    turned = [SPEAKERS[(seed + i) % len(SPEAKERS)] for i in range(len(SPEAKERS))]
    return {"test": tuple(turned[:2]), "validation": tuple(turned[2:3]), "train": tuple(turned[3:])}


@lru_cache(maxsize=1)
def _pictures() -> dict[Part, tuple[NDArray[np.uint8], IntArray]]:
    with np.load(pack_path("mnist.npz"), allow_pickle=False) as pack:
        x, y = pack["x_train"], pack["y_train"].astype(np.int64)
        test = pack["x_test"], pack["y_test"].astype(np.int64)
    cut = len(x) - VALIDATION_PICTURES
    return {"train": (x[:cut], y[:cut]), "validation": (x[cut:], y[cut:]), "test": test}


@lru_cache(maxsize=1)
def _voices() -> tuple[tuple[Wave, ...], NDArray[np.float64], IntArray, NDArray[np.str_]]:
    with np.load(pack_path("fsdd_8k.npz"), allow_pickle=False) as pack:
        audio, offsets = pack["audio"], pack["offsets"]
        spoken, speakers = pack["label"].astype(np.int64), pack["speaker"]
    bounds = pairwise(offsets)
    waves = tuple(trimmed(audio[a:b].astype(np.float32) / FULL) for a, b in bounds)
    return waves, np.stack([mel_power(wave) for wave in waves]), spoken, speakers


def clean(part: Part, seed: int = 0) -> Clean:
    """Return a part of a seed's split, from the packs.

    Raises:
        PackError: a pack is not there.
        ValueError: no such part.

    Example:
        >>> from mmfusion.tasks.digits import clean
        >>> clean("tests")
        Traceback (most recent call last):
        ValueError: unknown part 'tests': there are test, validation, train

    """
    who = speakers_of(seed)
    if part not in who:
        raise ValueError(f"unknown part {part!r}: there are {', '.join(who)}")
    pictures, written = _pictures()[part]
    waves, powers, spoken, speakers = _voices()
    mine = np.flatnonzero(np.isin(speakers, who[part]))
    return Clean(pictures, written, powers[mine], spoken[mine], speakers[mine], tuple(waves[i] for i in mine))


def same_class(
    written: IntArray, spoken: IntArray, count: int, rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Return `count` pairs of one class each: indices of pictures and of voices, classes in turn.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.digits.data import same_class
        >>> written, spoken = np.arange(20) % 10, np.arange(30) // 3
        >>> seen, heard = same_class(written, spoken, 40, np.random.default_rng(0))
        >>> bool((written[seen] == spoken[heard]).all()), np.bincount(written[seen]).tolist()[:3]
        (True, [4, 4, 4])

    """
    return pairs(written, spoken, np.arange(count) % len(CLASSES), np.arange(count) % len(CLASSES), rng)


def other_class(
    written: IntArray, spoken: IntArray, count: int, rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Return `count` pairs whose picture and voice are of different classes; all ninety combinations in turn.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.digits.data import other_class
        >>> written, spoken = np.arange(20) % 10, np.arange(30) // 3
        >>> seen, heard = other_class(written, spoken, 90, np.random.default_rng(0))
        >>> bool((written[seen] != spoken[heard]).all()), len(set(zip(written[seen], spoken[heard])))
        (True, 90)

    """
    combinations = [(a, b) for a in range(len(CLASSES)) for b in range(len(CLASSES)) if a != b]
    chosen = np.array(combinations)[np.arange(count) % len(combinations)]
    return pairs(written, spoken, chosen[:, 0], chosen[:, 1], rng)


def pairs(
    written: IntArray, spoken: IntArray, seen: IntArray, said: IntArray, rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Return random pictures of the digits `seen` `(n,)` and random voices that say `said` `(n,)`."""
    return _of(written, seen, rng), _of(spoken, said, rng)


def _of(labels: IntArray, wanted: IntArray, rng: np.random.Generator) -> IntArray:
    by_class = [np.flatnonzero(labels == k) for k in range(len(CLASSES))]
    return np.array([by_class[k][rng.integers(len(by_class[k]))] for k in wanted], dtype=np.int64)
