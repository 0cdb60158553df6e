"""What picture and sound know of an answer, in bits, and what adding them up loses: read on test clips."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.cards.inside import read_inside, read_shared
from mmfusion.tasks import events, sounding
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from mmfusion.ui.clips.subject import Watched

PARTS = {
    "redundant": "redundant: either knows it",
    "unique_first": "unique to the picture",
    "unique_second": "unique to the sound",
    "synergistic": "synergistic: both together",
}
"""What picture and sound know of an answer falls into these."""


@st.cache_resource(show_spinner=False)
def read(task: str, question: str) -> dict[str, Any] | None:
    """Return the bits that were read of a question; None where there are none of these weights."""
    found = read_shared(task, "information")
    asked: dict[str, Any] = {} if found is None else found["questions"]
    return asked.get(question)


def section(watched: Watched) -> None:
    """Write the bits of the question that is asked, beside those of real clips, and the gap of EMAP."""
    mine = events.TASK if watched.subject.asks == events.QUESTION else sounding.TASK
    found = read(mine, watched.subject.asks)
    if found is None:
        return
    real = read(events.TASK, events.QUESTION) if mine != events.TASK else None
    st.html(chart(found, real))
    note(
        "Partial information of probes on test clips, as Bertschinger et al. 2014 define it (BROJA). "
        "Tick: true by construction, where clips are drawn. Shuffled: the same after the answers were "
        "permuted, which is not subtracted."
    )
    added = read_inside(mine, watched.strategy, "contributions")
    gap = None if added is None else added["emap"].get(watched.subject.asks)
    if gap is not None:
        note(emap(gap))


def chart(found: dict[str, Any], real: dict[str, Any] | None) -> str:
    """Return a row a part: its bar with a tick at the truth, measured, true, shuffled, and of real clips."""
    truth = found.get("truth") or {}
    most = max(1e-9, *(float(found["broja"][part]) for part in PARTS), *(float(v) for v in truth.values()))
    rows = ""
    for part, words in PARTS.items():
        value = float(found["broja"][part])
        tick = f'<u style="left:{100 * float(truth[part]) / most:.2f}%"></u>' if part in truth else ""
        bar = f'<i class="solid" style="width:{100 * value / most:.2f}%;--c:var(--mmf-ink)"></i>'
        cells = [bits(value), bits(truth[part]) if part in truth else "–", bits(found["permuted"][part])]
        cells += [] if real is None else [bits(real["broja"][part])]
        rows += (
            f'<tr><th>{words}</th><td class="bars"><div>{bar}{tick}</div></td>'
            f"{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
        )
    heads = ["measured", "true", "shuffled", *([] if real is None else ["real clips"])]
    return (
        '<div class="mmf-adds mmf-bits"><h3 class="mmf-h2">Information about the answer, bits</h3>'
        f"<table><thead><tr><th></th><th></th>{''.join(f'<th>{head}</th>' for head in heads)}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def bits(value: float) -> str:
    """Return bits with two digits."""
    return f"{float(value):.2f}"


def emap(gap: dict[str, dict[str, float]]) -> str:
    """Return what a network loses where its modalities may only add up."""
    model, additive, lost = (gap[name]["value"] for name in ("model", "additive", "gap"))
    return (
        f"EMAP, {int(gap['model']['n']):,} test clips: right {model:.2f}; where picture and sound may only "
        f"add up (Hessel and Lee 2020) {additive:.2f}. What is lost, {lost:.2f}, needed their interaction."
    )
