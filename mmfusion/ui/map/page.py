"""The page of the map: how much of it runs, the picture, and below it claims, all items and slips."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr, trn
from mmfusion.ui.clips.choose import not_shown
from mmfusion.ui.map import computed, guide
from mmfusion.ui.map.atlas import atlas
from mmfusion.ui.map.claims import CLAIMS
from mmfusion.ui.map.course import BY_KEY, OPENING, SECTIONS
from mmfusion.ui.map.slips import SLIPS
from mmfusion.ui.parts.controls import choose
from mmfusion.ui.parts.number import count_track, number
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.lessons import address
from mmfusion.ui.shell.state import put

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

_KINDS = {"definition": marked("definition"), "for": marked("for"), "against": marked("against")}


def pinned(view: View) -> str:
    """Return the key of the item that the link pins, else the opening one."""
    item = BY_KEY.get(view["map_pin"])
    return OPENING if item is None or item.drawn is None else item.key


def headline() -> None:
    """Write how many items of the picture run, and how many were tested without a gain."""
    every, runs = len(computed.drawn()), computed.count("runs")
    none, come = computed.count("none"), computed.count("come")
    said = [tr("ideas of the course run here.")]
    if none:
        said.append(
            trn(
                "One more was tested against a control, without gain.",
                "{n} more were tested against a control, without gain.",
                none,
            )
        )
    if come:
        said.append(trn("One is to come.", "{n} are to come.", come))
    number(tr("{runs} of {every}", runs=runs, every=every), " ".join(said), count_track(runs, every, None))


def figure(view: View) -> None:
    """Mount the map."""

    def tell() -> None:
        put(map_pin=str(st.session_state["atlas"].get("pin") or ""))

    guide.tell(pinned(view))
    with st.container(key="figure-map"):
        atlas(
            {"parts": computed.parts(), "nodes": computed.nodes(), "pin": pinned(view)},
            key="atlas",
            on_pin_change=tell,
        )


def claims() -> None:
    """Write what the course says of a topic beside what was measured."""
    st.html(f'<h2 class="mmf-h2">{tr("What the course says, and what was measured")}</h2>')
    topic = choose("map_about", marked("topic"), {name: name for name in CLAIMS}, hidden=True, wrap=True)
    rows = "".join(
        f'<tr><th><span class="mmf-kind">{tr(_KINDS[claim.kind])}</span>{tr(claim.words)}</th>'
        f"<td>{_numbers(numbers)}<p>{tr(claim.found)} {_link(claim.page, claim.query)}</p></td></tr>"
        for claim, numbers in computed.claims(topic)
    )
    st.html(f'<table class="mmf-claims" aria-label="{escape(tr(topic))}"><tbody>{rows}</tbody></table>')


def _numbers(numbers: list[tuple[str, str, str]]) -> str:
    each = "".join(
        f"<span>{_valued(value, within)} {escape(words)}</span>" for value, within, words in numbers
    )
    return f'<p class="mmf-compared">{each}</p>'


def _valued(value: str, within: str) -> str:
    return f"<b>{value}</b>{f' <small>{within}</small>' if within else ''}"


def _link(page: str, query: Mapping[str, str]) -> str:
    href = address(page, **query)
    if not href:
        return ""
    return f'<a href="{escape(href)}" target="_self">{escape(computed.title(page))}</a>'


def items() -> None:
    """Write the whole course, folded: each item with its number, its page and its function."""
    box = st.expander(
        tr("The whole course, item by item"), key="map_items", on_change="rerun", bind="query-params"
    )
    if not box.open:
        return
    rows = ""
    every = computed.entries()
    for section in SECTIONS:
        rows += f'<tr class="mmf-part"><th colspan="4">{escape(tr(section.title))}</th></tr>'
        for one in every:
            if one.item.section == section.key:
                what = tr(computed.TO_COME)
                if one.item.number is not None and one.said:
                    what = f"{_valued(one.said, one.item.number.within())} {escape(tr(one.item.what))}"
                rows += (
                    f"<tr><th>{escape(tr(one.item.title))}</th><td>{what}</td>"
                    f"<td>{_link(one.item.page, one.item.query) or tr(computed.TO_COME)}</td>"
                    f"<td><code>{_breakable(one.item.function)}</code></td></tr>"
                )
    head = _head(tr("idea"), tr("number"), tr("runs on"), tr("function"))
    with box:
        st.html(_framed(tr("the whole course"), head, rows))


def slips() -> None:
    """Write what slides easily get wrong, folded: each in its right form, and where that is shown."""
    box = st.expander(
        tr("{n} mistakes that slides easily make, corrected", n=len(SLIPS)),
        key="map_slips",
        on_change="rerun",
        bind="query-params",
    )
    if not box.open:
        return
    rows = "".join(
        f"<tr><th>{escape(tr(one.about))}</th><td>{tr(one.right)}</td><td>{_link(one.page, one.query)}</td>"
        f"<td><code>{_breakable(one.function)}</code></td></tr>"
        for one in SLIPS
    )
    head = _head(tr("about"), tr("correct form"), tr("shown on"), tr("function"))
    with box:
        st.html(_framed(tr("mistakes on slides"), head, rows))


def _breakable(function: str) -> str:
    return escape(function.removeprefix("mmfusion.")).replace(".", ".<wbr>")


def _head(*names: str) -> str:
    return f"<tr>{''.join(f'<th>{name}</th>' for name in names)}</tr>"


def _framed(label: str, head: str, rows: str) -> str:
    return (
        f'<div class="mmf-results mmf-items" tabindex="0" role="region" aria-label="{label}">'
        f"<table><thead>{head}</thead><tbody>{rows}</tbody></table></div>"
    )


def limits() -> None:
    """Write what the numbers are."""
    note(
        tr(
            "Every number is read from the card or the file of figures that its command wrote, "
            "± the longer arm of its 95 % interval where it has one; accuracies are of "
            "different tasks and do not compare from one idea to another. A gain whose "
            "interval reaches 0 is marked as no gain."
        )
    )


def other_clip(view: View) -> None:
    """Say that the clip of the link is not shown here, if it is none of this page's."""
    not_shown(view, tr("the map shows none"), aside=True)
