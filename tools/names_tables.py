"""Tables of what a name is worth: on Caltech-101, emoji of unseen subgroups, digits by spoken names."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

TABLE = Path(__file__).resolve().parents[1] / "assets" / "names" / "table.json"
Rows = Sequence[Sequence[object]]


def stored() -> Any:
    """Return the figures."""
    return json.loads(TABLE.read_text(encoding="utf-8"))


def between(figure: Mapping[str, float]) -> str:
    """Return a share with its interval, without leading noughts: .40 [.39, .41]."""
    value, low, high = (f"{figure[key]:.3f}".replace("0.", ".", 1) for key in ("value", "low", "high"))
    return f"{value} [{low}, {high}]"


def kinds() -> Rows:
    """Return accuracy by names alone, by kind of class."""
    rows = [["classes", "of them", "top-1", "top-5"]]
    for kind, own in stored()["names"].items():
        rows.append([kind, own["classes"], between(own["top1"]), between(own["top5"])])
    own = stored()["names by GloVe"]["all"]
    rows.append(["all, names by GloVe", own["classes"], between(own["top1"]), between(own["top5"])])
    return rows


def labels() -> Rows:
    """Return accuracy against labels a class."""
    of = stored()["labels"]
    rows = [["labels a class", "labels", "labels and names", "labels, classes not seen"]]
    rows.append(["0", "–", between(of["all"]["names"]), f"names: {between(of['not seen']['names'])}"])
    for i, budget in enumerate(of["budgets"]):
        cells = (of["all"]["labels"][i], of["all"]["both"][i], of["not seen"]["labels"][i])
        rows.append([f"{budget:g}", *map(between, cells)])
    return rows


def stacking() -> Rows:
    """Return what γ does on test classes."""
    of = stored()["generalised"]
    rows = [["γ", "seen", "unseen", "harmonic mean"]]
    for way, gamma in (("plain", "0"), ("calibrated", between(of["gamma"]))):
        rows.append([gamma, *(between(of[f"{way}, {on}"]) for on in ("seen", "unseen", "harmonic mean"))])
    return rows


def emoji() -> Rows:
    """Return accuracy on unseen subgroups of emoji."""
    of = stored()["emoji"]
    rows = [["twelve unseen subgroups, by", "right", "names shuffled"]]
    for count, own, shuffled in zip(of["seen"], of["names"], of["shuffled"], strict=True):
        rows.append([f"names, {count} seen subgroups", between(own), between(shuffled)])
    for budget, own in zip(of["budgets"], of["labels"], strict=True):
        rows.append([f"{budget} label{'s' if budget > 1 else ''} a subgroup", between(own), "–"])
    return rows


def groups() -> Rows:
    """Return accuracy on subgroups of emoji whose whole group is held out."""
    of = stored()["groups"]
    rows = [[f"twelve subgroups of {of['held out']} unseen groups, by", "right"]]
    for arm, title in (
        ("apart", "names, learned on other groups"),
        ("shuffled", "the same, names shuffled"),
        ("beside", "names, learned on as many subgroups, siblings among them"),
    ):
        rows.append([title, between(of[arm])])
    for budget, own in zip(of["budgets"], of["labels"], strict=True):
        rows.append([f"{budget} label{'s' if budget > 1 else ''} a subgroup", between(own)])
    return rows


def digits() -> Rows:
    """Return accuracy on unseen digits."""
    of = stored()["digits"]
    rows = [["three unseen digits, by", "right"]]
    rows += [[f"{arm} names", between(of[arm])] for arm in ("spoken", "written", "shuffled")]
    for budget, own in zip(of["budgets"], of["labels"], strict=True):
        rows.append([f"{budget} label{'s' if budget > 1 else ''} a digit", between(own)])
    return rows


TABLES: Mapping[str, Callable[[], Rows]] = {
    "names": kinds,
    "names, labels": labels,
    "names, stacking": stacking,
    "names, emoji": emoji,
    "names, groups": groups,
    "names, digits": digits,
}
