"""Vokens and codes against sums that are written out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mmfusion.colearning import Codes, Matching, in_context
from mmfusion.colearning.vokenization.matching import CHUNK


def toy(seed: int = 0, sharpness: float = 5.0) -> tuple[Matching, np.ndarray]:
    rng = np.random.default_rng(seed)
    pictures = rng.normal(size=(4, 3)).astype(np.float32)
    pictures /= np.linalg.norm(pictures, axis=1, keepdims=True)
    keys = np.concatenate([in_context(rng.normal(size=(n, 5)), 0.5) for n in (2, 3, 1, 2)])
    owner = np.repeat(np.arange(4), (2, 3, 1, 2))
    return Matching(keys, owner, pictures, sharpness), in_context(rng.normal(size=(6, 5)), 0.5)


def test_a_word_is_seen_beside_the_direction_of_its_sentence() -> None:
    words = np.random.default_rng(0).normal(size=(3, 5))
    seen = in_context(words, 0.5)
    unit = [word / math.sqrt(float(word @ word)) for word in words]
    mean = sum(unit) / 3
    for row, own in zip(seen, unit, strict=True):
        expected = np.concatenate([own, 0.5 * mean / np.linalg.norm(mean)]) / math.sqrt(1.25)
        assert row == pytest.approx(expected, abs=1e-6)
        assert float(row @ row) == pytest.approx(1, abs=1e-5)
    with pytest.raises(ValueError, match="one word at least"):
        in_context(words[:0], 0.5)


def test_what_a_word_looks_like_is_attention_written_out() -> None:
    match, x = toy()
    for row, found in zip(x, match.imagined(x), strict=True):
        weights = [math.exp(5.0 * float(row @ key)) for key in match.keys]
        expected = sum(
            weight * match.pictures[owner] for weight, owner in zip(weights, match.owner, strict=True)
        ) / sum(weights)
        assert found == pytest.approx(expected, abs=1e-5)


def test_the_voken_is_the_picture_of_the_largest_cosine_also_among_some() -> None:
    match, x = toy()
    for among in (None, [0, 2], [3]):
        allowed = range(4) if among is None else among
        for row, found in zip(match.imagined(x), match.best(x, among), strict=True):
            cosines = {j: float(row @ match.pictures[j]) / float(np.linalg.norm(row)) for j in allowed}
            assert found == max(cosines, key=cosines.__getitem__)


def test_a_sharp_matching_takes_the_picture_of_the_nearest_word() -> None:
    match, x = toy(sharpness=1e4)
    nearest = match.owner[(x @ match.keys.T).argmax(axis=1)]
    assert match.best(x).tolist() == nearest.tolist()


def test_many_words_are_matched_as_one_by_one() -> None:
    match, x = toy()
    many = np.tile(x, (CHUNK // 5, 1))
    assert len(many) > CHUNK
    assert match.best(many).tolist() == np.tile(match.best(x), CHUNK // 5).tolist()


def test_a_code_is_the_nearest_centre() -> None:
    x = np.random.default_rng(0).normal(size=(50, 4)).astype(np.float32)
    codes = Codes.of(x, count=7, seed=0)
    expected = [int(np.linalg.norm(codes.centres - row, axis=1).argmin()) for row in x]
    assert codes(x).tolist() == expected
    assert codes(x).tolist() == Codes.of(x, count=7, seed=0)(x).tolist()
