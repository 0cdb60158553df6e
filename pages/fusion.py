"""Fusion strategies: on a drawn clip whose truth is known, or on a clip of one's own."""

from mmfusion.media import WINDOW
from mmfusion.ui import body, clips, controls, course, drawn, drawn_controls, frame, player
from mmfusion.ui.state import View

view = View()
number = drawn_controls.number_of(view)
if number is not None:
    place = frame.head(drawn.TITLE, course.LEADS[drawn_controls.asked()])
    chosen = drawn_controls.controls(view, number)
    frame.style(player.fade(chosen.sense), body.hidden(view))
    drawn.show(view, chosen, place)
else:
    place = frame.head(
        "What does each strategy make of your clip?",
        "Your own clip, four seconds at a time. Take a sense away, spoil it, swap its sound: "
        "the same trained networks answer again.",
    )
    choice = controls.controls(view)
    frame.style(player.fade(choice.sense), body.hidden(view))

    source, window = body.clip_or_reason(view)
    if source is not None and window is not None:
        clips.beside(source, window)
        strip, table, lesson = body.slots()
        with strip:
            body.strip(source, view, choice)
            whole = body.overview_place(window, WINDOW)
        lab = body.lab_or_reason(table)
        if lab is not None:
            answers = body.answers(lab, source, view, choice, table, place)
            body.over_time(lab, source, view, whole)
            body.look_into(lab, answers, source, view, choice, lesson)
