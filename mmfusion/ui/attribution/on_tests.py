"""What each method's maps find on test clips, whose truth is known; beside what knows nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.ui.attribution import computed
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

TITLES = {**computed.METHODS, "ablation": ("Ablation", "without groups of tokens")}
"""Methods as they are called where test clips were read."""
TESTS = "On test clips: does the map find the object that sounds?"
_HIT, _HEARD = "hit on", "sound: share where it sounds"
_COLUMNS = (
    ("highest patch on sounding / silent", _HIT),
    ("more on sounding", "more on sounding"),
    ("another clip’s mask", "more on sounding, another clip's mask"),
    ("random weights", "more on sounding, random weights"),
    ("deletion, against random", "deletion against random"),
    ("against another’s", "deletion against another clip's map"),
    ("insertion, against random", "insertion against random"),
    ("against another’s", "insertion against another clip's map"),
    ("sound where it sounds / twin", _HEARD),
    ("infidelity", "infidelity"),
    ("sensitivity", "sensitivity"),
)


def section(read: dict[str, Any] | str, view: View) -> None:
    """Write what the maps find on test clips, folded; hits are covered as long as the number is."""
    if isinstance(read, str):
        return
    box = st.expander(TESTS, key="attribution_tests", on_change="rerun", bind="query-params")
    if not box.open:
        return
    with box:
        st.html(table(read, covered=not view.uncovered("attribution_")))
        for sentence in remarks(read):
            note(sentence)


def table(read: dict[str, Any], *, covered: bool) -> str:
    """Return the table: a row a method; bold where an interval keeps clear of what knows nothing."""
    head = "".join(f"<th>{words}</th>" for words, _ in _COLUMNS)
    rows = ""
    for name, found in read["methods"].items():
        cells = "".join(f"<td>{_cell(found, figure, covered)}</td>" for _, figure in _COLUMNS)
        title = TITLES[name]
        rows += f"<tr><th>{title[0]}<small>{title[1]}</small></th>{cells}</tr>"
    opening = '<div class="mmf-results mmf-found" tabindex="0" role="region" aria-label="maps on test clips">'
    return f"{opening}<table><thead><tr><th></th>{head}</tr></thead><tbody>{rows}</tbody></table></div>"


def _cell(found: dict[str, Any], figure: str, covered: bool) -> str:
    if figure == _HIT:
        two = [found[f"{figure} {which}"]["value"] for which in ("sounding", "silent")]
        return "covered" if covered else f"{two[0]:.2f} / {two[1]:.2f}"
    if figure == _HEARD:
        return f"{found[figure]['value']:.2f} / {found[f'{figure}, random weights']['value']:.2f}"
    value = found[figure]
    said = f"{value['value']:.{3 if figure == 'sensitivity' else 2}f}".replace("-", "−")
    clear = (
        value["low"] > 0.5
        if figure == "more on sounding"
        else value["high"] < 0
        if figure.startswith("deletion")
        else value["low"] > 0
        if figure.startswith("insertion")
        else False
    )
    return f"<b>{said}</b>" if clear else said


def remarks(read: dict[str, Any]) -> list[str]:
    """Return what has to be known to read the table."""
    first = next(iter(read["methods"].values()))
    n, fewer, twin, moved = (
        int(first[figure]["n"])
        for figure in (
            "hit on sounding",
            "deletion against random",
            "more on sounding, random weights",
            "sensitivity",
        )
    )
    largest = 100 * max(read["largest gap"].values())
    return [
        f"The number above is of this table: {n} test clips of two objects, rightly answered left or right; "
        f"each covers {100 * read['area']['sounding']:.0f} % of the picture. More on sounding: the sounding "
        "object has the higher mean score; chance .50, bold where the 95 % interval lies above it; beside it "
        f"against another clip’s mask, and by an untrained network, the twin ({twin} of the clips).",
        f"Deletion and insertion: differences of areas in logits, means over {fewer} clips; bold where the "
        "interval keeps clear of 0 on the right side. A map that beats random orders may still only know "
        "where objects usually are: another clip’s map knows that too.",
        "Sound where it sounds: the share of the sound’s map on the steps in which something sounds; loud "
        "cells draw it whatever the weights, so it stands beside the twin’s.",
        "Infidelity (Yeh et al. 2019): what a map does not foretell of removed groups, 0 to 1. Sensitivity: "
        f"how far it moves, as a share of itself, where a clip hardly does ({moved} clips). The largest gap "
        f"of integrated gradients was {largest:.2f} %.",
    ]
