"""Every way on every draw, as it is stored: linear ways at all budgets, networks at some."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mmfusion.tasks.transfer import BUDGETS
from mmfusion.tasks.transfer.draw import CHOICES, Draw
from mmfusion.tasks.transfer.measured import figures, saved

Report = Callable[[str], None]
EXAMPLES = 4
"""Test items a class whose answers are stored."""


def ways(make: Callable[[int], Draw], seeds: int, report: Report, examples: int = 0) -> dict[str, Any]:
    """Measure the linear ways of a kind of draw; return what is stored.

    Args:
        make: a draw by its seed.
        seeds: how many draws.
        report: is told of the progress.
        examples: test items a class whose answers on the first draw are stored too.

    """
    raw: dict[str, list[list[float]]] = {}
    sizes, shown = [], {}
    for seed in range(seeds):
        draw = make(seed)
        for arm in (*draw.arms, *draw.halves):
            raw.setdefault(arm, []).append([round(draw.reached(arm, budget), 5) for budget in BUDGETS])
        sizes.append(draw.sizes)
        if not seed and examples:
            shown = answers(draw, examples)
        report(f"{draw.task}, draw {seed + 1} of {seeds}: {raw[draw.alone][-1]} alone")
    own = about(draw, sizes, seeds)
    baseline = {arm: draw.half_alone if arm in draw.halves else draw.alone for arm in raw}
    return own | {
        "choices": CHOICES,
        "budgets": list(BUDGETS),
        "arms": {**draw.arms, **draw.halves},
        "figures": figures(raw, baseline),
        "saved": [
            saved(raw, draw.lead, draw.alone, BUDGETS, at, own["cap"]) for at in range(len(BUDGETS) - 1)
        ],
        "raw": raw,
        "shown": shown,
    }


def about(draw: Draw, sizes: list[tuple[int, int, int]], seeds: int) -> dict[str, Any]:
    """Return what is said of the data: source, split, sizes, classes."""
    train, validation, test = np.mean(sizes, axis=0).round().astype(int).tolist()
    return {
        "task": draw.task,
        "data": draw.data,
        "division": draw.division,
        "sizes": {"train": train, "validation": validation, "test": test},
        "seeds": seeds,
        "classes": list(draw.names),
        "cap": train / draw.classes,
        "chance": round(1 / draw.classes, 4),
    }


def answers(draw: Draw, count: int) -> dict[str, Any]:
    """Return what is said of some test items of a draw, drawn at random, at every budget."""
    rng = np.random.default_rng(0)
    test = draw.split.test
    own = [rng.permutation(test[draw.labels[test] == label])[:count] for label in range(draw.classes)]
    rows = np.concatenate(own)
    scores = {
        arm: [np.round(draw.scores(arm, budget)[rows], 3).tolist() for budget in BUDGETS]
        for arm in (draw.alone, draw.lead)
    }
    return {"rows": rows.tolist(), "labels": draw.labels[rows].tolist(), "scores": scores}


def networks(make: Callable[[int], Draw], seeds: int, report: Report) -> dict[str, Any]:
    """Measure the networks that lose a modality; return what is stored. Arguments: as of `ways`."""
    from mmfusion.tasks.transfer.students import METHODS, PLAIN, STUDENT_BUDGETS, Classroom

    raw: dict[str, list[list[float]]] = {}
    sizes = []
    for seed in range(seeds):
        draw = make(seed)
        room = Classroom.of(draw)
        for method in METHODS:
            reached = [round(room.reached(method, budget), 5) for budget in STUDENT_BUDGETS]
            raw.setdefault(method, []).append(reached)
        sizes.append(draw.sizes)
        report(f"{draw.task}, networks, draw {seed + 1} of {seeds}: {raw[PLAIN][-1]} alone")
    return about(draw, sizes, seeds) | {
        "budgets": list(STUDENT_BUDGETS),
        "arms": {way: title.format(own=draw.own, lost=draw.lost) for way, title in METHODS.items()},
        "figures": figures(raw, dict.fromkeys(raw, PLAIN)),
        "raw": raw,
    }
