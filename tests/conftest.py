"""What holds for every test: marks by folder, one core a process, the whole suite in several processes.

`python -m pytest` runs everything, shared out by file among the cores; a folder or a file runs in the one
process that was started, and so does everything with `-n0`. The fast suite is `-m "not app and not
browser"`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Before torch is imported: it is processes that share the cores here, not threads.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

settings.register_profile("house", deadline=None)  # no test asserts how long something takes
settings.load_profile("house")

HERE = Path(__file__).parent
MARKED = {"app": pytest.mark.app, "browser": pytest.mark.browser}
MOST = 4
"""Processes at most: each holds torch, the networks and a copy of the app."""


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Share the whole suite out where nobody said how, before pytest-xdist looks at its options."""
    option = config.option
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not option.keyword
    worker = "PYTEST_XDIST_WORKER" in os.environ
    unsaid = getattr(option, "numprocesses", 0) is None  # 0 where pytest-xdist is not installed
    if whole and unsaid and not (worker or option.usepdb or option.collectonly):
        option.numprocesses, option.maxprocesses = "logical", option.maxprocesses or MOST
        option.dist = "loadfile"  # fixtures of a module are made once


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark a test by its folder."""
    folder = item.path.relative_to(HERE).parts[0]
    if folder in MARKED:
        item.add_marker(MARKED[folder])
