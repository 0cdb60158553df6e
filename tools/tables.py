"""The tables of docs/ that `write_figures.py` renews, by name: rows from cards and files of figures."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import attribution_tables
import graph_tables
import imagine_tables
import names_tables
import pairs_tables
import store_tables

from mmfusion.cards.card import ModelCard
from mmfusion.cards.checkpoint import model_paths
from mmfusion.cards.shipped import there
from mmfusion.tasks import asked
from mmfusion.tasks.asked.table import lacking_table, strategy_table
from mmfusion.tasks.course import table as course
from mmfusion.tasks.digits import STRATEGIES as DIGITS
from mmfusion.tasks.digits import table as digits
from mmfusion.tasks.events.further import former
from mmfusion.tasks.events.real_clips import every_clip
from mmfusion.tasks.events.real_clips import table as elsewhere
from mmfusion.tasks.events.table import results_table
from mmfusion.tasks.flowers import commands as flowers
from mmfusion.tasks.modalities import commands as modalities
from mmfusion.tasks.scenes import STRATEGIES as SCENES
from mmfusion.tasks.scenes import table as scenes
from mmfusion.tasks.sounding import ANSWERS, STRATEGIES
from mmfusion.tasks.sounding.table import calibration_table, percent, question_table, spoiled_table
from mmfusion.tasks.transfer import commands as transfer
from mmfusion.tasks.vokens import commands as vokens

Rows = Sequence[Sequence[object]]
ASSETS = Path(__file__).resolve().parents[1] / "assets"
EVENTS = ("audio", "visual", "late", "mid", "bottleneck-mid", "early", "mid-cross", "bottleneck")
LAYERS, THROUGH = range(4), ("1", "4", "16", "all")


GRID_HEAD = ["B", "L_f = 0: layers 1 to 4", "1: 2 to 4", "2: 3 and 4", "3: 4 alone"]
"""Which layers exchange, counted 1 to 4."""


def cards(task: str, names: Sequence[str]) -> list[ModelCard]:
    """Return the shipped cards of some strategies."""
    paths = (model_paths(task, name, ASSETS)[1] for name in names)
    return [ModelCard.from_json(path.read_text(encoding="utf-8")) for path in paths]


def stored(name: str) -> Any:
    """Return a JSON file of assets."""
    return json.loads((ASSETS / f"{name}.json").read_text(encoding="utf-8"))


def between(figure: Mapping[str, float], factor: float = 100, digits: int = 1, sign: str = "") -> str:
    """Return a figure with its interval: 95.9 [92.9, 98.1]."""
    value, low, high = (factor * figure[key] for key in ("value", "low", "high"))
    return f"{value:{sign}.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"


def rules() -> Rows:
    """Return what the rules of late fusion reach on matched pairs of all folds."""
    (late,) = cards("events", ["late"])
    rows = [["rule", "accuracy, %", "cross-entropy, nats", "calibration error"]]
    for name, found in late.experts["figures"].items():
        nats, error = found["cross-entropy, nats"], found["calibration error"]
        rows.append([name, percent(found["accuracy"]), f"{nats:.3f}", f"{error:.3f}"])
    return rows


def pairs() -> Rows:
    """Return what the rules reach where a kind is only seen or only heard."""
    (late,) = cards("events", ["late"])
    mixture = late.experts["mixture"]
    columns = list(next(iter(mixture.values())))
    return [
        ["rule", *columns],
        *([name, *(between(by[c]) for c in columns)] for name, by in mixture.items()),
    ]


def real_clips() -> Rows:
    """Return in how many real clips from elsewhere each strategy and rule is right."""
    shipped = {card.strategy: card for card in cards("events", EVENTS)}
    found = {name: card.elsewhere for name, card in shipped.items()}
    found |= shipped["late"].experts["elsewhere"]
    return [row[:-1] for row in elsewhere(found, shipped)]


def every_real_clip() -> Rows:
    """Return what each strategy answers to every real clip from elsewhere."""
    return every_clip({card.strategy: card.elsewhere for card in cards("events", EVENTS)})


def before_and_now() -> Rows:
    """Return what the weights of `events` reach, beside those before them on the same pairs and clips."""
    shipped = {card.strategy: card for card in cards("events", EVENTS)}
    now = former.gathered(
        {name: card.own_metrics for name, card in shipped.items()},
        {name: card.metrics for name, card in shipped.items()},
        {name: card.elsewhere for name, card in shipped.items()},
    )
    then = former.before()
    rows = [["%, before → now", *EVENTS]]
    for row, title in former.ROWS.items():
        if any(row in now[name] for name in EVENTS):
            rows.append([title, *(_changed(then[name].get(row), now[name].get(row)) for name in EVENTS)])
    return rows


def _changed(then: Mapping[str, float] | None, now: Mapping[str, float] | None) -> str:
    return f"{100 * then['value']:.1f} → {percent(now)}" if then and now else ""


def held_out() -> Rows:
    """Return what the networks of one modality recognise in the sources that never train."""
    rows = [["modality", "sources", "none is called none", "a kind is called what it is"]]
    start = "held out, "
    for card in cards("events", ("audio", "visual")):
        found = {k.removeprefix(start): v for k, v in card.own_metrics.items() if k.startswith(start)}
        names = [name.removeprefix("none") for name in found if name.startswith("none")]
        for name in names:
            none, kinds = found[f"none{name}"], found.get(f"kinds{name}")
            own = [f"{between(of)} of {of['n']:.0f}" if of else "" for of in (none, kinds)]
            rows.append([card.strategy, name.removeprefix(", ") or "all", *own])
        rows.append([card.strategy, "all, macro over the kinds", "", between(found["kinds, macro"])])
    return rows


def sources(strategy: str) -> Rows:
    """Return what a network of one modality reaches on each source that it was trained without."""
    (card,) = cards("events", [strategy])
    by_class: dict[str, list[str]] = {}
    for name, figure in card.metrics.items():
        if name.startswith("across sources, "):
            kind, _, source = name.removeprefix("across sources, ").rpartition(" from ")
            own = f"{source} {100 * figure['value']:.0f} ({figure['n']:.0f})"
            by_class.setdefault(kind, []).append(own)
    return [
        ["class", "left-out source, %, and how many"],
        *([k, ", ".join(v)] for k, v in by_class.items()),
    ]


def seeds() -> Rows:
    """Return the accuracies of the second seed beside the first's, where there is one."""
    rows = [["strategy", *ANSWERS]]
    for card in cards("sounding-objects", STRATEGIES):
        if len(card.seeds) > 1:
            first, second = list(card.seeds.values())[:2]
            both = (f"{100 * first[q]:.1f} → {100 * second[q]:.1f}" for q in ANSWERS)
            rows.append([card.strategy, *both])
    return rows


