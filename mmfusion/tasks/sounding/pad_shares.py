"""Who knows on the pad of noise and blur, over test clips: how much of it only fusion answers rightly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.measure.metrics import Estimate
from mmfusion.nn.device import home, to_numpy
from mmfusion.tasks.sounding.batches import TEST, blurred, fixed_scenes, noise_of
from mmfusion.tasks.sounding.network import SoundingNetwork
from mmfusion.tasks.sounding.pad import BLURS, DECIBELS, QUESTION, area_weights, pair_logits
from mmfusion.tasks.sounding.raster import picture_input, sound_input
from mmfusion.tasks.sounding.render import frames, waveform
from mmfusion.tasks.sounding.scene import Scene

FloatArray = NDArray[np.float64]
CLIPS = 300
COARSE_DECIBELS: tuple[float | None, ...] = DECIBELS[::2]
COARSE_BLURS: tuple[float, ...] = tuple(np.linspace(BLURS[0], BLURS[-1], 6).tolist())
"""The range of one clip's pad, on a coarser grid."""
ONLY_FUSED, NEEDS_BOTH = "pad, only fused right", "pad, only both senses right"
"""The page's number; and its part in which the fused network itself is wrong with either sense alone, so that
not a better-trained half of it knows but both senses together."""
NEITHER = "pad, neither sense right"
"""What luck is counted from: a guess among twelve is right in a twelfth of it."""


class RightOnPad(NamedTuple):
    """Where networks are right about a clip at N levels of noise and B of blur."""

    audio: NDArray[np.bool_]
    """The sound alone, `(N,)`."""
    visual: NDArray[np.bool_]
    """The picture alone, `(B,)`."""
    fused: NDArray[np.bool_]
    """Both, `(B, N)`."""
    fused_audio: NDArray[np.bool_]
    """The fused network with the sound alone, `(N,)`."""
    fused_visual: NDArray[np.bool_]
    """The fused network with the picture alone, `(B,)`."""


@torch.inference_mode()
def right_on_pad(
    networks: Mapping[str, SoundingNetwork],
    scene: Scene,
    decibels: Sequence[float | None],
    blurs: Sequence[float],
    fused: str,
) -> RightOnPad:
    """Return where the three networks are right about a scene."""
    both = networks[fused]
    device = home(both)
    sharp, clean = picture_input(frames(scene)[None]).to(device), waveform(scene)
    heard = [clean if ratio is None else clean + noise_of(scene, ratio) for ratio in decibels]
    inputs = {
        "visual": torch.cat([blurred(sharp, sigma) for sigma in blurs]),
        "audio": sound_input(torch.from_numpy(np.stack(heard)).to(device)),
    }
    tokens = both.tokens(inputs)

    def right(logits: Tensor) -> NDArray[np.bool_]:
        return np.asarray(to_numpy(logits.argmax(dim=1)) == scene.objects[0])

    pairs, _ = pair_logits(both, tokens)
    return RightOnPad(
        right(networks["audio"](inputs).logits[QUESTION]),
        right(networks["visual"](inputs).logits[QUESTION]),
        np.asarray(pairs.argmax(axis=-1) == scene.objects[0]),
        *(right(both.fusion({m: tokens[m]}).logits[QUESTION]) for m in ("audio", "visual")),
    )


def pad_shares(
    networks: Mapping[str, SoundingNetwork],
    clips: int = CLIPS,
    decibels: Sequence[float | None] = COARSE_DECIBELS,
    blurs: Sequence[float] = COARSE_BLURS,
    fused: str = "mid",
    report: Callable[[str], None] = print,
) -> dict[str, Estimate]:
    """Return shares of the whole pad by name, means over test clips with 95 % bootstrap intervals.

    Args:
        networks: ``"audio"``, ``"visual"`` and `fused`.
        clips: test clips of one object.
        decibels: even levels of noise along x.
        blurs: even levels of blur along y.
        fused: the network that has both senses.
        report: where progress goes.

    Raises:
        ValueError: a network is missing, or there are no clips.

    """
    missing = {"audio", "visual", fused} - set(networks)
    if missing or clips < 1:
        raise ValueError(f"the pad needs clips and {', '.join(sorted(missing)) or 'at least one of them'}")
    area = area_weights(len(blurs))[:, None] * area_weights(len(decibels))
    found: dict[str, list[float]] = {}
    for number, scene in enumerate(fixed_scenes("one", clips, TEST), start=1):
        right = right_on_pad(networks, scene, decibels, blurs, fused)
        a, v, both = right.audio[None, :], right.visual[:, None], right.fused
        half = right.fused_audio[None, :] | right.fused_visual[:, None]
        for name, where in {
            ONLY_FUSED: both & ~a & ~v,
            NEEDS_BOTH: both & ~a & ~v & ~half,
            NEITHER: ~a & ~v,
            "pad, nobody right": ~both & ~a & ~v,
            "pad, fused wrong where one sense is right": ~both & (a | v),
            "pad, only sound right": a & ~v,
            "pad, only picture right": v & ~a,
            "pad, either sense right": a & v,
            "pad, fused right": both,
        }.items():
            found.setdefault(name, []).append(float((area * where).sum()))
        if number % 100 == 0 or number == clips:
            report(f"pad: {number} of {clips} clips")
    return {name: mean_over_clips(np.array(shares)) for name, shares in found.items()}


def mean_over_clips(values: FloatArray, draws: int = 1000) -> Estimate:
    """Return the mean of a value per clip, with the 95 % interval of the bootstrap over clips."""
    count = len(values)
    weights = np.random.default_rng(0).multinomial(count, np.full(count, 1 / count), size=draws)
    low, high = np.percentile(weights @ values / count, [2.5, 97.5])
    return Estimate(float(values.mean()), float(low), float(high), count)
