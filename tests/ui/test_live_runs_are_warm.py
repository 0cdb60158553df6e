"""What a live run loads at its first frame is there before anyone asks: torch's optimisers take a second."""

from __future__ import annotations

import subprocess
import sys

import pytest

JOINT = """
from mmfusion.ui.joint import warm
list(warm.first()); list(warm.later())
there = set(sys.modules)
from mmfusion.tasks.pairs.runs import Setting, watch
for method in ("infonce", "siglip", "margin"):
    next(watch(Setting(method)))
"""
DRAW = """
from mmfusion.ui.draw import warm
list(warm.first()); warm.later()
there = set(sys.modules)
from mmfusion.ui.draw import live
run = live.Run("mid")
run.look = lambda: run.cancelled.is_set() or run.losses and stop()
def stop():
    raise live.EndedError
live.work(run, "a test")
assert len(run.losses) == 1, run
"""


@pytest.mark.parametrize("code", [JOINT, DRAW], ids=["joint", "draw"])
def test_the_first_frame_of_a_run_loads_nothing(code: str) -> None:
    code = f"import sys\nimport streamlit\n{code}\nprint(*sorted(set(sys.modules) - there))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300
    )
    loaded = run.stdout.split()
    assert len(loaded) <= 5, f"loaded by the first frame: {loaded[:20]}"
