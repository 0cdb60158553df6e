"""Maps of an answer and what their orders do to it, each computed once; the slow ones after what is fast."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from mmfusion.language import marked, tr
from mmfusion.ui.clips.own import kept
from mmfusion.ui.clips.subject import Watched, network

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from mmfusion.explain.compared import Compared, Explanation, Place
    from mmfusion.explain.faithfulness import Curves
    from mmfusion.explain.maps import Map, Score
    from mmfusion.explain.presence import Presence
    from mmfusion.nn.fusion import FusionTransformer

METHODS = {
    "integrated gradients, blurred": (marked("Integrated gradients"), marked("baseline: a blurred clip")),
    "integrated gradients, mean": (marked("Integrated gradients"), marked("baseline: the mean clip")),
    "integrated gradients, black and silent": (
        marked("Integrated gradients"),
        marked("baseline: black and silent"),
    ),
    "removal": (marked("Removal"), marked("answer without each token")),
    "occlusion": (marked("Occlusion"), marked("without windows of tokens")),
    "Shapley values": (marked("Shapley values"), marked("of groups of tokens, sampled")),
    "relevance": (marked("Relevance"), marked("attention × its gradient")),
    "rollout": (marked("Rollout"), marked("attention of all layers")),
    "attention": (marked("Attention"), marked("last layer, of the CLS token")),
    "random weights": (marked("Random weights"), marked("of an untrained network")),
}
SHORT = {
    "integrated gradients, blurred": marked("IG, blurred"),
    "integrated gradients, mean": marked("IG, mean"),
    "integrated gradients, black and silent": marked("IG, black"),
    "removal": marked("Removal"),
    "occlusion": marked("Occlusion"),
    "Shapley values": marked("Shapley"),
    "relevance": marked("Relevance"),
    "rollout": marked("Rollout"),
    "attention": marked("Attention"),
    "random weights": marked("Random"),
}
"""In a word or two, where there is no room."""
TWIN = "random weights"
"""A map of the untrained twin, to the same answer: what a map looks like that explains nothing."""
PATHS = tuple(name for name in METHODS if name.startswith("integrated"))
"""Those that follow a path from a baseline to the clip."""
SIGNED = frozenset(METHODS) - {"relevance", "rollout", "attention"}
"""Those that can speak against an answer."""
_BY_GROUP = ("occlusion", "Shapley values")
AT_ONCE = 1.0
"""Seconds of work after which a run shows what there is."""
KNOWN = 0.01
"""A piece that takes no longer than these seconds was computed before."""


@kept(4, of=Watched, shared=256)
def answered(watched: Watched) -> NDArray[np.float64]:
    """Return the calibrated probabilities `(classes,)` of the question's answers, by the trained network."""
    import torch

    from mmfusion.measure.metrics import softmax
    from mmfusion.nn.device import to_numpy

    own, subject = network(trained(watched)), watched.subject
    with torch.inference_mode():
        logits = own.fusion(subject.tokens(own)).logits[subject.asks]
    heat = subject.temperature(watched.strategy, subject.asks)
    found: NDArray[np.float64] = softmax(to_numpy(logits), heat)[0]
    return found


def trained(watched: Watched) -> Watched:
    """Return the same with trained weights: it is their answer that maps explain, and that is taken apart."""
    return replace(watched, random=False)


def methods(watched: Watched) -> tuple[str, ...]:
    """Return the methods that there are, in the order of the page."""
    return tuple(name for name in METHODS if not (watched.random and name == TWIN))


def _shipped(watched: Watched, answer: int) -> Compared | None:
    found = watched.subject.maps(watched)
    return found if found is not None and found.answer == answer else None


@kept(48, of=Watched, shared=1024)
def explained(watched: Watched, answer: int, method: str) -> Explanation:
    """Return a method's map of how much a network prefers an answer: shipped, else computed."""
    import torch

    from mmfusion.explain.compared import Explanation
    from mmfusion.explain.maps import preference, token_map
    from mmfusion.explain.presence import Presence
    from mmfusion.nn.device import to_numpy

    shipped = _shipped(watched, answer)
    if shipped is not None:
        return shipped.maps[method]
    subject = watched.subject
    if method == TWIN:
        return explained(replace(watched, random=True), answer, PATHS[0])
    own, score = network(watched), preference(subject.asks, answer)
    if method in PATHS:
        found = subject.by_path(own, score, method)
        values = {m: to_numpy(x[0].double()) for m, x in found.values.items()}
        return Explanation(values, found.gap, found.steps)
    with torch.no_grad():
        tokens = subject.tokens(own)
    if method in _BY_GROUP:
        return Explanation(_by_group(watched, Presence(own.fusion, tokens, score), method))
    return Explanation(token_map(own.fusion, tokens, score, method))


