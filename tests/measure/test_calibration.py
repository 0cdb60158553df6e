"""Temperatures against closed forms and properties; calibration errors against known confidence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmfusion.measure.calibration import (
    FLAT,
    Temperature,
    calibration_error,
    expected_calibration_error,
    fit_on_halves,
    fit_temperature,
)
from mmfusion.measure.metrics import cross_entropy, softmax, two_way_weights

rng = np.random.default_rng(0)
seeds = st.integers(0, 2**32 - 1)


def answered(seed: int, sureness: float = 1.5) -> tuple[np.ndarray, np.ndarray]:
    """Logits of 200 examples of four classes, and truths drawn from what they say."""
    draw = np.random.default_rng(seed)
    logits = sureness * draw.normal(size=(200, 4))
    return logits, np.array([draw.choice(4, p=p) for p in softmax(logits)])


def test_temperature_undoes_a_known_scale() -> None:
    logits = 2.0 * rng.normal(size=(20_000, 3))
    targets = np.array([rng.choice(3, p=p) for p in softmax(logits)])
    assert fit_temperature(3.0 * logits, targets).value == pytest.approx(3.0, rel=0.05)


@given(st.integers(2, 60), st.integers(1, 29), st.floats(0.05, 500))
def test_the_temperature_of_two_classes_is_the_margin_over_the_log_odds(
    right: int, wrong: int, margin: float
) -> None:
    """All say the same by the same margin m: σ(m / T) is the share that is right."""
    if wrong >= right:
        right, wrong = wrong + 1, right
    targets = np.array([0] * right + [1] * wrong)
    found = fit_temperature(np.array([[margin, 0.0]] * len(targets)), targets)
    expected = margin / np.log(right / wrong)
    if expected > margin / FLAT:
        assert found.limit
    else:
        assert found == Temperature(pytest.approx(expected, rel=1e-6))


@given(seeds, st.floats(1e-3, 1e3))
def test_a_temperature_scales_with_its_logits_over_any_range(seed: int, scale: float) -> None:
    logits, targets = answered(seed)
    one, other = fit_temperature(logits, targets), fit_temperature(scale * logits, targets)
    if not one.limit:
        assert other == Temperature(pytest.approx(scale * one.value, rel=1e-6))


@given(seeds, st.sampled_from([0.05, 0.5, 0.9, 1.1, 2.0, 20.0]))
def test_no_other_temperature_has_a_smaller_cross_entropy(seed: int, factor: float) -> None:
    logits, targets = answered(seed)
    best = fit_temperature(logits, targets).value
    assert cross_entropy(logits, targets, best) <= cross_entropy(logits, targets, factor * best) + 1e-12


@given(seeds, st.floats(1e-3, 1e3))
def test_without_an_error_the_network_is_never_made_surer_than_it_is(seed: int, scale: float) -> None:
    """The cross-entropy falls for ever as T does: an end of a range would be taken for an optimum."""
    logits = scale * np.random.default_rng(seed).normal(size=(50, 5))
    assert fit_temperature(logits, logits.argmax(axis=1)) == Temperature(1.0, "no error")


@given(seeds, st.floats(1e-2, 1e3))
def test_answers_no_better_than_chance_are_made_equal_and_said_to_be(seed: int, scale: float) -> None:
    """Every truth as often behind as ahead: the cross-entropy falls for ever as T grows."""
    z = scale * np.random.default_rng(seed).normal(size=(40, 2))
    logits, targets = np.repeat(z, 2, axis=0), np.tile([0, 1], 40)
    found = fit_temperature(logits, targets)
    assert found.limit == "no better than chance"
    p = softmax(logits, found.value)
    assert np.abs(np.log(p[:, 0]) - np.log(p[:, 1])).max() <= FLAT + 1e-12


@given(seeds, seeds, st.integers(1, 5))
def test_halves_weigh_the_same_however_many_examples_they_have(one: int, other: int, times: int) -> None:
    clean, spoiled = answered(one), answered(other, 0.7)
    more = (np.tile(spoiled[0], (times, 1)), np.tile(spoiled[1], times))
    assert fit_on_halves(clean, more).value == pytest.approx(fit_on_halves(clean, spoiled).value, rel=1e-6)


def test_what_spoiled_examples_show_is_heard_where_clean_ones_hold_no_error() -> None:
    """Always right when clean, in four of five when spoiled, and as sure of both: nine tenths it is."""
    logits = np.array([[6.0, 0.0]] * 10)
    clean, spoiled = np.zeros(10, dtype=int), np.array([0] * 8 + [1] * 2)
    assert fit_temperature(logits, clean).limit == "no error"
    found = fit_on_halves((logits, clean), (logits, spoiled))
    assert found.limit == ""
    assert softmax(logits, found.value)[0, 0] == pytest.approx(0.9)


def test_nothing_held_out_is_refused() -> None:
    with pytest.raises(ValueError, match="held-out"):
        fit_temperature(np.zeros((0, 3)), np.zeros(0, dtype=int))


def test_calibration_error_of_a_calibrated_model_is_small_and_of_a_sure_one_large() -> None:
    p = softmax(rng.normal(size=(20_000, 3)))
    targets = np.array([rng.choice(3, p=row) for row in p])
    assert expected_calibration_error(p, targets) < 0.02
    sure = np.eye(3)[p.argmax(axis=1)]
    assert expected_calibration_error(sure, targets) > 0.3


@given(seeds)
def test_calibration_error_is_the_gap_of_each_bin_by_hand(seed: int) -> None:
    p = softmax(answered(seed)[0])
    targets = answered(seed)[1]
    confidence, right = p.max(axis=1), p.argmax(axis=1) == targets
    total = 0.0
    for low in np.arange(15) / 15:
        inside = (confidence >= low) & (confidence < low + 1 / 15) | ((low > 0.93) & (confidence == 1))
        if inside.any():
            total += abs(right[inside].mean() - confidence[inside].mean()) * inside.mean()
    assert expected_calibration_error(p, targets) == pytest.approx(total, abs=1e-9)


def test_the_interval_of_a_calibration_error_holds_it_as_often_as_it_says() -> None:
    """Confidence .9, right in .75: the error is .15. Of 200 draws of 400 about 95 % hold it."""
    draw, held = np.random.default_rng(5), 0
    p = np.tile([0.9, 0.1], (400, 1))
    weights = two_way_weights([str(i) for i in range(400)], None, draws=400)
    for _ in range(200):
        found = calibration_error(p, (draw.random(400) > 0.75).astype(int), weights)
        held += found.low <= 0.15 <= found.high
    assert 180 <= held <= 198


def test_a_calibration_error_of_groups_is_less_certain_than_of_as_many_single_examples() -> None:
    """Ten examples of a group stand and fall together: the interval is √10 as wide."""
    draw = np.random.default_rng(6)
    targets = np.repeat((draw.random(300) > 0.7).astype(int), 10)
    p = np.tile([0.9, 0.1], (3000, 1))
    groups, single = ([str(i // size) for i in range(3000)] for size in (10, 1))
    wide = calibration_error(p, targets, two_way_weights(groups, None))
    narrow = calibration_error(p, targets, two_way_weights(single, None))
    assert wide.value == narrow.value
    assert (wide.high - wide.low) / (narrow.high - narrow.low) == pytest.approx(np.sqrt(10), rel=0.12)
