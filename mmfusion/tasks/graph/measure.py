"""What every arm reaches on ten draws of unseen classes, beside controls and one labelled picture.

A figure is the mean over draws with Student's 95 % interval; differences are paired by draw. Draws share
classes and pictures, so that intervals are a little narrow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from mmfusion.colearning.enrichment.ancestors import edited, hierarchical_distances
from mmfusion.colearning.zero_shot import Floats, harmonic_mean
from mmfusion.language import marked
from mmfusion.measure.metrics import student
from mmfusion.tasks.graph import network
from mmfusion.tasks.graph.arms import ARMS, cosines, of_graph
from mmfusion.tasks.graph.draw import Chosen, Draw, Pictures
from mmfusion.tasks.graph.lexicon import wordnet

DRAWS = 10
DIFFERENCES = (
    ("graph", "hypernyms"),
    ("graph", "all hypernyms"),
    ("graph", "name"),
    ("hypernyms", "name"),
    ("both", "graph"),
    ("both in words", "hypernyms"),
    ("graph", "first"),
    ("graph", "shuffled"),
    ("network", "graph"),
    ("network of names", "both"),
    ("one label", "graph"),
)
"""What is held against what: first minus second."""
TITLES = {
    **ARMS,
    "network": marked("graph network"),
    "network of names": marked("graph network on the nodes’ names"),
    "one label": marked("one labelled picture a class"),
}
Raw = dict[str, dict[str, list[float]]]
"""Arm -> figure -> its value on each draw."""


def said(values: Sequence[float]) -> dict[str, float]:
    """Return mean and interval over draws, as a card holds them."""
    return student(values).to_dict()


def one_label(draw: Draw, seed: int) -> Floats:
    """Return one stored picture of each unseen class in place of p̂, `(15, d)`."""
    stored = draw.pictures.stored[draw.unseen]
    which = np.random.default_rng(seed).integers(stored.shape[1], size=len(stored))
    return np.asarray(stored[np.arange(len(stored)), which])


def errors(draw: Draw, prototypes: Floats) -> tuple[float, float]:
    """Return how far wrong answers lie from the class in the graph, and how far all other classes do."""
    nodes = [wordnet().sense(draw.pictures.names[k]) for k in draw.unseen]
    far = hierarchical_distances(wordnet().parents, nodes)
    found = draw.answers(prototypes)
    truth = np.arange(len(found))[:, None]
    wrong = found != truth
    others = far[~np.eye(len(far), dtype=bool)].reshape(len(far), -1).mean(axis=1)
    return (
        float(far[np.broadcast_to(truth, found.shape)[wrong], found[wrong]].mean()),
        float(np.repeat(others, wrong.sum(axis=1)).mean()),
    )


def without_edges(draw: Draw, chosen: Chosen) -> tuple[float, float]:
    """Return the share of answers that change when a class loses its edges, and the accuracy that it loses.

    One unseen class at a time is cut from what it is a kind of; its own test pictures are asked.
    """
    own, names = wordnet(), draw.pictures.names
    nodes = [own.sense(name) for name in names]
    before = draw.answers(draw.predict(cosines("graph"), chosen.sharpness, chosen.penalty))
    changed, lost = [], []
    for row, k in enumerate(draw.unseen):
        node = nodes[k]
        graph = edited(own.parents, cut=[(node, parent) for parent in own.synsets[node].parents])
        found = draw.predict(of_graph(graph, nodes), chosen.sharpness, chosen.penalty)
        after = draw.answers(found)[row]
        changed.append((after != before[row]).mean())
        lost.append((before[row] == row).mean() - (after == row).mean())
    return float(np.mean(changed)), float(np.mean(lost))


def measured(pictures: Pictures, report: Callable[[str], None], draws: int = DRAWS) -> dict[str, Any]:
    """Return the table.

    Args:
        pictures: of all classes.
        report: is told of the progress.
        draws: how many.

    """
    raw: Raw = {arm: {} for arm in TITLES}
    cut: dict[str, list[float]] = {"changed": [], "lost": [], "kept": []}
    divisions = []
    for seed in range(draws):
        draw = Draw(pictures, seed)
        chosen = {arm: draw.choose(cosines(arm, seed)) for arm in ARMS}
        found = {
            arm: draw.predict(cosines(arm, seed), one.sharpness, one.penalty) for arm, one in chosen.items()
        }
        gammas = {arm: one.gamma for arm, one in chosen.items()}
        for arm, rows in (("network", None), ("network of names", network.names())):
            found[arm], gammas[arm] = network.predicted(draw, rows)
        found["one label"] = one_label(draw, seed)
        gammas["one label"] = 0.0
        for arm, prototypes in found.items():
            _note(raw[arm], draw, prototypes, gammas[arm])
        changed, lost = without_edges(draw, chosen["graph"])
        for figure, value in (("changed", changed), ("lost", lost)):
            cut[figure].append(value)
        cut["kept"].append(raw["graph"]["top-1"][-1] - lost)
        divisions.append(
            {
                "unseen": [pictures.names[k] for k in draw.unseen],
                "chosen": {
                    arm: [one.sharpness, round(one.penalty, 6), round(one.gamma, 4)]
                    for arm, one in chosen.items()
                },
            }
        )
        report(f"draw {seed + 1} of {draws}: graph {raw['graph']['top-1'][-1]:.3f}")
    return {
        "draws": draws,
        "classes": len(pictures.names),
        "not in ImageNet": int((~pictures.known).sum()),
        "unseen": len(draw.unseen),
        "asked": int(pictures.test.shape[1]),
        "chance": round(1 / len(draw.unseen), 4),
        "arms": {arm: {figure: said(values) for figure, values in own.items()} for arm, own in raw.items()},
        "differences": differences(raw),
        "cut": {figure: said(values) for figure, values in cut.items()},
        "divisions": divisions,
        "raw": {arm: [round(v, 4) for v in own["top-1"]] for arm, own in raw.items()},
    }


def _note(raw: dict[str, list[float]], draw: Draw, prototypes: Floats, gamma: float) -> None:
    """Add what an arm reaches on a draw."""
    curve = draw.stacked(prototypes)
    plain, calibrated = curve.at(0.0), curve.at(gamma)
    wrong, chance = errors(draw, prototypes)
    for figure, value in (
        ("top-1", draw.top1(prototypes)),
        ("unseen, plain", plain[1]),
        ("seen", calibrated[0]),
        ("unseen", calibrated[1]),
        ("harmonic mean", float(harmonic_mean(*calibrated))),
        ("error distance", wrong),
        ("error distance by chance", chance),
    ):
        raw.setdefault(figure, []).append(value)


def differences(raw: Mapping[str, Mapping[str, Sequence[float]]]) -> list[dict[str, Any]]:
    """Return the paired differences of `DIFFERENCES`, in unseen top-1 and in harmonic mean."""
    out = []
    for first, second in DIFFERENCES:
        row: dict[str, Any] = {"first": first, "second": second}
        for figure in ("top-1", "harmonic mean"):
            pairs = zip(raw[first][figure], raw[second][figure], strict=True)
            row[figure] = said([a - b for a, b in pairs])
        out.append(row)
    return out
