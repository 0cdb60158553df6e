"""What either sense adds to the answers of a network of `sounding-objects`, and what needs both together.

Shapley values over the senses, of p(truth) and, where a sense is left out, of log₂ p(truth): the mean over
test clips is then in bits, and adds up to what the network knows of the question. Probabilities are
calibrated, each subset by its own temperature. Beside them the gap of EMAP: the accuracy that is lost when
the senses may only add up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.cards.card import ModelCard
from mmfusion.cards.subset import Subset, key
from mmfusion.explain.additive import crossed_logits
from mmfusion.explain.shapley import Contributions, Read, exact, left_out, replaced
from mmfusion.measure.emap import answered, gap
from mmfusion.measure.metrics import Estimate, mean_estimate
from mmfusion.nn.device import to_numpy
from mmfusion.nn.fusion import FusionOutput
from mmfusion.tasks.sounding import ANSWERS
from mmfusion.tasks.sounding.batches import TEST, VALIDATION, fixed_scenes, make_batch
from mmfusion.tasks.sounding.network import SoundingNetwork
from mmfusion.tasks.sounding.predictor import FORM_OF
from mmfusion.tasks.sounding.scene import Form

BLOCKS: dict[Form, tuple[int, int]] = {"one": (1, 50), "independent": (1, 50), "pair": (5, 100)}
"""Test clips of each form whose senses are crossed: so many blocks, every pair within a block."""
CLIPS = 120
"""Test clips of each form on which Shapley values are read."""
BATCH = 50
OTHERS = 4
"""Other clips whose tokens stand for a missing sense, the mean over them."""
MEAN_CLIPS = 200
WAYS = ("left out", "another's", "the mean")
"""What stands for a sense that is not in a coalition: nothing; another clip's tokens; the mean clip's."""


def asked_of(form: str) -> list[str]:
    """Return the questions that are read on clips of a form."""
    return [question for question, own in FORM_OF.items() if own == form]


@torch.inference_mode()
def emap_figures(
    network: SoundingNetwork, clips: int | None = None, report: Callable[[str], None] = print
) -> dict[str, dict[str, Estimate]]:
    """Return by question the accuracy of the model, of its additive projection, and the gap between them.

    Args:
        network: one that reads both senses in streams of their own.
        clips: test clips of each form, in one block; those of `BLOCKS` by default.
        report: where progress goes.

    """
    out: dict[str, dict[str, Estimate]] = {}
    for form in dict.fromkeys(FORM_OF.values()):
        blocks, each = (1, clips) if clips else BLOCKS[form]
        scenes = list(fixed_scenes(form, blocks * each, TEST))
        right: dict[str, list[NDArray[np.bool_]]] = {question: [] for question in asked_of(form)}
        for start in range(0, len(scenes), each):
            batch = make_batch(scenes[start : start + each])
            tables = crossed_logits(network.fusion, network.tokens(batch.inputs()))
            for question, found in right.items():
                found.append(answered(tables[question], to_numpy(batch.labels[question])))
        out |= {question: gap(np.concatenate(found, axis=1)) for question, found in right.items()}
        report(f"{blocks} × {each}² pairs of form {form!r}")
    return {question: out[question] for question in ANSWERS}


def p_of_truth(card: ModelCard, labels: Mapping[str, Tensor]) -> Read:
    """Return what is shared out: the calibrated probability of each clip's truth, `(B, questions)`.

    Args:
        card: of the network, for its temperatures.
        labels: question -> `(B,)`.

    """

    def read(output: FusionOutput, present: Subset) -> Tensor:
        found = []
        for question, truth in labels.items():
            logits = output.logits[question].double() / card.temperature(present, question)
            found.append(logits.softmax(dim=-1).gather(1, truth.to(logits.device)[:, None])[:, 0])
        return torch.stack(found, dim=1)

    return read


@torch.inference_mode()
def mean_tokens(network: SoundingNetwork, clips: int = MEAN_CLIPS) -> dict[str, Tensor]:
    """Return the mean tokens `(1, 1 + N, d)` of validation clips of two objects by sense."""
    total: dict[str, Tensor] = {}
    scenes = list(fixed_scenes("pair", clips, VALIDATION))
    for start in range(0, clips, BATCH):
        for m, z in network.tokens(make_batch(scenes[start : start + BATCH]).inputs()).items():
            total[m] = total.get(m, torch.zeros(1).to(z)) + z.sum(dim=0, keepdim=True) / clips
    return total


@torch.inference_mode()
def of_clips(
    network: SoundingNetwork,
    card: ModelCard,
    inputs: Mapping[str, Tensor],
    labels: Mapping[str, Tensor],
    others: Sequence[Mapping[str, Tensor]],
    mean: Mapping[str, Tensor],
) -> dict[str, Contributions]:
    """Return what either sense adds to p(truth), `(B, questions)`, by `WAYS`.

    Args:
        network: one that reads both senses in streams of their own.
        card: its card.
        inputs: of B clips by sense.
        labels: question -> `(B,)`: the answers whose probability is shared out.
        others: tokens of other clips, `(1 or B, 1 + N, d)` by sense.
        mean: the mean tokens, `(1, 1 + N, d)` by sense.

    """
    tokens, fusion, read = network.tokens(inputs), network.fusion, p_of_truth(card, labels)
    prior = [1 / len(ANSWERS[question]) for question in labels]
    return {
        "left out": left_out(fusion, tokens, read, prior),
        "another's": replaced(fusion, tokens, others, read),
        "the mean": replaced(fusion, tokens, [mean], read),
    }


Shared = dict[str, dict[str, Estimate]]
"""``values``: coalition -> mean; ``shares``: sense -> mean."""


@torch.inference_mode()
def shapley_figures(
    network: SoundingNetwork,
    card: ModelCard,
    clips: int = CLIPS,
    report: Callable[[str], None] = print,
) -> dict[str, dict[str, Shared]]:
    """Return by question and way the worth of each coalition and what each sense adds: means over test clips.

    ``values`` and ``shares`` are of p(truth); where a sense is left out there are ``values, bits`` and
    ``shares, bits`` too, of log₂ p(truth).
    """
    mean = mean_tokens(network)
    out: dict[str, dict[str, Shared]] = {}
    for form in dict.fromkeys(FORM_OF.values()):
        scenes, asked = list(fixed_scenes(form, clips, TEST)), asked_of(form)
        parts: dict[str, list[Contributions]] = {way: [] for way in WAYS}
        for start in range(0, clips, BATCH):
            batch = make_batch(scenes[start : start + BATCH])
            whole = network.tokens(batch.inputs())
            others = [{m: z.roll(i, dims=0) for m, z in whole.items()} for i in range(1, OTHERS + 1)]
            labels = {question: batch.labels[question] for question in asked}
            for way, found in of_clips(network, card, batch.inputs(), labels, others, mean).items():
                parts[way].append(found)
        for column, question in enumerate(asked):
            out[question] = {way: _means(found, column) for way, found in parts.items()}
            bits = [_in_bits(found) for found in parts["left out"]]
            out[question]["left out"] |= {f"{k}, bits": v for k, v in _means(bits, column).items()}
        report(f"what either sense adds, on {clips} clips of form {form!r}")
    return {question: out[question] for question in ANSWERS}


def _means(parts: Sequence[Contributions], column: int) -> Shared:
    first = parts[0]
    return {
        "values": {
            key(s): mean_estimate(np.concatenate([p.values[s][:, column] for p in parts]))
            for s in first.values
        },
        "shares": {
            m: mean_estimate(np.concatenate([p.shares[m][:, column] for p in parts])) for m in first.shares
        },
    }


def _in_bits(found: Contributions) -> Contributions:
    logs = {s: np.log2(np.maximum(v, 1e-12)) for s, v in found.values.items()}
    return exact(tuple(found.shares), logs)
