"""Pointing: which share of a word's attention falls into the region of what the word speaks of, head by head.

Of every head by which words ask the picture, over many sentences, for three groups of words: objects (nouns),
attributes (colours and sizes) and actions. A share means little by itself; beside it stand

    area        the region's share of the picture: what even attention scores
    random      the best of as many heads of an untrained twin
    centre      a map that looks at the middle of every picture
    shuffled    the map of the word that stands at the same place in another sentence, on the same picture
    swapped     the map of another noun in the same place, of a kind that is not in the picture
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.cards.shipped import untrained
from mmfusion.explain.ablation import Head
from mmfusion.measure.metrics import Estimate
from mmfusion.nn.attention import MultiHeadAttention, Recorded, recording
from mmfusion.nn.device import home, to_numpy
from mmfusion.nn.fusion import ASKS
from mmfusion.nn.placing import place
from mmfusion.tasks.scenes import GRID, NAMES
from mmfusion.tasks.scenes.batches import TEST, VALIDATION, Asked, fixed, picture_input
from mmfusion.tasks.scenes.network import SceneNetwork
from mmfusion.tasks.scenes.scene import Scene
from mmfusion.tasks.scenes.sentences import SORTS
from mmfusion.tasks.scenes.truth import kind_sprites, regions
from mmfusion.tasks.scenes.words import encode

Floats = NDArray[np.float64]
GROUPS: Mapping[str, tuple[str, ...]] = {
    "objects": ("KIND", "KINDS"),
    "attributes": ("COLOUR", "SIZE"),
    "actions": ("DOING",),
}
"""Group of words -> the sorts in it."""
POINTED_FORMS = ("colour", "size", "doing", "who", "where", "count", "polar", "caption")
"""Forms of the sentences whose words are looked at."""
SENTENCES = 120
"""Sentences of each form."""
CENTRE_CELLS = 2.0
"""Standard deviation of the map that looks at the middle, in cells."""
BATCH = 128
ASKING = f"text{ASKS}"
"""Stream of the heads by which words ask the picture."""


@dataclass(frozen=True)
class Pointed:
    """A word in a sentence about a scene, and its region."""

    scene: int
    """Number of the sentence."""
    position: int
    """Of the word in it, from 0."""
    group: str
    region: NDArray[np.bool_]
    """`(64,)`."""


@dataclass(frozen=True, eq=False)
class Pointers:
    """Sentences about scenes, and the words in them that have a region."""

    asked: tuple[Asked, ...]
    words: tuple[Pointed, ...]

    def regions(self) -> NDArray[np.bool_]:
        """Return the region of each word, `(words, 64)`."""
        return np.array([word.region for word in self.words]).reshape(-1, GRID * GRID)

    def sentences(self) -> list[tuple[str, ...]]:
        """Return the sentences, word by word."""
        return [question.sentence.words for _, question in self.asked]

    def said(self) -> list[str]:
        """Return the words that have a region."""
        own = self.sentences()
        return [own[word.scene][word.position] for word in self.words]

    def shuffled(self) -> list[tuple[str, ...]]:
        """Return for each picture the sentence of another one, of the same pattern."""
        by_pattern: dict[str, list[int]] = {}
        for i, (_, question) in enumerate(self.asked):
            by_pattern.setdefault(question.sentence.pattern, []).append(i)
        own, out = self.sentences(), self.sentences()
        for numbers in by_pattern.values():
            for i, other in zip(numbers, [*numbers[1:], numbers[0]], strict=True):
                if len(own[i]) == len(own[other]):
                    out[i] = own[other]
        return out

    def swapped(self) -> list[tuple[str, ...]]:
        """Return the sentences with each kind replaced by one that is not in the picture."""
        rng, out = random.Random(3), []
        for (scene, _), words in zip(self.asked, self.sentences(), strict=True):
            absent = [name for k, name in enumerate(NAMES) if not kind_sprites(scene, k)]
            out.append(tuple(rng.choice(absent) if SORTS.get(w) in GROUPS["objects"] else w for w in words))
        return out


def pointers(asked: Sequence[Asked]) -> Pointers:
    """Return some sentences with the words in them that have a region; yes or no does not matter."""
    group_of = {sort: group for group, sorts in GROUPS.items() for sort in sorts}
    found = []
    for number, (scene, question) in enumerate(asked):
        words = question.sentence.words
        for position, region in enumerate(regions(scene, words)):
            group = group_of.get(SORTS.get(words[position], ""))
            if region is not None and group is not None:
                found.append(Pointed(number, position, group, region))
    return Pointers(tuple(asked), tuple(found))


@lru_cache(maxsize=4)
def pointing_set(part: int, sentences: int = SENTENCES) -> Pointers:
    """Return the sentences of a part, `VALIDATION` or `TEST`."""
    return pointers([one for form in POINTED_FORMS for one in fixed(form, sentences, part)])


@torch.inference_mode()
def maps(network: SceneNetwork, scenes: Sequence[Scene], sentences: Sequence[Sequence[str]]) -> Tensor:
    """Return what each word looks at, `(B, layers, heads, 10, 64)`, rows that sum to one.

    Raises:
        ValueError: a network whose words ask no picture.

    """
    if network.spec.asking != ("text",):
        raise ValueError("this network's words do not ask the picture")
    places = {module: key for module, key in network.fusion.attentions().items() if key[1] == ASKING}
    seen: dict[int, Tensor] = {}

    def note(module: MultiHeadAttention, call: Recorded) -> None:
        if module in places:
            seen[places[module][0]] = call.weights

    with recording(note):
        network({"visual": picture_input(scenes), "text": encode(sentences)})
    return torch.stack([seen[layer][:, :, 1:].cpu() for layer in sorted(seen)], dim=1)


def word_maps(
    network: SceneNetwork, set_: Pointers, sentences: Sequence[Sequence[str]] | None = None
) -> Floats:
    """Return what each word of a set looks at, `(words, layers, heads, 64)`; of other sentences if given."""
    own = set_.sentences() if sentences is None else sentences
    by_sentence: dict[int, list[tuple[int, Pointed]]] = {}
    for i, word in enumerate(set_.words):
        by_sentence.setdefault(word.scene, []).append((i, word))
    layers = network.spec.layers - network.spec.fusion_layer
    out = np.zeros((len(set_.words), layers, network.spec.heads, GRID * GRID))
    for start in range(0, len(set_.asked), BATCH):
        numbers = range(start, min(start + BATCH, len(set_.asked)))
        found = to_numpy(maps(network, [set_.asked[i][0] for i in numbers], [own[i] for i in numbers]))
        for row, number in enumerate(numbers):
            for i, word in by_sentence.get(number, []):
                out[i] = found[row, :, :, word.position]
    return out


def inside(found: Floats, regions: NDArray[np.bool_]) -> Floats:
    """Return the share of maps `(words, layers, heads, 64)` in regions `(words, 64)`."""
    return np.asarray(np.einsum("wlhc,wc->wlh", found, regions.astype(np.float64)))


def shares(network: SceneNetwork, set_: Pointers, sentences: Sequence[Sequence[str]] | None = None) -> Floats:
    """Return the share of each word's attention inside its region, `(words, layers, heads)`.

    `sentences` may be others than the set's own: the regions stay.
    """
    return inside(word_maps(network, set_, sentences), set_.regions())


def centre_map() -> Floats:
    """Return a map `(64,)` that looks at the middle of the picture."""
    offsets = np.arange(GRID) - (GRID - 1) / 2
    row = np.exp(-0.5 * (offsets / CENTRE_CELLS) ** 2)
    return np.asarray(np.outer(row, row).ravel() / row.sum() ** 2)


def rows_of(set_: Pointers, group: str) -> NDArray[np.int64]:
    """Return which words of a set are in a group."""
    return np.array([i for i, word in enumerate(set_.words) if word.group == group])


def best_head(found: Floats, rows: NDArray[np.int64]) -> Head:
    """Return the head whose mean share over some words is the largest."""
    mean = found[rows].mean(axis=0)
    layer, number = np.unravel_index(mean.argmax(), mean.shape)
    return Head(int(layer), ASKING, int(number))


def estimate(values: Floats) -> Estimate:
    """Return a mean with its 95 % normal interval."""
    half = 1.96 * float(values.std(ddof=1)) / np.sqrt(len(values))
    mean = float(values.mean())
    return Estimate(mean, mean - half, mean + half, len(values))


@dataclass(frozen=True, eq=False)
class Looks:
    """Where the words of a test set look, beside the sentences on which heads are chosen and beside nulls.

    Shares are `(words, layers, heads)`.
    """

    chosen_on: Pointers
    tested: Pointers
    chosen: Floats
    """Of the validation set."""
    maps: Floats
    """`(words, layers, heads, 64)` of the test set."""
    own: Floats
    others: Mapping[str, Floats]
    """Of other words at the same places: ``shuffled`` and ``swapped``."""
    twin_chosen: Floats
    twin_own: Floats
    """Of an untrained twin."""

    def constant(self, group: str) -> dict[str, Estimate]:
        """Return the nulls of a group that are the same for every head: area, random, centre."""
        rows = rows_of(self.tested, group)
        regions = self.tested.regions()[rows]
        twin = best_head(self.twin_chosen, rows_of(self.chosen_on, group))
        return {
            "area": estimate(regions.mean(axis=1)),
            "random": estimate(self.twin_own[rows, twin.layer, twin.number]),
            "centre": estimate(regions @ centre_map()),
        }


def looks_of(network: SceneNetwork, sentences: int = SENTENCES) -> Looks:
    """Return where words look in the first sentences of each form, of validation and test."""
    chosen_on, tested = pointing_set(VALIDATION, sentences), pointing_set(TEST, sentences)
    found = word_maps(network, tested)
    twin = place(untrained(SceneNetwork, network.spec), home(network))
    return Looks(
        chosen_on,
        tested,
        shares(network, chosen_on),
        found,
        inside(found, tested.regions()),
        {
            "shuffled": shares(network, tested, tested.shuffled()),
            "swapped": shares(network, tested, tested.swapped()),
        },
        shares(twin, chosen_on),
        shares(twin, tested),
    )


def pointing(found: Looks) -> tuple[dict[str, Estimate], dict[str, Head]]:
    """Return pointing accuracies and their nulls by name, and each group's head, chosen on validation.

    Names are ``objects``, ``objects, area``, ``objects, random`` and so on.
    """
    out: dict[str, Estimate] = {}
    heads: dict[str, Head] = {}
    for group in GROUPS:
        rows = rows_of(found.tested, group)
        best = heads[group] = best_head(found.chosen, rows_of(found.chosen_on, group))
        out[group] = estimate(found.own[rows, best.layer, best.number])
        out |= {f"{group}, {name}": null for name, null in found.constant(group).items()}
        for name, other in found.others.items():
            if name == "shuffled" or group == "objects":
                out[f"{group}, {name}"] = estimate(other[rows, best.layer, best.number])
    return out, heads
