"""What the README says works as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests import clips

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_notebooks_lines_run(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    clips.make_video(tmp_path / "x.mp4", 3.0)
    lines = code.strip().splitlines()
    script = "\n".join([*lines[:-1], f"print({lines[-1]})"])
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Prediction(answers={'event'" in done.stdout


def test_every_command_it_names_is_there() -> None:
    for line in re.findall(r"^mmfusion (\w+)", README, flags=re.MULTILINE):
        done = subprocess.run(
            [sys.executable, "-m", "mmfusion", line, "--help"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, line


def test_every_file_it_points_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
