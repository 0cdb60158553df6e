"""Where words look, head by head, and whether one head takes *dog* and another *playing*.

Of every head by which words ask the picture: the share of attention inside the word's own region, for each
group of words, beside all nulls; which head each word's attention is best in, chosen on validation sentences;
how much pointing is lost if all words have to use one head; for actions the agent and the prop apart; and how
much accuracy goes with the head, by form of question.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.cards.inside import write_inside
from mmfusion.explain.ablation import Head, heads_of
from mmfusion.folders import ASSETS
from mmfusion.tasks.scenes import FORMS, TASK
from mmfusion.tasks.scenes.measures import QUESTIONS, SEEN, Tested, answered, answered_without, lost
from mmfusion.tasks.scenes.network import SceneNetwork
from mmfusion.tasks.scenes.pointing import (
    ASKING,
    GROUPS,
    SENTENCES,
    Looks,
    Pointers,
    best_head,
    estimate,
    inside,
    looks_of,
    rows_of,
)
from mmfusion.tasks.scenes.truth import referents

Floats = NDArray[np.float64]
POINTING = "pointing"
"""Name of these figures."""
SPLIT = "heads chosen on validation sentences, read on test sentences; heads switched off on test questions"
FEW = 5
"""A word that validation or test has less often is not read by itself."""


def asks(strategy: str, network: SceneNetwork) -> bool:
    """Return whether words of a whole sentence ask the picture in a network."""
    return strategy != "visual" and network.spec.asking == ("text",)


def head_figures(
    network: SceneNetwork,
    strategy: str,
    report: Callable[[str], None] = print,
    sentences: int = SENTENCES,
    questions: int = QUESTIONS,
) -> dict[str, Any]:
    """Return what pages show of the heads by which words ask the picture. Layers and heads count from 0.

    Returns:
        ``groups``: by group ``best`` ``[layer, head]`` of validation; ``inside``, ``shuffled`` and, of
        objects, ``swapped``: estimates ``[layer][head]``; ``area``, ``random``, ``centre``: an estimate each.
        ``words``: by word its ``best`` head, its share there and its group's head's share.
        ``one head``: the head that is best for the mean of all groups, and what each group ``loses`` in it
        against its own best head. ``acting``: shares of actions on ``agent`` and ``prop``, ``[layer][head]``.
        ``off``: by ``all`` and by form, accuracy lost without the head, ``[layer][head]``.

    """
    found = looks_of(network, sentences)
    report("maps read")
    groups = {group: _group(found, group) for group in GROUPS}
    heads = [head for head in heads_of(network.fusion) if head.stream == ASKING]
    whole = answered(network, strategy, SEEN, questions)
    cuts = answered_without(network, strategy, heads, questions)
    report("heads switched off one by one")
    return {
        "groups": groups,
        "words": _words(found),
        "one head": _one_head(found),
        "acting": _acting(found),
        "off": {"all": _off(whole, cuts, FORMS)} | {form: _off(whole, cuts, (form,)) for form in FORMS},
    }


def read_pointing(
    strategy: str, network: SceneNetwork, report: Callable[[str], None] = print, root: Path = ASSETS
) -> Path:
    """Read where words of shipped weights look; return the file."""
    return write_inside(TASK, strategy, POINTING, head_figures(network, strategy, report), SPLIT, root)


def _by_head(values: Floats) -> list[list[dict[str, float]]]:
    """Return the estimate of each head from shares `(words, layers, heads)`."""
    _, layers, heads = values.shape
    return [[estimate(values[:, i, h]).to_dict() for h in range(heads)] for i in range(layers)]


def _group(found: Looks, group: str) -> dict[str, Any]:
    rows = rows_of(found.tested, group)
    best = best_head(found.chosen, rows_of(found.chosen_on, group))
    others = {name: by for name, by in found.others.items() if name == "shuffled" or group == "objects"}
    return {
        "best": [best.layer, best.number],
        "inside": _by_head(found.own[rows]),
        **{name: _by_head(by[rows]) for name, by in others.items()},
        **{name: e.to_dict() for name, e in found.constant(group).items()},
    }


def _words(found: Looks) -> dict[str, Any]:
    """Return the best head of each word, chosen on validation, and its share there on test."""
    of_test, of_validation = np.array(found.tested.said()), np.array(found.chosen_on.said())
    out = {}
    for group in GROUPS:
        common = best_head(found.chosen, rows_of(found.chosen_on, group))
        said = of_test[rows_of(found.tested, group)]
        for word in dict.fromkeys(sorted(said)):
            rows, on = np.flatnonzero(of_test == word), np.flatnonzero(of_validation == word)
            if min(len(rows), len(on)) < FEW:
                continue
            best = best_head(found.chosen, on)
            out[str(word)] = {
                "group": group,
                "best": [best.layer, best.number],
                "inside": estimate(found.own[rows, best.layer, best.number]).to_dict(),
                "in its group's head": estimate(found.own[rows, common.layer, common.number]).to_dict(),
            }
    return out


def _one_head(found: Looks) -> dict[str, Any]:
    """Return which one head would serve all groups best, and what each group loses in it."""
    on = [found.chosen[rows_of(found.chosen_on, group)].mean(axis=0) for group in GROUPS]
    one = best_head(np.stack(on), np.arange(len(on)))
    loses = {}
    for group in GROUPS:
        rows = rows_of(found.tested, group)
        best = best_head(found.chosen, rows_of(found.chosen_on, group))
        own = found.own[rows, best.layer, best.number] - found.own[rows, one.layer, one.number]
        loses[group] = estimate(own).to_dict()
    return {"head": [one.layer, one.number], "loses": loses}


def acting_regions(set_: Pointers) -> tuple[NDArray[np.int64], dict[str, NDArray[np.bool_]]]:
    """Return which words of a set are actions, and the cells `(words, 64)` of their agents and props."""
    rows = rows_of(set_, "actions")
    regions: dict[str, list[NDArray[np.bool_]]] = {"agent": [], "prop": []}
    for word in (set_.words[i] for i in rows):
        scene, question = set_.asked[word.scene]
        meant, cells = referents(scene, question.sentence.words)[word.position], scene.cells()
        for name, by in regions.items():
            own = [i for i in meant if (scene.sprites[i].action is None) == (name == "agent")]
            by.append(cells[own].any(axis=0))
    return rows, {name: np.array(by) for name, by in regions.items()}


def _acting(found: Looks) -> dict[str, Any]:
    rows, regions = acting_regions(found.tested)
    shares = {name: _by_head(inside(found.maps[rows], cells)) for name, cells in regions.items()}
    areas = {f"{name}, area": estimate(c.mean(axis=1)).to_dict() for name, c in regions.items()}
    return {**shares, **areas}


def _off(whole: Tested, cuts: dict[Head, Tested], forms: tuple[str, ...]) -> list[list[dict[str, float]]]:
    layers: dict[int, list[dict[str, float]]] = {}
    for head, cut in cuts.items():
        layers.setdefault(head.layer, []).append(lost(whole, cut, forms).to_dict())
    return [layers[layer] for layer in sorted(layers)]
