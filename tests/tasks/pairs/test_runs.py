"""Runs over pairs: what is watched is held out, what is drawn is turned alone, photographs are found."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from mmfusion.nn.minilm import load_encoder
from mmfusion.tasks.pairs import pairs
from mmfusion.tasks.pairs.evaluate import both, figures
from mmfusion.tasks.pairs.photographs import FOLDER, PICTURES, TILE, parts, photographs
from mmfusion.tasks.pairs.principal import Principal
from mmfusion.tasks.pairs.recorded import WAYS, as_recorded, recorded
from mmfusion.tasks.pairs.runs import METHODS, WITH_PICTURE, Setting, looked_at, seen, shown, space, watch


def test_components_are_of_the_training_rows_and_keep_angles() -> None:
    rng = np.random.default_rng(0)
    train = rng.normal(size=(50, 6)) * np.array([9, 5, 3, 1, 1, 1])
    own = Principal({"a": train}, components=6)
    z = own({"a": train})["a"]
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=1e-9)
    covariance = z.T @ z / len(z)
    np.testing.assert_allclose(covariance, np.diag(np.diag(covariance)), atol=1e-8)
    assert np.trace(covariance) == pytest.approx(6)
    other = rng.normal(size=(4, 6))
    centred = other - train.mean(axis=0)
    gram = own({"a": other})["a"] @ own({"a": other})["a"].T
    np.testing.assert_allclose(gram / gram[0, 0], centred @ centred.T / (centred[0] @ centred[0]), atol=1e-8)


def test_what_is_shown_is_held_out() -> None:
    found, split = looked_at()
    rows = split.test[shown()]
    assert [found.names[i] for i in rows[: len(WITH_PICTURE)]] == list(WITH_PICTURE)
    assert not set(rows.tolist()) & {*split.train.tolist(), *split.validation.tolist()}
    assert len(set(rows.tolist())) == len(rows)


def test_a_run_is_seen_before_its_first_step_and_stops_when_nobody_asks() -> None:
    small = Setting(batch=16)
    own = space(small, steps=30)
    frames = []
    for frame in watch(small, own, every=10):
        frames.append(frame)
        if frame.step == 20:
            break
    assert [frame.step for frame in frames] == [0, 10, 20]
    assert len(frames[-1].losses) == len(own.run_.losses) == 20
    np.testing.assert_allclose(np.linalg.norm(frames[-1].places["text"], axis=1), 1, atol=1e-5)


def test_settings_that_are_not_offered_are_refused() -> None:
    with pytest.raises(ValueError, match="batch is one of"):
        Setting(batch=63)
    with pytest.raises(ValueError, match="method is one of"):
        Setting("cca")


def test_what_ships_shows_what_the_page_says() -> None:
    for method in METHODS:
        runs = {way: recorded(method, way) for way in WAYS}
        chance = 10 / len(looked_at()[1].test)
        assert runs["plain"].figures["recall"].max() > 2 * chance
        assert runs["shuffled"].figures["recall"][-1] < 2 * chance
        lone = runs["no negatives"]
        assert lone.losses[-20:].mean() < 0.02 * lone.losses[0], "the loss goes to 0"
        np.testing.assert_allclose(np.linalg.norm(runs["plain"].places["visual"], axis=2), 1, atol=0.02)


def test_a_space_is_turned_as_a_whole() -> None:
    frames = list(watch(Setting(batch=16), space(Setting(batch=16), steps=10)))
    plain, turned = as_recorded(frames), as_recorded(frames, recorded("infonce"))
    for a, b in ((plain.places["text"], plain.places["visual"]), (plain.places["text"],) * 2):
        assert a.shape == b.shape
    first = np.einsum("fnc,fmc->fnm", plain.places["visual"], plain.places["text"])
    second = np.einsum("fnc,fmc->fnm", turned.places["visual"], turned.places["text"])
    np.testing.assert_allclose(first, second, atol=1e-4)


def test_more_than_three_dimensions_are_drawn_by_components_whose_share_is_said() -> None:
    rng = np.random.default_rng(0)
    z = {name: rng.normal(size=(len(looked_at()[1].test), 8)) for name in ("visual", "text")}
    run = as_recorded([seen(z)])
    assert not run.sphere
    assert 0.3 < run.variance < 0.6  # three of eight equal ones


def test_figures_of_a_perfect_and_of_a_collapsed_space() -> None:
    rng = np.random.default_rng(0)
    z = rng.normal(size=(40, 5))
    perfect = figures({"visual": z, "text": z})
    assert perfect["R@1, name to picture"] == 1
    assert perfect["alignment"] == pytest.approx(0)
    assert perfect["gap"] == pytest.approx(0)
    one = {"visual": np.ones((40, 5)), "text": np.ones((40, 5))}
    assert both(one) == pytest.approx(10 / 40), "where all are one, chance"
    assert figures(one)["spread"] == pytest.approx(0)
    assert figures(one)["uniformity"] == pytest.approx(0)


def test_photographs_are_shared_out_by_name_alone() -> None:
    names = [f"{i}.jpg" for i in range(1000)]
    train, validation, test = parts(names)
    assert sorted([*train, *validation, *test]) == list(range(1000))
    again = parts(names[::-1])
    assert {names[i] for i in test} == {names[::-1][i] for i in again[2]}


def test_a_sentence_finds_its_kind_of_photograph() -> None:
    found = photographs()
    encode = load_encoder().encode
    for text, word in (("a man surfing on a wave", "surf"), ("a dog with a frisbee", "dog")):
        z = found.place("text", encode([text]).numpy())[0]
        first = np.argsort(-(found.places["visual"] @ z))[:5]
        assert any(word in found.sentences[i].lower() for i in first)
    with Image.open(io.BytesIO((FOLDER / PICTURES).read_bytes())) as atlas:
        assert atlas.size[0] == 12 * TILE[0]
    assert len(found.pictured) == 84
    assert len(pairs()) > len(found.sentences) == 413
