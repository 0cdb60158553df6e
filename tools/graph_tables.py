"""Tables of classes without a picture, told by names, by words and by a graph of names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from mmfusion.tasks.graph.edits import table
from mmfusion.tasks.graph.measure import TITLES

Rows = Sequence[Sequence[object]]


def between(figure: Mapping[str, float]) -> str:
    """Return a share with its interval, without leading noughts: .40 [.39, .41]."""
    value, low, high = (f"{figure[key]:.3f}".replace("0.", ".", 1) for key in ("value", "low", "high"))
    return f"{value} [{low}, {high}]"


def arms() -> Rows:
    """Return what every way reaches on unseen classes."""
    rows = [["a class is told by", "right among 15", "harmonic mean", "unseen, no γ", "D of errors"]]
    for arm, own in table()["arms"].items():
        figures = (
            [between(own[figure]) for figure in ("harmonic mean", "unseen, plain")]
            if arm != "one label"
            else ["–", "–"]
        )
        far = f"{own['error distance']['value']:.1f}"
        rows.append([TITLES[arm], between(own["top-1"]), *figures, far])
    return rows


def differences() -> Rows:
    """Return paired differences."""
    rows = [["first − second", "right among 15", "harmonic mean"]]
    for row in table()["differences"]:
        titles = f"{TITLES[row['first']]} − {TITLES[row['second']]}"
        rows.append([titles, between(row["top-1"]), between(row["harmonic mean"])])
    return rows


TABLES: Mapping[str, Callable[[], Rows]] = {"graph": arms, "graph, differences": differences}
