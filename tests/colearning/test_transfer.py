from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from mmfusion.colearning import (
    PAIRINGS,
    RidgePath,
    alike,
    choose_classifier,
    choose_encoder,
    denoising_autoencoder,
    labels_needed,
)

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("shape", [(12, 5), (5, 12)])
@pytest.mark.parametrize("penalty", [1e-4, 0.1, 10.0])
def test_the_path_is_scikit_learns_ridge(shape: tuple[int, int], penalty: float) -> None:
    x, t = RNG.normal(size=shape) + 3, RNG.normal(size=(shape[0], 4))
    path = RidgePath(x)
    other = Ridge(alpha=penalty * float(((x - x.mean(0)) ** 2).sum())).fit(x, t)
    new = RNG.normal(size=(6, shape[1]))
    np.testing.assert_allclose(path(t, penalty)(new), other.predict(new), atol=1e-8)


@pytest.mark.parametrize("factor", [1e-4, 1e4])
def test_what_the_path_answers_does_not_depend_on_the_scale_of_x(factor: float) -> None:
    x, t = RNG.normal(size=(20, 6)), RNG.normal(size=(20, 2))
    plain, scaled = RidgePath(x)(t, 0.1), RidgePath(factor * x)(t, 0.1)
    np.testing.assert_allclose(plain(x), scaled(factor * x), rtol=1e-6, atol=1e-9)


def test_constant_and_duplicate_columns_change_nothing_and_one_row_answers_its_target() -> None:
    x, t = RNG.normal(size=(20, 3)), RNG.normal(size=(20, 2))
    wide = np.hstack([x, np.full((20, 2), 7.0)])
    np.testing.assert_allclose(RidgePath(wide)(t, 0.1)(wide), RidgePath(x)(t, 0.1)(x), atol=1e-9)
    assert np.isfinite(RidgePath(np.hstack([x, x]))(t, 1e-5).weight).all()
    np.testing.assert_allclose(RidgePath(x[:1])(t[:1], 0.1)(x), np.repeat(t[:1], 20, axis=0))


def test_pairs_teach_what_the_modalities_share_and_shuffled_pairs_do_not() -> None:
    """Four classes in x, where few labels cannot find them among 200 directions; t tells which."""
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 4, size=900)
    codes = np.eye(4)[truth]
    x = 0.35 * codes @ rng.normal(size=(4, 200)) + 2.0 * rng.normal(size=(900, 200))
    t = codes @ rng.normal(size=(4, 30)) + 0.3 * rng.normal(size=(900, 30))
    pool, held, test = np.arange(500), np.arange(500, 600), np.arange(600, 900)
    labelled = np.concatenate([pool[truth[pool] == c][:3] for c in range(4)])

    def reached(z: np.ndarray) -> float:
        own = choose_classifier(z[labelled], truth[labelled], (z[held], truth[held]), 4).classifier
        return float((own(z[test]).argmax(1) == truth[test]).mean())

    path = RidgePath(x[pool])
    true, _ = choose_encoder(path, t[pool], x[held], t[held])
    shuffled = path(t[rng.permutation(pool)], 0.1)
    assert reached(true(x)) > reached(x) + 0.1
    assert reached(shuffled(x)) < reached(x) + 0.02


def test_the_encoders_penalty_is_the_best_on_validation() -> None:
    x, t = RNG.normal(size=(15, 30)), RNG.normal(size=(15, 3))
    new, other = RNG.normal(size=(40, 30)), RNG.normal(size=(40, 3))
    path, among = RidgePath(x), (1e-4, 1e-2, 1.0, 100.0)
    _, best = choose_encoder(path, t, new, other, among)
    errors = [((path(t, p)(new) - other) ** 2).mean() for p in among]
    assert best == among[int(np.argmin(errors))]


def test_the_autoencoder_is_the_mean_over_all_ways_to_drop() -> None:
    """Of three features there are eight ways; weighted by their probability they are the exact problem."""
    x = RNG.normal(size=(10, 3))
    x -= x.mean(0)
    keep, rows, targets, weights = 0.7, [], [], []
    for kept in np.ndindex(2, 2, 2):
        mask = np.array(kept)
        rows.append(x * mask)
        targets.append(x)
        weights += [math.prod(np.where(mask == 1, keep, 1 - keep))] * len(x)
    root = np.sqrt(np.array(weights))[:, None]
    expected = np.linalg.lstsq(root * np.vstack(rows), root * np.vstack(targets), rcond=None)[0]
    np.testing.assert_allclose(denoising_autoencoder(x, keep, penalty=0).weight, expected, atol=1e-9)


def test_pairings_know_what_they_say() -> None:
    labels = np.repeat(np.arange(5), 40)
    partner = {kind: alike(labels, kind, np.random.default_rng(3)) for kind in PAIRINGS}
    assert (partner["true"] == np.arange(200)).all()
    assert (labels[partner["same class"]] == labels).all()
    assert (partner["same class"] == np.arange(200)).mean() < 0.1
    assert (labels[partner["random"]] == labels).mean() < 0.35
    for own in partner.values():
        assert sorted(own) == list(range(200)), "everyone is somebody's partner once"
    with pytest.raises(ValueError, match="pairings are"):
        alike(labels, "alike", np.random.default_rng(0))  # type: ignore[arg-type]


def test_labels_needed_reads_the_curve_along_the_logarithm() -> None:
    budgets, curve = [1, 2, 5, 10], [0.3, 0.4, 0.39, 0.5]
    assert labels_needed(budgets, curve, 0.4) == 2
    assert labels_needed(budgets, curve, 0.2) == 1
    assert labels_needed(budgets, curve, 0.45) == pytest.approx(math.sqrt(50))
    assert labels_needed(budgets, curve, 0.51) == math.inf
    with pytest.raises(ValueError, match="ascend"):
        labels_needed([1, 1], [0.1, 0.2], 0.1)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="no rows"):
        RidgePath(np.zeros((0, 3)))
    with pytest.raises(ValueError, match="2 targets for 3 rows"):
        RidgePath(np.eye(3))(np.eye(2), 1.0)
    with pytest.raises(ValueError, match="above 0"):
        RidgePath(np.eye(3))(np.eye(3), 0.0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        denoising_autoencoder(np.eye(3), keep=1.0)
