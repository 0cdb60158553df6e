"""Tables of what the cards say: figures by strategy, across sources, real clips."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.tasks.events import CLASSES, NONE
from mmfusion.ui.fusion import named
from mmfusion.ui.fusion.named import SOURCES
from mmfusion.ui.fusion.rank import order
from mmfusion.ui.parts.number import shown
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from mmfusion.tasks.events.predictor import Lab

MAIN = "accuracy"
ABOUT = marked(
    "Below each figure stands its 95 % interval, by bootstrap over groups of pictures and of recordings."
)
ABOUT_SOURCES = marked(
    "Each row holds the pictures or recordings of one source; they are answered by a network that never saw "
    "that source."
)
ABOUT_REAL = marked(
    "These are whole films with picture and sound, from other sources than the training data; none was "
    "trained on, and all are reported. ✓: the answer is what the film shows. Most films show none of the "
    "kinds, and a network that always answers none of these is correct on those. {n} films are few: read the "
    "exact 95 % intervals."
)
NO_ANSWER = marked("no answer")
"""What a card says of a film that a network cannot answer."""


def figures(lab: Lab) -> str:
    """Return the main table as HTML: one row a figure, one column a strategy."""
    names = [name for name in _names(lab) if not name.startswith(SOURCES)]
    return _by_strategy(lab, names, order(lab, MAIN))


def sources(lab: Lab) -> str:
    """Return the table across sources as HTML, "" if no card has one."""
    names = [name for name in _names(lab) if name.startswith(SOURCES)]
    having = [n for n in order(lab, MAIN) if any(name in lab.cards[n].metrics for name in names)]
    return _by_strategy(lab, names, having) if names else ""


def real_clips(lab: Lab) -> str:
    """Return what each strategy answers to every real clip as HTML, "" where no card says."""
    names = [name for name in order(lab, MAIN) if lab.cards[name].elsewhere.get("clips")]
    if not names:
        return ""
    given = {name: lab.cards[name].elsewhere for name in names}
    groups = {"all": tr("all films"), "kinds": tr("films of a known kind"), "none": tr("films of no kind")}
    correct = tr("correct")
    rows = [
        (correct, said, [_of(given[name]["figures"][of]) for name in names]) for of, said in groups.items()
    ]
    for number, first in enumerate(given[names[0]]["clips"]):
        own = [given[name]["clips"][number] for name in names]
        kind = groups["none" if first["shows"] == CLASSES[NONE] else "kinds"]
        rows.append((kind, f"{first['clip']}: {tr(first['shows'])}", [_answered(row) for row in own]))
    rows.sort(key=lambda row: [correct, *groups.values()].index(row[0]))
    return table([named.strategy(name) for name in names], rows)


def _of(given: Mapping[str, Any]) -> str:
    interval = tr("{low:.0f} to {high:.0f} %", low=100 * given["low"], high=100 * given["high"])
    return f"{tr('{n} of {of}', n=given['right'], of=int(given['n']))}<small>{interval}</small>"


def _answered(row: Mapping[str, Any]) -> str:
    p = f"<small>{escape(shown(row['p']))}</small>" if row["p"] else ""
    return f"{'✓' if row['right'] else '✗'} {escape(tr(row['answer']))}{p}"


def figure(given: Mapping[str, Any] | None, name: str) -> str:
    """Return one figure as HTML, its interval below it; a dash where it was not measured."""
    if given is None:
        return "–"
    value, low, high = (float(given[key]) for key in ("value", "low", "high"))
    area = name.startswith("none, ") and name.endswith((" sounds", " pictures"))
    if area or name.startswith(("cross-entropy", "calibration")):
        words, interval = f"{value:.2f}", tr("{low:.2f} to {high:.2f}", low=low, high=high)
    else:
        sign = "+" if name.startswith(("gain", "ruined")) and value > 0 else ""
        words, interval = (
            f"{sign}{100 * value:.1f} %",
            tr("{low:.1f} to {high:.1f}", low=100 * low, high=100 * high),
        )
    return (words + (f"<small>{interval}</small>" if high > low else "")).replace("-", "−")


def _names(lab: Lab) -> list[str]:
    names: dict[str, None] = {}
    for card in lab.cards.values():
        names.update(dict.fromkeys(card.metrics))
    return list(names)


def _by_strategy(lab: Lab, names: Sequence[str], strategies: Sequence[str]) -> str:
    rows = [
        (*named.row(name), [figure(lab.cards[n].metrics.get(name), name) for n in strategies])
        for name in names
    ]
    groups = list(dict.fromkeys(group for group, _, _ in rows))
    rows.sort(key=lambda row: groups.index(row[0]))
    return table([named.strategy(n) for n in strategies], rows)


def table(head: Sequence[str], rows: Iterable[tuple[str, str, Iterable[str]]], corner: str = "") -> str:
    """Return a table as HTML: columns by name; rows of a group, a name and cells, which are HTML.

    Rows of one group stand together below its name, every second group shaded; "" is no group. On a phone
    each row is a block of its own, and its cells say which column they are of.
    """
    top = "".join(f"<th>{escape(word)}</th>" for word in (corner, *head))
    bodies = []
    for group, members in groupby(rows, key=lambda row: row[0]):
        name = f'<tr class="mmf-of"><th colspan="{len(head) + 1}">{escape(group)}</th></tr>' if group else ""
        lines = (
            f"<tr><th>{escape(name)}</th>"
            + "".join(f'<td data-of="{escape(of)}">{cell}</td>' for of, cell in zip(head, cells, strict=True))
            + "</tr>"
            for _, name, cells in members
        )
        bodies.append(f"<tbody>{name}{''.join(lines)}</tbody>")
    label = tr("table of results")
    region = f'<div class="mmf-results mmf-blocks" tabindex="0" role="region" aria-label="{label}">'
    return f"{region}<table><thead><tr>{top}</tr></thead>{''.join(bodies)}</table></div>"


def folded(title: str, key: str, table: str, about: str) -> None:
    """Write a table folded away, with what is to be said of it; the link opens it by its key."""
    box = st.expander(title, key=key, on_change="rerun", bind="query-params")
    if box.open:
        with box:
            st.html(table)
            note(about)
