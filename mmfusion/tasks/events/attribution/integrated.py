"""Integrated gradients of a clip's frozen features, gathered by cell.

The networks of `events` begin at features of a network that is not trained: the path runs through these, from
the features of a baseline clip to those of the clip, and no gradient is taken through the pixels below them.
The integral and its completeness: `mmfusion.explain.path_integral`; what F changes from baseline to clip is
shared out in full, to cells that saw more of the frame than they stand for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from mmfusion.explain.path_integral import MOST, Attribution
from mmfusion.explain.path_integral import integrated_gradients as path_integral
from mmfusion.media import Clip
from mmfusion.nn.device import home, to_numpy
from mmfusion.nn.fusion import FusionOutput
from mmfusion.tasks.events.features import (
    Features,
    spectrogram_cells,
    spectrogram_to_input,
    visual_cells,
    window_level,
)
from mmfusion.tasks.events.network import EventNetwork

Baseline = Literal["blurred", "mean", "black and silent"]
BLUR = (4, 4)
"""What is left of a frame, and of a spectrogram, when it is blurred: so many means, slopes between them."""
BLACK = -127 / 128
"""Black, as the frozen network reads it: of a spectrogram all that lies 80 dB below its peak."""


def baseline_features(clip: Clip, kind: Baseline, others: Sequence[Features] = ()) -> Features:
    """Return the features of what a clip is compared with, of the senses that it has.

    Args:
        clip: a window of picture and sound, or of one of them.
        kind: the clip itself, blurred; the mean of `others`; black frames and a spectrogram without a sound.
        others: features of other clips, for the mean: over all their frames, cell by cell.

    Raises:
        ValueError: a mean of no clips that have these senses.

    Example:
        >>> import numpy as np
        >>> from mmfusion.media import Clip
        >>> from mmfusion.tasks.events import baseline_features
        >>> hiss = np.random.default_rng(0).normal(0, 0.01, 64_000).astype(np.float32)
        >>> baseline_features(Clip(None, None, hiss, 16_000, "hiss"), "blurred").arrays["audio"].shape
        (40, 1392)

    """
    arrays: dict[str, NDArray[np.float16]] = {}
    if clip.frames is not None:
        if kind == "mean":
            arrays["visual"] = np.repeat(_mean(others, "visual")[None], len(clip.frames), axis=0)
        else:
            arrays["visual"] = visual_cells(
                _blurred_frames(clip.frames) if kind == "blurred" else 0 * clip.frames
            )
    if clip.waveform is not None:
        if kind == "mean":
            arrays["audio"] = _mean(others, "audio")
        else:
            x = spectrogram_to_input(window_level(clip.waveform))
            arrays["audio"] = spectrogram_cells(
                _blurred(x) if kind == "blurred" else torch.full_like(x, BLACK)
            )[0]
    return Features(arrays, np.zeros(0, np.float32))


def _blurred(x: Tensor) -> Tensor:
    """Return pictures `(N, C, H, W)` of which only the means of `BLUR` parts are left."""
    return F.interpolate(F.adaptive_avg_pool2d(x, BLUR), size=x.shape[-2:], mode="bilinear")


def _blurred_frames(frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
    x = torch.from_numpy(np.ascontiguousarray(frames)).permute(0, 3, 1, 2).float()
    return to_numpy(_blurred(x).round().byte().permute(0, 2, 3, 1))


def _mean(others: Sequence[Features], sense: str) -> NDArray[np.float16]:
    """Return the mean cells `(C, d)` of a sense, over the clips that have it and their frames."""
    parts = [f.arrays[sense].astype(np.float32) for f in others if sense in f.arrays]
    if not parts:
        raise ValueError(f"there is no mean {sense} of no clips")
    means = [part.reshape(-1, *part.shape[-2:]).mean(axis=0) for part in parts]
    found: NDArray[np.float16] = np.mean(means, axis=0).astype(np.float16)
    return found


def integrated_gradients(
    network: EventNetwork,
    features: Features,
    baseline: Features,
    score: Callable[[FusionOutput], Tensor],
    most: int = MOST,
) -> Attribution:
    """Return what each sense's tokens `(1, N)`, CLS left out, add to a score, and how complete that is.

    Args:
        network: of *events*.
        features: of one clip.
        baseline: of the same senses, as `baseline_features` makes it.
        score: output -> `(B,)`; the rows are one clip.
        most: steps after which it is given up.

    Example:
        >>> import numpy as np
        >>> from mmfusion.explain import preference
        >>> from mmfusion.media import Clip
        >>> from mmfusion.tasks import events
        >>> hiss = np.random.default_rng(0).normal(0, 0.01, 64_000).astype(np.float32)
        >>> clip = Clip(None, None, hiss, 16_000, "hiss")
        >>> features, baseline = events.clip_features(clip), events.baseline_features(clip, "blurred")
        >>> network = events.load("audio").network
        >>> found = events.integrated_gradients(network, features, baseline, preference("event", answer=0))
        >>> {m: tuple(x.shape) for m, x in found.values.items()}, found.complete
        ({'audio': (1, 40)}, True)

    """
    seconds = torch.from_numpy(features.seconds)
    inputs, start = (
        {m: x.to(home(network)).float() for m, x in of.cells().items() if m in network.spec.modalities}
        for of in (features, baseline)
    )
    found = path_integral(lambda given: score(network(given, seconds)), inputs, start, most=most)
    return replace(found, values={m: x.sum(dim=-1).flatten(1) for m, x in found.values.items()})
