"""Ridge against scikit-learn, and the control that knows no pairs."""

from __future__ import annotations

import numpy as np
import pytest

from mmfusion.colearning import Ridge, Unaligned
from mmfusion.colearning.views import Standard, shuffled
from tests.colearning.shared import halves, views


@pytest.mark.parametrize("n", [300, 8])
def test_the_map_is_scikit_learns(n: int) -> None:
    from sklearn.linear_model import Ridge as Other

    train, test = halves(views(n=n + 50), n)
    own = Ridge(alpha=3.0).fit(train)
    standard = {a: Standard(x) for a, x in train.items()}
    other = Other(alpha=3.0).fit(standard["a"](train["a"]), standard["b"](train["b"]))
    places = own.transform(test)
    np.testing.assert_allclose(places["a"], other.predict(standard["a"](test["a"])), atol=1e-8)
    np.testing.assert_array_equal(places["b"], standard["b"](test["b"]))


def test_true_pairs_are_found_and_shuffled_or_unaligned_ones_only_by_chance() -> None:
    train, test = halves(views(n=600), 400)
    chance = 10 / 200
    assert Ridge().fit(train).score(test) > 0.5
    assert Ridge().fit(shuffled(train)).score(test) == pytest.approx(chance, abs=0.04)
    assert Unaligned(8).fit(train).score(test) == pytest.approx(chance, abs=0.04)


def test_unaligned_places_do_not_hang_on_signs_that_a_decomposition_leaves_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = views(n=80)
    places = Unaligned(4).fit(found).transform(found)
    svd = np.linalg.svd

    def turned(x: np.ndarray, **how: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        u, s, v = svd(x, **how)
        return -u, s, -v

    monkeypatch.setattr(np.linalg, "svd", turned)
    for name, own in Unaligned(4).fit(found).transform(found).items():
        np.testing.assert_allclose(own, places[name])


def test_any_view_can_be_aimed_at() -> None:
    found = views(widths=(6, 5, 7))
    own = Ridge(target="b").fit(found)
    assert {name: z.shape[1] for name, z in own.transform(found).items()} == dict.fromkeys("abc", 5)
    with pytest.raises(ValueError, match="aim at"):
        Ridge(target="z").fit(found)
    with pytest.raises(ValueError, match="positive"):
        Ridge(alpha=0).fit(found)


def test_a_sequence_has_names_by_its_order() -> None:
    found = [*views().values()]
    assert list(Ridge().fit_transform(found)) == ["view 1", "view 2"]
