"""Which store of rooms this server has: memory, or the Redis that `MMFUSION_BOARD` names."""

from __future__ import annotations

import logging
import os
from functools import cache
from typing import TYPE_CHECKING

from mmfusion.ui.board.memory import Memory
from mmfusion.ui.board.store import AwayError

if TYPE_CHECKING:
    from mmfusion.ui.board.store import Store

VARIABLE = "MMFUSION_BOARD"
"""The environment variable with the URL of a Redis that several servers share, such as ``redis://host:6379/0``."""

_MEMORY = Memory()


def rooms() -> Store:
    """Return the server's store of rooms.

    Raises:
        AwayError: `MMFUSION_BOARD` names none that can be used.

    """
    url = os.environ.get(VARIABLE, "")
    return _connected(url) if url else _MEMORY


@cache
def _connected(url: str) -> Store:
    try:
        from mmfusion.ui.board.by_redis import connect

        return connect(url)
    except (ImportError, ValueError) as error:
        logging.getLogger(__name__).warning("%s cannot be used: %s", VARIABLE, error)
        raise AwayError(f"{VARIABLE} cannot be used: {error}") from error
