"""Two views of pairs in space, and how often partners are found."""

from __future__ import annotations

import numpy as np
import pytest

from mmfusion.figures import DARK, LIGHT, joint_space, retrieval


def test_every_pair_has_its_thread_and_names_stand_by_the_second_view() -> None:
    rng = np.random.default_rng(0)
    places = {"visual": rng.normal(size=(5, 3)), "text": rng.normal(size=(5, 3))}
    figure = joint_space(places, list("abcde"), LIGHT, named=2)
    threads, visual, text = figure.data
    for i in range(5):
        assert threads.x[3 * i : 3 * i + 2] == (places["visual"][i, 0], places["text"][i, 0])
        assert threads.x[3 * i + 2] is None
    assert list(text.text) == ["a", "b", "", "", ""]
    assert list(visual.hovertext) == list("abcde")
    assert (visual.marker.color, text.marker.color) == (LIGHT.mark("visual"), LIGHT.mark("text"))
    with pytest.raises(ValueError, match="5 places"):
        joint_space({"visual": rng.normal(size=(5, 2)), "text": places["text"]}, list("abcde"))


def test_retrieval_draws_values_intervals_and_chance_and_controls_hollow() -> None:
    figure = retrieval({"CCA": (0.41, 0.38, 0.45), "ridge": (0.39, 0.3, 0.4)}, 0.03, DARK, ["ridge"])
    (dots,) = figure.data
    assert dots.x == (0.41, 0.39)
    np.testing.assert_allclose(dots.error_x.array, [0.04, 0.01])
    np.testing.assert_allclose(dots.error_x.arrayminus, [0.03, 0.09])
    assert list(dots.marker.color) == [DARK.ink, DARK.page]
    assert figure.layout.shapes[0].x0 == 0.03
    assert [a.text for a in figure.layout.annotations] == [".41", ".39"]
