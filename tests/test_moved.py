"""What notebooks of before import is still found, as the very module of the new name, with a warning."""

from __future__ import annotations

import importlib
import importlib.util
import subprocess
import sys
import warnings

import pytest

from mmfusion import moved

OLD = [
    ("mmfusion.predictor", "mmfusion.tasks.events.predictor"),
    ("mmfusion.instrument", "mmfusion.tasks.sounding.predictor"),
    ("mmfusion.data.sounding.batches", "mmfusion.tasks.sounding.batches"),
    ("mmfusion.data.flowers", "mmfusion.tasks.flowers"),
    ("mmfusion.training.card", "mmfusion.cards.card"),
    ("mmfusion.training.flowers_triangle", "mmfusion.tasks.flowers.triangle"),
    ("mmfusion.explain.tokenisation", "mmfusion.tasks.sounding.tokens.tokenisation"),
]


@pytest.mark.parametrize(("old", "new"), OLD)
def test_an_old_name_is_the_module_of_the_new_one(old: str, new: str) -> None:
    code = (
        "import importlib, sys, warnings; warnings.simplefilter('error', DeprecationWarning)\n"
        f"warnings.filterwarnings('ignore', '{old.rsplit('.', 1)[0]} is')\n"
        f"try:\n    importlib.import_module('{old}')\nexcept DeprecationWarning as said:\n    print(said)\n"
        "warnings.simplefilter('ignore')\n"
        f"old, new = importlib.import_module('{old}'), importlib.import_module('{new}')\n"
        "assert old is new, (old, new)\n"
        "assert new.__name__ == new.__spec__.name == '" + new + "'\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"{old} is {new} now" in done.stdout


def test_every_module_that_moved_is_where_the_table_says() -> None:
    for old in [*moved.MODULES, *moved.PACKAGES]:
        new = moved.new_name(f"mmfusion.{old}")
        assert new is not None
        assert importlib.util.find_spec(new) is not None, new


def test_what_never_moved_is_left_to_python() -> None:
    assert moved.new_name("mmfusion.nn.spec") is None
    assert moved.new_name("numpy") is None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("mmfusion.nowhere")
