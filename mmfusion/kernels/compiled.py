"""How loops are compiled and shared out: numba without the interpreter's lock, plain threads over parts.

Plain threads, because numba's own thread pool may not be entered from two threads at once, and a server's
sessions are threads.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from numbers import Integral
from os import cpu_count
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile with numba; keep the result on disk where a folder allows it.

    Sums may be reordered (that is what lets them run four or eight abreast); NaN and infinity keep their
    meaning, since the checks of `mmfusion.kernels.gram` look for them.
    """
    reordered = {"reassoc", "contract", "arcp", "nsz"}
    try:
        return cast(Function, njit(cache=True, nogil=True, fastmath=reordered)(function))
    except RuntimeError:  # nowhere to write: compiled anew in each process
        return cast(Function, njit(nogil=True, fastmath=reordered)(function))


def threads(jobs: int | None) -> int:
    """Return the number of threads that `jobs` asks for: None is 1, −1 is one for each core, as elsewhere.

    Raises:
        ValueError: 0, less than −1, or no whole number.

    """
    if jobs is None:
        return 1
    if not isinstance(jobs, Integral) or isinstance(jobs, bool) or jobs == 0 or jobs < -1:
        raise ValueError(f"n_jobs must be a positive number, -1 for every core or None for one, not {jobs!r}")
    return (cpu_count() or 1) if jobs == -1 else int(jobs)


def in_parts(task: Callable[[int, int], None], total: int, jobs: int = 1) -> None:
    """Call task(start, stop) on `jobs` contiguous parts of range(total), each in its thread."""
    jobs = min(jobs, total)
    if jobs <= 1:
        task(0, total)
        return
    edges = [total * part // jobs for part in range(jobs + 1)]
    with ThreadPoolExecutor(jobs) as pool:
        for done in [pool.submit(task, *edge) for edge in pairwise(edges)]:
            done.result()