def looks() -> dict[str, Any]:
    """Return where words look in the networks of scenes in which they ask the picture."""
    return {name: stored(f"inside/scenes/{name}-pointing") for name in ("cross", "cross-labels")}


def exchange() -> Rows:
    """Return what is lost where one modality no longer tells the other."""
    lost = stored("inside/sounding-objects/bottleneck-mid-exchange")["lost"]
    rows = [["question", "put in instead", "sound → picture cut", "picture → sound cut", "closed"]]
    for question in ("side", "sync"):
        for how, words in (("mean", "the mean over validation clips"), ("swap", "another clip's")):
            cuts = ("audio to visual", "visual to audio")
            own = [percent(lost[question][f"{cut}, {how}"]) for cut in cuts]
            whole = percent(lost[question]["closed"]) if how == "mean" else ""
            rows.append([f"*{question}*" if how == "mean" else "", words, *own, whole])
    return rows


def grid() -> Rows:
    """Return the accuracy of every cell of bottleneck tokens and fusion layer."""
    cells = stored("grid/cells")["cells"]
    rows = [
        GRID_HEAD,
        ["0 (late)", percent(cells["late"]["accuracy"]), *["the same"] * 3],
    ]
    return rows + [[b, *(percent(cells[f"B{b}-L{i}"]["accuracy"]) for i in LAYERS)] for b in THROUGH]


