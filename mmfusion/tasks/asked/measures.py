"""What the networks of `asked-objects` answer on test clips, with every modality and without some.

The test is drawn, not stored; each clip has a note that no other clip has, so that intervals over clips are
intervals over notes. A third of the clips is asked *which …*; a sixth has a sentence that no training read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from mmfusion.cards.subset import Subset, key
from mmfusion.measure.calibration import Temperature, calibration_error, fit_temperature
from mmfusion.measure.metrics import Estimate, share, softmax, two_way_weights
from mmfusion.nn.device import to_numpy
from mmfusion.tasks.asked import ANSWERS, QUESTION, SUBSETS
from mmfusion.tasks.asked.asking import AskedClip, fixed
from mmfusion.tasks.asked.batches import Batch, make_batch
from mmfusion.tasks.asked.network import AskedNetwork
from mmfusion.tasks.asked.sentences import HELD_OUT
from mmfusion.tasks.sounding.batches import TEST

CLIPS = 3000
"""Test clips."""
LACKING_CLIPS = 1500
"""Test clips, the first of them, that are also answered without some modality."""
VALIDATION_CLIPS = 600
BATCH = 100
FORMS: dict[str, tuple[str, ...]] = {"is": ("yes", "no"), "which": ("left", "right", "neither", "both")}
"""What a sentence begins with -> its answers."""
FloatArray = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Tested:
    """What one network answered from one subset of modalities."""

    logits: FloatArray
    """`(N, 6)`."""
    clips: tuple[AskedClip, ...]

    @property
    def labels(self) -> NDArray[np.int64]:
        """The true answers, `(N,)`."""
        return np.array([c.label for c in self.clips])

    def of(self, form: str, held_out: bool | None = None) -> NDArray[np.bool_]:
        """Return which clips have a sentence of a form, `(N,)`; those held out of training, or the others."""
        return np.array(
            [
                c.sentence.form == form and (held_out is None or (c.sentence in HELD_OUT) == held_out)
                for c in self.clips
            ]
        )

    def accuracy(self, rows: NDArray[np.bool_], among: Sequence[str] = ANSWERS) -> Estimate:
        """Return the share of right answers among some clips with Wilson's 95 % interval over clips.

        Args:
            rows: which clips, `(N,)`.
            among: the answers of which the likeliest counts.

        """
        barred = np.array([0.0 if name in among else -np.inf for name in ANSWERS])
        right = (self.logits + barred).argmax(axis=1) == self.labels
        return share(int(right[rows].sum()), int(rows.sum()))

    def nats(self, rows: NDArray[np.bool_]) -> Estimate:
        """Return the cross-entropy in nats with a normal 95 % interval over clips."""
        z = torch.from_numpy(self.logits[rows]).double()
        each = to_numpy(-z.log_softmax(dim=1))[np.arange(len(z)), self.labels[rows]]
        half = 1.96 * float(each.std(ddof=1)) / float(np.sqrt(len(each)))
        value = float(each.mean())
        return Estimate(value, value - half, value + half, len(each))


@torch.inference_mode()
def logits_of(network: AskedNetwork, batch: Batch, subset: Subset) -> FloatArray:
    """Return what a network answers to a batch from some modalities, `(B, 6)`."""
    return np.asarray(to_numpy(network(batch.inputs(subset)).logits[QUESTION].float()), dtype=np.float32)


def subsets_of(network: AskedNetwork) -> list[Subset]:
    """Return the subsets from which a network answers: those of the modalities that it reads."""
    return [s for s in SUBSETS if set(s) <= set(network.spec.modalities)]


def measure(
    networks: Mapping[str, AskedNetwork],
    clips: int = CLIPS,
    report: Callable[[str], None] = print,
    part: int = TEST,
) -> dict[str, dict[Subset, Tested]]:
    """Return what each network answers from each subset of its modalities, all on the same clips.

    Args:
        networks: by name.
        clips: how many; without some modality at most half of `CLIPS`.
        report: where progress goes.
        part: `TEST`, or `VALIDATION`, on which temperatures are fitted.

    """
    asked = tuple(fixed(clips, part))
    found: dict[str, dict[Subset, list[FloatArray]]] = {
        name: {s: [] for s in subsets_of(network)} for name, network in networks.items()
    }
    for start in range(0, clips, BATCH):
        batch = make_batch(asked[start : start + BATCH])
        for name, network in networks.items():
            for subset, parts in found[name].items():
                if start < LACKING_CLIPS or subset == network.spec.modalities:
                    parts.append(logits_of(network, batch, subset))
    report(f"answered {clips} clips")
    return {
        name: {s: Tested(z := np.concatenate(parts), asked[: len(z)]) for s, parts in by.items()}
        for name, by in found.items()
    }


def temperatures(tested: Mapping[Subset, Tested]) -> dict[str, Temperature]:
    """Return a temperature for each subset, fitted on validation clips."""
    return {
        key(subset, QUESTION): fit_temperature(found.logits, found.labels) for subset, found in tested.items()
    }


def without(subset: Subset, whole: Sequence[str]) -> str:
    """Return how a figure says what a network lacked: nothing where it had the whole."""
    gone = [m for m in whole if m not in subset]
    return f", without {' and '.join(gone)}" if gone else ""


def figures(tested: Mapping[Subset, Tested], heat: Mapping[str, Temperature]) -> dict[str, Estimate]:
    """Return every figure of one network by name, with its temperatures.

    Where something is lacking the form of the sentence is told: the likeliest of its answers counts.
    """
    whole = next(iter(tested))
    out: dict[str, Estimate] = {}
    for subset, found in tested.items():
        for form, names in FORMS.items():
            among = ANSWERS if subset == whole else names
            out[form + without(subset, whole)] = found.accuracy(found.of(form), among)
    full = tested[whole]
    everything = np.ones(len(full.clips), dtype=bool)
    for form in FORMS:
        out[f"{form}, nats"] = full.nats(full.of(form))
        out[f"{form}, sentences never read"] = full.accuracy(full.of(form, held_out=True))
    p = softmax(full.logits.astype(np.float64), heat[key(whole, QUESTION)].value)
    weights = two_way_weights([str(i) for i in range(len(everything))], None)
    return {
        "accuracy": full.accuracy(everything),
        **out,
        "calibration error": calibration_error(p, full.labels, weights),
    }
