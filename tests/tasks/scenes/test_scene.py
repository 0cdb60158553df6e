"""A scene is drawn as it says, regions lie where drawings are, and truth follows positions."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmfusion.tasks.scenes import CELL, COLOURS, GRID, KINDS, NAMES, PLACES, RELATIONS, SIDE
from mmfusion.tasks.scenes.combinations import CONVERSE
from mmfusion.tasks.scenes.drawing import LAYOUTS, draw
from mmfusion.tasks.scenes.scene import COVERED, Scene, Sprite, extent
from mmfusion.tasks.scenes.sprites import DRAWN, LARGE, TINTS

DOG, TREE = NAMES.index("dog"), NAMES.index("tree")
BALL = DRAWN.index("ball")


@st.composite
def sprites(draws: st.DrawFn) -> Sprite:
    """Return any drawing anywhere, partly outside too."""
    number = draws(st.integers(0, len(DRAWN) - 1))
    colour = draws(st.integers(0, len(COLOURS) - 1)) if number < len(KINDS) else -1
    x, y = draws(st.integers(-20, SIDE)), draws(st.integers(-20, SIDE))
    return Sprite(number, x, y, colour, draws(st.integers(0, 1)), draws(st.booleans()))


scenes = st.builds(
    Scene,
    st.integers(0, len(PLACES) - 1),
    st.lists(sprites(), min_size=1, max_size=5).map(tuple),
    st.integers(0, 5),
)


@settings(max_examples=40, deadline=None)
@given(scenes)
def test_a_picture_changes_only_where_a_sprite_is_visible_and_there_it_does(scene: Scene) -> None:
    alone = Scene(scene.place, scene.sprites[-1:], scene.variant)
    changed = (alone.without(0).picture() != alone.picture()).any(axis=-1)
    seen = alone.visible()[0]
    assert not changed[seen == 0].any()
    assert changed[seen > 0.5].all()


@settings(max_examples=40, deadline=None)
@given(scenes)
def test_a_region_holds_every_cell_that_a_sprite_covers_by_a_sixteenth_and_no_untouched_one(
    scene: Scene,
) -> None:
    for seen, cells in zip(scene.visible(), scene.cells(), strict=True):
        share = seen.reshape(GRID, CELL, GRID, CELL).sum(axis=(1, 3)).ravel() / CELL**2
        assert cells[share >= COVERED].all()
        assert not cells[share == 0].any()
        assert cells.any() == (seen > 0).any()


@settings(max_examples=40, deadline=None)
@given(scenes)
def test_what_stands_left_has_the_other_at_its_right(scene: Scene) -> None:
    for i in range(len(scene.sprites)):
        for j in range(len(scene.sprites)):
            relation = scene.relation(i, j)
            if i != j and relation is not None:
                assert scene.relation(j, i) == CONVERSE[relation]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(LAYOUTS))
def test_a_region_covers_its_sprite_in_scenes_that_are_drawn(seed: int, layout: str) -> None:
    scene = draw(random.Random(seed), layout)  # type: ignore[arg-type]
    covered, least = [], []
    for seen, cells in zip(scene.visible(), scene.cells(), strict=True):
        inside = seen.reshape(GRID, CELL, GRID, CELL).sum(axis=(1, 3)).ravel()[cells].sum()
        covered.append(inside / seen.sum())
        least.append(0.7 if cells.sum() > 1 else 0.5)  # of what fills no cell by a sixteenth one is taken
        assert cells.mean() < 0.2
    assert (np.array(covered) > least).all()
    assert np.mean(covered) > 0.85


def test_a_sprite_that_is_dragged_changes_its_relations() -> None:
    scene = Scene(0, (Sprite(DOG, 34, 60, 0), Sprite(TREE, 60, 60, 2)))
    assert scene.relation(0, 1) == RELATIONS.index("left")
    assert scene.moved(0, 80, 60).relation(0, 1) == RELATIONS.index("right")
    tall = extent(DOG, 0)[1]
    above = scene.moved(0, 60, 60 - tall)
    assert above.relation(0, 1) == RELATIONS.index("on")
    assert above.relation(1, 0) == RELATIONS.index("under")
    assert scene.moved(0, 60, 5).relation(0, 1) is None, "high above is not on"
    assert scene.moved(0, 5, 60).relation(0, 1) is None, "far away is not beside"


def test_an_agent_does_what_it_touches_and_the_nearest_takes_the_prop() -> None:
    wide = extent(DOG, 0)[0]
    dog, cat = Sprite(DOG, 10, 50, 0), Sprite(NAMES.index("cat"), 70, 50, 1)
    ball = Sprite(BALL, 10 + wide - 3, 55)
    assert Scene(0, (dog, cat, ball)).acting() == ((0, 2, 0),)
    assert Scene(0, (dog, cat, Sprite(BALL, 10 + wide + 10, 55))).acting() == (), "a ball that lies apart"
    assert Scene(0, (Sprite(TREE, 10, 50, 0), cat, ball)).acting() == (), "a tree plays with nothing"


def test_kinds_are_tinted_and_props_are_not() -> None:
    for number in (DOG, TREE):
        bare = Scene(2, ()).picture(LARGE).astype(int)
        for colour, tint in enumerate(TINTS):
            picture = Scene(2, (Sprite(number, 30, 30, colour, 1),)).picture(LARGE).astype(int)
            painted = picture[(picture != bare).any(axis=-1) & (picture.max(axis=-1) > 90)]
            hue = painted.mean(axis=0) - painted.mean()
            nearest = max(range(len(TINTS)), key=lambda c: _cosine(hue, np.array(TINTS[c])))
            assert nearest == colour, (NAMES[number], tint)


def _cosine(hue: np.ndarray, tint: np.ndarray) -> float:
    pure = tint - tint.mean()
    return float(hue @ pure / np.linalg.norm(hue) / np.linalg.norm(pure))


def test_the_small_picture_is_the_average_of_the_large_one() -> None:
    scene = draw(random.Random(1), "objects")
    large = scene.picture(LARGE).astype(float).reshape(SIDE, LARGE, SIDE, LARGE, 3).mean(axis=(1, 3))
    assert np.abs(large - scene.picture()).mean() < 1.5


def test_a_scale_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="scale 1 or 4, not 2"):
        Scene(0, (Sprite(DOG, 5, 5, 0),)).picture(2)
