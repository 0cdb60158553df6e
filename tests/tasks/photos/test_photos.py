"""Words look where their things are: keys, weights, regions, and the figures that ship."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from mmfusion.nn.imagenet import embedded, names, nearest
from mmfusion.tasks.photos import looking
from mmfusion.tasks.photos.commands import TABLE
from mmfusion.tasks.photos.looking import WAYS, Cells, attention, cells, encode, scores


def sure(*classes: str) -> Cells:
    """Return one row of cells, each sure of one class."""
    every = names()
    p = torch.zeros(len(classes), len(every))
    for cell, name in enumerate(classes):
        p[cell, every.index(name)] = 1
    return Cells(1, len(classes), p)


@pytest.mark.parametrize("way", WAYS)
def test_a_word_looks_at_the_cell_whose_class_it_names_and_moves_with_it(way: str) -> None:
    for order in (("tabby", "goldfish", "espresso"), ("espresso", "tabby", "goldfish")):
        weights = attention(scores(sure(*order), encode(["cat", "fish", "coffee"]), way))
        found = [order[int(row.argmax())] for row in weights.reshape(3, -1)]
        assert found == ["tabby", "goldfish", "espresso"]
        assert np.allclose(weights.sum(axis=(1, 2)), 1, atol=1e-5)


def test_a_key_is_the_convex_combination_of_its_names() -> None:
    p = torch.zeros(1, len(names()))
    p[0, 3], p[0, 7] = 0.75, 0.25
    key = 0.75 * embedded()[3] + 0.25 * embedded()[7]
    query = encode(["a dog"])
    expected = float(query[0] @ key / key.norm())
    assert scores(Cells(1, 1, p), query, "combined")[0, 0, 0] == pytest.approx(expected, abs=1e-5)
    each = (query[0] @ embedded().T).clamp(min=0) ** 8
    assert scores(Cells(1, 1, p), query, "compared")[0, 0, 0] == pytest.approx(
        float(0.75 * each[3] + 0.25 * each[7]), abs=1e-7
    )


def test_names_that_ship_are_embedded_by_the_encoder_that_ships() -> None:
    every = names()
    assert len(every) == len(embedded()) == 1000
    some = list(range(0, 1000, 97))
    assert ((encode([every[i] for i in some]) * embedded()[some]).sum(1) > 0.9999).all()


def test_cells_keep_ten_classes_that_sum_to_one() -> None:
    seen = cells(np.random.default_rng(0).integers(0, 255, (60, 80, 3), dtype=np.uint8))
    assert (seen.rows, seen.columns) == (10, 14)
    assert ((seen.probabilities > 0).sum(1) <= looking.BEST).all()
    assert torch.allclose(seen.probabilities.sum(1), torch.ones(140), atol=1e-5)


def test_a_word_without_a_class_is_far_from_every_name() -> None:
    (cat, near), (_, far) = nearest(encode(["goldfish", "sharing"]))
    assert cat == "goldfish"
    assert near > 0.99
    assert far < 0.5


def test_hits_that_ship_are_above_every_null_where_similarities_are_compared() -> None:
    hit = json.loads(TABLE.read_text(encoding="utf-8"))["hit"]["all"]
    assert hit["compared"]["value"] >= 0.33
    for null in ("area", "centre", "other word, compared"):
        assert hit["compared"]["low"] > hit[null]["high"], null
    for null in ("area", "other word, combined"):
        assert hit["combined"]["low"] > hit[null]["high"], null
