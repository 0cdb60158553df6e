"""Spoken digits in noise as loud as the voice: written digits teach an encoder of voices, and are then lost.

A pair is a voice and a picture of one digit: they share a class, and nothing else, so that whoever pairs them
has labelled them already in a way; random pairs show what is left without that. Speakers are never parted:
three are heard in training, one chooses λ, two are tested. Noise at 0 dB is drawn once for each recording.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

import numpy as np

from mmfusion.colearning import (
    AffineMap,
    RidgePath,
    alike,
    choose_encoder,
    denoising_autoencoder,
)
from mmfusion.tasks.digits import CLASSES, clean, heard
from mmfusion.tasks.transfer.draw import ENCODER_PENALTIES, Draw, Floats, Index
from mmfusion.training.splits import Split

ALONE, SAME = "alone", "same class"
ARMS: Mapping[str, str] = {
    ALONE: "voice alone",
    SAME: "pictures of the same digit",
    "random": "pictures of any digit",
    "autoencoder": "autoencoder, no pictures",
}
"""Ways to learn the ten digits, and what each is called."""
HALF_ALONE, HALF_OWN, HALF_OTHER = "half alone", "half own", "half other"
HALVES: Mapping[str, str] = {
    HALF_ALONE: "voice alone, five digits",
    HALF_OWN: "pairs of these five digits",
    HALF_OTHER: "pairs of the other five digits",
}
"""Ways to learn five digits of the ten."""
DECIBELS = 0.0
SPLITS = 6
"""Seeds that hold out other speakers each."""


@lru_cache(maxsize=18)
def voices(part: str, seed: int) -> tuple[Floats, Index]:
    """Return log-mels `(n, 256)` at 0 dB and digits of a part of a split. Raises `PackError`."""
    found = clean(part, seed)
    each = [heard(wave, DECIBELS, number).ravel() for number, wave in enumerate(found.waves)]
    return np.stack(each), found.spoken


class VoiceDraw(Draw):
    """One draw of spoken digits.

    Args:
        seed: of the speakers that are held out, of the pairs and of what is labelled.

    Raises:
        PackError: MNIST or FSDD are not there.

    Example:
        >>> import os
        >>> from unittest.mock import patch
        >>> from mmfusion.tasks.transfer import VoiceDraw
        >>> with patch.dict(os.environ, MMFUSION_DATA="nowhere"):
        ...     VoiceDraw(seed=0).reached("same class", budget=1)
        Traceback (most recent call last):
        mmfusion.tasks.packs.PackError: MMFUSION_DATA names 'nowhere', which is no folder

    """

    task = "voice-transfer"
    data = "FSDD speech, CC BY-SA 4.0, with MNIST pictures, CC BY-SA 3.0; white noise at 0 dB"
    division = "no speaker is in two parts"
    own, lost, lead = "voice", "pictures", SAME
    arms, halves = ARMS, HALVES
    names = CLASSES

    def __init__(self, seed: int) -> None:
        parts = [voices(part, seed % SPLITS) for part in ("train", "validation", "test")]
        ends = np.cumsum([0, *(len(y) for _, y in parts)])
        rows = [np.arange(a, b) for a, b in pairwise(ends)]
        x, y = (np.concatenate(which) for which in zip(*parts, strict=True))
        super().__init__(x, y, Split(*rows), seed)
        self.path = RidgePath(self.x[self.split.train])
        written = clean("train", seed % SPLITS)
        rng = np.random.default_rng([seed, 4])
        own = [rng.choice(np.flatnonzero(written.written == digit)) for digit in y]
        self.other = written.ink[own].reshape(len(y), -1)  # (n, 784), a picture of each voice's digit

    def encoder(self, arm: str) -> AffineMap:
        """Return what an arm learns from its pairs. Raises ValueError for an arm that has none."""
        train, held = self.split.train, self.split.validation
        if arm == "autoencoder":
            return denoising_autoencoder(self.x[train])
        path, own = self.path, train
        if arm in (HALF_OWN, HALF_OTHER):
            inside = np.isin(self.labels, self.mine) == (arm == HALF_OWN)
            own, held = train[inside[train]], held[inside[held]]
            path = RidgePath(self.x[own])
        elif arm == "random":
            own = train[alike(self.labels[train], "random", np.random.default_rng([self.seed, 2]))]
        elif arm != SAME:
            raise ValueError(f"{arm!r} learns from no pairs")
        return choose_encoder(path, self.other[own], self.x[held], self.other[held], ENCODER_PENALTIES)[0]
