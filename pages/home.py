"""Why fusion: one clip between noise and blur, who still knows it, and the lessons that there are."""

from mmfusion.ui import frame, front, pad
from mmfusion.ui.state import View

view = View()
place = frame.head(
    "When do two senses beat one?",
    "Drag the point: sound drowns, picture blurs, three networks keep naming the object.",
)
clip = pad.number_in(view)
networks = front.networks_or_reason()
shown = front.number(view, networks, place)
frame.style(pad.rules(view, shown))
front.figure(clip, networks)
front.beside(clip)
front.below(view, clip)
front.complete(clip, networks)
