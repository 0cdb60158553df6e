"""The page of joint spaces: choices, the two spheres with the run, what a sentence finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.tasks.pairs.recorded import recorded
from mmfusion.ui.clips.choose import not_shown
from mmfusion.ui.joint import choices, computed, live
from mmfusion.ui.joint import figure as figures
from mmfusion.ui.joint.formula import formula
from mmfusion.ui.joint.number import seen
from mmfusion.ui.joint.own import placed
from mmfusion.ui.parts.controls import choose
from mmfusion.ui.parts.glossary import words
from mmfusion.ui.shell.frame import note, say

if TYPE_CHECKING:
    from mmfusion.ui.joint.figure import Now
    from mmfusion.ui.shell.state import View

TITLE = "Why don’t the clouds collapse?"
LEAD = (
    "Pictures and their names, placed on one sphere by training alone. Scrub the run; then take the "
    "negatives away."
)


GLOSSARY = {
    "R@10": "share of names whose picture is among the ten nearest, of all held-out pictures",
    "gap": "distance between the mean of the pictures and the mean of the words",
    "spread": "1 − ‖mean‖²: 0 where all lie in one place, 1 where they lie all round",
    "negatives": "the other pairs of a batch, which the loss holds apart",
    "temperature": "τ divides the cosines before the softmax; it is learned, and clamped",
}


def there_or_reason() -> None:
    """Look whether the pairs, the runs and the figures are there; where not, say why and stop."""
    try:
        computed.names()
        recorded("infonce")
        computed.table()
    except (FileNotFoundError, ValueError) as error:
        say(f"There is nothing to place: {error}.")
        st.stop()


def other_clip(view: View) -> None:
    """Say that the clip of the link is not shown here, if it is none of this page's."""
    not_shown(view, "it is about pictures with names", aside=True)


def controls() -> tuple[str, frozenset[str]]:
    """Write the row of choices; return the method and the switches that are on."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="joint-row"):
        name = choices.method()
        on = choices.switches()
    return name, on


def shown(name: str, on: frozenset[str], view: View) -> Now:
    """Go on with a live run, and return what is shown."""
    job = live.job(choices.setting(name, on))
    if job is not None and name != "cca":
        job.advance()
    return figures.now(name, on, seen(view))


def below(found: Now) -> None:
    """Write what stands below the figure: what the next run is trained with."""
    if found.method == "cca":
        note("CCA has no negatives, no steps and no temperature: it holds apart by its constraint.")
        return
    choices.sliders(found.method)


def follows(name: str, on: frozenset[str], view: View) -> None:
    """Go on with a live run if there is one, and write the figure and what belongs to it."""
    found = shown(name, on, view)
    if name != "cca":
        with st.container(
            horizontal=True,
            horizontal_alignment="distribute",
            vertical_alignment="center",
            key="joint-runs",
        ):
            choose("joint_beside", "beside it", choices.BESIDE, "cca", hidden=True)
            figures.train(found)
    figures.figure(found, view, placed(found, view))
    below(found)
    formula(found, view)


def about() -> None:
    """Write whose the drawings are, and what the words on the page mean."""
    note(
        "Drawings: OpenMoji, CC BY-SA 4.0; names: Unicode; digits: MNIST, CC BY-SA 3.0, and FSDD, "
        "CC BY-SA 4.0. Pictures are seen by a frozen network (EfficientNet-Lite0), names "
        "read by a frozen encoder (MiniLM, which has seen captions); only maps into the space are trained."
    )
    words(GLOSSARY)
