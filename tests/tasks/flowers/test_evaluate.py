from __future__ import annotations

import json

import numpy as np
import pytest

from mmfusion.tasks.flowers import DEEP, GROUPS, HAND_MADE
from mmfusion.tasks.flowers.evaluate import NOISE, SETS, summary
from mmfusion.tasks.flowers.features import FOLDER
from mmfusion.tasks.flowers.triangle import Part, points, slack
from mmfusion.training.splits import Split
from mmfusion.training.weightings import METHODS, Learned, chosen, interval, machine


def test_an_interval_is_students() -> None:
    from scipy.stats import ttest_1samp

    values = np.random.default_rng(0).normal(0.8, 0.02, 10)
    found, expected = interval(values), ttest_1samp(values, 0).confidence_interval(0.95)
    assert found["value"] - found["half"] == pytest.approx(expected.low)
    assert found["value"] + found["half"] == pytest.approx(expected.high)
    with pytest.raises(ValueError, match="two splits"):
        interval([0.5])


def known(n: int = 60, seed: int = 0) -> tuple[np.ndarray, np.ndarray, Split]:
    """Three kinds; one kernel that knows them well, one a little, one not at all."""
    from mmfusion.kernels.base import RBF

    rng = np.random.default_rng(seed)
    y = np.tile(np.arange(3), n // 3)
    parts = [rng.normal(size=(n, 3)) + strength * np.eye(3)[y] for strength in (4.0, 1.0, 0.0)]
    order = np.arange(n)
    return (
        np.stack([RBF().fitted(x)(x) for x in parts]),
        y,
        Split(order[: n // 2], order[n // 2 : 3 * n // 4], order[3 * n // 4 :]),
    )


def test_every_way_to_weight_is_what_it_is_called() -> None:
    kernels, y, split = known()
    found = {method: chosen(method, kernels, y, split) for method in METHODS}
    assert found["best single"].accuracy >= 0.8
    assert found["best single"].weights is None
    assert found["average"].weights == pytest.approx((1 / 3,) * 3)
    first, _, last = found["L1"].weights or ()
    assert first > 0.7 > last
    spread = [
        np.ptp(np.array(found[name].weights) / sum(found[name].weights or ()))
        for name in ("L4/3", "L2", "L4")
    ]
    assert spread == sorted(spread, reverse=True), "the larger p, the more alike the weights"
    with pytest.raises(ValueError, match="no way 'magic'"):
        machine("magic", 1.0)


def test_differences_are_paired_by_split() -> None:
    base = np.array([0.80, 0.84, 0.88])

    def made(gain: float) -> list[Learned]:
        return [Learned(float(b + gain), 1.0, (1.0,)) for b in base]

    raw = {label: {method: made(0.01 if method == "L1" else 0.0) for method in METHODS} for label in SETS}
    raw["with noise"] = {method: made(-0.1 if method == "average" else 0.0) for method in METHODS}
    raw["alone"] = {"lab": made(0.0)}
    found = summary(raw)
    assert found["against average"]["hand-made"]["L1"]["value"] == pytest.approx(0.01)
    assert found["against average"]["hand-made"]["L1"]["half"] == pytest.approx(0, abs=1e-9)
    assert found["accuracy"]["hand-made"]["L1"]["half"] > 0.05
    assert found["lost"]["with noise"]["average"]["value"] == pytest.approx(0.1)


def test_points_are_the_triangle_in_the_order_the_page_reads() -> None:
    found = points(20)
    assert found.shape == (231, 3)
    np.testing.assert_allclose(found.sum(axis=1), 1)
    assert len({tuple(p) for p in found.tolist()}) == 231
    for i, j in ((0, 0), (3, 5), (20, 0), (7, 13)):  # the formula of triangle.js
        assert found[i * 21 - i * (i - 1) // 2 + j].tolist() == [i / 20, j / 20, (20 - i - j) / 20]


def test_a_point_is_as_good_unless_it_is_surely_worse() -> None:
    rng = np.random.default_rng(0)
    best = rng.random(1000) < 0.9
    same, worse = best.copy(), best & (rng.random(1000) < 0.9)
    few = best.copy()
    few[np.flatnonzero(best)[:2]] = False
    right = np.stack([best, same, worse, few])
    alone = slack(right, np.arange(1000), 0)
    assert alone[0] == alone[1] == 0
    assert alone[2] < -0.05
    assert alone[3] >= 0
    # the same pictures decided ten times are no more evidence than once
    repeated = slack(np.tile(right, 10), np.tile(np.arange(1000), 10), 0)
    np.testing.assert_allclose(repeated, alone, atol=1e-9)
    believed = slack(np.tile(right, 10), np.arange(10_000), 0)
    assert believed[3] < 0


def test_a_part_decides_by_the_weights_it_is_given() -> None:
    kernels, y, split = known(120, seed=1)
    part = Part(kernels, y, split)
    good, _ = part.right(np.array([1.0, 0, 0]), 0.1)
    bad, _ = part.right(np.array([0.0, 0, 1]), 0.1)
    assert good.mean() > 0.85
    assert bad.mean() < 0.6
    learned = part.learned("L1")
    assert learned.sum() == pytest.approx(1)
    assert learned[0] > learned[2]


def test_what_is_stored_is_what_the_command_would_write() -> None:
    table = json.loads((FOLDER / "table.json").read_text(encoding="utf-8"))
    triangle = json.loads((FOLDER / "triangle.json").read_text(encoding="utf-8"))
    assert table["splits"] >= 5
    assert set(table["accuracy"]) == {"alone", *SETS}
    assert set(table["accuracy"]["alone"]) == {*HAND_MADE, DEEP}
    for label, (names, noise) in SETS.items():
        assert set(table["accuracy"][label]) == set(METHODS)
        assert all(len(w) == len(names) + noise for w in table["weights"][label].values())
        assert noise in (0, NOISE)
    assert len(triangle["validation"]) == len(triangle["slack"]) == len(triangle["test"]) == 231
    assert int(np.argmax(triangle["validation"])) == triangle["best"]
    assert triangle["slack"][triangle["best"]] >= 0
    assert {len(mark["weights"]) for mark in triangle["marks"].values()} == {len(GROUPS)}
