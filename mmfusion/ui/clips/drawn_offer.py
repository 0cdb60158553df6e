"""What a drawn clip may be asked and what may be done to it; which one a link names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.cards.subset import key
from mmfusion.language import marked, tr
from mmfusion.modality import without
from mmfusion.tasks.sounding import MODALITIES, SOUNDS, SUBSETS
from mmfusion.ui.clips.changed import Names, Offer, Spoil
from mmfusion.ui.clips.drawn import OPENING
from mmfusion.ui.parts.controls import held
from mmfusion.ui.shell.said import whole

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

ASK = "ask"
"""The question in a link."""
QUESTIONS = {
    "kind": marked("what is it?"),
    "left": marked("what is on the left?"),
    "pitch": marked("how high?"),
    "side": marked("which one sounds?"),
    "sync": marked("in time?"),
}
"""The five questions; *right* is asked beside *left*, of the same clips, and stands in the tables."""
SPOILS = {
    "noise": Spoil(
        marked("noise"), marked("noise: {}"), (marked("clean"), "10 dB", "0 dB", "−10 dB", "−20 dB")
    ),
    "blur": Spoil(marked("blur"), marked("blur: {}"), (marked("sharp"), "3 px", "6 px", "12 px", "18 px")),
    "frames": Spoil(
        marked("frames lost"),
        marked("frames lost: {}"),
        (marked("all 8"), marked("2 lost"), marked("4 lost"), marked("6 lost"), marked("7 lost")),
    ),
    "late": Spoil(
        marked("sound late"),
        marked("sound late: {}"),
        (marked("as it is"), "0.1 s", "0.2 s", "0.3 s", "0.4 s"),
    ),
}
FIRST = "side"
"""The question that opens the page."""
MOST = 9_999_999
"""The last drawn clip."""
_OF_ONE = {SOUNDS[0]: SOUNDS[0], SOUNDS[3]: marked("another kind's")}
_OF_TWO = {name: name for name in SOUNDS}


def offer(question: str) -> Offer:
    """Return what may be done to a clip of the form that a question is asked of."""
    return Offer(
        Names("minus", "harm", "much", "heard"),
        SPOILS,
        {key(s): without(s, MODALITIES, tr("both modalities")) for s in SUBSETS},
        _OF_ONE if question == "kind" else _OF_TWO,
        tr("Same moments, same pitch: only what sounds is another."),
        QUESTIONS,
    )


def number_of(view: View) -> int | None:
    """Return the number of the drawn clip that a link names; None if it names another clip."""
    clip = view["clip"]
    if not clip:
        return OPENING
    return whole(clip.removeprefix("drawn-"), MOST) if clip.startswith("drawn-") else None


def asked() -> str:
    """Return the question that the page will hold: at the first run of a link only the URL knows."""
    return held(ASK, QUESTIONS, FIRST)
