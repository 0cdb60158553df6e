"""Folded below the map of lessons: ways to fuse by questions, each cell a link to where that is played."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from mmfusion.tasks.course import CCA_ROW, CONTRASTIVE_ROW, PAIRINGS, QUESTIONS, TOLD
from mmfusion.tasks.course.stored import read
from mmfusion.tasks.course.table import CHANCE, STRATEGIES, Row, above_chance, as_csv, chances, course_rows
from mmfusion.ui.clips import drawn
from mmfusion.ui.parts import course, glossary
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.lessons import LESSONS

KEY = "home_course"
TITLE = "One table holds the course"
WHERE = {
    "kind": "redundant",
    "left": "unique to the picture",
    "pitch": "unique to the sound",
    "side": "synergy",
    "sync": "synergy in time",
}
"""Where the answer of each question lies, in a column's width."""
SUBTITLES = {
    "sum of kernels": "one a modality, added",
    "product of kernels": "one a modality, multiplied",
    CCA_ROW: "read out by a sum",
    f"{CCA_ROW}, multiplied": "the same, by products",
    CONTRASTIVE_ROW: "read out by a sum",
    f"{CONTRASTIVE_ROW}, multiplied": "the same, by products",
}
METHODS = {CCA_ROW: "cca", CONTRASTIVE_ROW: "infonce"}
"""What the page of joint spaces calls them in a link."""
WORDS = {
    "redundant, unique, synergy": (
        "either modality tells the answer; one of them does; neither does, but both together"
    ),
    "sum of kernels": (
        "k(v, v′) + k(a, a′): the answer is a function of the picture plus a function of the sound, whatever "
        "the kernels"
    ),
    "product of kernels": "k(v, v′) · k(a, a′): two clips are alike only if both modalities say so",
    "CCA": (
        "canonical correlation analysis: directions of picture and of sound that vary together over clips, "
        "found without any label"
    ),
    "contrastive": (
        "two small networks trained so that a clip's picture is nearer to its own sound than to those of "
        "other clips (InfoNCE)"
    ),
    "read out": (
        "a least-squares classifier on both places in the space: on their sum of kernels, or on the product"
    ),
    "frozen features": (
        "what the shipped networks of the picture alone and of the sound alone make of a clip, and plain "
        "numbers of it; nothing of it is trained here"
    ),
}


def figures() -> dict[str, Any] | None:
    """Return what was measured with the networks that are here; None where there is nothing of them."""
    measured, shipped = read(), drawn.instrument().predictors
    if measured is None:
        return None
    known = all(
        sense in shipped and shipped[sense].trained and shipped[sense].card.weights_sha256 == weights
        for sense, weights in measured["weights"].items()
    )
    return measured if known else None


def rows() -> list[Row]:
    """Return the rows that there are: nothing is claimed of weights that are not those of the cards."""
    shipped = drawn.instrument().predictors
    cards = {name: own.card for name, own in shipped.items() if own.trained}
    return course_rows(cards, figures())


def fold() -> None:
    """Write the fold, closed; the link opens it by its key."""
    box = st.expander(TITLE, key=KEY, on_change="rerun", bind="query-params")
    if not box.open:
        return
    with box:
        every, measured = rows(), figures()
        if not every:
            note("There are no figures of the networks on this computer.")
            return
        st.html(table(every))
        note(about(every, measured))
        if measured is not None:
            note(said(measured))
            st.html('<h3 class="mmf-h2">What pairing is worth</h3>')
            st.html(pairings(measured))
            note(worth(measured))
        st.html(glossary.listed(WORDS))


def table(every: list[Row]) -> str:
    """Return the table as HTML: bold where an interval keeps clear of chance."""
    heads = "".join(f"<th>{q}<small>{WHERE[q]}</small></th>" for q in QUESTIONS)
    luck = "".join(f"<td>{100 * CHANCE[q]:.1f}</td>" for q in QUESTIONS)
    body = f"<tr><th>chance</th>{luck}</tr>"
    for row in every:
        cells = "".join(f"<td>{cell(row, question)}</td>" for question in QUESTIONS)
        body += f"<tr><th>{title(row)}</th>{cells}</tr>"
    return _framed("strategies by questions", f"<th>right, %</th>{heads}", body, " mmf-fits")


def title(row: Row) -> str:
    """Return the head of a row as HTML."""
    if row.strategy:
        return f"{escape(course.TAUGHT[row.name].title)}<small>trained end to end</small>"
    return f"{escape(_capital(row.name.partition(',')[0]))}<small>{escape(SUBTITLES[row.name])}</small>"


def cell(row: Row, question: str) -> str:
    """Return one figure as HTML: with its interval, as a link where there is a page for it."""
    figure = row.figures[question]
    if figure is None:
        return "–"
    text = f"{100 * figure['value']:.1f}"
    text = f"<b>{text}</b>" if above_chance(figure, question) else f"<span>{text}</span>"
    text += _interval(figure)
    address = where(row, question)
    if address is None:
        return text
    page = next(lesson.title for lesson in LESSONS if lesson.name == address.partition("?")[0])
    label = f"{row.name}, {question}: {100 * figure['value']:.1f} %; open {page}"
    return f'<a href="{escape(address)}" target="_self" aria-label="{escape(label)}">{text}</a>'


