"""Folded below the map of lessons: ways to fuse by questions, each cell a link to where that is played."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.tasks.course import CCA_ROW, CONTRASTIVE_ROW, PAIRINGS, QUESTIONS, TOLD
from mmfusion.tasks.course.stored import read
from mmfusion.tasks.course.table import CHANCE, STRATEGIES, Row, above_chance, as_csv, chances, course_rows
from mmfusion.ui.clips import drawn
from mmfusion.ui.clips.drawn_offer import QUESTIONS as ASKED
from mmfusion.ui.parts import course
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.lessons import LESSONS

KEY = "home_course"
TITLE = marked("The course in one table: ways to fuse and questions")
WHERE = {
    "kind": marked("redundant"),
    "left": marked("unique to the picture"),
    "pitch": marked("unique to the sound"),
    "side": marked("synergy"),
    "sync": marked("synergy in time"),
}
"""Where the answer of each question lies, in a column's width."""
SUBTITLES = {
    "sum of kernels": marked("one kernel a modality, added"),
    "product of kernels": marked("one kernel a modality, multiplied"),
    CCA_ROW: marked("read out by a sum"),
    f"{CCA_ROW}, multiplied": marked("the same, by products"),
    CONTRASTIVE_ROW: marked("read out by a sum"),
    f"{CONTRASTIVE_ROW}, multiplied": marked("the same, by products"),
}
PAIRED = marked("What pairs of picture and sound teach")
METHODS = {CCA_ROW: "cca", CONTRASTIVE_ROW: "infonce"}
"""What the page of joint spaces calls them in a link."""
NAMED = {
    **ASKED,
    "true pairs": marked("true pairs"),
    "pairs of one kind": marked("pairs of one kind"),
    "any two": marked("random pairs"),
    "finds its own sound": marked("the picture finds its own sound among ten"),
    "finds a sound of its kind": marked("it finds a sound of its kind first"),
    "its own before another of its kind": marked("its own sound comes before another one of its kind"),
    "in time or off, by nearness": marked("in time or not, by distance"),
    "kind, learned by eye, told by ear": marked("kind, learned from pictures, tested on sounds"),
    "CCA": "CCA",
    "contrastive": marked("contrastive"),
    "kernels": marked("kernels"),
    "sum of kernels": marked("sum of kernels"),
    "product of kernels": marked("product of kernels"),
}
"""What the measurements name -> what the page calls it."""


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
    box = st.expander(tr(TITLE), key=KEY, on_change="rerun", bind="query-params")
    if not box.open:
        return
    with box:
        every, measured = rows(), figures()
        if not every:
            note(tr("There are no figures of the networks on this computer."))
            return
        st.html(table(every))
        note(about(every, measured))
        if measured is not None:
            note(said(measured))
            st.html(f'<h3 class="mmf-h2">{tr(PAIRED)}</h3>')
            st.html(pairings(measured))
            note(worth(measured))


def table(every: list[Row]) -> str:
    """Return the table as HTML: bold where an interval keeps clear of chance."""
    heads = "".join(f"<th>{_named(q)}<small>{escape(tr(WHERE[q]))}</small></th>" for q in QUESTIONS)
    luck = "".join(f"<td>{100 * CHANCE[q]:.1f}</td>" for q in QUESTIONS)
    body = f"<tr><th>{tr('chance')}</th>{luck}</tr>"
    for row in every:
        cells = "".join(f"<td>{cell(row, question)}</td>" for question in QUESTIONS)
        body += f"<tr><th>{title(row)}</th>{cells}</tr>"
    return _framed(
        tr("ways to fuse and questions"), f"<th>{tr('accuracy, %')}</th>{heads}", body, " mmf-fits"
    )


def title(row: Row) -> str:
    """Return the head of a row as HTML."""
    if row.strategy:
        return f"{escape(tr(course.TAUGHT[row.name].title))}<small>{tr('trained end to end')}</small>"
    return f"{_capital(_named(row.name.partition(',')[0]))}<small>{escape(tr(SUBTITLES[row.name]))}</small>"


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
    name = course.TAUGHT[row.name].title if row.strategy else NAMED[row.name.partition(",")[0]]
    label = tr(
        "{name}, {question}: {p:.1f} %; opens {page}",
        name=tr(name),
        question=tr(NAMED[question]),
        p=100 * figure["value"],
        page=tr(page),
    )
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
    words = tr(
        "Each figure opens the page where you can try it. Bold: the 95 % interval does not "
        "include chance. The networks were trained once each and tested on {n:,} clips or more.",
        n=clips,
    )
    if measured is None:
        return words
    more = tr(
        "For kernels and joint spaces the figures are mean and interval of {n} repetitions, "
        "each with its own training, validation and test clips; the classifier reads frozen "
        "features of each modality and learns from {clips:,} clips. The networks learned from "
        "far more clips: compare the two sorts of rows by what is possible at all, not by "
        "which one is better.",
        n=measured["seeds"],
        clips=measured["learnt"],
    )
    return f"{words} {more}"


