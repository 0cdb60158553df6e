"""The address of the view, and a figure of the page as PNG, SVG or HTML that the browser makes."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from mmfusion.ui.shell import components


@dataclass(frozen=True)
class Figure:
    """A figure of the page that can be saved, and what of it is drawn, as CSS selectors.

    The script knows it as `Figure` in figure_export.js.

    Attributes:
        title: what it is called where there is a choice.
        figure: the figure.
        boxes: parts that have a ground of their own.
        drawings: its SVGs.
        points: what is dragged.

    """

    title: str
    figure: str
    boxes: str = ""
    drawings: str = ""
    points: str = ""


def figure_export(name: str, *figures: Figure, key: str) -> None:
    """Mount the page's address and the buttons that save one of its figures.

    Args:
        name: of the files.
        figures: those that can be saved.
        key: of the element. It tells Python nothing.

    """
    components.mount(__file__, key=key, data={"name": name, "figures": [asdict(one) for one in figures]})
