"""Stills become frames: whole, steady, seeded."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mmfusion.tasks.events.frames import SHAPES, Take, film, plain_take, random_take, reduce_pixels


def _still(width: int = 90, height: int = 64) -> Image.Image:
    x = np.linspace(0, 255, width)[None, :, None]
    y = np.linspace(0, 255, height)[:, None, None]
    return Image.fromarray(
        np.broadcast_to(np.concatenate(np.broadcast_arrays(x, y, x), 2), (height, width, 3)).astype(np.uint8)
    )


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), width=st.integers(20, 200), height=st.integers(20, 200))
def test_any_take_of_any_still_has_its_shape(seed: int, width: int, height: int) -> None:
    rng = np.random.default_rng(seed)
    take = random_take(rng)
    frames = film(_still(width, height), take, (0.0, 0.5, 1.0), rng, background=_still())
    assert frames.shape == (3, *take.shape, 3)
    assert take.shape in SHAPES
    assert frames.dtype == np.uint8


def test_the_same_seed_films_the_same() -> None:
    def once() -> np.ndarray:
        rng = np.random.default_rng(7)
        return film(_still(), random_take(rng), (0.0, 1.0), rng, background=_still())

    assert np.array_equal(once(), once())


def test_a_plain_take_spoils_nothing() -> None:
    take = plain_take(np.random.default_rng(0))
    assert (take.pixels, take.jpeg, take.blur, take.noise, take.inset) == (None, None, 0.0, 0.0, None)


def test_a_pan_moves_what_is_seen() -> None:
    take = Take(zoom=(0.5, 0.5), centre=((0.0, 0.5), (1.0, 0.5)))
    first, last = film(_still(), take, (0.0, 1.0), np.random.default_rng(0))
    assert last[..., 0].mean() > first[..., 0].mean() + 50  # red grows to the right


def test_an_inset_without_background_is_refused() -> None:
    with pytest.raises(ValueError, match="background"):
        film(_still(), Take(inset=0.5), (0.0,), np.random.default_rng(0))


def test_reducing_pixels_keeps_size_and_loses_detail() -> None:
    rng = np.random.default_rng(0)
    frame = rng.integers(0, 255, (120, 160, 3), dtype=np.uint8)
    poor = reduce_pixels(frame, 20)
    assert poor.shape == frame.shape
    assert poor.std() < 0.5 * frame.std()
    assert np.array_equal(reduce_pixels(frame, 200), frame)
