"""What is imagined, against brute force; and that the controls are what they are called."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mmfusion.measure.retrieval import cosine, csls
from mmfusion.tasks.imagine import (
    COLOURS,
    ColourDraw,
    amounts,
    commands,
    figures_of,
    histograms,
    imagined,
    names,
    sounds,
)
from mmfusion.tasks.imagine.colours import ARMS, BUDGETS, NAME
from mmfusion.tasks.pairs import pairs


def toy(seed: int, n: int = 40, more: int = 30) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    text = rng.normal(size=(n + more, 5))
    return {"text": text, "visual": text + rng.normal(size=text.shape)}


@pytest.mark.parametrize("seed", range(4))
def test_figures_of_places_are_counted_one_by_one(seed: int) -> None:
    z, n = toy(seed), 40
    unit = {name: x / np.linalg.norm(x, axis=1, keepdims=True) for name, x in z.items()}
    every = [[float(unit["visual"][i] @ unit["text"][j]) for j in range(70)] for i in range(n)]
    first = [max(range(n), key=every[i].__getitem__) for i in range(n)]
    of_all = [max(range(70), key=every[i].__getitem__) for i in range(n)]
    ten = [sorted(range(n), key=lambda j, i=i: -every[i][j])[:10] for i in range(n)]
    sure = sorted(range(n), key=lambda i: -every[i][first[i]])[: n // 10]
    found = names.figures(z, n)
    assert found["R@1"] == pytest.approx(np.mean([first[i] == i for i in range(n)]))
    assert found["R@10"] == pytest.approx(np.mean([i in ten[i] for i in range(n)]))
    assert found["R@1, all names"] == pytest.approx(np.mean([of_all[i] == i for i in range(n)]))
    assert found["first is a training name"] == pytest.approx(np.mean([j >= n for j in of_all]))
    assert found["largest hub"] == max(sum(j in row for row in ten) for j in range(n))
    assert found["surest tenth wrong"] == pytest.approx(np.mean([first[i] != i for i in sure]))
    assert found["wrong"] == pytest.approx(1 - found["R@1"])


def test_the_map_in_view_never_learned_from_what_is_held_out() -> None:
    own, every = imagined(), pairs()
    assert not set(own.held) & set(own.learned)
    assert not set(every.tied[own.held]) & set(every.tied[own.learned])


@pytest.mark.parametrize("words", ["minilm", "glove"])
def test_nearest_names_are_the_nearest_and_csls_reorders_them(words: Any) -> None:
    own = imagined(words)
    z = own.places
    for everything in (False, True):
        among = own.among[everything]
        s = cosine(z["visual"][own.held], z["text"][among])
        for corrected, worth in ((False, s), (True, csls(s))):
            for item in (0, 17, len(own.held) - 1):
                found = own.names(item, everything, corrected, k=4)
                best = sorted(range(len(among)), key=lambda j, row=worth[item]: -row[j])
                assert found.rows.tolist() == among[best[:4]].tolist()
                np.testing.assert_allclose(found.cosines, s[item, best[:4]])
                assert found.rank == best.index(item) + 1


def test_a_typed_name_of_an_emoji_imagines_what_the_emoji_does() -> None:
    own, every = imagined(), pairs()
    row = int(own.held[5])
    vector = every.views["text"][row]
    np.testing.assert_allclose(own.colour(vector), own.colours[row], atol=1e-9)
    found = own.pictures(vector, everything=True, k=3)
    s = cosine(own.places["text"][row][None], own.places["visual"][own.among[True]])[0]
    assert found.rows.tolist() == own.among[True][np.argsort(-s)[:3]].tolist()


@pytest.mark.parametrize(
    ("name", "colour"),
    [("tomato", "red"), ("lemon", "yellow"), ("broccoli", "green"), ("eggplant", "purple"),
     ("blue heart", "blue"), ("elephant", "grey"), ("pig face", "pink"), ("teddy bear", "brown"),
     ("tangerine", "orange")],
)  # fmt: skip
def test_a_drawing_has_the_colour_that_everybody_sees(name: str, colour: str) -> None:
    shares, coloured = histograms()
    row = pairs().names.index(name)
    assert coloured[row]
    assert COLOURS[int(shares[row].argmax())] == colour
    assert shares[row].sum() == pytest.approx(1.0)


def test_lines_and_ground_are_no_colour() -> None:
    shares, coloured = histograms()
    row = pairs().names.index("footprints")
    assert not coloured[row] or shares[row, COLOURS.index("grey")] > 0.9


@pytest.fixture(scope="module")
def draw() -> ColourDraw:
    return ColourDraw(seed=0)


def test_accuracy_is_the_mean_over_classes(draw: ColourDraw) -> None:
    y, test = draw.labels, draw.split.test
    constant = y[test] == COLOURS.index("grey")  # who always says grey
    assert draw._mean_over_classes(constant) == pytest.approx(1 / len(COLOURS))
    assert constant.mean() > 0.2


def test_classes_are_even_where_they_teach(draw: ColourDraw) -> None:
    own = draw._even(draw.split.train)
    assert len(set(np.bincount(draw.labels[own]).tolist())) == 1
    assert set(own) == set(draw.split.train), "and nobody is left out"


def test_an_imagined_histogram_is_ridge_of_the_unlabelled_pairs_alone(draw: ColourDraw) -> None:
    """A test drawing painted over changes nothing that is imagined."""
    painted = draw.real.copy()
    painted[draw.split.test] = np.eye(len(COLOURS))[0]
    np.testing.assert_array_equal(draw.imagined(draw.real), draw.imagined(painted))


def test_imagining_helps_and_its_controls_do_not(draw: ColourDraw) -> None:
    reached = {arm: draw.reached(arm, budget=2) for arm in ARMS}
    assert reached["real"] > 0.9 > 0.5 > reached["imagined"] > reached[NAME] + 0.03
    assert max(reached["with shuffled"], reached["with random"]) < reached[NAME] + 0.02
    with pytest.raises(ValueError, match="arms are"):
        draw.seen("nothing")
    with pytest.raises(ValueError, match="colour or group"):
        ColourDraw(seed=0, target="size")


def test_pixels_are_the_drawings_at_32() -> None:
    small, large = amounts.pixels(), amounts.drawings()
    assert small.shape == (len(pairs()), 32 * 32 * 3)
    np.testing.assert_allclose(small.mean(axis=1), large.mean(axis=(1, 2, 3)) / 255, atol=0.07)


def test_what_is_stored_is_what_one_split_reaches() -> None:
    """Of the map from all pairs: within three intervals of the mean over splits."""
    every, stored = pairs(), figures_of()["pairs"]["picture to name"]["R@10"]
    split = every.split(0)
    text = every.views["text"].astype(float)
    for kind, x in ((amounts.DEEP, every.views["visual"].astype(float)), (amounts.RAW, amounts.pixels())):
        own = amounts.found(x, text, split.train, split.validation, split.test, split.train)
        told = stored[kind][-1]
        assert own[0] == pytest.approx(told["value"], abs=3 * (told["high"] - told["value"]) + 0.02)


def test_the_narrowest_tenth_is_what_is_judged() -> None:
    from mmfusion.tasks.digits.joint import Judged

    rng = np.random.default_rng(0)
    right, certainty = rng.random(200) < 0.6, rng.normal(size=200)
    found = sounds.judged(Judged(right, ~right, right, certainty))
    surest = sorted(range(200), key=lambda i: -certainty[i])[:20]
    assert found["surest tenth wrong"] == pytest.approx(np.mean([not right[i] for i in surest]))
    pairs_of = [(certainty[i], certainty[j]) for i in np.flatnonzero(right) for j in np.flatnonzero(~right)]
    assert found["certainty, AUROC"] == pytest.approx(np.mean([a > b for a, b in pairs_of]))
    assert found["gain"] == pytest.approx(right.mean() - (~right).mean())


def test_the_table_has_every_arm_with_intervals_on_five_splits_or_ten() -> None:
    found = figures_of()
    assert found["names"]["splits"] == found["digits"]["seeds"] == 5
    assert found["pairs"]["splits"] == found["colours"]["splits"] == 10
    for own in found["names"]["minilm"]["methods"].values():
        assert (
            own["figures"]["R@10"]["low"] <= own["figures"]["R@10"]["value"] <= own["figures"]["R@10"]["high"]
        )
    assert set(found["colours"]["minilm"]["figures"]) == set(ARMS)
    assert found["colours"]["budgets"] == list(BUDGETS)
    tables = [
        commands.of_names(found["names"]),
        commands.of_amounts(found["pairs"]),
        *commands.of_colours(found["colours"]),
        commands.of_digits(found["digits"]),
    ]
    assert all(len({len(row) for row in rows}) == 1 for rows in tables)


def test_shuffled_pairs_are_at_chance_and_true_ones_far_above() -> None:
    own = figures_of()["names"]["minilm"]
    chance = 10 / np.mean(own["held out"])
    assert own["methods"]["ridge, shuffled pairs"]["figures"]["R@10"]["high"] < 2 * chance
    assert own["methods"]["ridge"]["figures"]["R@10"]["low"] > 10 * chance
