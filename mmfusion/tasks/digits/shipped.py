"""What of MNIST and FSDD ships: enough to draw against, to speak against and to train on without a pack.

Test pictures and test voices are those of the networks that ship, of speakers that they never heard; pictures
and log-mels to train on are a slice of what they were trained on, of three other speakers, and those for
validation are of the sixth. Voices are stored by μ-law, eight bits a sample (ITU-T G.711), log-mels in
quarters of a dB.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.folders import ASSETS
from mmfusion.tasks.digits import CLASSES
from mmfusion.tasks.digits.data import IntArray, clean, ink_of
from mmfusion.tasks.digits.learning.spoiling import Lessons
from mmfusion.tasks.digits.picture import Energy
from mmfusion.tasks.digits.voice import FLOOR, Wave, log_mel

LICENCES = (
    {"pack": "mnist.npz", "licence": "CC BY-SA 3.0"},
    {"pack": "fsdd_8k.npz", "licence": "CC BY-SA 4.0"},
)
PICTURES, TAKES = 30, 5
"""Test pictures a digit; test voices a digit and speaker."""
LESSON_PICTURES, LESSON_TAKES = 100, 30
"""Pictures a digit to train on; voices a digit and speaker."""
HELD_OUT = 10
"""Validation pictures, and validation voices, a digit."""
_MU = 255.0
_DB = 4.0


@dataclass(frozen=True, eq=False)
class Stored:
    """The slice that ships.

    Attributes:
        pictures: test pictures `(300, 28, 28)`, ink 0 to 1, by digit.
        written: `(300,)`.
        waves: test voices at 8 kHz, trimmed, by digit.
        spoken: `(100,)`.
        speakers: `(100,)`.
        lessons: pictures and voices to train on, and the components of the networks that ship.
        held_out: ink `(100, 28, 28)`, digits `(100,)`, relative mel power `(100, 16, 16)`, digits `(100,)`.

    """

    pictures: NDArray[np.float32]
    written: IntArray
    waves: tuple[Wave, ...]
    spoken: IntArray
    speakers: tuple[str, ...]
    lessons: Lessons
    held_out: tuple[NDArray[np.float32], IntArray, NDArray[np.float64], IntArray]


def path_of(root: Path = ASSETS) -> Path:
    """Return where the slice lies."""
    return root / "digits" / "digits.npz"


@lru_cache(maxsize=2)
def read(root: Path = ASSETS) -> Stored:
    """Return the slice, read once and shared: nobody changes it.

    Raises:
        FileNotFoundError: it is not there; the text says which command makes it.

    Example:
        >>> from mmfusion.tasks.digits import stored
        >>> found = stored()
        >>> found.pictures.shape, len(found.waves), sorted(set(found.speakers))
        ((300, 28, 28), 100, ['george', 'jackson'])

    """
    path = path_of(root)
    if not path.is_file():
        raise FileNotFoundError(f"{path.name} is missing: mmfusion data features digits makes it")
    with np.load(path, allow_pickle=False) as pack:
        held: dict[str, NDArray[Any]] = {name: pack[name] for name in pack.files}
    offsets = held["offsets"]
    sound = expanded(held["sound"])
    energy = Energy(
        held["mean"].astype(np.float32), held["components"].astype(np.float32), held["shares"].astype(float)
    )
    return Stored(
        ink_of(held["pictures"]),
        held["written"].astype(np.int64),
        tuple(sound[a:b] for a, b in pairwise(offsets)),
        held["spoken"].astype(np.int64),
        tuple(str(name) for name in held["speakers"]),
        Lessons(
            ink_of(held["lesson_pictures"]),
            held["lesson_written"].astype(np.int64),
            _power(held["lesson_voices"]),
            held["lesson_spoken"].astype(np.int64),
            energy,
        ),
        (
            ink_of(held["held_out_pictures"]),
            held["held_out_written"].astype(np.int64),
            _power(held["held_out_voices"]),
            held["held_out_spoken"].astype(np.int64),
        ),
    )


def write(energy: Energy, root: Path = ASSETS) -> Path:
    """Write the slice from the packs. Raises PackError without them.

    Args:
        energy: the components with which the shipped networks were trained.
        root: the assets folder.

    """
    test, train, validation = clean("test"), clean("train"), clean("validation")
    pictures, voices = _first(test.written, PICTURES), _spread(test.spoken, test.speakers, TAKES)
    lesson_pictures = _first(train.written, LESSON_PICTURES)
    lesson_voices = _spread(train.spoken, train.speakers, LESSON_TAKES)
    own_pictures, own_voices = (_first(y, HELD_OUT) for y in (validation.written, validation.spoken))
    waves = [test.waves[i] / np.abs(test.waves[i]).max() for i in voices]
    path = path_of(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path,
        pictures=test.pictures[pictures],
        written=test.written[pictures].astype(np.uint8),
        sound=compressed(np.concatenate(waves)),
        offsets=np.cumsum([0, *(len(wave) for wave in waves)]).astype(np.int32),
        spoken=test.spoken[voices].astype(np.uint8),
        speakers=test.speakers[voices],
        lesson_pictures=train.pictures[lesson_pictures],
        lesson_written=train.written[lesson_pictures].astype(np.uint8),
        lesson_voices=_quarters(train.powers[lesson_voices]),
        lesson_spoken=train.spoken[lesson_voices].astype(np.uint8),
        held_out_pictures=validation.pictures[own_pictures],
        held_out_written=validation.written[own_pictures].astype(np.uint8),
        held_out_voices=_quarters(validation.powers[own_voices]),
        held_out_spoken=validation.spoken[own_voices].astype(np.uint8),
        mean=energy.mean.astype(np.float16),
        components=energy.components.astype(np.float16),
        shares=energy.shares.astype(np.float32),
    )
    return path


def compressed(wave: Wave) -> NDArray[np.uint8]:
    """Return samples, −1 to 1, as eight bits by μ-law.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.digits.shipped import compressed, expanded
        >>> wave = np.array([-1.0, -0.01, 0.0, 0.5], np.float32)
        >>> bool(np.allclose(expanded(compressed(wave)), wave, atol=0.02))
        True

    """
    y = np.sign(wave) * np.log1p(_MU * np.abs(wave)) / np.log1p(_MU)
    return np.asarray(np.round((y + 1) / 2 * _MU), dtype=np.uint8)


def expanded(code: NDArray[np.uint8]) -> Wave:
    """Return the samples that `compressed` wrote."""
    y = code.astype(np.float64) / _MU * 2 - 1
    return np.asarray(np.sign(y) * np.expm1(np.abs(y) * np.log1p(_MU)) / _MU, dtype=np.float32)


def _quarters(powers: NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.asarray(np.clip(np.round((log_mel(powers) + 40) * _DB), 0, 255), dtype=np.uint8)


def _power(code: NDArray[np.uint8]) -> NDArray[np.float64]:
    power = np.maximum(10 ** ((code.astype(np.float64) / _DB - 40) / 10) - FLOOR, 0.0)
    return np.asarray(power / power.mean(axis=(1, 2), keepdims=True))


def _first(labels: IntArray, count: int) -> IntArray:
    """Return the first `count` of each digit, by digit."""
    return np.concatenate([np.flatnonzero(labels == k)[:count] for k in range(len(CLASSES))])


def _spread(labels: IntArray, speakers: NDArray[np.str_], count: int) -> IntArray:
    """Return the first `count` of each digit and speaker, by digit."""
    found = [
        np.flatnonzero((labels == k) & (speakers == name))[:count]
        for k in range(len(CLASSES))
        for name in dict.fromkeys(speakers.tolist())
    ]
    return np.concatenate(found)
