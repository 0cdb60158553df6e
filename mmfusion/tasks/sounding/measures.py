"""What the networks of `sounding-objects` can do: every question, clean and spoiled, and the symmetry test.

The test set is drawn, not stored: the same scenes every time, from seeds and notes that no training saw. Each
clip has a note of its own, so that intervals over clips are intervals over notes.
Logits of many networks are read on one pass over it, so that the same clips serve every strategy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.measure.metrics import Estimate, cross_entropy, share
from mmfusion.nn.device import to_numpy
from mmfusion.nn.spec import STACKED
from mmfusion.tasks.sounding import ANSWERS, FRAMES, UNASKED
from mmfusion.tasks.sounding.batches import TEST, Batch, blurred, fixed_scenes, gone, make_batch
from mmfusion.tasks.sounding.network import GRIDS, SoundingNetwork
from mmfusion.tasks.sounding.plane import on_the_plane
from mmfusion.tasks.sounding.render import object_mask
from mmfusion.tasks.sounding.scene import FORMS, Form, Scene

FloatArray = NDArray[np.float64]
CLIPS = 2000
"""Test clips of each form."""
SPOILED_CLIPS = 300
"""Test clips of each form, the first of them, under everything but `CLEAN` and `SPOILED`."""
PLANE_CLIPS = 1000
"""Test clips of each form under `SPOILED`."""
BATCH = 50


@dataclass(frozen=True)
class Spoiling:
    """What is done to the clips of a test."""

    noise: float | None = None
    """Signal to noise, dB."""
    blur: float = 0.0
    """Gaussian blur of the frames, px."""
    dropped: int = 0
    """Frames that are missing, spread over the clip."""
    delay: float = 0.0
    """Seconds by which the sound comes late."""
    without: str | None = None
    """The sense that is missing."""
    shuffled: bool = False
    """Each clip gets the sound of another: what is then still known of a matching question has leaked."""
    anyhow: bool = False
    """Each clip has noise and blur of its own, drawn from the plane of the pad."""

    @property
    def most(self) -> int:
        """How many test clips of each form are spoiled so."""
        return CLIPS if self == CLEAN else PLANE_CLIPS if self.anyhow else SPOILED_CLIPS

    @property
    def name(self) -> str:
        """Return how a table calls it."""
        parts = [
            f"noise {self.noise:g} dB" if self.noise is not None else "",
            f"blur {self.blur:g} px" if self.blur else "",
            f"{self.dropped} of {FRAMES} frames dropped" if self.dropped else "",
            f"sound {self.delay:g} s late" if self.delay else "",
            f"without {'sound' if self.without == 'audio' else 'picture'}" if self.without else "",
            "sounds shuffled" if self.shuffled else "",
            "spoiled" if self.anyhow else "",
        ]
        return ", ".join(part for part in parts if part) or "clean"


CLEAN, SHUFFLED = Spoiling(), Spoiling(shuffled=True)
NO_SOUND, NO_PICTURE = Spoiling(without="audio"), Spoiling(without="visual")
SPOILED = Spoiling(anyhow=True)
"""What every strategy is tested under, for how sure it is."""
SPOILINGS: tuple[Spoiling, ...] = (
    *(Spoiling(noise=ratio) for ratio in (10.0, 0.0, -10.0)),
    *(Spoiling(blur=sigma) for sigma in (1.0, 2.0, 4.0)),
    *(Spoiling(dropped=count) for count in (2, 4)),
    *(Spoiling(delay=seconds) for seconds in (0.1, 0.2)),
)
"""What the four strategies in front and the single senses are also tested under."""


def batch_of(scenes: Sequence[Scene], spoiling: Spoiling) -> Batch:
    """Return a batch of scenes under a spoiling (`shuffled` pairs each with the sound of the next)."""
    if spoiling.anyhow:
        return on_the_plane(scenes)
    if spoiling.delay:
        late = [replace(s, landing=s.landing, shift=s.shift + spoiling.delay) for s in scenes]
        heard = make_batch(late)
        seen = make_batch(scenes)
        return replace(seen, audio=heard.audio)
    batch = make_batch(scenes, None if spoiling.noise is None else [spoiling.noise] * len(scenes))
    if spoiling.blur:
        batch = replace(batch, visual=blurred(batch.visual, spoiling.blur))
    if spoiling.shuffled:
        batch = replace(batch, audio=batch.audio.roll(1, dims=0))
    return batch


def kept_tokens(network: SoundingNetwork, spoiling: Spoiling) -> dict[str, Tensor] | None:
    """Return the tokens that are left when frames are dropped; None if all are."""
    if not spoiling.dropped:
        return None
    each = GRIDS["visual"][0] * GRIDS["visual"][1]
    left = [i for i in range(FRAMES * each) if i // each not in gone(spoiling.dropped)]
    return {m: torch.tensor(left) for m in network.spec.modalities if m != "audio"}


def can_answer(network: SoundingNetwork, spoiling: Spoiling) -> bool:
    """Return whether a network has what it needs under a spoiling."""
    if STACKED in network.spec.modalities:
        return spoiling.without is None
    return spoiling.without is None or any(m != spoiling.without for m in network.spec.modalities)


@torch.inference_mode()
def logits_of(network: SoundingNetwork, batch: Batch, spoiling: Spoiling = CLEAN) -> dict[str, Tensor]:
    """Return the logits `(B, classes)` of each question under a spoiling, on the CPU as the truth."""
    senses = [m for m in ("visual", "audio") if m != spoiling.without]
    found = network(batch.inputs(senses), kept_tokens(network, spoiling)).logits
    return {question: z.cpu() for question, z in found.items()}


@dataclass(frozen=True, eq=False)
class Tested:
    """What one network answered on the test clips of all forms under one spoiling."""

    logits: dict[str, NDArray[np.float32]]
    """question -> `(N, classes)`, only the clips on which it is asked."""
    labels: dict[str, NDArray[np.int64]]

    def right(self, question: str) -> NDArray[np.bool_]:
        """Return which clips are answered rightly, `(N,)`."""
        return np.asarray(self.logits[question].argmax(axis=1) == self.labels[question])

    def accuracy(self, question: str) -> Estimate:
        """Return the share of right answers with Wilson's 95 % interval over clips."""
        return share(int(self.right(question).sum()), len(self.labels[question]))

    def nats(self, question: str) -> Estimate:
        """Return the cross-entropy in nats with a normal 95 % interval over clips."""
        z, y = self.logits[question].astype(np.float64), self.labels[question]
        each = (
            np.log(np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1))
            + z.max(axis=1)
            - z[np.arange(len(y)), y]
        )
        half = 1.96 * each.std(ddof=1) / np.sqrt(len(y))
        value = cross_entropy(z, y)
        return Estimate(value, value - half, value + half, len(y))


