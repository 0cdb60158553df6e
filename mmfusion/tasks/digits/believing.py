"""Whom each strategy believes: a picture and a voice, read by every network at every voice to noise.

The picture alone says a, the clean voice alone says b. A strategy that answers p_a and p_b believes the
picture where p_a > p_b; it *turns at* the ratio where both are equal (`measures.turns_at`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from mmfusion.cards.subset import Subset
from mmfusion.measure.metrics import softmax
from mmfusion.tasks.digits import EXPERTS, MODALITIES
from mmfusion.tasks.digits.measures import FloatArray, logits, margins, turns_at
from mmfusion.tasks.digits.predictor import DigitPredictor
from mmfusion.tasks.digits.voice import Wave, heard

RATIOS: tuple[float, ...] = tuple(float(d) for d in range(24, -25, -2))
"""Levels of voice to noise, dB, the cleanest first."""
CLEAN, SPOILED = f"{EXPERTS}-clean", EXPERTS
"""The two experts with T fitted on clean validation, and on clean and spoiled."""


@dataclass(frozen=True, eq=False)
class Believed:
    """What strategies make of a pair.

    Attributes:
        seen: what the picture alone says; None where there is no picture.
        heard: what the clean voice alone says; None where there is no voice.
        logits: strategy -> calibrated logits `(ratios, 10)`: divided by T; of the experts log p_1 + log p_2.
        sounds: log-mels `(ratios, 16, 16)` in dB; None where there is no voice.

    """

    seen: int | None
    heard: int | None
    logits: Mapping[str, FloatArray]
    sounds: NDArray[np.float32] | None

    def probabilities(self, strategy: str) -> FloatArray:
        """Return the probabilities `(ratios, 10)` of a strategy."""
        return softmax(self.logits[strategy])

    def turns(self, strategy: str) -> float | None:
        """Return the ratio in dB at which a strategy turns, ±∞ if never; None if nothing disagrees."""
        if self.seen is None or self.heard is None or self.seen == self.heard:
            return None
        m = margins(self.logits[strategy][None], np.array([self.seen]), np.array([self.heard]))
        return float(turns_at(m, RATIOS)[0])


def believe(
    predictors: Mapping[str, DigitPredictor],
    picture: NDArray[np.float32] | None,
    wave: Wave | None,
    whole: NDArray[np.float32] | None = None,
    ratios: Sequence[float] = RATIOS,
) -> Believed:
    """Return what every strategy makes of a picture and a voice.

    Args:
        predictors: by strategy; with `visual`, `audio` and the card of `late`, the experts are joined too.
        picture: `(28, 28)` as it is shown to the networks; None where there is none.
        wave: a trimmed voice `(S,)` at 8 kHz, clean; None where there is none.
        whole: the picture before energy was taken from it, of which a is said; `picture` by default.
        ratios: of voice to noise, dB.

    Raises:
        ValueError: neither picture nor voice.

    Example:
        >>> from mmfusion.tasks.digits import believe, load, stored
        >>> three, eight = stored().pictures[92], stored().waves[83]
        >>> found = believe({name: load(name) for name in ("visual", "audio", "late")}, three, eight)
        >>> found.seen, found.heard, found.probabilities("late").shape
        (3, 8, (25, 10))

    """
    if picture is None and wave is None:
        raise ValueError("a strategy needs a picture, a voice, or both")
    inputs: dict[str, torch.Tensor] = {}
    if picture is not None:
        inputs["visual"] = torch.from_numpy(picture)[None].expand(len(ratios), -1, -1)
    sounds = None
    if wave is not None:
        sounds = np.stack([heard(wave, ratio) for ratio in ratios])
        inputs["audio"] = torch.from_numpy(sounds)
    found: dict[str, FloatArray] = {}
    for name, own in predictors.items():
        if own.can(inputs):
            subset: Subset = own.subset(inputs)
            one = {m: x[:1] for m, x in inputs.items()} if subset == ("visual",) else inputs
            z = logits(own.network, {m: one[m] for m in subset}) / own.card.temperature(subset)
            found[name] = np.broadcast_to(z, (len(ratios), z.shape[1]))
    experts = predictors["late"].card.experts if "late" in predictors else {}
    for kind, name in (("clean", CLEAN), ("spoiled", SPOILED)):
        parts = []
        for m in MODALITIES:
            if m in found and m in inputs and kind in experts:
                raw = found[m] * predictors[m].card.temperature((m,))
                parts.append(np.log(softmax(raw, experts[kind]["temperatures"][m])))
        if parts:
            found[name] = np.asarray(sum(parts))
    said = _alone(predictors.get("visual"), "visual", picture if whole is None else whole)
    told = _alone(predictors.get("audio"), "audio", None if wave is None else heard(wave))
    return Believed(said, told, found, sounds)


def _alone(own: DigitPredictor | None, modality: str, x: NDArray[np.float32] | None) -> int | None:
    """Return the digit that one modality alone says."""
    if own is None or x is None:
        return None
    return int(logits(own.network, {modality: torch.from_numpy(x)[None]}).argmax())
