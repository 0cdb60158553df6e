"""Fusion strategies: on a drawn clip whose truth is known, or on a clip of one's own."""

from mmfusion.media import WINDOW
from mmfusion.ui.clips import choose, drawn_controls, player
from mmfusion.ui.fusion import drawn, own, own_controls
from mmfusion.ui.parts import course
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View

view = View()
number = drawn_controls.number_of(view)
if number is not None:
    place = frame.head(drawn.TITLE, course.LEADS[drawn_controls.asked()])
    chosen = drawn_controls.controls(view, number)
    frame.style(player.fade(chosen.sense), own.hidden(view))
    drawn.show(view, chosen, place)
else:
    place = frame.head(
        "What does each strategy make of your clip?",
        "Your own clip, four seconds at a time. Take a sense away, spoil it, swap its sound: "
        "the same trained networks answer again.",
    )
    choice = own_controls.controls(view)
    frame.style(player.fade(choice.sense), own.hidden(view))

    source, window = choose.clip_or_reason(view)
    if source is not None and window is not None:
        choose.beside(source, window)
        strip, table, lesson = own.slots()
        with strip:
            own.strip(source, view, choice)
            whole = own.overview_place(window, WINDOW)
        lab = own.lab_or_reason(table)
        if lab is not None:
            answers = own.answers(lab, source, view, choice, table, place)
            own.over_time(lab, source, view, whole)
            own.look_into(lab, answers, source, view, choice, lesson)