def measure(
    networks: Mapping[str, SoundingNetwork],
    spoilings: Mapping[str, Sequence[Spoiling]],
    clips: int = CLIPS,
    report: Callable[[str], None] = print,
    forms: Sequence[Form] = FORMS,
) -> dict[str, dict[Spoiling, Tested]]:
    """Return what each network answers under each of its spoilings, all on the same clips.

    Args:
        networks: by name.
        spoilings: name -> what it is tested under; what it cannot answer is left out.
        clips: of each form.
        report: where progress goes.
        forms: which forms of clips.

    """
    wanted: dict[Spoiling, list[str]] = {}
    for name, own in spoilings.items():
        for spoiling in own:
            if can_answer(networks[name], spoiling):
                wanted.setdefault(spoiling, []).append(name)
    logits: dict[tuple[str, Spoiling], dict[str, list[Tensor]]] = {}
    truth: dict[Spoiling, dict[str, list[Tensor]]] = {s: {q: [] for q in ANSWERS} for s in wanted}
    for form in forms:
        scenes = list(fixed_scenes(form, clips, TEST))
        for start in range(0, clips, BATCH):
            part = scenes[start : start + BATCH]
            clean = make_batch(part)
            asked = {q: y != UNASKED for q, y in clean.labels.items()}
            for spoiling, names in wanted.items():
                if start >= spoiling.most:
                    continue
                for question, y in clean.labels.items():
                    truth[spoiling][question].append(y[asked[question]])
                untouched = spoiling.name == "clean" or spoiling.dropped or spoiling.without
                batch = clean if untouched else batch_of(part, spoiling)
                for name in names:
                    found = logits_of(networks[name], batch, spoiling)
                    store = logits.setdefault((name, spoiling), {q: [] for q in ANSWERS})
                    for question, z in found.items():
                        store[question].append(z[asked[question]].float())
        report(f"tested on {clips} clips of form {form!r}")
    out: dict[str, dict[Spoiling, Tested]] = {name: {} for name in networks}
    for (name, spoiling), store in logits.items():
        asked_of = {q: to_numpy(torch.cat(y)) for q, y in truth[spoiling].items() if sum(map(len, y))}
        out[name][spoiling] = Tested({q: to_numpy(torch.cat(store[q])) for q in asked_of}, asked_of)
    return out


@torch.inference_mode()
def symmetry(network: SoundingNetwork, clips: int = 400) -> dict[str, Estimate]:
    """Return what *side* costs in nats when the sounding object's tokens are removed, left and right.

    A network that reads one object only loses nothing where the other one sounds, and no explanation of it
    means anything. ``ratio`` is the larger loss over the smaller, with a bootstrap interval.
    """
    scenes = [s for s in fixed_scenes("pair", 2 * clips, TEST) if s.side < 2][:clips]
    drops: dict[int, list[float]] = {0: [], 1: []}
    for scene in scenes:
        batch = make_batch([scene])
        y = int(batch.labels["side"])
        whole = network(batch.inputs()).logits["side"].log_softmax(-1)[0, y].item()
        left = torch.from_numpy(np.flatnonzero(~token_mask(object_mask(scene) == scene.side + 1)))
        keep = {m: left for m in network.spec.modalities if m != "audio"}
        without = network(batch.inputs(), keep).logits["side"].log_softmax(-1)[0, y].item()
        drops[scene.side].append(whole - without)
    lost = [np.array(drops[side]) for side in (0, 1)]
    rng = np.random.default_rng(0)
    draws = np.array([[rng.choice(d, d.size).mean() for d in lost] for _ in range(1000)])
    out = {}
    for name, own, column in (("left", lost[0], draws[:, 0]), ("right", lost[1], draws[:, 1])):
        low, high = np.percentile(column, [2.5, 97.5])
        out[name] = Estimate(float(own.mean()), float(low), float(high), own.size)
    means = np.array([d.mean() for d in lost])
    ratios = draws.max(axis=1) / np.maximum(draws.min(axis=1), 1e-6)
    low, high = np.percentile(ratios, [2.5, 97.5])
    value = float(means.max() / max(means.min(), 1e-6))
    out["ratio"] = Estimate(value, float(min(low, value)), float(high), sum(d.size for d in lost))
    return out


def token_mask(pixels: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which picture tokens `(192,)` hold any of the marked pixels `(8, 64, 96)`."""
    rows, columns = GRIDS["visual"]
    frames, height, width = pixels.shape
    cells = pixels.reshape(frames, rows, height // rows, columns, width // columns)
    return np.asarray(cells.any(axis=(2, 4)).reshape(-1))
