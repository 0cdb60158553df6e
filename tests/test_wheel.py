"""The wheel holds all that it needs: unpacked elsewhere, networks answer and pages mount components."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house import wheel

ROOT = Path(__file__).resolve().parents[1]

ANSWERS = """
scene = mmfusion.tasks.sounding.numbered_scene("pair", 105)
clip = mmfusion.tasks.sounding.clip(scene)
found = mmfusion.load("sounding-objects", "mid").predict(clip).answers["side"].probabilities
assert max(found, key=found.get) == "right", found
sample = mmfusion.tasks.events.load_samples()[0]
found = mmfusion.load("events", "late").predict(mmfusion.media.load_clip(sample.path))
assert abs(sum(found.answers["event"].probabilities.values()) - 1) < 1e-6
"""

MOUNTS = """
from streamlit.testing.v1 import AppTest
from mmfusion.folders import PAGES
app = AppTest.from_file(str(PAGES / "navigation.py"), default_timeout=120).run()
assert not app.exception, app.exception
assert app.get("bidi_component"), "home mounts nothing"
app.switch_page(str(PAGES / "flow.py")).run()
assert not app.exception, app.exception
assert app.get("bidi_component"), "flow mounts nothing"
"""


@pytest.mark.app
def test_the_wheel_alone_answers_and_mounts(tmp_path: Path) -> None:
    elsewhere = wheel.build(ROOT, tmp_path / "work")
    assert wheel.missing_violations(ROOT, elsewhere) == []
    trials = {"answer": ANSWERS, "mount a page's components": MOUNTS}
    assert wheel.trial_violations(ROOT, elsewhere, trials) == []
    strays = [path for path in elsewhere.rglob("tests") if path.is_dir()]
    assert not strays, "tests do not travel"
