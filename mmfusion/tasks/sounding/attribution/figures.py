"""What attributions find on *side*, and whether they can be believed: on test clips, beside their nulls.

Of each method of `attribution.methods`: which object it finds, deletion and insertion beside random orders
and another clip's map, and the untrained twin (`mmfusion.tasks.sounding.maps`); what its map does not
foretell of removals, and how far it moves where the clip hardly does. All on the same clips.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from mmfusion.explain.infidelity import infidelity, removals, sensitivity
from mmfusion.explain.maps import Map
from mmfusion.explain.path_integral import FLOOR
from mmfusion.explain.presence import Presence
from mmfusion.measure.metrics import Estimate, mean_estimate
from mmfusion.nn.device import to_numpy
from mmfusion.tasks.sounding.attribution.methods import INTEGRATED, METHODS, attribution, groups
from mmfusion.tasks.sounding.integrated import baseline_of
from mmfusion.tasks.sounding.maps import (
    BATCH,
    SENSES,
    BoolArray,
    Explained,
    FloatArray,
    Maps,
    alike,
    answered,
    faithful,
    found_by,
    score_of,
)
from mmfusion.tasks.sounding.network import SoundingNetwork

CLIPS = 200
"""Clips that are explained."""
TWIN_CLIPS = 60
"""Of those, the first that the untrained twin explains too."""
FAITHFUL_CLIPS = 100
"""Of those, the first on which tokens are removed."""
MOVED_CLIPS, MOVES = 8, 3
"""Of those, the first that are moved, and how often."""


def first(clips: Explained, count: int) -> Explained:
    """Return the first of some clips."""
    masks = clips.sounding[:count], clips.silent[:count], clips.heard[:count]
    return Explained(clips.numbers[:count], clips.answers[:count], *masks)


def explained(network: SoundingNetwork, clips: Explained, methods: Sequence[str] = METHODS) -> Maps:
    """Return each method's scores of the tokens of both senses, `(clips, tokens)`."""
    rows: dict[str, dict[str, list[np.ndarray]]] = {name: {m: [] for m in SENSES} for name in methods}
    for i in range(len(clips.numbers)):
        inputs, score = clips.batch(slice(i, i + 1)).inputs(), score_of(clips.answers[i : i + 1])
        for name in methods:
            for m, x in attribution(network, inputs, score, name).items():
                rows[name][m].append(x)
    return {name: {m: np.stack(parts) for m, parts in by.items()} for name, by in rows.items()}


def foretold(network: SoundingNetwork, maps: Maps, clips: Explained, count: int) -> dict[str, Estimate]:
    """Return by method what its map leaves unexplained of removals of groups, 0 to 1, the mean over clips."""
    rows = []
    for i, number in enumerate(clips.numbers[:count]):
        with torch.no_grad():
            tokens = network.tokens(clips.batch(slice(i, i + 1)).inputs())
        value = Presence(network.fusion, tokens, score_of(clips.answers[i : i + 1]))
        gone = removals(groups(value), value.size, seed=number)
        scores = np.stack([np.concatenate([by[m][i] for m in value.counts]) for by in maps.values()])
        rows.append(infidelity(value, scores, gone).unexplained)
    return {name: mean_estimate(np.array([row[j] for row in rows])) for j, name in enumerate(maps)}


def moved(
    network: SoundingNetwork, clips: Explained, methods: Sequence[str], count: int, moves: int = MOVES
) -> dict[str, Estimate]:
    """Return by method how far its map moves at most where each number of the clip moves by .02 at most."""
    out = {}
    for name in methods:
        found = []
        for i in range(count):
            score = score_of(clips.answers[i : i + 1])

            def explain(inputs: Mapping[str, Tensor], name: str = name, score: Any = score) -> Map:
                return attribution(network, inputs, score, name)

            found.append(sensitivity(explain, clips.batch(slice(i, i + 1)).inputs(), draws=moves, seed=i))
        out[name] = mean_estimate(np.array(found))
    return out


def attribution_figures(
    network: SoundingNetwork,
    twin: SoundingNetwork,
    report: Callable[[str], None] = print,
    clips: int = CLIPS,
    twin_clips: int = TWIN_CLIPS,
    faithful_clips: int = FAITHFUL_CLIPS,
    moved_clips: int = MOVED_CLIPS,
    methods: Sequence[str] = METHODS,
) -> dict[str, Any]:
    """Return what a page shows of the attributions of a network.

    ``methods``: method -> figure -> value, low, high, n; ``area``: which part of the picture either object
    covers; ``largest gap``: of completeness, over the clips, by method of integrated gradients.

    Args:
        network: trained.
        twin: the same with random weights; its maps explain the same answers of the same clips.
        report: where progress goes.
        clips: how many are explained.
        twin_clips: how many of them by the twin too.
        faithful_clips: on how many of them tokens are removed.
        moved_clips: how many of them are moved.
        methods: which.

    """
    chosen = answered(network, clips)
    maps = explained(network, chosen, methods)
    report(f"{clips} clips explained")
    few = first(chosen, twin_clips)
    twins = explained(twin, few, methods)
    report(f"{twin_clips} of them by the untrained twin")
    own_few = {name: {m: x[:twin_clips] for m, x in by.items()} for name, by in maps.items()}
    found, null, same = found_by(maps, chosen), found_by(twins, few), alike(own_few, twins)
    truly = faithful(network, maps, chosen, faithful_clips)
    report("tokens removed and put back")
    left, far = foretold(network, maps, chosen, faithful_clips), moved(network, chosen, methods, moved_clips)
    out: dict[str, Any] = {}
    for name in maps:
        own = {**found[name], **truly[name], "rank correlation with random weights": same[name]}
        own |= {f"{figure}, random weights": e for figure, e in null[name].items() if "mask" not in figure}
        own |= {"infidelity": left[name], "sensitivity": far[name]}
        out[name] = {figure: e.to_dict() for figure, e in own.items()}
    largest = {name: round(float(gap.max()), 5) for name, gap in gaps(network, maps, chosen).items()}
    area = {"sounding": share(chosen.sounding), "silent": share(chosen.silent)}
    return {"methods": out, "area": area, "largest gap": largest}


@torch.inference_mode()
def gaps(network: SoundingNetwork, maps: Maps, clips: Explained) -> dict[str, FloatArray]:
    """Return by how much each method of integrated gradients misses completeness, `(clips,)`, by method.

    Recomputed from the maps as they are: |Σ map − (F(x) − F(x'))| / max(|F(x) − F(x')|, `FLOOR`).
    """
    found: dict[str, list[FloatArray]] = {name: [] for name in maps if name in INTEGRATED}
    for start in range(0, len(clips.numbers), BATCH):
        part = slice(start, start + BATCH)
        inputs, score = clips.batch(part).inputs(), score_of(clips.answers[part])
        whole = score(network(inputs))
        for name, own in found.items():
            change = to_numpy((whole - score(network(baseline_of(inputs, INTEGRATED[name])))).double())
            total = sum(maps[name][m][part].sum(axis=1) for m in SENSES)
            own.append(np.abs(total - change) / np.maximum(np.abs(change), FLOOR))
    return {name: np.concatenate(parts) for name, parts in found.items()}


def share(masks: BoolArray) -> float:
    """Return which part of the picture masks `(clips, 192)` cover, the mean over clips."""
    return round(float(masks.mean()), 4)
