from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mmfusion.explain.cost import (
    WAYS,
    Shape,
    Way,
    cost,
    counted,
    crossover,
    networks,
    saved_by_bottlenecks,
)
from mmfusion.explain.timing import exponent, layer_times, machine, recorded, way_name, way_times

COURSE = {"text": 100, "image": 196}
"""The lecture's example: n = 296."""


def of(way: Way, counts: dict[str, int] = COURSE, **changes: int) -> tuple[int, int, int]:
    asked = {"layers": 1, "fusion_layer": 0, "width": 768, "heads": 12} | changes
    return cost(way, counts, Shape(**asked))


def test_the_courses_example_saves_four_tenths_of_the_pairs_and_nothing_of_the_layer() -> None:
    shared, through = (
        cost("self", COURSE, Shape(1, 0, 768)),
        cost("bottleneck", COURSE, Shape(1, 0, 768, bottlenecks=4)),
    )
    assert shared.attention == 2 * 296**2 * 768
    assert shared.rest == 12 * 296 * 768**2
    assert through.attention == 2 * (104**2 + 200**2) * 768
    assert through.attention / shared.attention == pytest.approx(0.58, abs=0.005)
    assert through.total / shared.total == pytest.approx(1.0, abs=0.005)
    assert shared.total - through.total == saved_by_bottlenecks(COURSE, 4, 768)


def test_every_encoder_on_all_tokens_costs_as_many_times_as_there_are_modalities() -> None:
    three = {"visual": 30, "audio": 20, "text": 10}
    once, often = of("self", three), of("twice", three)
    assert tuple(often) == tuple(3 * part for part in once)
    late, half = of("late", three, layers=4, fusion_layer=2), of("twice", three, layers=4, fusion_layer=2)
    layer = of("twice", three)
    assert half[0] == late[0] // 2 + 2 * layer[0]
    assert half[1] == late[1] // 2 + 2 * layer[1]


@given(some.integers(2, 600), some.integers(2, 600), some.sampled_from([16, 64, 256]), some.integers(1, 64))
def test_order_of_the_ways(first: int, second: int, width: int, bottlenecks: int) -> None:
    counts = {"visual": first, "audio": second}
    found = {way: cost(way, counts, Shape(3, 1, width, bottlenecks)) for way in WAYS}
    assert found["late"].total < found["self"].total < found["twice"].total
    assert found["late"].attention < found["bottleneck"].attention
    assert found["self"].attention == found["cross"].attention, "as many pairs"
    assert found["cross"].rest > found["self"].rest, "keys and values of all tokens once a stream"
    saved = found["self"].total - found["bottleneck"].total
    assert saved == 2 * saved_by_bottlenecks(counts, bottlenecks, width)


@given(some.integers(1, 300))
def test_attention_overtakes_the_rest_at_the_crossover(width: int) -> None:
    n = crossover(4 * width)
    at = cost("late", {"visual": n}, Shape(1, 1, 4 * width))
    assert at.attention == at.rest
    before = cost("late", {"visual": n - 1}, Shape(1, 1, 4 * width))
    assert before.attention < before.rest


def test_memory_is_that_of_the_weights_of_the_largest_layer() -> None:
    assert of("self")[2] == 12 * 296**2 * 4
    assert of("late")[2] == 12 * (100**2 + 196**2) * 4
    assert of("bottleneck", layers=2, fusion_layer=1)[2] == 12 * (104**2 + 200**2) * 4
    with pytest.raises(ValueError, match="way must be one of"):
        of("telepathy")  # type: ignore[arg-type]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("fusion_layer", [0, 2])
def test_torch_counts_what_the_formula_says(way: Way, fusion_layer: int) -> None:
    for counts in (COURSE, {"visual": 13, "audio": 7, "text": 5}):
        shape = Shape(3, fusion_layer, 24, bottlenecks=2, heads=4)
        assert counted(way, counts, shape) == cost(way, counts, shape).total


def test_a_layer_is_timed_and_its_growth_is_a_power() -> None:
    times = list(layer_times(16, 2, 2.0, tokens=(8, 16)))
    assert [n for n, _ in times] == [8, 16]
    assert all(seconds > 0 for _, seconds in times)
    assert exponent([10, 20, 40], [3.0, 12.0, 48.0]) == pytest.approx(2.0)
    assert "torch" in machine()
    with pytest.raises(ValueError, match="two lengths"):
        exponent([10], [1.0])


def test_a_recorded_run_is_found_by_what_was_timed(tmp_path: Path) -> None:
    counts, shape = {"visual": 5, "audio": 4}, Shape(2, 1, 16, 2, 2, 2.0)
    times = dict(way_times(counts, shape))
    assert set(times) == set(WAYS)
    assert min(times.values()) > 0
    path = tmp_path / "cost.json"
    assert recorded(path) == {}
    path.write_text(json.dumps({"machine": "a test", "ways": {way_name(counts, shape): times}}))
    assert recorded(path)["ways"][way_name(counts, shape)] == times
    assert way_name(counts, shape) != way_name(counts, replace(shape, bottlenecks=4))


def test_what_is_timed_is_what_is_counted() -> None:
    counts, shape = {"visual": 5, "audio": 4}, Shape(3, 1, 16, 2, 2, 2.0)
    (before, once), (after, twice) = networks("twice", counts, shape)
    assert (once, twice) == (1, 2)
    assert before.spec.layers + after.spec.layers == shape.layers
    ((whole, times),) = networks("bottleneck", counts, shape)
    assert (whole.spec.bottlenecks, times) == (2, 1)
