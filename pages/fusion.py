"""Fusion strategies: on a drawn clip whose truth is known, or on a clip of one's own."""

from mmfusion.ui.fusion import page
from mmfusion.ui.shell.state import View

page.show(View("fusion"))
