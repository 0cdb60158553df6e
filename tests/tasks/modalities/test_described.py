"""True modalities: what is an item, what is in its splits, and what its distances compare."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from mmfusion.tasks.modalities.described import BLOCK, chi_square, kept, small, squared
from mmfusion.tasks.modalities.events import paired, spectrogram
from mmfusion.tasks.modalities.names import cosine_distances, name_distances
from mmfusion.tasks.packs import PackError


def test_descriptions_are_computed_once_and_anew_for_other_items(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MMFUSION_CACHE", str(tmp_path))
    asked: list[int] = []

    def describer() -> object:
        def of(at: int) -> dict[str, np.ndarray]:
            asked.append(at)
            return {"twice": np.array([2.0 * at], dtype=np.float32)}

        return of

    first = kept("numbers", ["a", "b", "c"], describer, asked_nothing)  # type: ignore[arg-type]  # a test's own
    again = kept("numbers", ["a", "b", "c"], describer, asked_nothing)  # type: ignore[arg-type]
    assert asked == [0, 1, 2]
    assert set(first) == set(again) == {"twice"}
    np.testing.assert_array_equal(again["twice"], [[0], [2], [4]])
    kept("numbers", ["a", "b"], describer, asked_nothing)  # type: ignore[arg-type]
    assert asked == [0, 1, 2, 0, 1]


def asked_nothing(line: str) -> None:
    """Be told of progress, and forget it."""


def test_chi_square_is_that_of_shares() -> None:
    rng = np.random.default_rng(0)
    values = rng.random((6, 9)).astype(np.float32)
    shares = values / values.sum(axis=1, keepdims=True)
    found = chi_square(values)
    expected = [[np.sum((a - b) ** 2 / (a + b)) for b in shares] for a in shares]
    np.testing.assert_allclose(found, expected, atol=1e-5)
    np.testing.assert_allclose(chi_square(7 * values), found, atol=1e-5)


def test_half_of_the_distances_is_computed_and_all_are_there() -> None:
    from sklearn.metrics.pairwise import additive_chi2_kernel

    shares = np.random.default_rng(1).dirichlet(np.ones(4), 2 * BLOCK + 30).astype(np.float32)
    np.testing.assert_allclose(chi_square(shares), -additive_chi2_kernel(shares), atol=1e-5)


def test_scales_are_the_training_items_alone() -> None:
    rng = np.random.default_rng(0)
    values = rng.normal(size=(30, 4)).astype(np.float32) * np.array([1, 10, 100, 0], dtype=np.float32)
    train = np.arange(20)
    found = squared(values, train)
    assert np.isfinite(found).all(), "a feature that does not vary counts for nothing"
    scaled = values[:, :3] / values[train, :3].std(axis=0)
    np.testing.assert_allclose(found[3, 25], np.sum((scaled[3] - scaled[25]) ** 2), rtol=1e-4)
    moved = values.copy()
    moved[25:] *= 50
    np.testing.assert_allclose(squared(moved, train)[:20, :20], found[:20, :20], rtol=1e-5)


def test_a_large_picture_is_made_small_and_a_small_one_left_alone() -> None:
    assert small(np.zeros((100, 320, 3), dtype=np.uint8)).shape == (50, 160, 3)
    picture = np.zeros((64, 64, 3), dtype=np.uint8)
    assert small(picture) is picture


def test_cosine_distances_are_half_the_squares_of_unit_vectors() -> None:
    vectors = np.array([[1, 0], [3, 0], [0, 2], [-1, 0], [0, 0]], dtype=np.float32)
    found = cosine_distances(vectors)
    np.testing.assert_allclose(found[0, :4], [0, 0, 1, 2], atol=1e-6)
    np.testing.assert_allclose(found[4, :4], 0.5, atol=1e-6)


def test_names_are_compared_by_letters_words_and_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    from mmfusion.tasks.modalities import names

    vectors = {"cat": [1.0, 0.1], "kitten": [1.0, 0.2], "cats": [0.0, 1.0], "train": [-1.0, 0.3]}
    monkeypatch.setattr(
        names, "glove", lambda: {w: np.array(v, dtype=np.float32) for w, v in vectors.items()}
    )
    said = ["black cat", "cats", "kitten", "train", "black train"]
    found = name_distances(said, np.arange(5))
    assert found["letters"][0, 1] < 1, "cat and cats share letters"
    assert found["words"][0, 1] == pytest.approx(1), "and no word"
    assert found["words"][0, 4] < 1
    assert found["meaning"][0, 2] < 0.02 < found["meaning"][0, 3]
    other = name_distances(said, np.arange(3))
    assert other["words"][3, 4] == pytest.approx(0.5), "train is no word that training names have"


def test_pairs_share_kind_and_fold_and_use_every_member_about_as_often() -> None:
    first = {(0, 1): [10, 11, 12, 13], (0, 2): [14], (1, 1): [20]}
    second = {(0, 1): [5, 6], (0, 2): [7, 8], (2, 1): [9]}
    one, other, kinds, folds = paired(first, second, each=3)
    assert one.tolist() == [10, 11, 12, 14, 14]
    assert other.tolist() == [5, 6, 5, 7, 8]
    assert kinds.tolist() == [0] * 5
    assert folds.tolist() == [1, 1, 1, 2, 2]


def test_a_spectrogram_does_not_hear_the_gain() -> None:
    rng = np.random.default_rng(0)
    wave = (0.2 * rng.normal(size=64000)).astype(np.float32)
    loud, quiet = spectrogram(wave), spectrogram(wave / 8)
    assert loud.shape[0] == 128
    assert loud.max() == 1
    assert loud.min() >= 0
    np.testing.assert_allclose(quiet, loud, atol=1e-3)


@pytest.mark.pack
def test_items_of_the_packs_are_what_is_said() -> None:
    from mmfusion.tasks.events.pictures import pictures
    from mmfusion.tasks.events.recordings import recordings
    from mmfusion.tasks.modalities import caltech, emoji, events

    if not os.environ.get("MMFUSION_DATA"):
        pytest.skip("needs the packs")
    try:
        every = emoji.emoji()
        kinds = [kind for _, kind in caltech.pictures()]
        one, other, targets, folds = events.pairs()
    except PackError as error:
        pytest.skip(str(error))
    assert 1400 <= len(every) <= 1450
    assert {e.group for e in every} == set(emoji.GROUPS)
    assert len({e.hexcode for e in every}) == len(every)
    assert np.unique(kinds, return_counts=True)[1].tolist() == [31] * 101
    assert set(targets.tolist()) == set(range(13))
    stills, sounds = pictures(), recordings()
    assert all(stills[i].target == sounds[j].target == t for i, j, t in zip(one, other, targets, strict=True))
    assert all(sounds[j].fold == fold for j, fold in zip(other, folds, strict=True))
    assert {(int(t), int(f)) for t, f in zip(targets, folds, strict=True)} == {
        (t, f) for t in range(13) for f in range(1, 6)
    }
