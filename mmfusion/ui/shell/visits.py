"""Visits: who runs a page now, and quiet moments between them, in which the warm-up goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

LULL = 0.3
"""Seconds after the last visit that count as quiet: a browser asks several times as it opens a page."""


class Visits:
    """Runs of pages that are under way.

    Example:
        >>> from mmfusion.ui.shell.visits import Visits
        >>> visits = Visits(lull=0.0)
        >>> with visits.visit():
        ...     visits.quiet
        False
        >>> visits.wait()  # nobody is here: at once
        >>> visits.quiet
        True

    """

    def __init__(self, lull: float = LULL) -> None:
        self.lull = lull
        self._changed = threading.Condition()
        self._here, self._ended = 0, float("-inf")

    @property
    def quiet(self) -> bool:
        """Whether nobody runs a page, nor has just done so."""
        return not self._here and time.monotonic() - self._ended >= self.lull

    @contextmanager
    def visit(self) -> Iterator[None]:
        """Count as one who runs a page."""
        with self._changed:
            self._here += 1
        try:
            yield
        finally:
            with self._changed:
                self._here -= 1
                self._ended = time.monotonic()
                self._changed.notify_all()

    def wait(self) -> None:
        """Wait for a quiet moment."""
        with self._changed:
            while not self.quiet:
                left = self._ended + self.lull - time.monotonic()
                self._changed.wait(None if self._here else max(left, 0.01))


VISITS = Visits()
