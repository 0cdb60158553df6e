"""Attention heads: what each looks at, and what becomes of the answer without it."""

from mmfusion.ui import frame, heads, maps
from mmfusion.ui.state import View

view = View()
frame.style()
place = frame.head(heads.TITLE, heads.LEAD)
watched = heads.controls(view)
heads.beside(watched)
now = heads.figure(watched, view)
heads.number(watched, view, place)
heads.formula(watched, now)
frame.note(heads.twin(watched, now))
maps.section(watched)
