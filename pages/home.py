"""Why fusion: one clip between noise and blur, who still knows it, and the lessons that there are."""

from mmfusion.ui.home import pad, page
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View

view = View("home")
place = page.head(view)
clip = pad.number_in(view)
networks = page.networks_or_reason()
shown = page.number(view, networks, place)
frame.style("home", pad.rules(view, shown))
page.figure(clip, networks)
page.beside(clip)
page.below(view, clip, shown, networks)
page.complete(clip, networks)
