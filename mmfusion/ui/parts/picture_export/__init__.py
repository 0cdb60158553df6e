"""A figure that a component draws, as files: the component itself makes them."""

from __future__ import annotations

from typing import TypedDict

from mmfusion.ui.shell import components


class Data(TypedDict):
    """What the buttons are told, as `Data` in picture_export.js.

    Attributes:
        selector: of the figure within its component.
        name: of the file, without its ending.
        buttons: a kind of file (``png``, ``svg``, ``html``) and what stands on its button.

    """

    selector: str
    name: str
    buttons: list[tuple[str, str]]


def picture_export(
    selector: str, name: str, buttons: dict[str, str], *, key: str, width: str = "stretch"
) -> None:
    """Mount the buttons.

    Args:
        selector: of the figure, which has a method ``picture(kind)``.
        name: of the files, without their ending.
        buttons: kinds of file and what stands on each one's button.
        key: of the element. It tells Python nothing.
        width: of the element, as Streamlit takes it.

    """
    data: Data = {"selector": selector, "name": name, "buttons": list(buttons.items())}
    components.mount(__file__, key=key, data=data, width=width)
