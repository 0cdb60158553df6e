"""Leaks of `sounding-objects`: what hand-made numbers of one sense tell of a question that needs both.

A probe (logistic regression on statistics of one sense) must stay at chance on *side* and *sync*; the same
probe reads what its sense does tell, so that it is no straw man.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray

from mmfusion.measure.metrics import Estimate, share
from mmfusion.nn.device import to_numpy
from mmfusion.tasks.sounding import ANSWERS
from mmfusion.tasks.sounding.batches import TEST, numbered_scene
from mmfusion.tasks.sounding.raster import spectrograms
from mmfusion.tasks.sounding.render import frames, waveform
from mmfusion.tasks.sounding.scene import Scene

FloatArray = NDArray[np.float64]
PROBES = (("visual", "side"), ("audio", "side"), ("visual", "sync"), ("audio", "sync"), ("audio", "pitch"))
"""Sense and question; the last one is what the sound does tell."""


def seen(scenes: Sequence[Scene]) -> FloatArray:
    """Return means over frames, rows and columns and the spread of each frame's colours: `(N, D)`."""

    def one(scene: Scene) -> FloatArray:
        stack = frames(scene).astype(np.float64)
        parts = [stack.mean(axis=axis).ravel() for axis in ((1, 2), (0, 2), (0, 1))]
        return np.concatenate([*parts, stack.std(axis=(1, 2)).ravel()])

    return np.stack([one(scene) for scene in scenes])


def heard(scenes: Sequence[Scene]) -> FloatArray:
    """Return peak, RMS, envelope, its rises, the first onset and mean spectrum of each sound: `(N, D)`."""
    waves = np.stack([waveform(scene) for scene in scenes]).astype(np.float64)
    mel = to_numpy(spectrograms(torch.from_numpy(waves.astype(np.float32)))).astype(np.float64)
    envelope = np.abs(waves).reshape(len(waves), 48, -1).max(axis=2)
    level = np.sqrt((waves**2).mean(axis=1, keepdims=True))
    peak = envelope.max(axis=1, keepdims=True)
    onset = np.argmax(envelope > 0.5 * peak, axis=1)[:, None]
    rises = np.diff(np.log(envelope + 1e-4), axis=1)
    return np.concatenate(
        [mel.mean(axis=2), mel.mean(axis=1)[:, ::4], envelope, level, peak, onset, rises], axis=1
    )


@lru_cache(maxsize=2)  # a question more asks no clip to be drawn again
def shown(sense: str, count: int) -> tuple[Sequence[Scene], FloatArray]:
    """Return the first clips that probes are asked about, with the numbers of one sense, `(count, D)`."""
    scenes = [numbered_scene("pair", 100_000 + i, TEST) for i in range(count)]
    return scenes, seen(scenes) if sense == "visual" else heard(scenes)


def probe(sense: str, question: str, train: int = 3000, test: int = 2000) -> Estimate:
    """Return how often a probe of one sense answers a question about pairs, on clips it never saw."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    scenes, numbers = shown(sense, train + test)
    labels = np.array([scene.labels()[question] for scene in scenes])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=300))
    answered = model.fit(numbers[:train], labels[:train]).predict(numbers[train:])
    return share(int((answered == labels[train:]).sum()), test)


def leak_table(train: int = 3000, test: int = 2000) -> list[list[str]]:
    """Return a row a probe: sense, question, accuracy with its interval and chance, in %."""
    rows = [["probe of", "question", "accuracy, %", "chance, %"]]
    for sense, question in PROBES:
        e = probe(sense, question, train, test)
        words = f"{100 * e.value:.1f} [{100 * e.low:.1f}, {100 * e.high:.1f}]"
        rows.append([sense, question, words, f"{100 / len(ANSWERS[question]):.1f}"])
    return rows
