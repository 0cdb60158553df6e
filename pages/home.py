"""Why fusion: what this is, a clip, and the lessons that there are."""

from mmfusion.ui import frame

frame.style()
frame.head("When do two senses beat one?", "Coming.")
