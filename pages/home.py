"""Why fusion: what this is, one clip seen and heard, and the lessons that there are."""

from mmfusion.ui import frame, front

frame.style()
place = frame.head(
    "When do two senses beat one?",
    "A clip is playing. One small network sees it, one hears it, one does both: really trained, and "
    "answering now, on this computer. The large number is from the test set.",
)
front.clip_and_answers(place)
front.lessons()
