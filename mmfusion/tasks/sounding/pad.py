"""The pad: one clip under every pair of noise on its sound and blur on its picture, and who then knows it.

Along x the sound drowns, from clean to −24 dB signal to noise; along y a Gaussian of 0 to 12 px (of the
network's 96 × 64) blurs the picture. Three networks answer at every node: the sound's depends on x alone, the
picture's on y alone, the fused one's on both. A network *knows* where its first answer is the truth.

What is shown and what is answered is one thing: a `PadClip` holds encoded pictures and 16-bit samples as they
travel to a browser, and `pad_grid` reads exactly these.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.cards.subset import Subset
from mmfusion.measure.metrics import softmax
from mmfusion.nn.device import to_numpy
from mmfusion.tasks.sounding import ANSWERS, MODALITIES, SUBSETS
from mmfusion.tasks.sounding.batches import noise_of
from mmfusion.tasks.sounding.network import SoundingNetwork
from mmfusion.tasks.sounding.predictor import SoundingPredictor
from mmfusion.tasks.sounding.raster import picture_input, sound_input
from mmfusion.tasks.sounding.render import frames, waveform
from mmfusion.tasks.sounding.scene import Scene
from mmfusion.tasks.sounding.sprites import LARGE
from mmfusion.tasks.sounding.synthesis import RMS

AudioF32 = NDArray[np.float32]
AudioI16 = NDArray[np.int16]
FloatArray = NDArray[np.float64]
ImageU8 = NDArray[np.uint8]

QUESTION = "kind"
DECIBELS: tuple[float | None, ...] = (None, *(float(d) for d in range(20, -25, -4)))
"""Signal to noise, dB, in even steps; None is the clean sound."""
BLURS: tuple[float, ...] = tuple(float(sigma) for sigma in range(13))
"""Sigma of the blur, px of the network's raster; `LARGE` times as many of what is shown."""
REGIONS = (
    "no network is correct",
    "sound alone is correct",
    "picture alone is correct",
    "each alone is correct",
    "only fusion is correct",
)
_FULL = 32767.0
_QUALITY = 90


@dataclass(frozen=True, eq=False)
class PadClip:
    """What is seen at every blur and heard at every noise, encoded as it travels."""

    scene: Scene
    pictures: tuple[tuple[bytes, ...], ...]
    """JPEG of 288 × 192 px: by blur, then by frame."""
    sound: AudioI16
    """The clean sound, full scale 32767, `(38400,)`."""
    noise: AudioI16
    """One noise for every level, `(38400,)`: `step` times it has unit RMS."""
    step: float
    gains: FloatArray
    """What the noise of unit RMS is multiplied by, `(N,)`; 0 where the sound is clean."""
    decibels: tuple[float | None, ...] = DECIBELS
    blurs: tuple[float, ...] = BLURS

    def frames(self, level: int) -> ImageU8:
        """Return the eight frames under a blur, decoded: `(8, 192, 288, 3)`."""
        from PIL import Image

        return np.stack([np.asarray(Image.open(io.BytesIO(data))) for data in self.pictures[level]])

    def waveform(self, level: int) -> AudioF32:
        """Return the sound at a level of noise, `(38400,)`: what a mixer makes of the two tracks."""
        noise = self.noise * np.float32(self.step) * np.float32(self.gains[level])
        return np.asarray(self.sound / np.float32(_FULL) + noise, dtype=np.float32)

    def inputs(self) -> dict[str, Tensor]:
        """Return what networks read: ``"visual"`` `(B, 8, 3, 64, 96)` and ``"audio"`` `(N, 1, 64, 128)`."""
        return {
            "visual": torch.cat([picture_input(self.frames(i)[None]) for i in range(len(self.blurs))]),
            "audio": sound_input(np.stack([self.waveform(i) for i in range(len(self.decibels))])),
        }


