"""All repetitions of what is measured here, summed up."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from mmfusion.measure.metrics import share
from mmfusion.tasks.course import CCA_ROW, CONTRASTIVE_ROW, PAIRINGS, QUESTIONS, SEEDS, SENSES, TOLD
from mmfusion.tasks.course.clips import PARTS, clips
from mmfusion.tasks.course.pairing import pairing
from mmfusion.tasks.course.read_out import Read
from mmfusion.tasks.course.rows import LEARNT, kernel_rows, probe_rows, space_rows
from mmfusion.tasks.events.cache import cache_root
from mmfusion.tasks.sounding.predictor import load
from mmfusion.training.weightings import interval

COMMAND = "mmfusion evaluate course"
KERNELS, SPACES = "kernels", (CCA_ROW, CONTRASTIVE_ROW)
SPLIT = (
    "frozen features of either sense by itself; per repetition {train} training, {validation} validation and "
    "{test} test clips of each of three forms, apart, each clip with a note of its own; the test clips are "
    "the first {tested} of each form of sounding-objects, each used once; all is chosen on validation clips; "
    "a read-out learns from {learnt} clips"
)


def repetition(seed: int, report: Callable[[str], None]) -> dict[str, Any]:
    """Return what one repetition reaches, as JSON holds it."""
    parts = clips(seed, report)
    rows = {(KERNELS, how): row for how, row in kernel_rows(parts).items()}
    chosen = {}
    for name in SPACES:
        own, chosen[name] = space_rows(name, parts, seed)
        rows |= {(name, how): row for how, row in own.items()}
    report(f"repetition {seed}: rows are read out")
    return {
        "rows": {f"{name}, {how}": _plain(row) for (name, how), row in rows.items()},
        "chosen": chosen,
        "probes": {sense: _plain(row) for sense, row in probe_rows(parts).items()},
        "pairing": pairing(parts, seed),
    }


def _plain(row: Mapping[str, Read]) -> dict[str, Any]:
    return {name: {**vars(one), "accuracy": round(one.accuracy, 4)} for name, one in row.items()}


def measured(report: Callable[[str], None], seeds: int = SEEDS) -> dict[str, Any]:
    """Return the figures of all repetitions, means with 95 % intervals.

    Repetitions differ in training, validation and test clips and in the first weights of what is trained.
    Those that were measured before with the same features lie in the cache.
    """
    raw = []
    for seed in range(seeds):
        weights = [load(sense).card.weights_sha256 for sense in SENSES]
        mark = sha256(f"{weights} {dict(PARTS)} {LEARNT} {seed} 2".encode()).hexdigest()[:16]
        path = cache_root().with_name("course") / f"measured-{seed}-{mark}.json"
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(repetition(seed, report)), encoding="utf-8")
            report(f"repetition {seed} of {seeds} is measured")
        raw.append(json.loads(path.read_text(encoding="utf-8")))
    return summed_up(raw)


def summed_up(raw: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return means and intervals of repetitions, and what was chosen in each."""

    def over(*keys: str) -> dict[str, Any]:
        values: list[float] = []
        clips = 0
        for one in raw:
            found: Any = one
            for key in keys:
                found = found[key]
            values.append(found["accuracy"] if isinstance(found, Mapping) else found)
            clips += found["n"] if isinstance(found, Mapping) else 0
        return figure(values, clips)

    first = raw[0]
    figures = {
        "questions": list(QUESTIONS),
        "rows": {name: {q: over("rows", name, q) for q in row} for name, row in first["rows"].items()},
        "R@10": {name: over("chosen", name, "R@10") for name in SPACES},
        "probes": {s: {w: over("probes", s, w) for w in row} for s, row in first["probes"].items()},
        "pairing": {
            name: {how: {what: over("pairing", name, how, what) for what in TOLD} for how in PAIRINGS}
            for name in SPACES
        },
        "chosen": {
            "rows": {
                name: {q: [_setting(one["rows"][name][q]) for one in raw] for q in row}
                for name, row in first["rows"].items()
            },
            "spaces": {name: [_said(one["chosen"][name]) for one in raw] for name in SPACES},
            "pairing": {name: [_said(one["pairing"][name]["chosen"]) for one in raw] for name in SPACES},
        },
        "seeds": len(raw),
        "clips": dict(PARTS),
        "learnt": LEARNT,
        "weights": {sense: load(sense).card.weights_sha256 for sense in SENSES},
    }
    split = SPLIT.format(**PARTS, tested=f"{len(raw) * PARTS['test']:,}", learnt=f"{LEARNT:,}")
    return {**figures, "split": split, "command": COMMAND}


def figure(values: Sequence[float], clips: int = 0) -> dict[str, Any]:
    """Return the mean of repetitions with its interval, and each of them.

    The interval is Student's over repetitions, cut to what a share can be, and at least Wilson's over all
    their test clips: five values can lie together by luck.

    Args:
        values: one a repetition.
        clips: how many test clips were counted in all repetitions together; 0 where the figure is no count.

    Example:
        >>> from mmfusion.tasks.course.measure import figure
        >>> figure([0.9, 1.0])["high"], figure([1.0, 1.0], clips=800)["low"]
        (1.0, 0.9952)

    """
    found = interval(values)
    value, low, high = found["value"], found["value"] - found["half"], found["value"] + found["half"]
    if clips:
        counted = share(round(value * clips), clips)
        low, high = min(low, counted.low), max(high, counted.high)
    mean = {"value": value, "low": max(0.0, low), "high": min(1.0, high)}
    return {**{key: round(x, 4) for key, x in mean.items()}, "n": len(values), "each": list(values)}


def _setting(one: Mapping[str, Any]) -> str:
    return f"{one['kernel']}, {one['scale']:g}, {one['ridge']:g}"


def _said(chosen: Mapping[str, Any]) -> str:
    return f"{chosen['setting']}, {chosen['dimensions']} dimensions"
