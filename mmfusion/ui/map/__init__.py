"""The page of the map: where each idea of the course runs, with its number and its function."""

from mmfusion.ui.shell.state import declare

declare(
    "map",
    map_pin="",  # the key of the item that is pinned; early fusion if empty
)
