"""Threads and compilation: every part once, errors come through."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmfusion.kernels.compiled import compiled, in_parts, threads


@given(total=st.integers(0, 20), jobs=st.integers(1, 6))
def test_every_index_is_done_once(total: int, jobs: int) -> None:
    done = np.zeros(total, dtype=int)

    def task(start: int, stop: int) -> None:
        done[start:stop] += 1

    in_parts(task, total, jobs)
    assert (done == 1).all()


def test_an_error_in_a_thread_reaches_the_caller() -> None:
    def task(start: int, stop: int) -> None:
        raise ValueError(f"part {start}")

    with pytest.raises(ValueError, match="part 0"):
        in_parts(task, 4, 2)


def test_jobs_are_counted_as_elsewhere() -> None:
    assert threads(None) == 1
    assert threads(3) == 3
    assert threads(-1) >= 1
    for bad in (0, -2):
        with pytest.raises(ValueError, match="n_jobs"):
            threads(bad)


def test_compiled_code_still_sees_nan_and_infinity() -> None:
    @compiled
    def total(x: np.ndarray) -> float:
        value = 0.0
        for i in range(x.shape[0]):
            value += x[i]
        return value

    assert np.isnan(total(np.array([1.0, np.nan])))
    assert np.isinf(total(np.array([1.0, np.inf])))
