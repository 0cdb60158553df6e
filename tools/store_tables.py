"""Tables of knowledge in weights and in a store: every experiment, its levels and paired differences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from mmfusion.tasks.store.commands import rows
from mmfusion.tasks.store.measured import PAIRED, stored

Rows = list[tuple[str, ...]]


def experiment(name: str) -> Rows:
    """Return an experiment as the command prints it."""
    return [tuple(str(cell) for cell in row) for row in rows(stored(), name)]


TABLES: Mapping[str, Callable[[], Rows]] = {f"store, {name}": partial(experiment, name) for name in PAIRED}
