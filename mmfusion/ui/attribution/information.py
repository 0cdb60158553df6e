"""What picture and sound know of an answer, in bits, and what adding them up loses: read on test clips."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.cards.inside import read_inside, read_shared
from mmfusion.language import marked, tr
from mmfusion.tasks import events, sounding
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from mmfusion.ui.clips.subject import Watched

TITLE = marked("Information about the answer, in bits")
PARTS = {
    "redundant": marked("redundant"),
    "unique_first": marked("unique, picture"),
    "unique_second": marked("unique, sound"),
    "synergistic": marked("synergistic"),
}
"""What picture and sound know of an answer falls into these."""
MEASURED, TRUE, SHUFFLED = marked("measured"), marked("true"), marked("shuffled")
REAL, OTHER = marked("real clips"), "measured, I_min"


@st.cache_resource(show_spinner=False)
def read(task: str, question: str) -> dict[str, Any] | None:
    """Return the bits that were read of a question; None where there are none of these weights."""
    found = read_shared(task, "information")
    asked: dict[str, Any] = {} if found is None else found["questions"]
    return asked.get(question)


def asked(watched: Watched) -> dict[str, Any] | None:
    """Return what is known of the question that is asked; None where nothing is."""
    return read(_task(watched), watched.subject.asks)


def _task(watched: Watched) -> str:
    return events.TASK if watched.subject.asks == events.QUESTION else sounding.TASK


def columns(watched: Watched) -> dict[str, dict[str, float]]:
    """Return by kind of number the bits of each part, as the table, the figure and the file have them."""
    found = asked(watched)
    if found is None:
        return {}
    out = {MEASURED: found["broja"], TRUE: found.get("truth"), SHUFFLED: found["permuted"]}
    real = None if _task(watched) == events.TASK else read(events.TASK, events.QUESTION)
    out |= {REAL: None if real is None else real["broja"], OTHER: found["i_min"]}
    return {name: {part: float(by[part]) for part in PARTS} for name, by in out.items() if by is not None}


def section(watched: Watched) -> None:
    """Write the bits of the question that is asked, beside those of real clips, and the gap of EMAP."""
    found = columns(watched)
    if not found:
        return
    st.html(chart(found))
    note(
        tr(
            "Redundant information is in each modality by itself, unique information in one "
            "alone, synergistic information only in both together: a partial information "
            "decomposition (BROJA, Bertschinger et al. 2014) of probes on test clips. The tick "
            "marks the true value, which is known where clips are drawn. Shuffled: the same "
            "with permuted answers; it is not subtracted."
        )
    )
    added = read_inside(_task(watched), watched.strategy, "contributions")
    gap = None if added is None else added["emap"].get(watched.subject.asks)
    if gap is not None:
        note(emap(gap))


def chart(found: dict[str, dict[str, float]]) -> str:
    """Return a row a part: its bar with a tick at the truth, then a number a kind."""
    shown = [name for name in found if name != OTHER]
    if TRUE not in shown:
        shown.insert(1, TRUE)
    measured, truth = found[MEASURED], found.get(TRUE, {})
    most = max(1e-9, *measured.values(), *truth.values())
    head = "".join(f"<th>{tr(name)}</th>" for name in shown)
    rows = ""
    for part, words in PARTS.items():
        tick = f'<u style="left:{100 * truth[part] / most:.2f}%"></u>' if part in truth else ""
        bar = f'<i class="solid" style="width:{100 * measured[part] / most:.2f}%;--c:var(--mmf-ink)"></i>'
        cells = "".join(f"<td>{bits(found[name][part]) if name in found else '–'}</td>" for name in shown)
        rows += f'<tr><th>{tr(words)}</th><td class="bars"><div>{bar}{tick}</div></td>{cells}</tr>'
    return (
        f'<div class="mmf-adds mmf-bits"><h3 class="mmf-h2">{tr(TITLE)}</h3>'
        f"<table><thead><tr><th></th><th></th>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def bits(value: float) -> str:
    """Return bits with two digits."""
    return f"{float(value):.2f}"


def emap(gap: dict[str, dict[str, float]]) -> str:
    """Return what a network loses where its modalities may only add up."""
    model, additive, lost = (gap[name]["value"] for name in ("model", "additive", "gap"))
    return tr(
        "The accuracy on {n} test clips is {model:.2f}; where the effects of picture and sound "
        "may only add up (EMAP, Hessel and Lee 2020), {additive:.2f}. The difference of "
        "{lost:.2f} needs their interaction.",
        n=int(gap["model"]["n"]),
        model=model,
        additive=additive,
        lost=lost,
    )
