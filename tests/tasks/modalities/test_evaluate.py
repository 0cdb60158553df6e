"""True modalities by kernels: sets, gains, and what is stored."""

from __future__ import annotations

import json

import numpy as np
import pytest

from mmfusion.tasks.modalities import commands, face
from mmfusion.tasks.modalities.evaluate import (
    BOTH,
    kernel_names,
    sets_of,
    stored_at,
    table,
)
from mmfusion.tasks.modalities.items import Items
from mmfusion.tasks.registry import Task
from mmfusion.training.splits import Split
from mmfusion.training.weightings import METHODS

TASKS = tuple(own.name for own in vars(face).values() if isinstance(own, Task))
FAMILIES = {"name": ("letters", "words"), "picture": ("lab", "deep")}


def test_sets_are_each_family_both_and_either_without_deep_kernels() -> None:
    assert sets_of(FAMILIES) == {
        "name": ("letters", "words"),
        "picture": ("lab", "deep"),
        "picture, hand-made": ("lab",),
        "both": ("letters", "words", "lab", "deep"),
        "both, hand-made": ("letters", "words", "lab"),
    }
    assert sets_of({"sound": ("levels", "sound-deep")})["sound, hand-made"] == ("levels",)
    assert BOTH not in sets_of({"sound": ("levels",)})


def halves() -> Items:
    """Four classes of which one family knows the tens, the other the units: together they know all."""
    rng = np.random.default_rng(0)
    y = np.tile(np.arange(4), 40)
    known = {"letters": y // 2, "words": y // 2, "lab": y % 2, "deep": y % 2}
    between = {}
    for name, bit in known.items():
        x = bit + rng.normal(0, 0.25, len(y))
        between[name] = np.subtract.outer(x, x).astype(np.float32) ** 2
    order = rng.permutation(len(y))
    splits = tuple(
        Split(*(np.sort(part) for part in np.split(np.roll(order, 40 * k), [80, 120]))) for k in range(3)
    )
    return Items(y, ("a", "b", "c", "d"), splits, FAMILIES, lambda train: between)


def test_both_know_what_neither_family_knows_alone() -> None:
    said: list[str] = []
    found = table(halves(), said.append)
    assert found["splits"] == len(said) == 3
    assert found["sizes"] == {"train": 80, "validation": 40, "test": 40}
    for label in ("name", "picture"):
        assert found["accuracy"][label]["average"]["value"] < 0.65
        assert found["gain"][BOTH][label]["average"]["value"] > 0.3
    assert found["accuracy"][BOTH]["average"]["value"] > 0.9
    assert set(found["gain"]["both, hand-made"]) == {"name", "picture"}
    rows = commands.gains(found)
    assert rows[0] == (
        "points", "both − name", "both − picture", "both, hand-made − name", "both, hand-made − picture",
    )  # fmt: skip
    assert len(rows) == 1 + len(METHODS)
    assert [row[0] for row in commands.alone(found)[1:]] == [
        kernel_names()[n] for n in sets_of(FAMILIES)[BOTH]
    ]


def test_one_family_has_nothing_to_gain_from() -> None:
    items = halves()
    one = Items(items.labels, items.classes, items.splits, {"picture": ("lab", "deep")}, items.distances)
    found = table(one, lambda line: None)
    assert found["gain"] == {}
    assert len(commands.gains(found)) == 1


@pytest.mark.parametrize("task", [task for task in TASKS if stored_at(task).is_file()])
def test_what_is_stored_is_what_the_command_would_write(task: str) -> None:
    found = json.loads(stored_at(task).read_text(encoding="utf-8"))
    assert found["splits"] >= 5
    assert set(found["accuracy"]) == {"alone", *found["kernels"]}
    for label, names in found["kernels"].items():
        assert set(found["accuracy"][label]) == set(METHODS)
        assert all(len(weights) == len(names) for weights in found["weights"][label].values())
        assert set(names) <= set(kernel_names())
    assert sum(found["sizes"].values()) == pytest.approx(found["n"], abs=3)


def test_a_name_with_its_picture_is_worth_five_points_more_than_the_name() -> None:
    found = json.loads(stored_at("emoji").read_text(encoding="utf-8"))
    for method in ("average", "alignf", "L1", "L2"):
        gain = found["gain"][BOTH]["name"][method]
        assert gain["value"] >= 0.05
        assert gain["value"] - gain["half"] > 0, "and more than nothing for certain"
