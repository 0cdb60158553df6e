"""Right on how many real clips: films from elsewhere, in which picture and sound belong together.

The test fold joins pictures and recordings of the training's own sources. What a visitor brings is a film
from elsewhere, so its figure stands beside the fold's. The clips are few, most of them show none of the
kinds, and a network that always says *none* is right on those: kinds and none are counted apart. They are
never trained on and choose nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mmfusion.cards.card import ModelCard
from mmfusion.cards.checkpoint import model_paths
from mmfusion.cards.shipped import read, there
from mmfusion.folders import ASSETS
from mmfusion.measure.aggregation import AGGREGATORS
from mmfusion.measure.metrics import exact_share
from mmfusion.media import load_clip, load_span
from mmfusion.printing import say
from mmfusion.tasks.events import CLASSES, MODALITIES, NONE, SHIPPED, TASK
from mmfusion.tasks.events.network import EventNetwork
from mmfusion.tasks.events.over_time import LONGER, Timeline, over_time
from mmfusion.tasks.events.predictor import Predictor
from mmfusion.tasks.packs import PackError, read_member, read_table

FloatArray = NDArray[np.float64]
PACKS = {"real_clips.zip": ("clips.csv", "class"), "extra_clips.zip": ("meta.csv", "label")}
"""Pack -> its table, and the column that says what a clip shows."""
FIELD = "elsewhere"
ON = "real clips from elsewhere, whole, these weights"


@dataclass(frozen=True)
class RealClip:
    """A film with picture and sound, and what it shows."""

    pack: str
    file: str
    target: int
    """Index into `CLASSES`."""


def real_clips() -> list[RealClip]:
    """Return every clip of both packs. Raises `PackError`."""
    return [
        RealClip(pack, row["file"], _target(row[column]))
        for pack, (table, column) in PACKS.items()
        for row in read_table(pack, table)
    ]


def _target(label: str) -> int:
    """Return the class of a pack's label. Raises ValueError for one that is neither a kind nor none."""
    name = label.replace("_", " ")
    return NONE if name.startswith("none") else CLASSES.index(name)


def answers(clip: RealClip, predictors: Mapping[str, Predictor]) -> Timeline:
    """Return what networks answer to a whole clip: one window, or all that it has.

    In float32, so that processors with and without bfloat16 get the same figures.
    """
    data = read_member(clip.pack, clip.file)
    window = load_clip(data, name=clip.file, isolate=False)
    longer = (window.total or 0.0) > LONGER
    whole = load_span(data, name=clip.file, isolate=False) if longer else window
    return over_time(whole, predictors, dtype=torch.float32)


def measured(
    predictors: Mapping[str, Predictor], report: Callable[[str], None] = print
) -> dict[str, dict[str, Any]]:
    """Return what each strategy answers to every real clip, as cards have it.

    With the networks of both modalities and the card of *late* in `predictors`, each rule that joins the two
    experts is there too, under its own name.

    Returns:
        strategy or rule -> ``figures`` (``all``, ``kinds``, ``none`` -> value, low, high, n, right; exact
        intervals), ``clips`` (one a clip: its name, what it shows, the answer, its p, whether right), ``on``.

    Raises:
        PackError: a pack is missing.

    """
    clips = real_clips()
    experts = predictors["late"].card.experts if {"late", *MODALITIES} <= set(predictors) else {}
    rules = [name for name in AGGREGATORS if experts and (name != "either" or name in experts)]
    said: dict[str, list[FloatArray]] = {name: [] for name in (*predictors, *rules)}
    for number, clip in enumerate(clips, 1):
        found = answers(clip, predictors)
        for name in predictors:
            said[name].append(found.joined(name))
        for rule in rules:
            said[rule].append(found.joined_experts(rule, experts))
        report(f"real clips: {number} of {len(clips)}")
    return {name: _written(clips, np.stack(own)) for name, own in said.items()}


