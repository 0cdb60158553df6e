"""Tasks are found in their folders, and what their faces say is true of what lies there."""

from __future__ import annotations

import ast
import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import mmfusion.tasks
from mmfusion import cli
from mmfusion.cards.checkpoint import load_cards
from mmfusion.commands.train import TRAIN
from mmfusion.modality import MODALITIES
from mmfusion.nn.spec import STACKED
from mmfusion.tasks.catalogue import PACKS
from mmfusion.tasks.registry import Task, default, find, tasks

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(p.parent for p in (ROOT / "mmfusion" / "tasks").glob("*/__init__.py"))

HEAVY = ("torch", "numpy", "scipy", "sklearn", "librosa", "streamlit", "plotly")
SMELLS = '''
"""A task of smells."""
from mmfusion.tasks.registry import Task

class Nose:
    def predict(self, clip):
        from mmfusion.cards.shipped import Answer, Prediction
        return Prediction({"what": Answer({clip: 1.0}, {})}, 0.0, False)

def load(strategy, root=None, device=None, dtype=None):
    return Nose()

def train(strategies, seeds, folds, ship, keep=False):
    print("trained", *strategies)

def sniff(often: int = 1) -> None:
    """Sniff."""
    print("sniff " * often)

TASK = Task(
    name="smells", title="what is it that smells", modalities=("smell", "text"), strategies=("nose", "book"),
    packs=("mnist.npz",), notes={"seeds": "of roses"}, predictor=load, train=train,
    own_commands={"sniff": sniff},
)
'''


def plant(folder: Path, face: str | None = SMELLS) -> Path:
    """Write a task's folder as another one would stand in mmfusion/tasks."""
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text('"""A task."""\n')
    if face is not None:
        (folder / "face.py").write_text(face)
    return folder


