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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.cards.shipped import untrained
from mmfusion.measure.metrics import Estimate
from mmfusion.nn.attention import MultiHeadAttention, Recorded, recording
from mmfusion.nn.device import to_numpy
from mmfusion.nn.fusion import ASKS
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
Head = tuple[int, int]
"""Layer and number of a head by which words ask the picture."""


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

    def sentences(self) -> list[tuple[str, ...]]:
        """Return the sentences, word by word."""
        return [question.sentence.words for _, question in self.asked]

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
    places = {module: key for module, key in network.fusion.attentions().items() if key[1].endswith(ASKS)}
    seen: dict[int, Tensor] = {}

    def note(module: MultiHeadAttention, call: Recorded) -> None:
        if module in places:
            seen[places[module][0]] = call.weights

    with recording(note):
        network({"visual": picture_input(scenes), "text": encode(sentences)})
    return torch.stack([seen[layer][:, :, 1:].cpu() for layer in sorted(seen)], dim=1)


def shares(network: SceneNetwork, set_: Pointers, sentences: Sequence[Sequence[str]] | None = None) -> Floats:
    """Return the share of each word's attention inside its region, `(words, layers, heads)`.

    `sentences` may be others than the set's own: the regions stay.
    """
    own = set_.sentences() if sentences is None else sentences
    by_sentence: dict[int, list[tuple[int, Pointed]]] = {}
    for i, word in enumerate(set_.words):
        by_sentence.setdefault(word.scene, []).append((i, word))
    out = np.zeros((len(set_.words), network.spec.layers - network.spec.fusion_layer, network.spec.heads))
    for numbers in _parts(range(len(set_.asked))):
        found = to_numpy(maps(network, [set_.asked[i][0] for i in numbers], [own[i] for i in numbers]))
        for row, number in enumerate(numbers):
            for i, word in by_sentence.get(number, []):
                out[i] = found[row, :, :, word.position][..., word.region].sum(axis=-1)
    return out


def _parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), BATCH):
        yield numbers[start : start + BATCH]


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
    layer, head = np.unravel_index(mean.argmax(), mean.shape)
    return int(layer), int(head)


def estimate(values: Floats) -> Estimate:
    """Return a mean with its 95 % normal interval."""
    half = 1.96 * float(values.std(ddof=1)) / np.sqrt(len(values))
    mean = float(values.mean())
    return Estimate(mean, mean - half, mean + half, len(values))


def pointing(
    network: SceneNetwork, sentences: int = SENTENCES
) -> tuple[dict[str, Estimate], dict[str, Head]]:
    """Return pointing accuracies and their nulls by name, and each group's head, chosen on validation.

    Names are ``objects``, ``objects, area``, ``objects, random`` and so on.
    """
    chosen_on, tested = pointing_set(VALIDATION, sentences), pointing_set(TEST, sentences)
    chosen = shares(network, chosen_on)
    own, others = (
        shares(network, tested),
        {
            "shuffled": shares(network, tested, tested.shuffled()),
            "swapped": shares(network, tested, tested.swapped()),
        },
    )
    twin = untrained(SceneNetwork, network.spec)
    twin_chosen, twin_own = shares(twin, chosen_on), shares(twin, tested)
    centre = centre_map()
    out: dict[str, Estimate] = {}
    heads: dict[str, Head] = {}
    for group in GROUPS:
        rows, on = rows_of(tested, group), rows_of(chosen_on, group)
        layer, head = heads[group] = best_head(chosen, on)
        out[group] = estimate(own[rows, layer, head])
        areas = np.array([tested.words[i].region.mean() for i in rows])
        out[f"{group}, area"] = estimate(areas)
        random_layer, random_head = best_head(twin_chosen, on)
        out[f"{group}, random"] = estimate(twin_own[rows, random_layer, random_head])
        out[f"{group}, centre"] = estimate(np.array([centre[tested.words[i].region].sum() for i in rows]))
        for name, found in others.items():
            if name == "shuffled" or group == "objects":
                out[f"{group}, {name}"] = estimate(found[rows, layer, head])
    return out, heads
