"""A drawn clip after a change: another's sound, or five levels of a kind of spoiling; its truth follows.

Whether a sound is in time is a matter of when its notes start: delayed by more than `scene.JITTER` from every
landing it is off, whatever it was before, and delayed by a whole period it is in time again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from mmfusion.media import Clip
from mmfusion.tasks.sounding import FRAMES, NAMES, SOUNDS
from mmfusion.tasks.sounding.batches import blurred, gone, make_batch, noise_of
from mmfusion.tasks.sounding.network import GRIDS
from mmfusion.tasks.sounding.predictor import Answers, Instrument
from mmfusion.tasks.sounding.render import clip
from mmfusion.tasks.sounding.scene import Scene
from mmfusion.tasks.sounding.sprites import LARGE

NOISE: tuple[float | None, ...] = (None, 10.0, 0.0, -10.0, -20.0)
BLUR = (0.0, 1.0, 2.0, 4.0, 6.0)
DROPPED = (0, 2, 4, 6, 7)
LATE = (0.0, 0.1, 0.2, 0.3, 0.4)
"""The five levels of each kind of spoiling: dB, px of the network's raster, frames, seconds."""
SPOILS = {"noise": NOISE, "blur": BLUR, "frames": DROPPED, "late": LATE}
LEVELS = 5
GONE = 236
"""The shade of a missing frame."""


def with_sound(scene: Scene, whose: str) -> Scene:
    """Return the scene with another kind's sound at the same moments, of the same pitch.

    Raises:
        ValueError: `whose` is none of `SOUNDS`.

    Example:
        >>> from mmfusion.tasks.sounding import SIDES, numbered_scene, with_sound
        >>> scene = numbered_scene("pair", 105)
        >>> [SIDES[with_sound(scene, whose).side] for whose in ("the left one's", "neither's")]
        ['left', 'neither']

    """
    if whose not in SOUNDS:
        raise ValueError(f"the sound may be {', '.join(SOUNDS)}, not {whose!r}")
    if whose == SOUNDS[0]:
        return scene
    if whose == SOUNDS[3]:
        count = len(NAMES)
        others = (k % count for k in range(scene.sound, scene.sound + count))
        return replace(scene, sound=next(k for k in others if k not in scene.objects))
    return replace(scene, sound=scene.objects[0 if whose == SOUNDS[1] else -1])


def at_level(scene: Scene, spoil: str | None, level: int) -> Scene:
    """Return the scene as it is heard at a level of spoiling: only a late sound changes what is true.

    Example:
        >>> from mmfusion.tasks.sounding import at_level, numbered_scene
        >>> scene = numbered_scene("pair", 105)
        >>> [at_level(scene, "late", level).in_time for level in range(5)]
        [True, False, False, False, False]

    """
    return replace(scene, shift=scene.shift + LATE[level]) if spoil == "late" else scene


def spoiled_clip(scene: Scene, spoil: str | None, level: int) -> Clip:
    """Return the clip as it is shown and played: spoiled as what the networks get is spoiled.

    Example:
        >>> from mmfusion.tasks.sounding import numbered_scene, spoiled_clip
        >>> spoiled_clip(numbered_scene("one", 0), "frames", 4).frames[0].max()  # seven of eight are missing
        np.uint8(236)

    """
    from PIL import Image, ImageFilter

    shown = clip(at_level(scene, spoil, level))
    frames, wave = shown.frames, shown.waveform
    if frames is None or wave is None:
        raise ValueError("a drawn clip has picture and sound")
    if spoil == "noise" and (ratio := NOISE[level]) is not None:
        wave = np.clip(wave + noise_of(scene, ratio), -1, 1)
    if spoil == "blur" and BLUR[level]:
        blur = ImageFilter.GaussianBlur(BLUR[level] * LARGE)
        frames = np.stack([np.asarray(Image.fromarray(frame).filter(blur)) for frame in frames])
    if spoil == "frames":
        frames = frames.copy()
        frames[sorted(gone(DROPPED[level]))] = GONE
    return replace(shown, frames=frames, waveform=wave)


def spoiled_inputs(scene: Scene, spoil: str | None) -> dict[str, Tensor]:
    """Return what the networks read, `(5, …)` a modality, one version a level; `(1, …)` of an unspoiled clip.

    Frames that are lost are left out by `spoiled_answers`: their tokens are missing, not empty.

    Example:
        >>> from mmfusion.tasks.sounding import numbered_scene, spoiled_inputs
        >>> {m: tuple(x.shape) for m, x in spoiled_inputs(numbered_scene("one", 0), "noise").items()}
        {'visual': (5, 8, 3, 64, 96), 'audio': (5, 1, 64, 128)}

    """
    scenes = [at_level(scene, spoil, level) for level in range(LEVELS)] if spoil else [scene]
    batch = make_batch(scenes, NOISE if spoil == "noise" else None)
    visual = batch.visual
    if spoil == "blur":
        visual = torch.cat([blurred(x[None], sigma) for x, sigma in zip(visual, BLUR, strict=True)])
    return {"visual": visual, "audio": batch.audio}


def spoiled_answers(
    lab: Instrument, inputs: dict[str, Tensor], spoil: str | None, strategies: Sequence[str]
) -> Answers:
    """Return what strategies make of every level of a kind of spoiling, or of the clip as it is.

    Args:
        lab: the networks.
        inputs: what `spoiled_inputs` returns.
        spoil: one of `SPOILS`, or None.
        strategies: which.

    Example:
        >>> from mmfusion.tasks.sounding import Instrument, numbered_scene, spoiled_answers, spoiled_inputs
        >>> inputs = spoiled_inputs(numbered_scene("pair", 105), "late")
        >>> spoiled_answers(Instrument(), inputs, "late", ["mid"]).answer("mid", "sync").shape
        (5, 2)

    """
    if spoil != "frames":
        return lab.compare(inputs, strategies)
    each = GRIDS["visual"][0] * GRIDS["visual"][1]
    found = []
    for level, frames in enumerate(DROPPED):  # each level keeps other tokens: one pass a level
        left = torch.tensor([i for i in range(FRAMES * each) if i // each not in gone(frames)])
        given = {m: x[level : level + 1] for m, x in inputs.items()}
        found.append(lab.compare(given, strategies, {"visual": left, "stacked": left}))
    joined = {
        name: {q: np.concatenate([one.probabilities[name][q] for one in found]) for q in by}
        for name, by in found[0].probabilities.items()
    }
    return Answers(joined, found[0].milliseconds)
