"""What stands below: every way on ten draws, paired differences, what is null and what is circular, words."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.tasks.graph.senses import LEFT_OUT, SENSE
from mmfusion.ui.graph import computed
from mmfusion.ui.graph.number import half, seen, short
from mmfusion.ui.parts import glossary
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

GLOSSARY = {
    "synset": "a set of words with one meaning; a word of several meanings is in several synsets",
    "hypernym": "what a thing is a kind of: a ruminant is a hypernym of an okapi",
    "v": "the vector of a class: one number an ancestor, .8 to the power of the edges up to it",
    "prototype p": "the mean feature of a class’s pictures; p̄ is the mean of all seen prototypes",
    "p̂": "where the prototype of a class without pictures should lie, by kernel ridge regression",
    "η, λ": "sharpness of the kernel and penalty, chosen on classes that are hidden for the purpose",
    "harmonic mean": "2ab / (a + b) of accuracy on seen and on unseen classes, all to choose from",
    "γ": "calibrated stacking: what is taken from the scores of seen classes, chosen on validation classes",
    "D": "hierarchical distance: edges up from one class and down to the other",
}
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
        return "null"
    return "first better" if own["value"] > 0 else "second better"


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
    st.html('<h2 class="mmf-h2">Classes told by their name, by words, by the graph</h2>')
    if not seen(view):
        note("Accuracy of every way: covered, guess or reveal.")
        return
    st.html(
        _table(
            (
                "a class is told by",
                f"right among {of['unseen']}",
                "harmonic mean",
                "unseen, no γ",
                "D of errors",
            ),
            [
                (
                    escape(TITLES[arm]),
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
        f"Chance {short(of['chance'])}. D: edges between the class and a wrong answer, by chance "
        f"{by_chance:.1f}. That the graph’s errors lie nearer is partly circular: its vectors are made of "
        "these very edges. Without γ a seen class comes first almost always. Two classes that hang equally "
        "far below one node are one to the graph: it cannot tell an anchor from a headphone, both devices."
    )


def differences(view: View) -> None:
    """Write the paired differences, the null first, each with what it says."""
    from mmfusion.tasks.graph.measure import TITLES

    rows = [
        row
        for row in computed.table()["differences"]
        if seen(view) or (row["first"] in ("graph", "both") and row["second"] in (*OPEN, "graph"))
    ]
    st.html('<h2 class="mmf-h2">Differences, paired by draw</h2>')
    words = difference("graph", "hypernyms")["top-1"]
    holds = "is null" if not clear(words) else f"is clear, the {verdict(words)}"
    st.html(
        f'<p class="mmf-note mmf-ink">Graph − the same hypernyms in words {holds}: {_signed(words)} '
        f"[{short(words['low'])}, {short(words['high'])}]. What the graph adds to a name, three words behind "
        "it add as well.</p>"
    )
    st.html(
        _table(
            ("first − second", "right among 15", "harmonic mean", ""),
            [
                (
                    f"{escape(TITLES[row['first']])} − {escape(TITLES[row['second']])}",
                    *(_difference(row[figure]) for figure in ("top-1", "harmonic mean")),
                    verdict(row["top-1"]),
                )
                for row in rows
            ],
        )
    )
    if seen(view):
        cut, chance = computed.table()["cut"], computed.table()["chance"]
        left = "below chance" if cut["kept"]["high"] < chance else f"chance {short(chance)}"
        note(
            f"A class that loses its edges: {short(cut['changed']['value'])} ± {half(cut['changed'])} of the "
            f"answers on its pictures change, and {short(cut['lost']['value'])} ± {half(cut['lost'])} of "
            f"accuracy is lost; {short(cut['kept']['value'])} is left, {left}. The graph network "
            "has two layers; its steps are chosen as η and λ are."
        )
    else:
        note("What a class loses with its edges: covered, guess or reveal.")


def lists() -> None:
    """Write, folded, which classes are hidden, which are left out, and which first senses are wrong."""
    of = computed.pictures()
    unknown = [name for name, known in zip(of.names, of.known, strict=True) if not known]
    with st.expander("Which classes ImageNet has not, and which are left out"):
        st.html(
            f'<p class="mmf-note">By hand, {len(unknown)} classes are in no ImageNet class: '
            f"{escape(', '.join(unknown))}. Dolphin, crocodile, motorbike and nautilus are not among them, "
            "since ImageNet has the killer whale, the African crocodile, the moped and the chambered "
            "nautilus.</p>"
        )
        left = "; ".join(f"{name} ({why})" for name, why in LEFT_OUT.items())
        st.html(f'<p class="mmf-note">Left out: {escape(left)}.</p>')
    with st.expander("Which first senses are wrong: find them yourself before you look"):
        st.html(
            f'<p class="mmf-note">WordNet’s first sense is not what the pictures show for {len(SENSE)} of '
            f"{len(of.names)} classes: {escape(', '.join(SENSE))}.</p>"
        )
    glossary.words(GLOSSARY)


def _signed(own: dict[str, Any]) -> str:
    return f"{'+' if own['value'] > 0 else ''}{short(own['value'])}"


def _difference(own: dict[str, Any]) -> str:
    return f"{_signed(own)}<small>{short(own['low'])} to {short(own['high'])}</small>"


def _figure(own: dict[str, Any]) -> str:
    return f"{short(own['value'])}<small>± {half(own)}</small>"


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in heads)
    body = "".join(
        f"<tr><th>{first}</th>{''.join(f'<td>{cell}</td>' for cell in rest)}</tr>" for first, *rest in rows
    )
    opening = f'<div class="mmf-results" tabindex="0" role="region" aria-label="{escape(heads[0])}">'
    return f"{opening}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