@dataclass(frozen=True, eq=False)
class PadGrid:
    """What three networks answer at N levels of noise and B of blur: calibrated probabilities of K kinds."""

    truth: int
    decibels: tuple[float | None, ...]
    blurs: tuple[float, ...]
    audio: FloatArray
    """The sound alone, `(N, K)`."""
    visual: FloatArray
    """The picture alone, `(B, K)`."""
    fused: FloatArray
    """Both, `(B, N, K)`."""
    alone: dict[str, FloatArray]
    """The fused network with one sense only: ``"audio"`` `(N, K)`, ``"visual"`` `(B, K)`."""
    logits: dict[str, FloatArray]
    """What the fused network reads from each sense's CLS when it has both, `(B, N, K)`; from their mean over
    the temperature comes `fused`."""
    alone_logits: dict[str, FloatArray]
    """The same with one sense only, shapes as in `alone`."""
    temperatures: dict[Subset, float]
    """Of the fused network by subset of senses."""

    @property
    def names(self) -> tuple[str, ...]:
        """The kinds."""
        return ANSWERS[QUESTION]

    def regions(self) -> NDArray[np.int8]:
        """Return who knows at each node, `(B, N)`: indices into `REGIONS`."""
        right = (p.argmax(axis=-1) == self.truth for p in (self.audio, self.visual, self.fused))
        return regions(*right)


def regions(
    audio: NDArray[np.bool_], visual: NDArray[np.bool_], fused: NDArray[np.bool_]
) -> NDArray[np.int8]:
    """Return who knows, indices into `REGIONS`, from who is right: `(…, N)`, `(…, B)`, `(…, B, N)`.

    Where a sense knows, the region is its own, whatever fusion makes of it.
    """
    by_sense = audio[..., None, :] + 2 * visual[..., :, None].astype(np.int8)
    return np.where((by_sense == 0) & fused, 4, by_sense).astype(np.int8)


def area_weights(count: int) -> FloatArray:
    """Return what share of an axis each of `count` even nodes stands for: the trapezoid rule.

    Raises:
        ValueError: fewer than two nodes span no axis.

    """
    if count < 2:
        raise ValueError(f"an axis needs two nodes or more, not {count}")
    weights = np.ones(count)
    weights[[0, -1]] = 0.5
    return np.asarray(weights / weights.sum())


def gaussian(size: int, sigma: float) -> Tensor:
    """Return the matrix `(size, size)` that blurs an axis of `size` px, edges repeated."""
    if sigma <= 0:
        return torch.eye(size)
    reach = max(1, int(np.ceil(3 * sigma)))
    offsets = np.arange(-reach, reach + 1)
    weights = np.exp(-0.5 * (offsets / sigma) ** 2)
    rows = np.repeat(np.arange(size), offsets.size)
    columns = np.clip(np.arange(size)[:, None] + offsets, 0, size - 1).ravel()
    matrix = np.zeros((size, size))
    np.add.at(matrix, (rows, columns), np.tile(weights / weights.sum(), size))
    return torch.from_numpy(matrix.astype(np.float32))


