"""Tables of what the cards say: figures by strategy, across sources, late fusion by other rules."""

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
from mmfusion.ui.parts import course
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
ABOUT_EXPERTS = marked(
    "First the network that is trained as one. Below it two experts, one of each modality, trained apart and "
    "calibrated; their outputs are combined afterwards. All are measured on pairs that the weights never "
    "saw. The best of each column is bold: where intervals overlap, the order may be chance. The second "
    "table gives accuracy on matched pairs, on pairs where the kind is only seen or only heard, and on pairs "
    "that show no kind; a face beside another sound is no speech."
)
PAIRS: Mapping[str, str] = {
    "accuracy": marked("accuracy"),
    "cross-entropy, nats": marked("cross-entropy, nats"),
    "calibration error": marked("calibration error"),
    "matched": marked("matched pairs"),
    "only seen": marked("kind only seen"),
    "only heard": marked("kind only heard"),
    "none": marked("pairs of no kind"),
    "a face beside another sound": marked("a face beside another sound"),
}
"""What the tables of aggregators name -> what the page calls it."""
SAME: Mapping[str, str] = {"matched": "accuracy", "none": "none, called none"}
"""A kind of pairs, as tables of aggregators name it -> what a card calls the accuracy on it, if not so."""
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


def experts(lab: Lab) -> str:
    """Return the aggregators of late fusion as HTML, "" if the card of `late` has none: two tables.

    The second is of pairs in which one modality shows none of the kinds, where the card has that. The network
    that is trained as one stands above, by its own figures on the same pairs: pooled over the same folds in
    the first table, on the fold that the shipped weights never saw in the second.
    """
    card = lab.cards.get("late")
    if card is None:
        return ""
    measures = ("accuracy", "cross-entropy, nats", "calibration error")
    mixture = card.experts.get("mixture", {})
    pairs = tuple(dict.fromkeys(kind for by in mixture.values() for kind in by))
    same = {kind: SAME.get(kind, kind) for kind in pairs}
    together = {kind: card.own_metrics[name] for kind, name in same.items() if name in card.own_metrics}
    both = (
        (measures, card.experts.get("figures", {}), card.metrics),
        (pairs, mixture, together),
    )
    return "".join(
        _of_aggregators(columns, {course.TOGETHER: one, **by}, card.spec) for columns, by, one in both if by
    )


def _of_aggregators(
    columns: Sequence[str], given: Mapping[str, Mapping[str, Any]], spec: Mapping[str, Any]
) -> str:
    found = {
        name: [_measure(by.get(what)) for what in columns]
        for name, by in given.items()
        if name in course.AGGREGATORS and any(what in by for what in columns)
    }
    if not found:
        return ""
    best = [_best(what, of) for what, of in zip(columns, zip(*found.values(), strict=True), strict=True)]
    rows = [
        (
            "",
            course.joined(course.AGGREGATORS[name], spec),
            [
                f"<b>{shown}</b>" if own and own["value"] == most else shown
                for own, most, shown in zip(of, best, map(figure, of, columns), strict=True)
            ],
        )
        for name, of in found.items()
    ]
    return table([tr(PAIRS[name]) if name in PAIRS else name for name in columns], rows)


def _best(what: str, found: Iterable[Mapping[str, Any] | None]) -> float | None:
    values = [float(one["value"]) for one in found if one]
    lower = what.startswith(("cross-entropy", "calibration"))
    return (min if lower else max)(values, default=None)


def about_experts(lab: Lab) -> str:
    """Return what is to be said of the tables of aggregators, with what was fitted for them."""
    given = lab.cards["late"].experts
    fitted = tr(
        "Fitted on validation pairs: the powers {seen:.2f} (picture) and {heard:.2f} (sound); b = {b:.2f} "
        "and c = {c:.2f} of “seen or heard”, where n is 0, since only differences count.",
        seen=given["weights"][0],
        heard=given["weights"][1],
        b=given["either"]["b"],
        c=given["either"]["c"],
    )
    read_out = lab.predictors["late"].network.fusion.either
    learned = ""
    if read_out is not None:
        none, one, both = read_out.weights[0].tolist()
        learned = tr(
            "The network trained as one has learned b = {b:.2f}, c = {c:.2f}, n = {n:.2f}.",
            b=both,
            c=one,
            n=none,
        )
    numbers = f"{fitted} {learned}".strip().replace("-", "−")
    return f"{tr(ABOUT_EXPERTS)} {numbers} {tr(course.WHY_EITHER)}"


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


def _measure(given: object) -> Mapping[str, Any] | None:
    if isinstance(given, Mapping):
        return given
    return {"value": given, "low": given, "high": given} if isinstance(given, int | float) else None


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
