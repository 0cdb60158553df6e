"""Who tells whom in a network of `sounding-objects`: what each direction of its bottleneck is worth.

A figure is a paired difference on the same test clips, plain pass less edited pass. What a sense puts in is
replaced, for one stream alone, by its mean over validation clips or by what it puts in when that sense (and
no other) gets the next test clip's input; see `mmfusion.explain.exchange`. The figures stand beside the card
in a file of their own and belong to one file of weights.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.cards.inside import inside_path, intact
from mmfusion.explain.exchange import (
    Contributions,
    Cut,
    Edit,
    contributions,
    exchanging,
    mean_contributions,
    one_way,
    swapped_contributions,
)
from mmfusion.folders import ASSETS
from mmfusion.measure.metrics import Estimate, paired, share
from mmfusion.nn.device import to_numpy
from mmfusion.tasks.sounding import ANSWERS, UNASKED
from mmfusion.tasks.sounding.batches import TEST, VALIDATION, fixed_scenes, make_batch
from mmfusion.tasks.sounding.network import SoundingNetwork
from mmfusion.tasks.sounding.scene import FORMS, Form, Scene

BoolArray = NDArray[np.bool_]
Replacement = Literal["mean", "swap"]
REPLACEMENTS: tuple[Replacement, ...] = ("mean", "swap")
CLIPS, MEAN_CLIPS = 1000, 200
"""Test clips of each form that is tested; validation clips of each form in a mean."""
BATCH = 50
TESTED: tuple[Form, ...] = ("pair", "one")
MOST_ASYMMETRY = 1.5
"""A network that looks at one object so much more than at the other is not explained."""


@dataclass(frozen=True)
class ExchangeFigures:
    """What is known of a network's exchange."""

    weights_sha256: str
    clips: int
    lost: dict[str, dict[str, dict[str, float]]]
    """question -> name (see `named`, and ``"closed"``) -> points of accuracy lost, as a share."""
    accuracy: dict[str, dict[str, dict[str, float]]]
    """question -> ``"plain"``, ``"closed"`` -> accuracy on the same clips."""
    flips: dict[str, dict[str, float]]
    """``"audio"``: the sound is swapped for the other object's; ``"visual"``: the objects change places."""
    means: dict[str, list[list[float]]]
    """``"layer/sender"`` -> what it puts in, mean over validation clips."""
    split: str = ""

    def contributions(self) -> dict[tuple[int, str], Tensor]:
        """Return the means as what is put in: `(1, B_tokens, d)` by layer and sender."""
        out = {}
        for name, rows in self.means.items():
            layer, sender = name.split("/")
            out[int(layer), sender] = torch.tensor(rows)[None]
        return out

    def to_json(self) -> str:
        """Return JSON text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> ExchangeFigures:
        """Return what `to_json` wrote. Raises ValueError for anything else."""
        try:
            return cls(**json.loads(text))
        except (TypeError, json.JSONDecodeError) as error:
            raise ValueError(f"these are no figures of an exchange: {error}") from error


def named(sender: str, reader: str, replacement: Replacement, layer: int | None = None) -> str:
    """Return the name of a figure: ``"audio to visual, mean"``, ``"audio to visual, swap, layer 1"``."""
    return f"{sender} to {reader}, {replacement}{'' if layer is None else f', layer {layer}'}"


def read_figures(task: str, strategy: str, root: Path = ASSETS) -> ExchangeFigures | None:
    """Return the figures of a shipped network, of whatever weights they are; None if there are none intact.

    Example:
        >>> from mmfusion.tasks.sounding import read_figures
        >>> read_figures("sounding-objects", "bottleneck-mid").clips
        1000
        >>> read_figures("sounding-objects", "late") is None  # nothing crosses
        True

    """
    found = intact(inside_path(task, strategy, "exchange", root))
    return None if found is None else ExchangeFigures(**found)


def symmetric(metrics: Mapping[str, Mapping[str, Any]]) -> bool:
    """Return whether a card's figures pass the symmetry test: before, no explanation may be shown."""
    ratio = metrics.get("symmetry, ratio")
    return ratio is not None and float(ratio["value"]) <= MOST_ASYMMETRY


def edits(network: SoundingNetwork) -> dict[str, tuple[Edit, Replacement]]:
    """Return every edit that is tested, by name: what is done and what is put in."""
    found: dict[str, tuple[Edit, Replacement]] = {"closed": (Edit(closed=True), "mean")}
    senses = network.spec.modalities
    for sender in senses:
        for reader in senses:
            for layer in (None, *exchanging(network.spec)) if reader != sender else ():
                for how in REPLACEMENTS:
                    found[named(sender, reader, how, layer)] = one_way(sender, reader, layer), how
    return found


@torch.inference_mode()
def validation_means(network: SoundingNetwork, clips: int = MEAN_CLIPS) -> dict[tuple[int, str], Tensor]:
    """Return what each sense puts in, mean over the first `clips` validation clips of every form."""

    def passes() -> Iterator[Contributions]:
        for form in FORMS:
            for scenes in _batches(list(fixed_scenes(form, clips, VALIDATION))):
                yield contributions(network.fusion, network.tokens(make_batch(scenes).inputs()))

    return mean_contributions(passes())


