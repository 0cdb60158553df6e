"""What stands below: every way on ten draws, paired differences, what is null and what is circular, words."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.language import tr
from mmfusion.tasks.graph.senses import LEFT_OUT, SENSE
from mmfusion.ui.graph import computed
from mmfusion.ui.graph.number import half, seen, short
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

ORDER = (
    "shuffled",
    "glove",
    "name",
    "hypernyms",
    "all hypernyms",
    "first",
    "graph",
    "both",
    "both in words",
    "network",
    "network of names",
    "one label",
)
OPEN = ("hypernyms", "all hypernyms", "name", "both", "first")
"""What the graph is held against while its own accuracy is covered."""


def clear(own: dict[str, Any]) -> bool:
    """Return whether an interval leaves zero out."""
    return bool(own["low"] > 0 or own["high"] < 0)


def verdict(own: dict[str, Any]) -> str:
    """Return what a difference says."""
    if not clear(own):
        return tr("null")
    return tr("first better") if own["value"] > 0 else tr("second better")


def difference(first: str, second: str) -> dict[str, Any]:
    """Return a stored paired difference. Raises KeyError."""
    for row in computed.table()["differences"]:
        if (row["first"], row["second"]) == (first, second):
            return dict(row)
    raise KeyError((first, second))


def results(view: View) -> None:
    """Write what every way reaches, or that it is covered."""
    from mmfusion.tasks.graph.measure import TITLES

    of = computed.table()
    st.html(f'<h2 class="mmf-h2">{tr("Classes predicted from their name, from words, from the graph")}</h2>')
    if not seen(view):
        note(tr("Accuracy of every way: covered, guess or reveal."))
        return
    st.html(
        _table(
            (
                tr("a class is predicted from"),
                tr("correct among {n}", n=of["unseen"]),
                tr("harmonic mean"),
                tr("unseen, no γ"),
                tr("D of errors"),
            ),
            [
                (
                    escape(tr(TITLES[arm])),
                    _figure(of["arms"][arm]["top-1"]),
                    *(
                        _figure(of["arms"][arm][figure]) if arm != "one label" else "–"
                        for figure in ("harmonic mean", "unseen, plain")
                    ),
                    f"{of['arms'][arm]['error distance']['value']:.1f}",
                )
                for arm in ORDER
            ],
        )
    )
    by_chance = of["arms"]["graph"]["error distance by chance"]["value"]
    note(
        tr(
            "Chance is {chance}. D counts the edges between the class and a wrong answer, "
            "{by_chance:.1f} by chance. That the graph’s errors lie nearer is partly circular: "
            "its vectors are made of these very edges. Without γ a seen class comes first "
            "almost always. Two classes equally far below one node are the same to the graph: "
            "it cannot distinguish an anchor from a headphone, both devices.",
            chance=short(of["chance"]),
            by_chance=by_chance,
        )
    )


def differences(view: View) -> None:
    """Write the paired differences, the null first, each with what it says."""
    from mmfusion.tasks.graph.measure import TITLES

    rows = [
        row
        for row in computed.table()["differences"]
        if seen(view) or (row["first"] in ("graph", "both") and row["second"] in (*OPEN, "graph"))
    ]
    st.html(f'<h2 class="mmf-h2">{tr("Differences, paired by draw")}</h2>')
    words = difference("graph", "hypernyms")["top-1"]
    said = tr(
        "Graph − the same hypernyms in words: {difference} [{low}, {high}], {verdict}. What "
        "the graph adds to a name, three words after it add as well.",
        difference=_signed(words),
        low=short(words["low"]),
        high=short(words["high"]),
        verdict=verdict(words),
    )
    st.html(f'<p class="mmf-note mmf-ink">{said}</p>')
    st.html(
        _table(
            (tr("first − second"), tr("correct among {n}", n=15), tr("harmonic mean"), ""),
            [
                (
                    f"{escape(tr(TITLES[row['first']]))} − {escape(tr(TITLES[row['second']]))}",
                    *(_difference(row[figure]) for figure in ("top-1", "harmonic mean")),
                    verdict(row["top-1"]),
                )
                for row in rows
            ],
        )
    )
    if seen(view):
        cut, chance = computed.table()["cut"], computed.table()["chance"]
        left = (
            tr("below chance") if cut["kept"]["high"] < chance else tr("chance {share}", share=short(chance))
        )
        note(
            tr(
                "When a class loses its edges, {changed} ± {changed_half} of the answers on "
                "its pictures change, and {lost} ± {lost_half} of accuracy is lost; {kept} is "
                "left, {left}. The graph network has two layers; its steps are chosen as η and "
                "λ are.",
                changed=short(cut["changed"]["value"]),
                changed_half=half(cut["changed"]),
                lost=short(cut["lost"]["value"]),
                lost_half=half(cut["lost"]),
                kept=short(cut["kept"]["value"]),
                left=left,
            )
        )
    else:
        note(tr("What a class loses with its edges: covered, guess or reveal."))


def lists() -> None:
    """Write, folded, which classes are hidden, which are left out, and which first senses are wrong."""
    of = computed.pictures()
    unknown = [name for name, known in zip(of.names, of.known, strict=True) if not known]
    with st.expander(tr("Which classes ImageNet does not have, and which are left out")):
        note(
            tr(
                "By hand, {n} classes are in no ImageNet class: {names}. Dolphin, crocodile, "
                "motorbike and nautilus are not among them, since ImageNet has the killer "
                "whale, the African crocodile, the moped and the chambered nautilus.",
                n=len(unknown),
                names=", ".join(unknown),
            )
        )
        left = "; ".join(f"{name} ({tr(why)})" for name, why in LEFT_OUT.items())
        note(tr("Left out: {names}.", names=left))
    with st.expander(tr("Which first senses are wrong: find them yourself before you look")):
        note(
            tr(
                "WordNet’s first sense is not what the pictures show for {n} of {of} classes: {names}.",
                n=len(SENSE),
                of=len(of.names),
                names=", ".join(SENSE),
            )
        )


def _signed(own: dict[str, Any]) -> str:
    return f"{'+' if own['value'] > 0 else ''}{short(own['value'])}"


def _difference(own: dict[str, Any]) -> str:
    within = tr("{low} to {high}", low=short(own["low"]), high=short(own["high"]))
    return f"{_signed(own)}<small>{within}</small>"


def _figure(own: dict[str, Any]) -> str:
    return f"{short(own['value'])}<small>± {half(own)}</small>"


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in heads)
    body = "".join(
        f"<tr><th>{first}</th>{''.join(f'<td>{cell}</td>' for cell in rest)}</tr>" for first, *rest in rows
    )
    opening = f'<div class="mmf-results" tabindex="0" role="region" aria-label="{escape(heads[0])}">'
    return f"{opening}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