def said(measured: Mapping[str, Any]) -> str:
    """Return what the measured rows say, with their figures."""
    own = measured["rows"]

    def correct(row: str, first: str, then: str) -> str:
        values = (f"{100 * own[row][question]['value']:.0f}" for question in (first, then))
        return tr("{first} and {then} %", **dict(zip(("first", "then"), values, strict=True)))

    sums = [own[row] for row in ("kernels, sum", f"{CCA_ROW}, sum", f"{CONTRASTIVE_ROW}, sum")]
    most = max(abs(row[q]["value"] - CHANCE[q]) for row in sums for q in ("side", "sync"))
    return tr(
        "Whatever adds what each modality says by itself (late fusion, a sum of kernels, a "
        "linear classifier on a joint space) cannot say whether the two agree: on “{side}” and "
        "“{sync}” it stays within {most:.1f} points of chance. Multiplied, the same kernels "
        "are correct in {product}. A joint space keeps what picture and sound share and loses "
        "what only one of them shows: on “{left}” and “{pitch}” CCA is correct in {cca}, the "
        "contrastive space in {contrastive}, and the kernels that read the same features in "
        "{kernels}.",
        **{question: tr(NAMED[question]) for question in ("side", "sync", "left", "pitch")},
        most=100 * most,
        product=correct("kernels, product", "side", "sync"),
        cca=correct(f"{CCA_ROW}, sum", "left", "pitch"),
        contrastive=correct(f"{CONTRASTIVE_ROW}, sum", "left", "pitch"),
        kernels=correct("kernels, sum", "left", "pitch"),
    )


def pairings(measured: Mapping[str, Any]) -> str:
    """Return the table of pairings as HTML."""
    heads = "".join(f"<th>{_named(what)}</th>" for what in TOLD)
    luck = chances(measured)
    body = f"<tr><th>{tr('chance')}</th>{''.join(f'<td>{100 * luck[what]:.1f}</td>' for what in TOLD)}</tr>"
    for name, own in measured["pairing"].items():
        for how in PAIRINGS:
            cells = ""
            for what in TOLD:
                figure = own[how][what]
                text = f"{100 * figure['value']:.1f}"
                bold = f"<b>{text}</b>" if figure["low"] > luck[what] else text
                cells += f"<td>{bold}{_interval(figure)}</td>"
            body += f"<tr><th>{_capital(_named(name))}<small>{_named(how)}</small></th>{cells}</tr>"
    return _framed(tr(PAIRED), f"<th>%</th>{heads}", body)


def worth(measured: Mapping[str, Any]) -> str:
    """Return what the pairings say, with the figures of CCA."""
    own = measured["pairing"][CCA_ROW]
    true, kind, any_two = (own[how] for how in PAIRINGS)

    def of(found: Mapping[str, Any], what: str) -> str:
        return f"{100 * found[what]['value']:.0f}"

    own_sound, of_kind, before, time, _ = TOLD
    return tr(
        "With CCA, pairs that share no more than their kind already teach the kind: {of_kind} "
        "% of the pictures find a sound of it first, with true pairs {of_true} %. They do not "
        "teach the moment: the own sound comes before another one of its kind in {before_kind} "
        "%, with true pairs in {before_true} %; in time or not is correct in {time_kind} % and "
        "{time_true} %. Random pairs teach nothing: {random} % find their own sound among ten.",
        of_kind=of(kind, of_kind),
        of_true=of(true, of_kind),
        before_kind=of(kind, before),
        before_true=of(true, before),
        time_kind=of(kind, time),
        time_true=of(true, time),
        random=of(any_two, own_sound),
    )


def takeaway() -> str:
    """Return both tables as CSV."""
    return as_csv(rows(), figures())


def _named(what: str) -> str:
    return escape(tr(NAMED.get(what, what)))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _interval(figure: Mapping[str, Any]) -> str:
    said = tr("{low:.1f} to {high:.1f}", low=100 * figure["low"], high=100 * figure["high"])
    return f"<small>{said}</small>"


def _framed(label: str, head: str, body: str, more: str = "") -> str:
    return (
        f'<div class="mmf-results mmf-course{more}" tabindex="0" role="region" aria-label="{label}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