def _written(clips: list[RealClip], p: FloatArray) -> dict[str, Any]:
    """Return answers `(N, 14)` as a card has them; a clip without an answer (NaN) is not right."""
    targets = np.array([clip.target for clip in clips])
    said = np.where(np.isnan(p).any(axis=1), -1, np.nan_to_num(p).argmax(axis=1))
    right = np.equal(said, targets)
    figures = {}
    for name, chosen in (("all", targets >= 0), ("kinds", targets != NONE), ("none", targets == NONE)):
        if chosen.any():
            hits = int(right[chosen].sum())
            figures[name] = {**exact_share(hits, int(chosen.sum())).to_dict(), "right": hits}
    rows = [
        {
            "clip": clip.file,
            "shows": CLASSES[clip.target],
            "answer": CLASSES[said[i]] if said[i] >= 0 else "no answer",
            "p": round(float(p[i, said[i]]), 4) if said[i] >= 0 else 0.0,
            "right": bool(right[i]),
        }
        for i, clip in enumerate(clips)
    ]
    return {"figures": figures, "clips": rows, "on": ON}


def onto_cards(
    cards: Mapping[str, ModelCard],
    networks: Mapping[str, EventNetwork],
    report: Callable[[str], None] = print,
) -> dict[str, ModelCard]:
    """Return cards with the real clips measured with their networks; as they are where a pack is missing.

    Args:
        cards: by strategy.
        networks: the same strategies' shipped weights.
        report: is told how far it is.

    """
    predictors = {name: Predictor(networks[name], card) for name, card in cards.items()}
    try:
        found = measured(predictors, report)
    except PackError as error:
        report(f"no figure of real clips on the cards: {error}")
        return dict(cards)
    out = {name: replace(card, elsewhere=found[name]) for name, card in cards.items()}
    rules = {name: {"figures": found[name]["figures"]} for name in found if name not in cards}
    if rules:
        out["late"] = replace(out["late"], experts={**out["late"].experts, FIELD: rules})
    return out


def table(found: Mapping[str, Mapping[str, Any]], cards: Mapping[str, ModelCard]) -> list[list[str]]:
    """Return the figures as rows of text, one a strategy or rule, beside what the cards say."""
    rows = [["real clips from elsewhere", "right", "kinds", "none", "95 % of all", "on the card"]]
    for name, own in found.items():
        now = own["figures"]
        card = cards[name].elsewhere if name in cards else cards["late"].experts.get(FIELD, {}).get(name, {})
        share = now["all"]
        exact = f"{100 * share['low']:.0f} to {100 * share['high']:.0f} %"
        rows.append([name, *(_of(now, kind) for kind in ("all", "kinds", "none")), exact, _card(card)])
    return rows


def _of(figures: Mapping[str, Mapping[str, Any]], kind: str) -> str:
    own = figures.get(kind)
    return f"{own['right']} of {own['n']:.0f}" if own else "-"


def _card(written: Mapping[str, Any]) -> str:
    return _of(written["figures"], "all") if written else "-"


def every_clip(found: Mapping[str, Mapping[str, Any]]) -> list[list[str]]:
    """Return every answer as rows of text: one a clip, one column a strategy or rule.

    Rules of which a card has no answers are left out.
    """
    names = [name for name, own in found.items() if "clips" in own]
    rows = [["clip", "shows", *names]]
    for number, first in enumerate(found[names[0]]["clips"]):
        own = [found[name]["clips"][number] for name in names]
        rows.append([first["clip"], _brief(first["shows"]), *map(_cell, own)])
    return rows


def _cell(row: Mapping[str, Any]) -> str:
    p = f" {row['p']:.2f}" if row["p"] else ""
    return f"{'✓' if row['right'] else '✗'} {_brief(row['answer'])}{p}"


def _brief(name: str) -> str:
    return "none" if name == CLASSES[NONE] else name


def measure_shipped(root: Path = ASSETS, report: Callable[[str], None] = print) -> None:
    """Measure the weights of a folder on the real clips and write it onto their cards.

    Raises:
        ValueError: a card is not of the weights beside it: nothing may be added to it.

    """
    cards, networks = {}, {}
    for name in there(TASK, SHIPPED, root):
        networks[name], cards[name], described = read(TASK, name, SHIPPED, EventNetwork, root)
        if not described:
            raise ValueError(f"the card of {name} is not of these weights")
    for name, card in onto_cards(cards, networks, report).items():
        model_paths(TASK, name, root)[1].write_text(card.to_json(), encoding="utf-8")


if __name__ == "__main__":
    measure_shipped(report=say)
