"""What picture and sound know of each answer of `sounding-objects`, in bits, beside the construction.

Linear probes read the words of the task off what shipped networks make of a sense alone, and off plain
numbers of it: which kinds are seen on the left and on the right, and when something first lands; which kind
is heard, how high, and when it first sounds. What these words know of each question's answer, alone and
together, is split up by `mmfusion.measure.information`. On labels of the question itself a single sense would
know nothing (*which one sounds?* is chance for either), so nothing could be found to be synergistic.

A count of n clips overstates information, the more so the more words there are: the same measured after the
answers have been dealt out anew is all bias, and is shown beside it, not subtracted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.measure.information import Parts, broja, i_min, joint, permuted
from mmfusion.nn.device import to_numpy
from mmfusion.tasks.sounding import NAMES, PITCHES, SIDES, SYNC, UNASKED
from mmfusion.tasks.sounding.batches import TEST, make_batch, numbered_scene
from mmfusion.tasks.sounding.network import SoundingNetwork
from mmfusion.tasks.sounding.scene import FORMS, Form, Scene, draw
from mmfusion.tasks.sounding.synthesis import VARIANTS

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
CLIPS = 3000
"""Test clips of each form."""
LEARNT = 4000
"""Clips of all forms that probes learn from; none is a test clip, nor is any note."""
BATCH = 50
READ_OFF = {
    "visual": ("visual", "late", "mid", "bottleneck-mid"),
    "audio": ("audio", "late", "mid", "bottleneck-mid"),
}
"""The strategies off which the words of either sense are read, each run on that sense alone."""
WORDS: dict[str, tuple[str, ...]] = {
    "visual": ("seen left", "seen right", "lands"),
    "audio": ("heard", "pitch", "sounds"),
}
"""What is read off either sense."""


@dataclass(frozen=True)
class Asked:
    """A question: on which form of clips, which words of either sense it takes, and what is true of it."""

    form: Form
    seen: tuple[str, ...]
    heard: tuple[str, ...]
    truth: Parts
    """By the construction: how clips are drawn."""


_BOTH = ("seen left", "seen right")
_KIND, _PITCH, _SIDE, _SYNC = (float(np.log2(len(names))) for names in (NAMES, PITCHES, SIDES, SYNC))
QUESTIONS: dict[str, Asked] = {
    "kind": Asked("one", ("seen left",), ("heard",), Parts(_KIND, 0.0, 0.0, 0.0)),
    "left": Asked("independent", _BOTH, ("heard",), Parts(0.0, _KIND, 0.0, 0.0)),
    "right": Asked("independent", _BOTH, ("heard",), Parts(0.0, _KIND, 0.0, 0.0)),
    "pitch": Asked("pair", _BOTH, ("pitch",), Parts(0.0, 0.0, _PITCH, 0.0)),
    "side": Asked("pair", _BOTH, ("heard",), Parts(0.0, 0.0, 0.0, _SIDE)),
    "sync": Asked("pair", ("lands",), ("sounds",), Parts(0.0, 0.0, 0.0, _SYNC)),
}


def words_of(scenes: Sequence[Scene]) -> dict[str, IntArray]:
    """Return the true words of some scenes, `(N,)` each; `UNASKED` where a clip has none."""
    rows = [{**scene.aids(), "pitch": scene.pitch} for scene in scenes]
    return {word: np.array([row[word] for row in rows]) for word in rows[0]}


def parts_of(question: str, scenes: Sequence[Scene], words: Mapping[str, IntArray]) -> dict[str, Parts]:
    """Return what words know of a question's answers, by definition, and once answers are dealt out anew.

    Args:
        question: which.
        scenes: N clips of its form.
        words: `(N,)` by word, true or read.

    """
    asked = QUESTIONS[question]
    answers = np.array([scene.labels()[question] for scene in scenes])
    first, second = (_joined([words[word] for word in own]) for own in (asked.seen, asked.heard))
    table = joint(answers, first, second)
    null = permuted(answers, first, second)
    return {"broja": broja(table), "i_min": i_min(table), "permuted": null}


def _joined(words: Sequence[IntArray]) -> IntArray:
    """Return one number for each combination of words."""
    return np.unique(np.stack(words, axis=1), axis=0, return_inverse=True)[1].ravel()


def profile(sense: str, x: Tensor) -> Tensor:
    """Return plain numbers of one sense of B clips, `(B, D)`.

    Of the picture how bright each row of each frame is; of the sound the mean, the spread, the most and the
    least of each band.
    """
    if sense == "visual":
        return x.mean(dim=(2, 4)).flatten(1)  # (B, frames · rows)
    bands = x[:, 0]
    return torch.cat([bands.mean(2), bands.std(2), bands.amax(2), bands.amin(2)], dim=1)


Networks = Mapping[str, Sequence[SoundingNetwork]]
"""Sense -> what its words are read off, each run on that sense alone."""


@torch.inference_mode()
def depths(networks: Networks, scenes: Sequence[Scene]) -> dict[str, FloatArray]:
    """Return the CLS of each sense at every depth of its networks, then its `profile`: `(N, D)` by sense."""
    rows: dict[str, list[FloatArray]] = {sense: [] for sense in networks}
    for start in range(0, len(scenes), BATCH):
        batch = make_batch(scenes[start : start + BATCH])
        for sense, of in networks.items():
            own = [
                state.streams[sense][:, 0]
                for network in of
                for state in list(network.fusion.depths(network.tokens(batch.inputs((sense,)))))[1:]
            ]
            whole = torch.cat([*own, profile(sense, batch.inputs()[sense])], dim=1)
            rows[sense].append(to_numpy(whole.double()))
    return {sense: np.concatenate(parts) for sense, parts in rows.items()}


@dataclass(frozen=True, eq=False)
class Probe:
    """A linear reading of one word: softmax(x W + b)."""

    weights: FloatArray
    bias: FloatArray
    mean: FloatArray
    spread: FloatArray

    def __call__(self, x: FloatArray) -> IntArray:
        """Return the likeliest word `(N,)` of features `(N, D)`."""
        return np.asarray(((x - self.mean) / self.spread @ self.weights + self.bias).argmax(axis=1))


def learnt(x: FloatArray, word: IntArray, decay: float = 1e-3, steps: int = 200) -> Probe:
    """Return the multinomial logistic regression of a word `(N,)` on features `(N, D)`, by L-BFGS."""
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    given, wanted = torch.from_numpy((x - mean) / spread).float(), torch.from_numpy(word)
    weights = torch.zeros(x.shape[1], int(word.max()) + 1, requires_grad=True)
    bias = torch.zeros(weights.shape[1], requires_grad=True)
    optimiser = torch.optim.LBFGS([weights, bias], max_iter=steps, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = torch.nn.functional.cross_entropy(given @ weights + bias, wanted)
        loss = loss + decay * weights.pow(2).sum() / 2
        loss.backward()
        return loss

    optimiser.step(closure)
    return Probe(to_numpy(weights.double()), to_numpy(bias.double()), mean, spread)


def probes(networks: Networks, count: int = LEARNT, seed: int = 31) -> dict[str, Probe]:
    """Return a probe of every word, from drawn clips of all forms, each with a note of its own."""
    rng = np.random.default_rng([seed, 0])
    drawn = (draw(rng, FORMS[i % len(FORMS)]) for i in range(count))
    scenes = [replace(scene, variant=VARIANTS + i) for i, scene in enumerate(drawn)]
    truth, x, found = words_of(scenes), depths(networks, scenes), {}
    for sense, words in WORDS.items():
        for word in words:
            there = truth[word] != UNASKED
            found[word] = learnt(x[sense][there], truth[word][there])
    return found


def read_words(networks: Networks, own: Mapping[str, Probe], scenes: Sequence[Scene]) -> dict[str, IntArray]:
    """Return what probes read off some clips, `(N,)` by word."""
    x = depths(networks, scenes)
    return {word: own[word](x[sense]) for sense, words in WORDS.items() for word in words}


def tested(form: Form, count: int) -> Iterator[Scene]:
    """Yield test clips of a form, each with a note of its own."""
    return (numbered_scene(form, number, TEST) for number in range(count))


def information_figures(
    networks: Networks,
    clips: int = CLIPS,
    learn: int = LEARNT,
    report: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Return what a page shows: by question the parts by each definition, permuted and true.

    Args:
        networks: what words are read off.
        clips: test clips of each form.
        learn: clips that the probes learn from.
        report: where progress goes.

    """
    own = probes(networks, learn)
    report(f"probes of {len(own)} words from {learn} clips")
    questions: dict[str, Any] = {}
    hits: dict[str, list[NDArray[np.bool_]]] = {}
    for form in dict.fromkeys(asked.form for asked in QUESTIONS.values()):
        scenes = list(tested(form, clips))
        words, truth = read_words(networks, own, scenes), words_of(scenes)
        for word, read in words.items():
            there = truth[word] != UNASKED
            hits.setdefault(word, []).append((read == truth[word])[there])
        for question, asked in QUESTIONS.items():
            if asked.form == form:
                found = parts_of(question, scenes, words) | {"truth": asked.truth}
                questions[question] = {name: parts.to_dict() for name, parts in found.items()} | {"n": clips}
        report(f"{clips} clips of form {form!r}")
    accuracy = {word: round(float(np.concatenate(parts).mean()), 4) for word, parts in hits.items()}
    return {"questions": {q: questions[q] for q in QUESTIONS}, "probes": accuracy}