def pad_clip(
    scene: Scene, decibels: Sequence[float | None] = DECIBELS, blurs: Sequence[float] = BLURS
) -> PadClip:
    """Return a scene at every level of noise and blur, as it travels.

    Example:
        >>> from mmfusion.tasks.sounding import numbered_scene, pad_clip
        >>> clip = pad_clip(numbered_scene("one", 0), decibels=[None, 0.0], blurs=[0.5, 4.0])
        >>> len(clip.pictures), [len(film) for film in clip.pictures]  # a film of eight a blur
        (2, [8, 8])

    """
    from PIL import Image

    def encoded(frame: ImageU8) -> bytes:
        out = io.BytesIO()
        Image.fromarray(frame).save(out, "JPEG", quality=_QUALITY, subsampling=0)
        return out.getvalue()

    sharp = torch.from_numpy(frames(scene, scale=LARGE)).permute(0, 3, 1, 2).float()  # (8, 3, 192, 288)
    pictures = []
    for sigma in blurs:
        rows, columns = (gaussian(size, LARGE * sigma) for size in sharp.shape[2:])
        soft = (rows @ sharp @ columns.T).permute(0, 2, 3, 1).round().clamp(0, 255).byte()
        pictures.append(tuple(encoded(frame) for frame in to_numpy(soft)))
    unit = noise_of(scene, scene.gain + 20 * float(np.log10(RMS)))  # where its level is 1
    step = float(np.abs(unit).max()) / _FULL
    gains = [0.0 if ratio is None else RMS * 10 ** ((scene.gain - ratio) / 20) for ratio in decibels]
    return PadClip(
        scene,
        tuple(pictures),
        np.round(waveform(scene) * _FULL).astype(np.int16),
        np.round(unit / step).astype(np.int16),
        step,
        np.array(gains),
        tuple(decibels),
        tuple(blurs),
    )


@torch.inference_mode()
def pair_logits(
    network: SoundingNetwork, tokens: Mapping[str, Tensor], question: str = QUESTION, batch: int = 39
) -> tuple[FloatArray, dict[str, FloatArray]]:
    """Return logits `(B, N, K)` of every picture with every sound, and those of each sense's CLS.

    Args:
        network: reads both senses.
        tokens: ``"visual"`` `(B, …)` and ``"audio"`` `(N, …)`, each tokenised once.
        question: which answers.
        batch: pairs at a time.

    """
    visual, audio = tokens["visual"], tokens["audio"]
    shape = (len(visual), len(audio))
    rows, columns = (torch.from_numpy(i.ravel()).to(visual.device) for i in np.indices(shape))
    mean: list[Tensor] = []
    own: dict[str, list[Tensor]] = {}
    for start in range(0, rows.numel(), batch):
        part = slice(start, start + batch)
        output = network.fusion({"visual": visual[rows[part]], "audio": audio[columns[part]]})
        mean.append(output.logits[question])
        for sense, z in output.modality_logits[question].items():
            own.setdefault(sense, []).append(z)

    def whole(parts: list[Tensor]) -> FloatArray:
        return to_numpy(torch.cat(parts).double()).reshape(*shape, -1)

    return whole(mean), {sense: whole(parts) for sense, parts in own.items()}


def pad_grid(clip: PadClip, networks: Mapping[str, SoundingPredictor], fused: str = "mid") -> PadGrid:
    """Return what the networks ``"audio"``, ``"visual"`` and `fused` answer at every node of a clip's pad.

    Example:
        >>> from mmfusion.tasks.sounding import load, numbered_scene, pad_clip, pad_grid
        >>> clip = pad_clip(numbered_scene("one", 0), decibels=[None, 0.0], blurs=[0.5, 4.0])
        >>> grid = pad_grid(clip, {name: load(name) for name in ("audio", "visual", "mid")})
        >>> grid.fused.shape  # noise × blur × kinds
        (2, 2, 12)

    """
    inputs, both = clip.inputs(), networks[fused]
    with torch.inference_mode():
        tokens = both.network.tokens(inputs)
        single = {
            sense: to_numpy(both.network.fusion({sense: tokens[sense]}).logits[QUESTION].double())
            for sense in ("audio", "visual")
        }
    logits, own = pair_logits(both.network, tokens)
    heat = {subset: both.card.temperature(subset, QUESTION) for subset in SUBSETS}
    return PadGrid(
        clip.scene.objects[0],
        clip.decibels,
        clip.blurs,
        networks["audio"].probabilities(inputs, ("audio",))[QUESTION],
        networks["visual"].probabilities(inputs, ("visual",))[QUESTION],
        softmax(logits, heat[MODALITIES]),
        {sense: softmax(z, heat[sense,]) for sense, z in single.items()},
        own,
        single,
        heat,
    )
