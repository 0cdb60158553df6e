"""The address of the view, and a figure of the page as PNG, SVG or HTML that the browser makes."""

from __future__ import annotations

from dataclasses import dataclass

from mmfusion.language import tr
from mmfusion.ui.shell import components


@dataclass(frozen=True)
class Figure:
    """A figure of the page that can be saved.

    The script knows it as `Figure` in figure_export.js. It writes what is on the screen, whatever that is
    made of: what is covered stays covered.

    Attributes:
        title: what it is called where there is a choice, marked; its file is called so in English.
        figure: the figure as a CSS selector, on the page or in a component; it may have several parts.

    """

    title: str
    figure: str


def figure_export(name: str, *figures: Figure, key: str) -> None:
    """Mount the page's address and the buttons that save one of its figures, in the light theme or as shown.

    Args:
        name: of the files.
        figures: those that can be saved.
        key: of the element. It tells Python nothing.

    """
    shown = [{"name": one.title, "title": tr(one.title), "figure": one.figure} for one in figures]
    components.mount(__file__, key=key, data={"name": name, "figures": shown})
