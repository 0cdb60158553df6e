"""Fusion strategies: what each of them makes of a clip."""

from mmfusion.media import WINDOW, MediaError
from mmfusion.ui import body, cache, clips, controls, frame, player
from mmfusion.ui.state import View

view = View()
place = frame.head(
    "What does each strategy make of your clip?",
    "Your own clip, four seconds at a time. Take a sense away, spoil it, swap its sound: "
    "the same trained networks answer again.",
)
choice = controls.controls(view)
frame.style(player.fade(choice.sense), body.hidden(view))

source, said = clips.in_use(view)
body.say(said)
if source is None:
    body.say("The samples are missing from assets/samples: open a clip of your own under “Another clip”.")
else:
    window = cache.clip(source, view.start)
    clips.beside(source, window)
    if isinstance(window, MediaError):
        body.say(str(window))
    else:
        strip, table, lesson = body.slots()
        with strip:
            player.player(
                cache.strip(source, view.start, choice.spoil, choice.level, choice.swap), key="strip"
            )
            whole = body.overview_place(source, window, WINDOW)
        lab = body.lab_or_reason(table)
        if lab is not None:
            answers = body.answers(lab, source, view, choice, table, place)
            body.over_time(lab, source, view, whole)
            body.look_into(lab, answers, source, view, choice, lesson)
