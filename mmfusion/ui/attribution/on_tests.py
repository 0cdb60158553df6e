"""What each method's maps find on test clips, whose truth is known; beside what knows nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.ui.attribution import computed
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

TITLES = {
    **computed.METHODS,
    "integrated gradients": computed.METHODS["integrated gradients, blurred"],
    "the same, black and silent": computed.METHODS["integrated gradients, black and silent"],
}
"""Methods as they are called where test clips were read."""
TESTS = "On test clips: does the map find the object that sounds?"
_COLUMNS = (
    ("highest patch on the sounding / silent object", "hit on sounding"),
    ("more on sounding", "more on sounding"),
    ("another clip’s mask", "more on sounding, another clip's mask"),
    ("random weights", "more on sounding, random weights"),
    ("deletion − random", "deletion against random"),
    ("− another clip’s map", "deletion against another clip's map"),
    ("insertion − random", "insertion against random"),
    ("− another clip’s map", "insertion against another clip's map"),
)


def section(read: dict[str, Any] | str, view: View) -> None:
    """Write what the maps find on test clips, folded; hits are covered as long as the number is."""
    if isinstance(read, str):
        return
    box = st.expander(TESTS, key="attribution_tests", on_change="rerun", bind="query-params")
    if not box.open:
        return
    with box:
        st.html(table(read, covered=view["attribution_seen"] != "1"))
        for sentence in remarks(read):
            note(sentence)


def table(read: dict[str, Any], *, covered: bool) -> str:
    """Return the table: a row a method; bold where an interval keeps clear of what knows nothing."""
    head = "".join(f"<th>{words}</th>" for words, _ in _COLUMNS)
    rows = ""
    for name, found in read["methods"].items():
        cells = ""
        for _, figure in _COLUMNS:
            if figure == "hit on sounding":
                two = [found[f"hit on {which}"]["value"] for which in ("sounding", "silent")]
                cells += "<td>covered</td>" if covered else f"<td>{two[0]:.2f} / {two[1]:.2f}</td>"
                continue
            value = found[figure]
            said = f"{value['value']:.2f}".replace("-", "−")
            clear = (
                value["low"] > 0.5
                if figure == "more on sounding"
                else value["high"] < 0
                if figure.startswith("deletion")
                else value["low"] > 0
                if figure.startswith("insertion")
                else False
            )
            cells += f"<td>{f'<b>{said}</b>' if clear else said}</td>"
        title = TITLES[name]
        rows += f"<tr><th>{title[0]}<small>{title[1]}</small></th>{cells}</tr>"
    opening = '<div class="mmf-results" tabindex="0" role="region" aria-label="maps on test clips">'
    return f"{opening}<table><thead><tr><th></th>{head}</tr></thead><tbody>{rows}</tbody></table></div>"


def remarks(read: dict[str, Any]) -> list[str]:
    """Return what has to be known to read the table."""
    first = read["methods"]["attention"]
    area, n, fewer = (
        read["area"],
        int(first["hit on sounding"]["n"]),
        int(first["deletion against random"]["n"]),
    )
    heard, twin = (
        first[f"sound: share where it sounds{after}"]["value"] for after in ("", ", random weights")
    )
    largest = 100 * max(read["largest gap"].values())
    return [
        f"{n} test clips of two objects, rightly answered left or right; each covers "
        f"{area['sounding']:.0%} of the picture. More on sounding: the sounding object has the higher mean "
        "score; chance .50, bold where the 95 % interval lies above it; beside it against another clip’s "
        "mask, and with random weights.",
        f"Deletion and insertion: differences of areas in logits, means over {fewer} clips; bold where the "
        "interval keeps clear of 0 on the right side. A map that beats random orders may still only know "
        "where objects usually are: another clip’s map knows that too.",
        f"Maps of the sound partly measure its energy: attention puts {heard:.0%} on the steps in which "
        f"something sounds, with random weights {twin:.0%}. The largest gap of integrated gradients was "
        f"{largest:.2f} %.",
    ]
