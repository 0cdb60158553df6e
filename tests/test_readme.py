"""What the README says works as it stands there, and every file that it or another page names is there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import clips

ROOT = Path(__file__).resolve().parents[1]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
FOLDERS = "mmfusion|tests|assets|benchmarks|pages|tools|docs"
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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    linked = [page.parent / target for target in re.findall(r"\]\((?!\w+:)([^)#]+)", text)]
    written = [
        ROOT / path.rstrip("./") for path in re.findall(rf"(?<![\w/.])(?:{FOLDERS})/[\w./-]*(?![\w*<])", text)
    ]
    missing = [str(path) for path in (*linked, *written) if not path.exists()]
    assert not missing
