"""Tables of what the cards say: figures by strategy, across sources, late fusion by other rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.ui.fusion.rank import order
from mmfusion.ui.parts import course
from mmfusion.ui.parts.number import shown
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from mmfusion.tasks.events.predictor import Lab

MAIN = "accuracy"
SOURCES = "across sources, "
ABOUT = (
    "“none, …”: area under the ROC curve of p(none of these), by where the strangers come from. Below each "
    "figure: its 95 % interval, by bootstrap over groups of pictures and of recordings."
)
ABOUT_SOURCES = (
    "Each kind's pictures or recordings of one source, answered by a network that never saw that source."
)
ABOUT_REAL = (
    "Films with picture and sound, whole, from elsewhere than the training's sources; never trained on, all "
    "of them reported. ✓: the answer is what the film shows. Most show none of the kinds, and a network that "
    "always says none is right on those. {n} films are few: see the exact 95 % intervals."
)
ABOUT_EXPERTS = (
    "The two single networks, trained apart and calibrated, put together after the fact, on the pairs that "
    "the shipped weights never saw. Lower cross-entropy and calibration error are better. Below: accuracy on "
    "matched pairs, where a kind is only seen (beside a sound of none) or only heard (beside a picture of "
    "none), and how often none is answered where it is right; a face beside another sound is no speech. "
    + course.WHY_EITHER
)


def figures(lab: Lab) -> str:
    """Return the main table as HTML: one row a figure, one column a strategy."""
    names = [name for name in _names(lab) if not name.startswith(SOURCES)]
    return _by_strategy(lab, names, order(lab, MAIN))


def sources(lab: Lab) -> str:
    """Return the table across sources as HTML, "" if no card has one."""
    names = [name for name in _names(lab) if name.startswith(SOURCES)]
    having = [n for n in order(lab, MAIN) if any(name in lab.cards[n].metrics for name in names)]
    return _by_strategy(lab, names, having, SOURCES) if names else ""


def real_clips(lab: Lab) -> str:
    """Return what each strategy answers to every real clip as HTML, "" where no card says."""
    names = [name for name in order(lab, MAIN) if lab.cards[name].elsewhere.get("clips")]
    if not names:
        return ""
    given = {name: lab.cards[name].elsewhere for name in names}
    rows = [("right", [_of(given[name]["figures"]["all"]) for name in names])]
    rows += [(f"of {of}", [_of(given[name]["figures"][of]) for name in names]) for of in ("kinds", "none")]
    for number, first in enumerate(given[names[0]]["clips"]):
        own = [given[name]["clips"][number] for name in names]
        rows.append((f"{first['clip']}: {first['shows']}", [_answered(row) for row in own]))
    return table([course.TAUGHT[name].title for name in names], rows)


def _of(given: Mapping[str, Any]) -> str:
    interval = f"{100 * given['low']:.0f} to {100 * given['high']:.0f} %"
    return f"{given['right']} of {given['n']:.0f}<small>{interval}</small>"


def _answered(row: Mapping[str, Any]) -> str:
    p = f"<small>{escape(shown(row['p']))}</small>" if row["p"] else ""
    return f"{'✓' if row['right'] else '✗'} {escape(row['answer'])}{p}"


def experts(lab: Lab) -> str:
    """Return the aggregators of late fusion as HTML, "" if the card of `late` has none: two tables.

    The second is of pairs in which one modality shows none of the kinds, where the card has that.
    """
    given = lab.cards["late"].experts if "late" in lab.cards else {}
    measures = ("accuracy", "cross-entropy, nats", "calibration error")
    mixture = given.get("mixture", {})
    pairs = tuple(dict.fromkeys(kind for by in mixture.values() for kind in by))
    both = ((measures, given.get("figures", {})), (pairs, mixture))
    return "".join(_of_aggregators(columns, by) for columns, by in both if by)


def _of_aggregators(columns: Sequence[str], given: Mapping[str, Mapping[str, Any]]) -> str:
    rows = [
        (course.AGGREGATORS[name], [figure(_measure(by.get(what)), what) for what in columns])
        for name, by in given.items()
        if name in course.AGGREGATORS
    ]
    return table(columns, rows) if rows else ""


def figure(given: Mapping[str, Any] | None, name: str) -> str:
    """Return one figure as HTML, its interval below it; a dash where it was not measured."""
    if given is None:
        return "–"
    value, low, high = (float(given[key]) for key in ("value", "low", "high"))
    area = name.startswith("none, ") and name.endswith((" sounds", " pictures"))
    if area or name.startswith(("cross-entropy", "calibration")):
        words, interval = f"{value:.2f}", f"{low:.2f} to {high:.2f}"
    else:
        sign = "+" if name.startswith(("gain", "ruined")) and value > 0 else ""
        words, interval = f"{sign}{100 * value:.1f} %", f"{100 * low:.1f} to {100 * high:.1f}"
    return (words + (f"<small>{interval}</small>" if high > low else "")).replace("-", "−")


def _measure(given: object) -> Mapping[str, Any] | None:
    if isinstance(given, Mapping):
        return given
    return {"value": given, "low": given, "high": given} if isinstance(given, int | float) else None


def _names(lab: Lab) -> list[str]:
    names: dict[str, None] = {}
    for card in lab.cards.values():
        names.update(dict.fromkeys(card.metrics))
    return list(names)


def _by_strategy(lab: Lab, names: Sequence[str], strategies: Sequence[str], prefix: str = "") -> str:
    rows = [
        (name.removeprefix(prefix), [figure(lab.cards[n].metrics.get(name), name) for n in strategies])
        for name in names
    ]
    return table([course.TAUGHT[n].title for n in strategies], rows)


def table(head: Sequence[str], rows: Iterable[tuple[str, Iterable[str]]], corner: str = "") -> str:
    """Return a table as HTML: columns by name; rows of a name and cells, which are HTML."""
    top = "".join(f"<th>{escape(word)}</th>" for word in (corner, *head))
    body = "".join(
        f"<tr><th>{escape(name)}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
        for name, cells in rows
    )
    region = '<div class="mmf-results" tabindex="0" role="region" aria-label="table of results">'
    return f"{region}<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"


def folded(title: str, key: str, table: str, about: str) -> None:
    """Write a table folded away, with what is to be said of it; the link opens it by its key."""
    box = st.expander(title, key=key, on_change="rerun", bind="query-params")
    if box.open:
        with box:
            st.html(table)
            note(about)
