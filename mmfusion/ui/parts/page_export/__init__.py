"""The clip, the drawing and the open charts of a page, as files that the browser makes."""

from __future__ import annotations

from typing import TypedDict

from mmfusion.ui.shell import components


class Data(TypedDict):
    """What the buttons are told, as `Data` in page_export.js: the first part of the files' names."""

    name: str


def page_export(name: str, *, key: str) -> None:
    """Mount the buttons.

    Args:
        name: first part of the files' names.
        key: of the element. It tells Python nothing.

    """
    data: Data = {"name": name}
    components.mount(__file__, key=key, data=data)
