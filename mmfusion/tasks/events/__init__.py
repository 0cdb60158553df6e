"""Task `events`: real pictures and real recordings, paired by class.

Thirteen kinds and *none of these*. A picture and a recording of one pair share a class, not a moment:
given the class they are independent, so that no strategy can beat ideal late fusion here.
"""

from __future__ import annotations

CLASSES: tuple[str, ...] = (
    "dog",
    "cat",
    "bird",
    "cow",
    "sheep",
    "lion",
    "frog",
    "rooster",
    "helicopter",
    "drone",
    "sea waves",
    "clock",
    "speech",
    "none of these",
)
NONE = len(CLASSES) - 1
TASK = "events"
QUESTION = "event"
TITLES: dict[str, str] = {"speech": "a person speaking"}
"""What a page calls a class where its short name would mislead."""