def where(row: Row, question: str) -> str | None:
    """Return the address, beside this page's, of where a row can be played with; None if there is no page."""
    if row.strategy:
        query = {"ask": question, "focus": row.name, "shown": " ".join(STRATEGIES)}
        return f"fusion?{urlencode(query)}"
    method = METHODS.get(row.name.partition(",")[0])
    page = "kernels" if method is None else "joint"
    if page not in {lesson.name for lesson in LESSONS}:
        return None
    return page if method is None else f"{page}?{urlencode({'joint_method': method})}"


def about(every: list[Row], measured: Mapping[str, Any] | None) -> str:
    """Return what the figures are of."""
    clips = next((int(row.figures["side"]["n"]) for row in every if row.figures["side"] is not None), 0)
    words = (
        "A figure opens the page where it is played. Bold: the 95 % interval keeps clear of chance. "
        f"Networks: one each, over {clips:,} test clips or more."
    )
    if measured is not None:
        words += (
            f" Kernels and spaces: mean and interval of {measured['seeds']} repetitions, each with its own "
            f"training, validation and test clips; frozen features of either modality by itself, read out "
            f"from {measured['learnt']:,} clips. Networks learned from far more: rows of the two sorts tell "
            "what can be known at all, not which is better."
        )
    return words


def said(measured: Mapping[str, Any]) -> str:
    """Return what the measured rows say, with their figures."""
    own = measured["rows"]

    def right(row: str, *questions: str) -> str:
        return " and ".join(f"{100 * own[row][q]['value']:.0f}" for q in questions)

    sums = [own[row] for row in ("kernels, sum", f"{CCA_ROW}, sum", f"{CONTRASTIVE_ROW}, sum")]
    most = max(abs(row[q]["value"] - CHANCE[q]) for row in sums for q in ("side", "sync"))
    words = (
        "Whatever adds what each modality says by itself (late fusion, a sum of kernels, a linear read-out "
        "of a joint space) cannot say whether the two agree: side and sync stay within "
        f"{100 * most:.1f} points of chance. "
    )
    return words + (
        f"Multiplied, the same kernels are right in {right('kernels, product', 'side', 'sync')} %. A joint "
        "space keeps what picture and sound share and loses what only one of them tells: of left and pitch "
        f"CCA keeps {right(f'{CCA_ROW}, sum', 'left', 'pitch')} %, the contrastive space "
        f"{right(f'{CONTRASTIVE_ROW}, sum', 'left', 'pitch')} %, the kernels that read the same features "
        f"{right('kernels, sum', 'left', 'pitch')} %."
    )


def pairings(measured: Mapping[str, Any]) -> str:
    """Return the table of pairings as HTML."""
    heads = "".join(f"<th>{escape(what)}</th>" for what in TOLD)
    luck = chances(measured)
    body = f"<tr><th>chance</th>{''.join(f'<td>{100 * luck[what]:.1f}</td>' for what in TOLD)}</tr>"
    for name, own in measured["pairing"].items():
        for how in PAIRINGS:
            cells = ""
            for what in TOLD:
                figure = own[how][what]
                text = f"{100 * figure['value']:.1f}"
                bold = f"<b>{text}</b>" if figure["low"] > luck[what] else text
                cells += f"<td>{bold}{_interval(figure)}</td>"
            body += f"<tr><th>{_capital(name)}<small>{how}</small></th>{cells}</tr>"
    return _framed("what pairing is worth", f"<th>%</th>{heads}", body)


def worth(measured: Mapping[str, Any]) -> str:
    """Return what the pairings say, with the figures of CCA."""
    own = measured["pairing"][CCA_ROW]
    true, kind, any_two = (own[how] for how in PAIRINGS)

    def of(found: Mapping[str, Any], what: str) -> str:
        return f"{100 * found[what]['value']:.0f}"

    own_sound, of_kind, before, time, _ = TOLD
    return (
        f"CCA: pairs that share no more than their kind already teach the kind ({of(kind, of_kind)} % find a "
        f"sound of it first, with true pairs {of(true, of_kind)} %), but not the moment: the own sound comes "
        f"before another of its kind in {of(kind, before)} %, with true pairs in {of(true, before)} %, and "
        f"in time or off is told in {of(kind, time)} and {of(true, time)} %. Any two teach nothing "
        f"({of(any_two, own_sound)} % find their own sound among ten)."
    )


def takeaway() -> str:
    """Return both tables as CSV."""
    return as_csv(rows(), figures())


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _interval(figure: Mapping[str, Any]) -> str:
    return f"<small>{100 * figure['low']:.1f} to {100 * figure['high']:.1f}</small>"


def _framed(label: str, head: str, body: str, more: str = "") -> str:
    return (
        f'<div class="mmf-results mmf-course{more}" tabindex="0" role="region" aria-label="{label}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
