"""The formula strip's values, following the sliders of the figure of tokens."""

from __future__ import annotations

from mmfusion.ui.shell import components


def values(*, key: str) -> None:
    """Mount the values, as wide as they are. The browser alone fills them in."""
    components.mount(__file__, key=key, width="content")
