"""Parts of a page that a link hides (``hide=controls clip table lesson``): in force as before, out of sight.

One rule for every page, by what stands there: Streamlit's widgets and the rows that hold them; the clip in
use and the way to another one; tables of results; what stands below the figure to be read. The guess, the
rail and what can be taken away stay. Figures whose controls are parts of them stay too, locked
(js/lock.js).
"""

from __future__ import annotations

from mmfusion.language import marked

PARTS = {
    "controls": marked("controls"),
    "clip": marked("clip"),
    "table": marked("tables"),
    "lesson": marked("what stands below the figure"),
}
"""What a link may hide -> what it is called."""

WIDGETS = ", ".join(
    f"[data-testid={name}]"
    for name in (
        "stAudioInput",
        "stButton",
        "stButtonGroup",
        "stCheckbox",
        "stFileUploader",
        "stNumberInput",
        "stPopover",
        "stRadio",
        "stSelectbox",
        "stSlider",
        "stTextInput",
    )
)
"""Streamlit's controls, as a list of selectors."""

_STAYS = ":is(.st-key-rail, .st-key-guessing, [class*=cover_again], [class*=takeaway], [class*=rail-])"
"""What is no control of the figure."""


def _within(*selectors: str) -> str:
    return f"[data-testid=stMain] :is({', '.join(selectors)})"


def _keyed(*endings: str) -> list[str]:
    return [f"[class*=st-key-][class*='-{ending}']" for ending in endings]


_RULES = {
    "controls": _within(WIDGETS, ".st-key-controls", *_keyed("row", "controls", "sliders", "by-hand"))
    + f":not({_STAYS}, {_STAYS} *)",
    "clip": ".mmf-clip, .st-key-yours, .st-key-own-clip, .st-key-figure",
    "table": _within(".mmf-results", ".st-key-answers", "[data-testid=stDataFrame]"),
    "lesson": _within(
        ".st-key-lesson", ".st-key-formula", *_keyed("formula", "below"), "[data-testid=stExpander]"
    ),
}


def parts(hide: str) -> list[str]:
    """Return which parts a link hides; what is none is passed over."""
    return [part for part in PARTS if part in hide.split()]


def rule(hide: str) -> str:
    """Return the style rules that keep the parts out of sight.

    Example:
        >>> from mmfusion.ui.shell.hidden import rule
        >>> rule("clip nothing")
        '.mmf-clip, .st-key-yours, .st-key-own-clip, .st-key-figure{display:none!important}'

    """
    return "".join(f"{_RULES[part]}{{display:none!important}}" for part in parts(hide))
