"""Present mode, in the URL as ``present=1``: no sidebar, a wide column, larger type and figures.

The page's block is zoomed by CSS, as a browser zooms a page: what is drawn in it is drawn at the larger
size, and pointers meet what they point at. How far depends on the window: at 1920 px the smallest type of a
page, 13 px, becomes 18 px; at 1280 x 720 the figure and its number stay on the screen.
"""

from __future__ import annotations

from mmfusion.ui.shell.state import SHARED, View, declare, put

declare(SHARED, present="")  # "1": larger, for the back row

ZOOMS = ((1100, 1.12), (1500, 1.25), (1800, 1.42))
"""From which width of the window, px -> how many times as large."""


def on() -> bool:
    """Return whether the session presents."""
    return View.kept("present") == "1"


def toggle() -> None:
    """Begin or leave; to be called in callbacks."""
    put(present="" if on() else "1")


def rules() -> str:
    """Return the style of present mode; "" outside of it."""
    if not on():
        return ""
    block = ".stApp .stMainBlockContainer"
    # Plotly measures its place and the pointer in px of the window and draws in px of the page: zoomed, a
    # figure would be too wide and answer beside the pointer. It is made larger instead (`parts.chart`).
    # The zoom is taken back from the frame that Streamlit measures, which is told of a new size only where it
    # changes in px of its own: in a column of fixed width it would not when the window's zoom does.
    frame = f"{block} [data-testid=stFullScreenFrame]:has(>.stPlotlyChart)"
    larger = "".join(
        f"@media (min-width:{width}px){{{block}{{zoom:{zoom}}}{frame}{{zoom:{1 / zoom:.4f}}}}}"
        for width, zoom in ZOOMS
    )
    return f"{block}{{max-width:none}}{larger}"
