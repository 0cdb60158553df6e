"""The page of strategies: a drawn clip, asked one of five questions, or a clip of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.media import WINDOW
from mmfusion.ui.clips import choose, drawn_controls, player
from mmfusion.ui.fusion import drawn, own, own_controls
from mmfusion.ui.parts import course
from mmfusion.ui.shell import frame

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

OWN_TITLE = "What does each strategy make of your clip?"
OWN_LEAD = (
    "Your own clip, four seconds at a time. Take a sense away, spoil it, swap its sound: "
    "the same trained networks answer again."
)


def drawn_number(view: View) -> int | None:
    """Return the number of the drawn clip that is looked at; None for a clip of one's own."""
    return drawn_controls.number_of(view)


def on_a_drawn_clip(view: View, number: int) -> None:
    """Write the page for a drawn clip, whose truth is known."""
    place = frame.head(drawn.TITLE, course.LEADS[drawn_controls.asked()])
    chosen = drawn_controls.controls(view, number)
    frame.style("fusion", player.fade(chosen.senses), own.hidden(view))
    drawn.show(view, chosen, place)


def on_a_clip_of_ones_own(view: View) -> None:
    """Write the page for a sample or an upload; where it cannot be read, say why."""
    place = frame.head(OWN_TITLE, OWN_LEAD)
    choice = own_controls.controls(view)
    frame.style("fusion", player.fade(choice.senses), own.hidden(view))
    source, window = choose.clip_or_reason(view)
    if source is None or window is None:
        return
    choose.beside(source, window)
    strip, table, lesson = own.slots()
    with strip:
        own.strip(source, view, choice)
        whole = own.overview_place(window, WINDOW)
    lab = own.lab_or_reason(table)
    if lab is None:
        return
    answers = own.answers(lab, source, view, choice, table, place)
    own.over_time(lab, source, view, whole)
    own.look_into(lab, answers, source, view, choice, lesson)