@torch.inference_mode()
def measure_exchange(
    network: SoundingNetwork,
    weights_sha256: str,
    clips: int = CLIPS,
    mean_clips: int = MEAN_CLIPS,
    report: Callable[[str], None] = print,
) -> ExchangeFigures:
    """Return every figure of a network's exchange.

    Args:
        network: one with a bottleneck.
        weights_sha256: the weights that the figures belong to.
        clips: test clips of each form.
        mean_clips: validation clips of each form in the means.
        report: where progress goes.

    Raises:
        ValueError: the network has no bottleneck.

    """
    if not network.spec.bottlenecks:
        raise ValueError("a network without a bottleneck has no exchange to cut")
    means = validation_means(network, mean_clips)
    report(f"means over {mean_clips} validation clips of each form")
    tried = edits(network)
    right: dict[str, dict[str, list[BoolArray]]] = {q: {n: [] for n in ("plain", *tried)} for q in ANSWERS}
    for form in TESTED:
        for scenes in _batches(list(fixed_scenes(form, clips, TEST))):
            batch = make_batch(scenes)
            tokens = network.tokens(batch.inputs())
            others = {sense: z.roll(1, 0) for sense, z in tokens.items()}
            instead = {"mean": means, "swap": swapped_contributions(network.fusion, tokens, others)}
            said = {"plain": network.fusion(tokens).logits}
            for name, (edit, how) in tried.items():
                said[name] = network.fusion(tokens, told=edit.told(instead[how])).logits
            for question, truth in batch.labels.items():
                if (truth == UNASKED).any() or (form != "pair" and question != "kind"):
                    continue
                for name, logits in said.items():
                    right[question][name].append(to_numpy(logits[question].argmax(1).cpu() == truth))
        report(f"{len(tried)} cuts on {clips} clips of form {form!r}")
    known = {q: {n: np.concatenate(r) for n, r in by.items()} for q, by in right.items() if by["plain"]}
    flips: dict[str, Estimate] = {}
    for sender in network.spec.modalities:
        flips |= flipped(network, sender, clips)
        report(f"swapped {sender} on {clips} clips")
    return ExchangeFigures(
        weights_sha256,
        clips,
        {q: {n: paired(by["plain"], by[n]).to_dict() for n in tried} for q, by in known.items()},
        {
            q: {n: share(int(by[n].sum()), by[n].size).to_dict() for n in ("plain", "closed")}
            for q, by in known.items()
        },
        {name: estimate.to_dict() for name, estimate in flips.items()},
        {f"{l}/{s}": [[round(float(v), 5) for v in row] for row in z[0]] for (l, s), z in means.items()},
    )


def swapped_scene(scene: Scene, sense: str) -> Scene:
    """Return a clip of two objects with one sense changed so that the answer to *side* is another.

    The sound becomes that of the other object (the left one's where neither sounds), its moments and pitch
    stay; or the objects change places (the left one becomes what is heard, where neither sounds).
    """
    left, right = scene.objects
    if sense == "audio":
        return replace(scene, sound=right if scene.side == 0 else left)
    return replace(scene, objects=(right, left) if scene.side < 2 else (scene.sound, right))


@torch.inference_mode()
def flipped(network: SoundingNetwork, sender: str, clips: int = CLIPS) -> dict[str, Estimate]:
    """Return how often *side* is answered otherwise: a sense swapped whole, and in the bottleneck alone.

    Returns:
        ``"<sender>, whole"``, ``"<sender>, put in"``: shares of clips whose answer changes;
        ``"<sender>, as whole"``: of those that change with the whole sense, the share that change to the same
        answer when only what it puts in, for all other streams, is swapped.

    """
    said: dict[str, list[NDArray[np.int64]]] = {"plain": [], "whole": [], "put in": []}
    others = [m for m in network.spec.modalities if m != sender]
    edit = Edit(frozenset(Cut(sender, reader) for reader in others))
    for scenes in _batches(list(fixed_scenes("pair", clips, TEST))):
        own = make_batch(scenes)
        other = make_batch([swapped_scene(scene, sender) for scene in scenes])
        tokens = network.tokens(own.inputs())
        swapped = {**tokens, sender: network.tokens(other.inputs())[sender]}
        told = edit.told(contributions(network.fusion, swapped))
        for name, output in (
            ("plain", network.fusion(tokens)),
            ("whole", network.fusion(swapped)),
            ("put in", network.fusion(tokens, told=told)),
        ):
            said[name].append(to_numpy(output.logits["side"].argmax(1)))
    plain, whole, part = (np.concatenate(answers) for answers in said.values())
    moved = whole != plain
    out = {
        f"{sender}, whole": share(int(moved.sum()), plain.size),
        f"{sender}, put in": share(int((part != plain).sum()), plain.size),
    }
    if moved.any():
        out[f"{sender}, as whole"] = share(int((part == whole)[moved].sum()), int(moved.sum()))
    return out


def _batches(scenes: Sequence[Scene]) -> Iterator[Sequence[Scene]]:
    for start in range(0, len(scenes), BATCH):
        yield scenes[start : start + BATCH]
