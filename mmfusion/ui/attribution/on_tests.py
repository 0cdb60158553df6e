"""What each method's maps find on test clips, whose truth is known; beside what knows nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.ui.attribution import computed
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

TITLES = {**computed.METHODS, "ablation": (marked("Ablation"), marked("without groups of tokens"))}
"""Methods as they are called where test clips were read."""
TESTS = marked("On test clips: does the map find the object that sounds?")
_HIT, _HEARD = "hit on", "sound: share where it sounds"
_COLUMNS = (
    (marked("highest patch on sounding / silent object"), _HIT),
    (marked("more on sounding object"), "more on sounding"),
    (marked("with another clip’s mask"), "more on sounding, another clip's mask"),
    (marked("with random weights"), "more on sounding, random weights"),
    (marked("deletion, less random"), "deletion against random"),
    (marked("deletion, less another clip’s"), "deletion against another clip's map"),
    (marked("insertion, less random"), "insertion against random"),
    (marked("insertion, less another clip’s"), "insertion against another clip's map"),
    (marked("sound where it sounds / random weights"), _HEARD),
    (marked("infidelity"), "infidelity"),
    (marked("sensitivity"), "sensitivity"),
)


def section(read: dict[str, Any] | str, view: View) -> None:
    """Write what the maps find on test clips, folded; hits are covered as long as the number is."""
    if isinstance(read, str):
        return
    box = st.expander(tr(TESTS), key="attribution_tests", on_change="rerun", bind="query-params")
    if not box.open:
        return
    with box:
        st.html(table(read, covered=not view.uncovered("attribution_")))
        for sentence in remarks(read):
            note(sentence)


def table(read: dict[str, Any], *, covered: bool) -> str:
    """Return the table: a row a method; bold where an interval keeps clear of what knows nothing."""
    head = "".join(f"<th>{tr(words)}</th>" for words, _ in _COLUMNS)
    rows = ""
    for name, found in read["methods"].items():
        cells = "".join(
            f'<td data-of="{tr(words)}">{_cell(found, figure, covered)}</td>' for words, figure in _COLUMNS
        )
        title = TITLES[name]
        rows += f"<tr><th>{tr(title[0])}<small>{tr(title[1])}</small></th>{cells}</tr>"
    label = tr("maps on test clips")
    opening = (
        f'<div class="mmf-results mmf-found mmf-blocks" tabindex="0" role="region" aria-label="{label}">'
    )
    return f"{opening}<table><thead><tr><th></th>{head}</tr></thead><tbody>{rows}</tbody></table></div>"


def _cell(found: dict[str, Any], figure: str, covered: bool) -> str:
    if figure == _HIT:
        two = [found[f"{figure} {which}"]["value"] for which in ("sounding", "silent")]
        return tr("covered") if covered else f"{two[0]:.2f} / {two[1]:.2f}"
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
        tr(
            "The number above is of this table: {n} test clips of two objects, correctly answered left or "
            "right; each object covers {area:.0f} % of the picture.",
            n=n,
            area=100 * read["area"]["sounding"],
        ),
        tr(
            "More on sounding object: the share of clips whose map has a higher mean on the "
            "object that sounds than on the other. Chance is one half, and a number is bold where "
            "its 95 % interval lies above it. The two columns beside it are controls: another "
            "clip’s mask, and an untrained network ({n} clips).",
            n=twin,
        ),
        tr(
            "Deletion and insertion are differences of areas in logits, means over {n} clips; "
            "a number is bold where its interval lies on the better side of 0. A map that "
            "beats random orders may only know where objects usually are: the map of another "
            "clip knows that too.",
            n=fewer,
        ),
        tr(
            "Sound where it sounds: the share of the sound’s map on the steps in which "
            "something sounds. Loud cells attract maps whatever the weights, so an untrained "
            "network’s stands beside it."
        ),
        tr(
            "Infidelity (Yeh et al. 2019) is what a map does not predict of the effect of "
            "removed groups, 0 to 1. Sensitivity is how much a map changes, relative to "
            "itself, when a clip hardly does ({n} clips). The largest gap of integrated "
            "gradients was {gap:.2f} %.",
            n=moved,
            gap=largest,
        ),
    ]