def _by_group(watched: Watched, value: Presence, method: str) -> Map:
    """Return what is lost without windows of tokens, or the Shapley values of groups of them."""
    from mmfusion.explain.occlusion import occlusion
    from mmfusion.explain.presence import windows
    from mmfusion.explain.sampling import shapley_sampling
    from mmfusion.tasks.sounding.attribution.methods import GROUP, ORDERS, WINDOW

    layout = watched.subject.layout
    shapes = {"visual": (layout.frames, *layout.grid), "audio": layout.cells}
    slides = method == "occlusion"
    groups = []
    for m in value.counts:
        size = WINDOW[m] if slides else GROUP[m]
        groups += windows(shapes[m], size, (1,) * len(size) if slides else size, value.span(m).start)
    if slides:
        return value.by_modality(occlusion(value, groups, value.size))
    return value.by_modality(
        shapley_sampling(value, groups, value.size, ORDERS).of_tokens(groups, value.size)
    )


@kept(8, of=Watched, shared=128)
def by_chance(watched: Watched, answer: int) -> Curves:
    """Return the answer's probability as tokens of the picture go, and come back, in random orders."""
    from mmfusion.explain.compared import in_random_orders

    shipped = _shipped(watched, answer)
    if shipped is not None:
        return shipped.random
    return in_random_orders(*_judge(watched, answer))


@kept(48, of=Watched, shared=1024)
def in_its_order(watched: Watched, answer: int, method: str) -> Curves:
    """Return the same in the order of a method's map, and in that of its map of another clip."""
    from mmfusion.explain.compared import in_order

    shipped = _shipped(watched, answer)
    if shipped is not None:
        return shipped.orders[method]
    mine = explained(watched, answer, method).map
    return in_order(*_judge(watched, answer), mine, _null(watched, method, mine))


def _judge(watched: Watched, answer: int) -> tuple[FusionTransformer, dict[str, Tensor], Score]:
    """Return what is asked as tokens go: the trained network, its tokens, the answer's probability."""
    import torch

    from mmfusion.explain.maps import probability

    own, subject = network(trained(watched)), watched.subject
    with torch.no_grad():
        tokens = subject.tokens(own)
    heat = subject.temperature(watched.strategy, subject.asks)
    return own.fusion, tokens, probability(subject.asks, answer, heat)


def _null(watched: Watched, method: str, like: Map) -> Map | None:
    """Return the method's map of another clip, of what is answered there; None if it has other tokens."""
    other = watched.subject.another()
    if other is None:
        return None
    there = replace(watched, subject=other)
    found = explained(there, int(answered(there).argmax()), method).map
    modality = next(iter(like))
    return found if found.get(modality, np.empty(0)).shape == like[modality].shape else None


@dataclass(frozen=True, eq=False)
class Row:
    """What is known so far of one method."""

    method: str
    found: Explanation | None = None
    deletion: Place | None = None
    insertion: Place | None = None


@dataclass(frozen=True, eq=False)
class Found:
    """What is known so far of all of them."""

    rows: tuple[Row, ...]
    pending: str
    """What is computed next, in words; empty when nothing is."""
    done: int
    of: int
    """Pieces of work."""


def found(watched: Watched, answer: int, seconds: float = AT_ONCE, most: int | None = None) -> Found:
    """Return the rows of the page: what is known, and what could be computed in some seconds.

    One new piece of work is always done: who asks again and again has everything in the end. Maps come first,
    since they are what is looked at; then what their orders do.

    Args:
        watched: the clip and the network.
        answer: whose maps they are.
        seconds: of new work, after which no further piece is begun.
        most: pieces, after which none is begun either.

    """
    from mmfusion.explain.compared import areas

    names = methods(watched)
    rows = {name: Row(name) for name in names}
    work: list[tuple[str, Callable[[], None]]] = []

    def see(name: str) -> None:
        rows[name] = Row(name, explained(watched, answer, name))

    def judge(name: str) -> None:
        chance, own = by_chance(watched, answer), in_its_order(watched, answer, name)
        deletion, insertion = areas(own, chance)
        rows[name] = replace(rows[name], deletion=deletion, insertion=insertion)

    work += [(in_words(name), partial(see, name)) for name in names]
    work += [
        (tr("{method}: deletion and insertion", method=in_words(name)), partial(judge, name))
        for name in names
    ]
    spent = 0.0
    for done, (words, piece) in enumerate(work):
        if spent > seconds or done == most:
            return Found(tuple(rows.values()), words, done, len(work))
        began = time.perf_counter()
        piece()
        took = time.perf_counter() - began
        spent += took if took > KNOWN else 0.0
    return Found(tuple(rows.values()), "", len(work), len(work))


def in_words(method: str) -> str:
    """Return a method in words, as its row says it."""
    return ", ".join(tr(words) for words in METHODS[method])
