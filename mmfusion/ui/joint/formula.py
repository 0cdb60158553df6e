"""The formula strip: the loss that is trained, and its values where the run stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.ui.joint import as_plotly, choices
from mmfusion.ui.joint.takeaway import take_away
from mmfusion.ui.parts.formula import strip
from mmfusion.ui.parts.plotly_fold import fold
from mmfusion.ui.shell.theme import palette

if TYPE_CHECKING:
    from mmfusion.ui.joint.figure import Now
    from mmfusion.ui.shell.state import View

RULES = {
    "infonce": (
        r"\mathcal{L}=-\tfrac{1}{n}\sum_i\log"
        r"\frac{e^{PIC_i\cdot TXT_i/\tau}}{\sum_j e^{PIC_i\cdot TXT_j/\tau}}"
    ),
    "margin": r"\mathcal{L}=\overline{\|PIC_i-TXT_i\|^2}+\overline{\max(0,\,m-\|PIC_i-TXT_j\|)^2}",
    "siglip": r"\mathcal{L}=-\tfrac{1}{n}\sum_{ij}\log\sigma\!\left(y_{ij}(PIC_i\cdot TXT_j/\tau+b)\right)",
    "cca": r"\max\ \mathrm{corr}(PICW,\,TXTV)\ \ \text{with}\ \ \mathrm{cov}(PICW)=\mathrm{cov}(TXTV)=I",
}
ALONE = {
    "infonce": r"\mathcal{L}=\tfrac{1}{n}\sum_i(1-PIC_i\cdot TXT_i)/\tau",
    "margin": r"\mathcal{L}=\overline{\|PIC_i-TXT_i\|^2}",
    "siglip": r"\mathcal{L}=-\tfrac{1}{n}\sum_i\log\sigma(PIC_i\cdot TXT_i/\tau+b)",
}


def rule(method: str, alone: bool) -> str:
    """Return the loss as LaTeX in the theme's colours."""
    colours = palette()
    text = ALONE[method] if alone and method in ALONE else RULES[method]
    return text.replace("PIC", rf"\textcolor{{{colours.words('visual')}}}{{z}}").replace(
        "TXT", rf"\textcolor{{{colours.words('text')}}}{{t}}"
    )


def values(found: Now) -> str:
    """Return the values of the run that is shown, at its last step."""
    run = found.left
    if found.method == "cca":
        return rf"k=3,\quad \text{{R@10}}={run.figures['recall'][-1]:.2f}"
    own = found.setting if found.job else None
    n = own.batch if own else 64
    k = own.dimensions if own else 3
    loss = float(run.losses[-20:].mean()) if len(run.losses) else float("nan")
    if found.method == "margin":
        constant = rf"m={own.margin if own else 1.0:g}"
    else:
        constant = rf"\tau={float(run.figures['temperature'][-1]):.3f}"
    return rf"{constant},\ n={n},\ k={k}\ \rightarrow\ \mathcal{{L}}={loss:.2f}"


def formula(found: Now, view: View) -> None:
    """Write the strip, and below it, folded, the same as Plotly figures."""
    made = as_plotly.figures(found)
    with strip("mmfusion.colearning", rule(found.method, choices.ALONE in found.on), values(found)):
        take_away(found, made)
    fold("joint", made, covered=not found.seen)
