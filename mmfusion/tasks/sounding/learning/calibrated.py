"""How sure a network of `sounding-objects` may be: its temperatures and its calibration error.

A temperature a question and subset of modalities is fitted on validation, half of the weight on clean clips,
half on clips at random nodes of the pad's plane of noise and blur; errors are read on test clips of both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch

from mmfusion.cards.subset import key
from mmfusion.measure.calibration import Answered, Temperature, calibration_error, fit_on_halves
from mmfusion.measure.metrics import Estimate, softmax, two_way_weights
from mmfusion.nn.device import to_numpy
from mmfusion.tasks.sounding import ANSWERS, MODALITIES, SUBSETS, UNASKED
from mmfusion.tasks.sounding.batches import VALIDATION, Batch, fixed_scenes
from mmfusion.tasks.sounding.learning import training
from mmfusion.tasks.sounding.measures import (
    CLEAN,
    NO_PICTURE,
    NO_SOUND,
    SPOILED,
    Spoiling,
    Tested,
    can_answer,
)
from mmfusion.tasks.sounding.network import SoundingNetwork
from mmfusion.tasks.sounding.plane import on_the_plane
from mmfusion.tasks.sounding.scene import FORMS

TURNS = 4
"""Nodes of the plane at which each validation clip is spoiled."""


def spoiled_batches() -> list[Batch]:
    """Return the validation set spoiled, `TURNS` times over."""
    sets = [list(fixed_scenes(form, training.VALIDATION_CLIPS, VALIDATION)) for form in FORMS]
    return [on_the_plane(scenes, turn) for scenes in sets for turn in range(TURNS)]


@torch.inference_mode()
def temperatures(
    network: SoundingNetwork, clean: Sequence[Batch], spoiled: Sequence[Batch]
) -> dict[str, Temperature]:
    """Return a temperature a subset of modalities and question, fitted on batches of validation."""
    out = {}
    for subset, spoiling in zip(SUBSETS, (CLEAN, NO_SOUND, NO_PICTURE), strict=True):
        if can_answer(network, spoiling):
            halves = [_answered(network, batches, subset) for batches in (clean, spoiled)]
            for question in ANSWERS:
                out[key(subset, question)] = fit_on_halves(*(half[question] for half in halves))
    return out


def _answered(
    network: SoundingNetwork, batches: Sequence[Batch], subset: Sequence[str]
) -> dict[str, Answered]:
    """Return logits and truth by question, of the clips on which it is asked."""
    found = [(batch, network(batch.inputs(subset)).logits) for batch in batches]
    out = {}
    for question in ANSWERS:
        z = torch.cat([y[question].cpu()[b.labels[question] != UNASKED] for b, y in found])
        y = torch.cat([b.labels[question][b.labels[question] != UNASKED] for b, _ in found])
        out[question] = (to_numpy(z), to_numpy(y))
    return out


def errors(
    network: SoundingNetwork, tested: Mapping[Spoiling, Tested], heat: Mapping[str, Temperature]
) -> dict[str, Estimate]:
    """Return the calibration error of each question on test clips, clean and spoiled, with every modality."""
    subset = tuple(m for m in MODALITIES if m in network.spec.modalities) or MODALITIES
    out = {}
    for spoiling in (CLEAN, SPOILED):
        if (found := tested.get(spoiling)) is not None:
            after = "" if spoiling == CLEAN else f", {spoiling.name}"
            for question, y in found.labels.items():
                p = softmax(found.logits[question], heat[key(subset, question)].value)
                weights = two_way_weights([str(i) for i in range(len(y))], None)
                out[f"{question}, calibration error{after}"] = calibration_error(p, y, weights)
    return out
