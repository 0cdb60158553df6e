"""Clips spoiled as the pad spoils them: each at a node of its plane of noise and blur, all nodes alike.

How sure a network may be is fitted and tested on such clips beside clean ones: pages show what it says of
what it can hardly see or hear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch

from mmfusion.tasks.sounding.batches import Batch, blurred, make_batch
from mmfusion.tasks.sounding.pad import BLURS, DECIBELS
from mmfusion.tasks.sounding.scene import Scene


def node_of(scene: Scene, turn: int = 0) -> tuple[float | None, float]:
    """Return the noise in dB, None for none, and the blur in px that a scene gets in a turn."""
    rng = np.random.default_rng([13, scene.seed, turn])
    return DECIBELS[int(rng.integers(len(DECIBELS)))], BLURS[int(rng.integers(len(BLURS)))]


def on_the_plane(scenes: Sequence[Scene], turn: int = 0) -> Batch:
    """Return scenes as a batch, each at the node that `turn` draws for it; the same at each call."""
    nodes = [node_of(scene, turn) for scene in scenes]
    batch = make_batch(scenes, [ratio for ratio, _ in nodes])
    visual = batch.visual.clone()
    sigmas = torch.tensor([sigma for _, sigma in nodes])
    for sigma in sorted({sigma for _, sigma in nodes}):
        rows = sigmas == sigma
        visual[rows] = blurred(batch.visual[rows], sigma)
    return replace(batch, visual=visual)
