"""The formula strip: late fusion, with both modalities' logits of the two digits at the level that is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.language import tr
from mmfusion.ui.draw import as_plotly, computed
from mmfusion.ui.draw.buffer import ends
from mmfusion.ui.draw.takeaway import take_away
from mmfusion.ui.parts.formula import strip
from mmfusion.ui.parts.plotly_fold import fold
from mmfusion.ui.shell.theme import palette

if TYPE_CHECKING:
    from mmfusion.ui.draw.page import Now
    from mmfusion.ui.shell.state import View

RULE = (
    r"p\propto\exp\!\left(\tfrac12\bigl(\textcolor{PICTURE}{\ell_\text{OF-P}}"
    r"+\textcolor{VOICE}{\ell_\text{OF-V}}\bigr)/T\right)"
)


def coloured(text: str) -> str:
    """Return a formula in the words colours of this theme, modalities named in the language."""
    colours = palette()
    said = text.replace("PICTURE", colours.words("visual")).replace("VOICE", colours.words("audio"))
    return said.replace("OF-P", tr("picture")).replace("OF-V", tr("voice"))


def formula(now: Now, view: View) -> None:
    """Write the strip, and below it, folded, the same as Plotly figures."""
    made = as_plotly.figures(now)
    with strip("tasks.digits.believe", *map(coloured, (RULE, *values(now)))):
        take_away(now, made)
    fold("draw", made)


def values(now: Now) -> list[str]:
    """Return the formula with this pair's logits, of the picture's digit and of the voice's."""
    own, heat = computed.late_logits(now.pair, now.at), computed.late_temperature(now.pair)
    a, b, _ = ends(computed.believed(now.pair))
    out = []
    for digit in (a, b):
        terms = {
            "visual": rf"\textcolor{{PICTURE}}{{{own['visual'][digit]:.1f}}}" if "visual" in own else "",
            "audio": rf"\textcolor{{VOICE}}{{{own['audio'][digit]:.1f}}}" if "audio" in own else "",
        }
        there = [term for term in terms.values() if term]
        whole = sum(float(z[digit]) for z in own.values()) / len(own)
        joined = "+".join(there).replace("{-", "{-")
        mean = rf"\tfrac12({joined})" if len(there) > 1 else joined
        out.append(rf"{digit}:\ {mean}/{heat:.2f}={whole / heat:.1f}")
    return out
