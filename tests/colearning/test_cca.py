"""CCA against scikit-learn, cca-zoo and closed forms, and on data that break it."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmfusion.colearning import CCA
from mmfusion.colearning.views import shuffled
from tests.colearning.shared import halves, views


def correlation(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.array([np.corrcoef(a[:, i], b[:, i])[0, 1] for i in range(a.shape[1])])


def test_places_are_scikit_learns() -> None:
    from sklearn import cross_decomposition

    train, test = halves(views(), 300)
    own = CCA(dimensions=4).fit(train)
    other = cross_decomposition.CCA(n_components=4, max_iter=20_000, tol=1e-12).fit(train["a"], train["b"])
    a, b = other.transform(train["a"], train["b"])
    np.testing.assert_allclose(own.correlations_, correlation(a, b), atol=1e-4)
    for name, theirs in zip("ab", other.transform(test["a"], test["b"]), strict=True):
        ours = own.transform({name: test[name]})[name]
        np.testing.assert_allclose(np.abs(correlation(ours, theirs)), 1.0, atol=1e-4)


@pytest.mark.parametrize("r", [0.0, 0.1, 0.7, 1.0])
def test_regularised_places_are_cca_zoos(r: float) -> None:
    from cca_zoo import linear

    train, test = halves(views(), 300)
    standard = {a: (x - x.mean(0)) / x.std(0, ddof=1) for a, x in train.items()}
    fresh = {a: (x - train[a].mean(0)) / train[a].std(0, ddof=1) for a, x in test.items()}
    own = CCA(dimensions=4, regularisation=r).fit(train)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = linear.RidgeCCA(n_components=4, shrinkage=r).fit([*standard.values()])
    theirs = dict(zip("ab", other.transform([*fresh.values()]), strict=True))
    for name, ours in own.transform(test).items():
        np.testing.assert_allclose(np.abs(correlation(ours, theirs[name])), 1.0, atol=1e-4)
    np.testing.assert_allclose(
        own.correlations(test), np.abs(correlation(theirs["a"], theirs["b"])), atol=1e-4
    )


def test_more_views_are_the_largest_eigenvectors_of_the_sum_of_their_projections() -> None:
    """MAXVAR as generalised CCA: G of the largest eigenvalues of Σ P_i, P_i the projection on view i."""
    found = views(widths=(8, 6, 5))
    own = CCA(dimensions=3).fit(found)
    total = np.zeros((400, 400))
    for x in found.values():
        q = np.linalg.qr(x - x.mean(0))[0]
        total += q @ q.T
    values, vectors = np.linalg.eigh(total)
    np.testing.assert_allclose(own.correlations_, (values[::-1][:3] - 1) / 2, atol=1e-10)
    joint = sum(own.transform(found).values())
    assert isinstance(joint, np.ndarray)
    np.testing.assert_allclose(np.abs(correlation(joint, vectors[:, ::-1][:, :3])), 1.0, atol=1e-8)


def test_a_second_view_twice_changes_no_direction_of_the_first() -> None:
    found = views()
    two = CCA(dimensions=2).fit(found)
    three = CCA(dimensions=2).fit({**found, "c": found["b"]})
    ours, theirs = two.transform(found)["b"], three.transform(found)["b"]
    np.testing.assert_allclose(np.abs(correlation(ours, theirs)), 1.0, atol=1e-6)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 1000))
def test_correlations_do_not_change_with_invertible_maps_of_a_view(seed: int) -> None:
    found = views(n=120, widths=(5, 4), seed=seed)
    rng = np.random.default_rng(seed)
    mixed = {a: x @ (rng.normal(size=(x.shape[1],) * 2)) + 3.0 for a, x in found.items()}
    np.testing.assert_allclose(CCA(4).fit(found).correlations_, CCA(4).fit(mixed).correlations_, atol=1e-6)


def test_places_are_white_in_training() -> None:
    found = views()
    for z in CCA(dimensions=5).fit_transform(found).values():
        np.testing.assert_allclose(np.cov(z.T), np.eye(5), atol=1e-8)
        np.testing.assert_allclose(z.mean(axis=0), 0.0, atol=1e-8)


def test_copies_and_constant_columns_change_nothing() -> None:
    found = views()
    plain = CCA(dimensions=4).fit(found)
    a = found["a"]
    spoiled = {"a": np.hstack([a, a[:, :3], 2 * a[:, :1], np.full((400, 2), 7.3), np.zeros((400, 1))])}
    own = CCA(dimensions=4).fit({**found, **spoiled})
    np.testing.assert_allclose(own.correlations_, plain.correlations_, atol=1e-8)
    ours, theirs = own.transform(spoiled)["a"], plain.transform({"a": a})["a"]
    np.testing.assert_allclose(np.abs(correlation(ours, theirs)), 1.0, atol=1e-8)


def test_scales_from_a_tenthousandth_to_ten_thousand_change_nothing() -> None:
    found = views()
    scaled = {name: x * np.logspace(-4, 4, x.shape[1]) for name, x in found.items()}
    for r in (0.0, 0.3):
        plain, own = CCA(4, regularisation=r).fit(found), CCA(4, regularisation=r).fit(scaled)
        np.testing.assert_allclose(own.correlations_, plain.correlations_, atol=1e-7)
        for name in "ab":
            np.testing.assert_allclose(own.transform(scaled)[name], plain.transform(found)[name], atol=1e-5)
    raw = CCA(4, scale=False).fit(scaled)
    np.testing.assert_allclose(raw.correlations_, CCA(4).fit(found).correlations_, atol=1e-5)


@pytest.mark.parametrize("n", [5, 40, 60])
def test_with_fewer_samples_than_features_it_is_finite_and_says_one(n: int) -> None:
    found = views(n=n, widths=(60, 50))
    own = CCA(dimensions=4).fit(found)
    if n <= 50:
        np.testing.assert_allclose(own.correlations_, 1.0, atol=1e-6)
    assert all(np.isfinite(z).all() for z in own.transform(found).values())
    assert own.dimensions_ == 4


def test_regularised_with_fewer_samples_than_features_is_the_dual() -> None:
    """Against the same problem in the principal components of each view, where it is small."""
    train, test = halves(views(n=100, widths=(80, 70)), 50)
    own = CCA(dimensions=3, regularisation=0.3).fit(train)
    standard = {a: (x - x.mean(0)) / x.std(0, ddof=1) for a, x in train.items()}
    axes = {a: np.linalg.svd(x, full_matrices=False)[2][:49].T for a, x in standard.items()}
    small = CCA(dimensions=3, regularisation=0.3, scale=False)
    small.fit({a: x @ axes[a] for a, x in standard.items()})
    np.testing.assert_allclose(own.correlations_, small.correlations_, atol=1e-8)
    assert own.score(test) > 0.5


def test_true_pairs_hold_outside_of_training_and_shuffled_pairs_do_not() -> None:
    train, test = halves(views(n=700, widths=(100, 90), noise=2.0), 350)
    true, broken = CCA(4).fit(train), CCA(4).fit(shuffled(train))
    assert broken.correlations_[:4].mean() > 0.6
    assert abs(broken.correlations(test).mean()) < 0.1
    assert true.correlations(test).mean() > 0.5


def test_weighting_multiplies_by_a_power_of_the_correlation() -> None:
    found = views()
    plain, own = CCA(3).fit(found), CCA(3, weighting=2.0).fit(found)
    np.testing.assert_allclose(
        own.transform(found)["a"], plain.transform(found)["a"] * plain.correlations_**2
    )


def test_what_does_not_fit_is_refused() -> None:
    found = views(n=20)
    for regularisation in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="from 0 to 1"):
            CCA(regularisation=regularisation).fit(found)
    with pytest.raises(ValueError, match="does not vary"):
        CCA().fit({"a": np.full((5, 2), 0.1), "b": np.eye(5)})
    with pytest.raises(ValueError, match="same samples"):
        CCA().fit([np.eye(3), np.eye(4)])
    with pytest.raises(ValueError, match="2 views"):
        CCA().fit([np.eye(3)])
    own = CCA(2).fit(found)
    with pytest.raises(ValueError, match="not fitted"):
        own.transform({"c": found["a"]})
    with pytest.raises(ValueError, match="12 features"):
        own.transform({"a": found["b"]})
    with pytest.raises(ValueError, match="NaN"):
        own.transform({"a": np.full((2, 12), np.nan)})