def grown(tmp_path: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter whose `mmfusion.tasks` has the folders of `tmp_path` too."""
    beside = f"import sys, mmfusion.tasks\nmmfusion.tasks.__path__.append({str(tmp_path)!r})\n"
    return subprocess.run(
        [sys.executable, "-c", beside + code], capture_output=True, text=True, cwd=ROOT, check=False
    )


def said(tmp_path: Path, *lines: str) -> list[str]:
    """Return what commands say, standard output and then errors, in one interpreter as in `grown`."""
    code = f"""
import contextlib, io, json
from mmfusion.cli import main
said = []
for line in {lines!r}:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        main(line.split())
    said.append(out.getvalue() + err.getvalue())
print(json.dumps([said, sorted({{*{HEAVY!r}}} & set(sys.modules))]))
"""
    done = grown(tmp_path, code)
    assert done.returncode == 0, done.stderr
    found, heavy = json.loads(done.stdout)
    assert heavy == [], "nothing heavy is loaded to say what there is"
    return list(found)


def unwrapped(text: str) -> str:
    """Return a help text on one line: it is broken at spaces, and at hyphens within names."""
    return " ".join(text.split()).replace("- ", "-")


def test_a_folder_that_is_planted_is_a_task_of_every_command(tmp_path: Path) -> None:
    plant(tmp_path / "smells")
    listed, told, trained, sniffed, refused, packs, front = said(
        tmp_path,
        "tasks --json",
        "train --help",
        "train smells --strategy book",
        "sniff --often 2",
        "evaluate smells",
        "data list --json",
        "--help",
    )
    assert [task["name"] for task in json.loads(listed)] == [*tasks(), "smells"]
    assert "smells" not in tasks()
    assert json.loads(listed)[-1] == {
        "name": "smells",
        "title": "what is it that smells",
        "modalities": ["smell", "text"],
        "strategies": ["nose", "book"],
        "packs": ["mnist.npz"],
        "commands": ["train", "sniff"],
    }
    told = unwrapped(told)
    for part in (f"{', '.join(TRAIN.tasks)} or smells", "smells: of roses", "nose, book; or all"):
        assert part in told
    assert trained == "trained book\n"
    assert sniffed == "sniff sniff \n"
    assert "there is no mmfusion evaluate for smells" in refused
    (mnist,) = [pack for pack in json.loads(packs) if pack["file"] == "mnist.npz"]
    assert mnist["tasks"][-1] == "smells"
    assert "sniff     Sniff." in front


def test_a_network_of_a_planted_task_is_loaded_by_name(tmp_path: Path) -> None:
    plant(tmp_path / "smells")
    answer = "print(mmfusion.load('smells', 'nose').predict('rose').answers['what'])"
    done = grown(tmp_path, f"import mmfusion\n{answer}\nmmfusion.load('sounds', 'nose')")
    assert done.stdout.startswith("Answer(probabilities={'rose': 1.0}"), done.stderr
    assert re.search(r"unknown task 'sounds': there are .*'events', .* and 'smells'", done.stderr)


def test_a_command_that_is_taken_is_refused(tmp_path: Path) -> None:
    plant(tmp_path / "smells", SMELLS.replace('{"sniff": sniff}', '{"train": sniff}'))
    done = grown(tmp_path, "import mmfusion.cli")
    assert "smells has a command 'train', and there is one already" in done.stderr


@pytest.mark.parametrize(
    ("faces", "error", "why"),
    [
        ({"one": None}, ModuleNotFoundError, "one.face"),
        ({"one": '"""Nothing."""'}, ValueError, "one.face holds no Task"),
        (
            {"one": SMELLS, "two": SMELLS},
            ValueError,
            "two tasks are called 'smells', the second in .*two.face",
        ),
    ],
)
def test_a_folder_without_one_face_is_refused(
    faces: dict[str, str | None],
    error: type[Exception],
    why: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    package = f"planted_{tmp_path.name}"
    plant(tmp_path / package, None)
    for name, face in faces.items():
        plant(tmp_path / package / name, face)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(error, match=why):
        find(importlib.import_module(package))


def test_every_folder_has_one_face_and_the_small_kernel_tasks_share_theirs() -> None:
    assert [f.name for f in FOLDERS if not (f / "face.py").is_file()] == []
    known = ["events", "flowers", "emoji", "events-kernels", "caltech", "sounding-objects"]
    assert [name for name in tasks() if name in known] == known
    assert find(mmfusion.tasks) == dict(tasks())


def test_one_task_is_meant_where_none_is_named() -> None:
    assert default(tasks()).name == "events"
    several = [Task(name=n, title="", modalities=(), default=True) for n in "ab"]
    for wrong in ({}, {task.name: task for task in several}):
        with pytest.raises(ValueError, match="one task must be the default"):
            default(wrong)


@pytest.mark.parametrize("task", tasks().values(), ids=tasks())
def test_modalities_of_a_task_are_modalities(task: Task) -> None:
    assert task.modalities
    assert set(task.modalities) <= set(MODALITIES)


@pytest.mark.parametrize("task", tasks().values(), ids=tasks())
def test_every_command_of_a_task_is_a_command(task: Task, capsys: pytest.CaptureFixture[str]) -> None:
    assert task.commands
    for name in task.commands:
        assert cli.main([*name.split(), "--help"]) == 0
        help_text = unwrapped(capsys.readouterr().out)
        assert task.name in help_text


def test_every_card_is_of_a_task_that_there_is_and_of_its_modalities() -> None:
    cards = load_cards()
    assert cards
    for card in cards:
        task = tasks()[card.task]
        assert task.predictor is not None
        assert card.strategy in task.strategies
        assert set(card.spec["modalities"]) <= {*task.modalities, STACKED}
        if card.spec["modalities"] != [STACKED]:
            own = [m for m in task.modalities if m in card.spec["modalities"]]
            assert card.spec["modalities"] == own, "in the order of the task"


def test_folders_and_faces_call_a_task_by_the_same_name() -> None:
    named = {}
    for folder in FOLDERS:
        package = importlib.import_module(f"mmfusion.tasks.{folder.name}")
        if hasattr(package, "TASK"):
            named[package.TASK] = importlib.import_module(f"{package.__name__}.face").TASK.name
    assert {"events", "sounding-objects"} <= set(named)
    assert all(ours == theirs for ours, theirs in named.items())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_faces_name_every_pack_that_their_folder_reads(folder: Path) -> None:
    files = {pack.file for pack in PACKS}
    face = importlib.import_module(f"mmfusion.tasks.{folder.name}.face")
    said = {pack for task in vars(face).values() if isinstance(task, Task) for pack in task.packs}
    assert said <= files
    reading = {
        node.value
        for path in folder.glob("*.py")
        if path.name not in ("face.py", "__init__.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in files
    }
    assert reading <= said
