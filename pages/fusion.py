"""Fusion strategies: on a drawn clip whose truth is known, or on a clip of one's own."""

from mmfusion.ui.fusion import page
from mmfusion.ui.shell.state import View

view = View("fusion")
number = page.drawn_number(view)
if number is not None:
    page.on_a_drawn_clip(view, number)
else:
    page.on_a_clip_of_ones_own(view)
