"""The formula strip with the numbers of what is in view, and what can be taken away."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.tasks.imagine.colours import COLOURS, histograms
from mmfusion.tasks.pairs import pairs
from mmfusion.ui.imagine import as_plotly, computed
from mmfusion.ui.imagine.page import chosen
from mmfusion.ui.imagine.said import short
from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.formula import strip
from mmfusion.ui.parts.plotly_fold import files, fold
from mmfusion.ui.parts.takeaway import notebook_of, opened
from mmfusion.ui.shell.theme import palette

if TYPE_CHECKING:
    from mmfusion.tasks.imagine.shown import Nearest
    from mmfusion.ui.imagine.computed import Floats
    from mmfusion.ui.shell.state import View

RULE = r"\small \hat y=\arg\max_y \cos(W^{\top}x,\,t_y),\quad \hat h=V^{\top}t+b"
LONGEST = 14
"""Letters of a name in the formula strip."""
CORRECTED = r"\small \hat y=\arg\max_y 2\cos(W^{\top}x,t_y)-r(x)-r(t_y),\quad \hat h=V^{\top}t+b"


def near(view: View) -> tuple[Nearest, Floats, str]:
    """Return what is nearest in view, the imagined colours, and of what they are."""
    item, words, everything, corrected, say = chosen(view)
    if say:
        of = computed.typed(say)
        return (of.every if everything else of.held), of.colours, say
    maps = computed.maps(words)
    row = maps.held[item]
    found = maps.names(item, everything, corrected, computed.SHOWN)
    return found, maps.colours[row], pairs().names[row]


def plain(name: str) -> str:
    """Return a name as a formula can hold it: its letters, and not too many."""
    kept = "".join(c for c in name if c.isalnum() or c in " -") or "?"
    return kept if len(kept) <= LONGEST else f"{kept[: LONGEST - 1].rstrip()}…"


def numbers(view: View) -> str:
    """Return the first two cosines and the two largest imagined shares, as LaTeX."""
    found, colours, _ = near(view)
    ink = palette().words("text")
    every = pairs().names
    cosines = [
        rf"\textcolor{{{ink}}}{{\text{{{plain(every[row])}}}}}\,{short(float(c))}"
        for row, c in zip(found.rows[:2], found.cosines[:2], strict=True)
    ]
    shares = [rf"\text{{{COLOURS[k]}}}\,{short(float(colours[k]))}" for k in (-colours).argsort()[:2]]
    return r"\small " + r",\ ".join(cosines) + r";\quad " + r",\ ".join(shares).replace("−", "-")


def formula(view: View) -> None:
    """Write the formula strip with the numbers in view, and what can be taken away."""
    corrected = chosen(view)[3] and not chosen(view)[4]
    made = as_plotly.figures(*chosen(view))
    with strip("mmfusion.tasks.imagine.imagined", CORRECTED if corrected else RULE, numbers(view)):
        popover = opened()
        if popover is not None:
            name = "mmfusion-imagine"
            with popover:
                figure_export(name, Figure(marked("figure"), ".emoji"), key="imagine-export")
                with st.container(horizontal=True, gap="xsmall"):
                    st.download_button(tr("Notebook"), notebook(view), f"{name}.ipynb", on_click="ignore")
                    st.download_button(
                        tr("Numbers, CSV"), listing(view), f"{name}.csv", "text/csv", on_click="ignore"
                    )
                files("imagine", name, made)
    fold("imagine", made)


def listing(view: View) -> str:
    """Return what is in view as CSV: the nearest with their cosines, the colours imagined and real."""
    found, colours, name = near(view)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["of", "what", "which", "imagined", "in the drawing"])
    for row, cosine in zip(found.rows, found.cosines, strict=True):
        writer.writerow([name, "nearest", pairs().names[row], f"{cosine:.4f}", ""])
    item, words, _, _, say = chosen(view)
    shares, coloured = histograms()
    row = computed.maps(words).held[item]
    for k, colour in enumerate(COLOURS):
        real = f"{shares[row, k]:.4f}" if not say and coloured[row] else ""
        writer.writerow([name, "colour", colour, f"{colours[k]:.4f}", real])
    return out.getvalue()


def notebook(view: View) -> str:
    """Return a notebook that imagines the same with mmfusion alone: names, colours, a digit's sound."""
    item, words, everything, corrected, say = chosen(view)
    maps = [
        "from mmfusion.tasks.imagine import COLOURS, histograms, imagined",
        "from mmfusion.tasks.pairs import pairs",
        "",
        f"maps, names = imagined({words!r}), pairs().names  # ridge, learned on split 0",
    ]
    if say:
        maps[3] = "maps, names = imagined('minilm'), pairs().names  # ridge, learned on split 0"
        ask = [
            "from mmfusion.tasks.names import vectors",
            "",
            f"name = vectors([{say!r}])[0]",
            f"near = maps.pictures(name, everything={everything}, k={computed.SHOWN})",
            "[(names[row], round(float(cosine), 4)) for row, cosine in zip(near.rows, near.cosines)]",
        ]
        shares = ["dict(zip(COLOURS, maps.colour(name).round(4).tolist()))"]
    else:
        ask = [
            f"item = {item}",
            f"near = maps.names(item, everything={everything}, corrected={corrected}, k={computed.SHOWN})",
            "[(names[row], round(float(cosine), 4)) for row, cosine in zip(near.rows, near.cosines)]",
        ]
        shares = [
            "row = maps.held[item]",
            "real, coloured = histograms()",
            "{",
            "    colour: (round(float(a), 4), round(float(b), 4))",
            "    for colour, a, b in zip(COLOURS, maps.colours[row], real[row])",
            "}",
        ]
    return notebook_of("Can the other modality be imagined?", [*maps, "len(maps.held)"], ask, shares)
