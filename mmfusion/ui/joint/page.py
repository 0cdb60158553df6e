"""The page of joint spaces: choices, the two spheres with the run, what a sentence finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, retold, tr
from mmfusion.tasks.pairs.recorded import recorded
from mmfusion.ui.clips.choose import not_shown
from mmfusion.ui.joint import choices, computed, guide, live
from mmfusion.ui.joint import figure as figures
from mmfusion.ui.joint.formula import formula
from mmfusion.ui.joint.number import seen
from mmfusion.ui.joint.own import placed
from mmfusion.ui.parts.controls import choose
from mmfusion.ui.shell.frame import note, say

if TYPE_CHECKING:
    from mmfusion.ui.joint.figure import Now
    from mmfusion.ui.shell.state import View

TITLE = marked("Why don’t the clouds collapse?")
LEAD = marked(
    "Pictures and their names lie on one sphere, where training alone has placed them. Drag through the run; "
    "then take the negatives away."
)


def there_or_reason() -> None:
    """Look whether the pairs, the runs and the figures are there; where not, say why and stop."""
    try:
        computed.names()
        recorded("infonce")
        computed.table()
    except (FileNotFoundError, ValueError) as error:
        say(tr("There is nothing to place: {error}.", error=retold(str(error))))
        st.stop()


def other_clip(view: View) -> None:
    """Say that the clip of the link is not shown here, if it is none of this page's."""
    not_shown(view, tr("it is about pictures with names"), aside=True)


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
        note(tr("CCA has no negatives, no steps and no temperature: its constraint keeps the points apart."))
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
            choose("joint_beside", marked("the space beside it"), choices.BESIDE, "cca", hidden=True)
            figures.train(found)
    figures.figure(found, view, placed(found, view))
    guide.tell(found)
    below(found)
    formula(found, view)


def about() -> None:
    """Write whose the drawings are, and what is trained."""
    note(
        tr(
            "Drawings: OpenMoji, CC BY-SA 4.0; names: Unicode; digits: MNIST, CC BY-SA 3.0, "
            "and FSDD, CC BY-SA 4.0. Pictures go through a frozen network "
            "(EfficientNet-Lite0), names through a frozen encoder (MiniLM, trained on captions "
            "too); only the maps into the space are trained."
        )
    )
