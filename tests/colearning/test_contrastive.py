"""Trained heads: what they find, what they record, and that a run can be stopped."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mmfusion.colearning import InfoNCE, Margin, SigLIP
from mmfusion.colearning.contrastive import Contrastive
from mmfusion.colearning.info_nce import COLDEST, HOTTEST
from mmfusion.colearning.views import shuffled
from tests.colearning.shared import halves, views

SMALL = {"dimensions": 6, "hidden": 32, "batch": 64, "steps": 120, "learning_rate": 3e-3}
KINDS = [Margin, InfoNCE, SigLIP]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("hidden", [0, 32])
def test_pairs_are_found_outside_of_training(kind: type[Contrastive], hidden: int) -> None:
    train, test = halves(views(n=500), 400)
    own = kind(**{**SMALL, "hidden": hidden, "learning_rate": 1e-2}).fit(train)
    assert own.score(test) > 0.5  # chance .1
    for z in own.transform(test).values():
        np.testing.assert_allclose(np.linalg.norm(z, axis=1), 1.0, atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_without_pairs_it_is_chance(kind: type[Contrastive]) -> None:
    train, test = halves(views(n=600), 400)
    assert kind(**SMALL).fit(shuffled(train)).score(test) == pytest.approx(10 / 200, abs=0.04)


@pytest.mark.parametrize("kind", [Margin, InfoNCE])
def test_without_negatives_the_clouds_shrink(kind: type[Contrastive]) -> None:
    train, test = halves(views(n=500), 400)
    spread = {}
    for negatives in (True, False):
        z = kind(**{**SMALL, "steps": 300}, negatives=negatives).fit(train).transform(test)["a"]
        spread[negatives] = float(z.var(axis=0).sum())
    assert spread[False] < 0.1 * spread[True]


def test_siglip_without_negatives_is_content_long_before_the_clouds_meet() -> None:
    own = SigLIP(**{**SMALL, "steps": 300}, negatives=False).fit(views())
    assert own.run_.losses[-1] < 0.05 * own.run_.losses[0]
    assert float(own.transform(views())["a"].var(axis=0).sum()) > 0.3


def test_a_run_that_is_stopped_is_the_shorter_run() -> None:
    found = views()
    own = InfoNCE(**SMALL)
    for frame in own.run(found, every=10):
        if frame.step == 40:
            break
    assert own.run_.steps.tolist() == [0, 10, 20, 30, 40]
    assert len(own.run_.losses) == len(own.run_.temperatures) == 40
    short = InfoNCE(**{**SMALL, "steps": 40}).fit(found)
    for name in "ab":
        np.testing.assert_allclose(own.transform(found)[name], short.transform(found)[name], atol=1e-6)


def test_frames_hold_the_places_of_the_watched_samples() -> None:
    found = views()
    own = SigLIP(**SMALL, watched=17)
    places = {}
    for frame in own.run(found, every=60):
        places[frame.step] = own.transform({"a": found["a"][own.run_.watched]})["a"]
    assert own.run_.places("a").shape == (3, 17, 6)
    for found_then, step in zip(own.run_.places("a"), (0, 60, 120), strict=True):
        np.testing.assert_allclose(found_then, places[step], atol=1e-6)
    assert own.run_.frames[-1].share == 1.0


def test_the_first_loss_of_untrained_heads_is_near_ln_batch_where_the_temperature_is_high() -> None:
    own = InfoNCE(**{**SMALL, "steps": 1}, temperature=1.0).fit(views(latent=1, noise=3.0))
    assert own.run_.chance == pytest.approx(math.log(64))
    assert own.run_.losses[0] == pytest.approx(own.run_.chance, abs=0.4)


def test_a_learned_temperature_stays_within_its_limits_and_a_fixed_one_where_it_is() -> None:
    found = views(noise=0.01)
    cold = InfoNCE(**{**SMALL, "learning_rate": 0.3}, temperature=0.012).fit(found)
    assert min(cold.run_.temperatures) >= COLDEST - 1e-6
    assert max(cold.run_.temperatures) <= HOTTEST + 1e-6
    assert len(set(cold.run_.temperatures)) > 5
    for fixed in (InfoNCE(**SMALL, learned=False), InfoNCE(**SMALL, negatives=False)):
        np.testing.assert_allclose(fixed.fit(found).run_.temperatures, 0.07, rtol=1e-5)


@pytest.mark.parametrize("batch", [2, 64])
def test_siglip_begins_at_the_share_of_pairs_in_a_batch(batch: int) -> None:
    own = SigLIP(**{**SMALL, "batch": batch, "steps": 1, "learning_rate": 1e-9}).fit(views())
    assert 1 / (1 + math.exp(-float(own.bias_.detach()))) == pytest.approx(1 / batch)


def test_samples_of_one_group_are_no_negatives() -> None:
    rng = np.random.default_rng(0)
    groups = rng.integers(0, 5, 400)
    samples = rng.normal(size=(5, 8))[groups] + 0.7 * rng.normal(size=(400, 8))
    found = {"a": samples, "b": samples[:, ::-1]}
    blind, told = InfoNCE(**SMALL).fit(found), InfoNCE(**SMALL).fit(found, groups)

    def within(space: InfoNCE) -> float:
        z = space.transform(found)["a"]
        return float(np.mean([z[groups == g].var(axis=0).sum() for g in range(5)]))

    assert within(told) < 0.5 * within(blind)


def test_three_views_meet_in_one_space() -> None:
    train, test = halves(views(n=500, widths=(12, 9, 7)), 400)
    assert InfoNCE(**SMALL).fit(train).score(test) > 0.5


def test_the_same_seed_is_the_same_run_and_leaves_torchs_own_generator_alone() -> None:
    import torch

    torch.manual_seed(1)
    before = torch.random.get_rng_state()
    one, two, other = (InfoNCE(**SMALL, seed=s).fit(views()) for s in (0, 0, 1))
    assert one.run_.losses == two.run_.losses != other.run_.losses
    assert torch.equal(before, torch.random.get_rng_state())


def test_what_makes_no_sense_is_refused() -> None:
    found = views(n=20)
    for wrong in (
        InfoNCE(temperature=0),
        InfoNCE(batch=1),
        InfoNCE(dimensions=0),
        Margin(margin=0),
        SigLIP(hidden=-1),
    ):
        with pytest.raises(ValueError, match=r"must|no negatives|is a width"):
            wrong.fit(found)
    with pytest.raises(ValueError, match="groups"):
        InfoNCE().fit(found, groups=[1, 2])
    with pytest.raises(FloatingPointError, match="lower learning_rate"):
        InfoNCE(**{**SMALL, "learning_rate": float("inf")}).fit(found)
