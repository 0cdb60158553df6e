"""Every state in which a seed's networks are tested, made once, and the figures read from their answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from mmfusion.measure.calibration import Temperature, calibration_error, fit_on_halves, fit_temperature
from mmfusion.measure.metrics import Estimate, share, softmax, two_way_weights
from mmfusion.tasks.digits import SPOILED_DB, SPOILED_ENERGY, TURNS, TURNS_SPOILED
from mmfusion.tasks.digits.data import IntArray, clean
from mmfusion.tasks.digits.learning.runs import lessons_of, validation_of
from mmfusion.tasks.digits.measures import (
    ENERGIES,
    LEVELS,
    FloatArray,
    Pairs,
    agreeing,
    disagreeing,
    margins,
    turns_at,
)

Answers = Callable[[Mapping[str, Tensor]], FloatArray]
"""Inputs by modality -> logits `(n, 10)`."""
CLEAN, SPOILED, NO_SOUND, NO_PICTURE = "clean", "20 % energy and −5 dB", "no voice", "no picture"
ON_CURVES = 300
"""Of the pairs that agree, so many are read at every level."""
BEYOND = 27.0
"""What stands for a turn outside of the levels, one step beyond them."""


@dataclass(frozen=True, eq=False)
class Battery:
    """A seed's validation and test, with every spoiling.

    Attributes:
        states: name -> inputs of the test pairs that agree.
        by_ratio: clean pictures, voices at each of `LEVELS`.
        by_energy: pictures at each of `ENERGIES`, clean voices.
        apart: picture's energy -> inputs of pairs that disagree at each of `LEVELS`.
        truth: of the pairs that agree.
        written: of the pairs that disagree.
        spoken: of the pairs that disagree.
        held_out: validation inputs, clean and at random energies and ratios, and what is true of them.

    """

    states: Mapping[str, Mapping[str, Tensor]]
    by_ratio: tuple[Mapping[str, Tensor], ...]
    by_energy: tuple[Mapping[str, Tensor], ...]
    apart: Mapping[float, tuple[Mapping[str, Tensor], ...]]
    truth: IntArray
    written: IntArray
    spoken: IntArray
    held_out: tuple[Mapping[str, Tensor], Mapping[str, Tensor], IntArray]


def battery(seed: int) -> Battery:
    """Return the battery of a seed, from the packs. Raises PackError without them."""
    energy = lessons_of(seed).energy
    test = clean("test", seed)
    same, apart = agreeing(test, energy, seed=seed), disagreeing(test, energy, seed=seed)
    own = validation_of(seed)
    seen, heard = same.seen(), same.heard()
    few = slice(ON_CURVES)
    at = {db: apart.heard(db) for db in LEVELS}
    first = Pairs(same.pictures[few], same.voices[few], same.written[few], same.spoken[few], energy)
    return Battery(
        {
            CLEAN: {"visual": seen, "audio": heard},
            SPOILED: {"visual": same.seen(SPOILED_ENERGY), "audio": same.heard(SPOILED_DB)},
            NO_SOUND: {"visual": seen},
            NO_PICTURE: {"audio": heard},
        },
        tuple({"visual": seen[few], "audio": first.heard(db)} for db in LEVELS),
        tuple({"visual": first.seen(e), "audio": heard[few]} for e in ENERGIES),
        {
            e: tuple({"visual": apart.seen(e), "audio": at[db]} for db in LEVELS)
            for e in (1.0, SPOILED_ENERGY)
        },
        same.written,
        apart.written,
        apart.spoken,
        (
            {"visual": own.seen(), "audio": own.heard()},
            anyhow(own, seed),
            own.written,
        ),
    )


def anyhow(pairs: Pairs, seed: int) -> dict[str, Tensor]:
    """Return pairs each at an energy and at a ratio of its own, drawn from those that are tested."""
    rng = np.random.default_rng([seed, 47])
    energies = rng.integers(len(ENERGIES), size=len(pairs))
    ratios = rng.integers(len(LEVELS), size=len(pairs))
    seen = torch.stack([pairs.seen(e) for e in ENERGIES])
    heard = torch.stack([pairs.heard(db) for db in LEVELS])
    index = np.arange(len(pairs))
    return {"visual": seen[energies, index], "audio": heard[ratios, index]}


def temperature(answers: Answers, tests: Battery, spoiled: bool = True) -> Temperature:
    """Return T fitted on validation: half clean, half spoiled, or on clean alone."""
    whole, worn, truth = tests.held_out
    if spoiled:
        return fit_on_halves((answers(whole), truth), (answers(worn), truth))
    return fit_temperature(answers(whole), truth)


def experts(visual: Answers, audio: Answers, heat: Mapping[str, float]) -> Answers:
    """Return the late fusion of two networks trained apart: log p_1 + log p_2, the prior being flat.

    Args:
        visual: logits of the picture's network.
        audio: logits of the voice's network.
        heat: the temperature of each, by modality.

    """
    own = {"visual": visual, "audio": audio}

    def joined(inputs: Mapping[str, Tensor]) -> FloatArray:
        parts = [np.log(softmax(own[m](inputs), heat[m])) for m in own if m in inputs]
        return np.asarray(sum(parts))

    return joined


def figures(answers: Answers, tests: Battery, modalities: tuple[str, ...]) -> dict[str, Estimate]:
    """Return what a strategy reaches on a seed's test: shares right with Wilson's interval over pairs.

    Where it has both modalities, also the median ratio at which it turns from voice to picture, with the
    bootstrap's interval over pairs; turns outside of the levels count as `BEYOND`.
    """
    out: dict[str, Estimate] = {}
    heat = {"": temperature(answers, tests).value, ", T of clean": temperature(answers, tests, False).value}
    for name, inputs in tests.states.items():
        if not set(inputs) & set(modalities):
            continue
        z = answers(inputs)
        out[name] = share(int((z.argmax(axis=1) == tests.truth).sum()), len(z))
        if name in (CLEAN, SPOILED):
            for fitted, t in heat.items():
                weights = two_way_weights([str(i) for i in range(len(z))], None, draws=300)
                found = calibration_error(softmax(z, t), tests.truth, weights)
                out[f"calibration error, {name}{fitted}"] = found
    if len(modalities) > 1:
        for name, energy in ((TURNS, 1.0), (TURNS_SPOILED, SPOILED_ENERGY)):
            out[name] = median(turns(answers, tests, energy))
    return out


def turns(answers: Answers, tests: Battery, energy: float = 1.0) -> FloatArray:
    """Return at which ratio each pair that disagrees turns, dB; `BEYOND` outside of the levels."""
    at = [margins(answers(inputs), tests.written, tests.spoken) for inputs in tests.apart[energy]]
    return np.clip(turns_at(np.stack(at, axis=1)), -BEYOND, BEYOND)


def median(values: FloatArray, draws: int = 2000) -> Estimate:
    """Return the median with the bootstrap's 95 % interval.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.digits.learning.battery import median
        >>> found = median(np.arange(101.0))
        >>> found.value, 30 < found.low < 50 < found.high < 70
        (50.0, True)

    """
    rng = np.random.default_rng(0)
    drawn = np.median(values[rng.integers(len(values), size=(draws, len(values)))], axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Estimate(float(np.median(values)), float(low), float(high), len(values))


def curves(answers: Answers, tests: Battery, modalities: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Return shares right by ratio and by energy; of pairs that disagree, whose class is said by ratio."""
    truth = tests.truth[:ON_CURVES]

    def right(inputs: Mapping[str, Tensor]) -> float:
        return float((answers(inputs).argmax(axis=1) == truth).mean())

    out = {
        "agree, dB": {f"{db:g}": right(x) for db, x in zip(LEVELS, tests.by_ratio, strict=True)},
        "agree, energy": {f"{e:g}": right(x) for e, x in zip(ENERGIES, tests.by_energy, strict=True)},
    }
    if len(modalities) > 1:
        said = [answers(inputs).argmax(axis=1) for inputs in tests.apart[1.0]]
        for name, of in (("picture", tests.written), ("voice", tests.spoken)):
            out[f"disagree, says the {name}, dB"] = {
                f"{db:g}": float((z == of).mean()) for db, z in zip(LEVELS, said, strict=True)
            }
    return out