def caltech() -> Rows:
    """Return what the flowers' kernels reach on Caltech-101, and beyond the average."""
    found = stored("modalities/caltech")
    sets = ("picture, hand-made", "picture")
    rows = [["accuracy, %", "hand-made", "with deep", "− average, hand-made", "− average, with deep"]]
    for name in found["accuracy"]["picture"]:
        more = (found["against average"][label].get(name) for label in sets)
        own = [flowers.figure(found["accuracy"][label][name]) for label in sets]
        rows.append([name, *own, *("–" if one is None else flowers.figure(one, True) for one in more)])
    return rows


def crossing() -> Rows:
    """Return the share of attention that crosses and what it costs in multiply-adds."""
    cells = stored("grid/cells")["cells"]
    late = cells["late"]["macs"]

    def of(cell: Mapping[str, Any]) -> str:
        return f"{100 * cell['crossing']:.0f} / {100 * (cell['macs'] / late - 1):+.1f}"

    return [GRID_HEAD] + [[b, *(of(cells[f"B{b}-L{i}"]) for i in LAYERS)] for b in THROUGH]


def in_course() -> dict[str, ModelCard]:
    """Return the cards of the strategies that stand in the table of the course, by strategy."""
    return {card.strategy: card for card in cards("sounding-objects", course.STRATEGIES)}


TABLES: Mapping[str, Callable[[], Rows]] = {
    "events": lambda: results_table(cards("events", EVENTS)),
    "events, rules": rules,
    "events, pairs": pairs,
    "events, before": before_and_now,
    "events, held out": held_out,
    "events, real clips": real_clips,
    "events, every real clip": every_real_clip,
    "events, sources of pictures": lambda: sources("visual"),
    "events, sources of sounds": lambda: sources("audio"),
    "sounding-objects": lambda: question_table(cards("sounding-objects", STRATEGIES)),
    "sounding-objects, calibration": lambda: calibration_table(cards("sounding-objects", STRATEGIES)),
    "sounding-objects, seeds": seeds,
    "sounding-objects, spoiled": lambda: spoiled_table(cards("sounding-objects", STRATEGIES)),
    "asked-objects": lambda: strategy_table(cards(asked.TASK, there(asked.TASK, asked.STRATEGIES))),
    "asked-objects, lacking": lambda: lacking_table(cards(asked.TASK, there(asked.TASK, asked.STRATEGIES))),
    "scenes": lambda: scenes.question_table(cards("scenes", there("scenes", SCENES))),
    "scenes, pointing": lambda: scenes.pointing_table(cards("scenes", there("scenes", SCENES))),
    "scenes, seeds": lambda: scenes.seed_table(cards("scenes", there("scenes", SCENES))),
    "scenes, heads": lambda: scenes.head_table(looks()),
    "scenes, heads off": lambda: scenes.off_table(looks()),
    "exchange": exchange,
    "grid": grid,
    "grid, crossing": crossing,
    **{
        f"flowers, {name}": (lambda rows=rows: rows(stored("flowers/table")))
        for name, rows in (
            ("alone", flowers.alone),
            ("methods", flowers.methods),
            ("against", flowers.against),
        )
    },
    **{
        f"{task}, {name}": (lambda task=task, rows=rows: rows(stored(f"modalities/{task}")))
        for task in ("emoji", "events-kernels", "caltech")
        for name, rows in (
            ("alone", modalities.alone),
            ("methods", modalities.methods),
            ("gains", modalities.gains),
        )
    },
    "caltech": caltech,
    "digits": lambda: digits.strategy_table(cards("digits", DIGITS)),
    "digits, conflict": lambda: digits.conflict_table(cards("digits", DIGITS)),
    **{
        f"transfer, {name.replace('-', ' ')}": (lambda name=name: transfer.table(stored(f"transfer/{name}")))
        for name in ("emoji", "emoji-networks", "voice", "voice-networks")
    },
    **{
        f"vokens, {part}": (lambda part=part: vokens.rows(stored("vokens/table"), part))
        for part in vokens.PARTS
    },
    "course": lambda: course.table(in_course(), stored("course/table")),
    "course, probes": lambda: course.probe_table(stored("course/table")),
    "course, pairing": lambda: course.pairing_table(stored("course/table")),
    **attribution_tables.TABLES,
    **graph_tables.TABLES,
    **imagine_tables.TABLES,
    **store_tables.TABLES,
    **names_tables.TABLES,
    **pairs_tables.TABLES,
}
