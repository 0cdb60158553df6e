from __future__ import annotations

import random

import pytest

from mmfusion.tasks.scenes import Scene, Sprite, draw, opened, saved
from mmfusion.tasks.scenes.as_text import MOST, OUTSIDE, seen
from mmfusion.tasks.scenes.drawing import LAYOUTS


def test_every_drawn_scene_comes_back_as_it_was() -> None:
    rng = random.Random(11)
    for number in range(60):
        scene = draw(rng, LAYOUTS[number % len(LAYOUTS)])
        assert opened(saved(scene)) == scene


@pytest.mark.parametrize(
    "text",
    [
        "",
        "park",
        "0",
        "0.0~",
        "4.0",
        "0.6",
        "-1.0",
        "0.0~26.1.1",
        "0.0~0.10.50",
        "0.0~0.10.50.1",
        "0.0~20.10.50.1.1",
        "0.0~20.10.50.1.1.0",
        "0.0~0.10.50.5.1.0",
        "0.0~0.10.50.-1.0.0",
        "0.0~0.10.50.1.2.0",
        "0.0~0.1e9.50.1.1.0",
        "0.0~0.10000.50.1.1.0",
        "0.0" + "~20.1.1" * (MOST + 1),
        "0.0~٣.10.50.1.1.0",
    ],
)
def test_what_is_no_scene_is_none(text: str) -> None:
    assert opened(text) is None


def test_a_drawing_far_outside_is_brought_to_where_it_is_seen() -> None:
    for x in (-999, 999):
        (one,) = opened(f"0.0~0.{x}.{x}.1.1.0").sprites  # type: ignore[union-attr]
        assert one == seen(one)
        visible = Scene(0, (one,)).visible()
        assert visible.sum() > 0
    assert seen(Sprite(0, 10, 10, colour=0)) == Sprite(0, 10, 10, colour=0)
    assert seen(Sprite(0, -OUTSIDE - 50, 10, colour=0, size=1)).x >= -OUTSIDE
