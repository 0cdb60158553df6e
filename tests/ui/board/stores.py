"""Both stores of rooms, in memory and in a Redis within this process, as the tests ask for them."""

from __future__ import annotations

from collections.abc import Callable

import fakeredis

from mmfusion.ui.board.by_redis import Redis
from mmfusion.ui.board.memory import Memory
from mmfusion.ui.board.store import Store

Make = Callable[..., Store]


def in_redis(**arguments: object) -> Store:
    return Redis(fakeredis.FakeRedis(server=fakeredis.FakeServer()), **arguments)  # type: ignore[arg-type]


STORES: dict[str, Make] = {"memory": Memory, "redis": in_redis}
