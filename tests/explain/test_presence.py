"""Removed tokens: the score without them, occlusion, sampled Shapley values, and Captum's."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from mmfusion.explain.maps import preference
from mmfusion.explain.occlusion import losses, occlusion
from mmfusion.explain.presence import FloatArray, Presence, windows
from mmfusion.explain.removal import removal
from mmfusion.explain.sampling import chains, orders_of, shapley_sampling
from mmfusion.tasks.sounding.batches import TEST, make_batch, numbered_scene
from mmfusion.tasks.sounding.network import SoundingNetwork
from mmfusion.tasks.sounding.predictor import load
from tests.explain.test_trace import NAMES, network, tokens

SCORE = preference("what", 0)


def captum_asks(value: Presence) -> object:
    """The forward function of Captum for which an input is the mask of what is there."""

    def forward(masks: Tensor) -> Tensor:
        return torch.from_numpy(value(masks.numpy() > 0.5)).float()

    return forward


def held(value: Presence, groups: list[np.ndarray]) -> Tensor:
    """Captum's feature mask: the group of every token."""
    mask = np.zeros(value.size, dtype=np.int64)
    for number, group in enumerate(groups):
        mask[group] = number
    return torch.from_numpy(mask)[None]


@pytest.mark.parametrize("name", NAMES)
def test_masks_of_any_numbers_of_tokens_are_passes_without_them(name: str) -> None:
    net = network(name)
    whole = tokens(net)
    value = Presence(net, whole, SCORE, rows=3)
    masks = np.random.default_rng(0).random((20, value.size)) < 0.5
    masks[0], masks[1] = True, False
    with torch.no_grad():
        for mask, found in zip(masks, value(masks), strict=True):
            left = {
                m: torch.cat([z[:, :1], z[:, 1:][:, mask[value.span(m)]]], dim=1) for m, z in whole.items()
            }
            assert found == pytest.approx(float(SCORE(net(left))), abs=1e-5)
    with pytest.raises(ValueError, match="masks must be"):
        value(masks[:, 1:])


@pytest.mark.parametrize("name", ["mid", "bottleneck-mid", "late"])
def test_occlusion_by_single_tokens_is_removal(name: str) -> None:
    net = network(name)
    whole = tokens(net)
    value = Presence(net, whole, SCORE)
    single = windows((value.size,), (1,), (1,))
    found = value.by_modality(occlusion(value, single, value.size))
    for m in whole:
        np.testing.assert_allclose(found[m], removal(net, whole, m, SCORE), atol=1e-5)


@pytest.mark.parametrize(("size", "stride"), [((1, 2), (1, 1)), ((2, 2), (1, 2)), ((2, 3), (2, 2))])
def test_occlusion_and_ablation_are_captums(size: tuple[int, int], stride: tuple[int, int]) -> None:
    from captum.attr import FeatureAblation, Occlusion  # its import takes a second and more

    net = network("mid")
    whole = {m: torch.randn(1, 1 + n, 16) for m, n in (("visual", 12), ("audio", 4))}
    value = Presence(net, whole, SCORE)
    grid = (4, 4)  # all tokens as one grid: Captum knows no other
    forward = captum_asks(value)
    there = torch.ones(1, *grid)
    theirs = Occlusion(lambda masks: forward(masks.flatten(1))).attribute(there, size, stride, baselines=0)
    slid = windows(grid, size, stride)
    np.testing.assert_allclose(occlusion(value, slid, 16), theirs.flatten(), atol=1e-5)
    groups = windows(grid, (2, 2), (2, 2))
    theirs = FeatureAblation(forward).attribute(
        torch.ones(1, 16), baselines=0, feature_mask=held(value, groups)
    )
    np.testing.assert_allclose(occlusion(value, groups, 16), theirs[0], atol=1e-5)


def test_a_window_that_sticks_out_is_cut_and_groups_hold_every_token_once() -> None:
    groups = windows((8, 4, 6), (2, 1, 4), (2, 1, 4), start=5)
    together = np.concatenate(groups)
    assert sorted(together.tolist()) == list(range(5, 5 + 8 * 4 * 6))
    assert {len(group) for group in groups} == {8, 4}
    with pytest.raises(ValueError, match="no window"):
        windows((3,), (0,), (1,))


@pytest.mark.parametrize("name", ["early", "mid-cross", "bottleneck", "late"])
def test_sampled_values_are_captums_on_the_same_orders(name: str) -> None:
    from captum.attr import ShapleyValueSampling

    net = network(name)
    value = Presence(net, tokens(net), SCORE)
    groups = [np.array(group) for group in ([0, 2], [1], [3, 4], [5, 6])]
    orders = orders_of(len(groups), 6, seed=3)
    captum = ShapleyValueSampling(captum_asks(value))

    def drawn(features: int, samples: int) -> Iterator[list[int]]:
        assert (features, samples) == (len(groups), len(orders))
        yield from orders.tolist()

    captum.permutation_generator = drawn
    theirs = captum.attribute(
        torch.ones(1, value.size), baselines=0, feature_mask=held(value, groups), n_samples=len(orders)
    )[0]
    found = shapley_sampling(value, groups, value.size, orders)
    for group, share in zip(groups, found.values, strict=True):
        np.testing.assert_allclose(theirs[group], share, atol=1e-5)
    again = shapley_sampling(value, groups, value.size, orders=6, seed=3)
    np.testing.assert_array_equal(again.values, found.values)


@given(st.lists(st.floats(-5, 5, allow_nan=False), min_size=16, max_size=16))
def test_all_orders_give_the_exact_values_and_any_orders_add_up(worth: list[float]) -> None:
    groups = [np.array([i]) for i in range(4)]

    def value(masks: np.ndarray) -> FloatArray:
        return np.array([worth[int(sum(2**i for i in np.flatnonzero(mask)))] for mask in masks])

    every = np.array(list(permutations(range(4))))
    exact = shapley_sampling(value, groups, 4, every)
    by_hand = np.zeros(4)
    for order in every:
        there = np.zeros(4, dtype=bool)
        for i in order:
            before = value(there[None])[0]
            there[i] = True
            by_hand[i] += (value(there[None])[0] - before) / len(every)
    np.testing.assert_allclose(exact.values, by_hand, atol=1e-9)
    few = shapley_sampling(value, groups, 4, orders=2)
    assert few.values.sum() == pytest.approx(worth[15] - worth[0], abs=1e-9)
    assert few.change == pytest.approx(worth[15] - worth[0], abs=1e-9)


def test_the_error_is_that_of_the_mean_over_orders() -> None:
    """Pairs of many estimates from few orders: their spread is what each says of itself."""
    weights = np.random.default_rng(1).standard_normal((6, 6))
    groups = [np.array([i]) for i in range(6)]

    def value(masks: np.ndarray) -> FloatArray:  # triples, so that an order and its reverse differ
        x = masks.astype(float)
        return np.einsum("ri,rj,ij,rj->r", x, x, weights, x[:, ::-1])

    found = [shapley_sampling(value, groups, 6, orders=8, seed=seed) for seed in range(300)]
    spread = np.stack([one.values for one in found]).std(axis=0)
    said = np.sqrt(np.mean([one.errors**2 for one in found], axis=0))
    np.testing.assert_allclose(said, spread, rtol=0.2, atol=1e-9)
    assert np.isnan(shapley_sampling(value, groups, 6, orders=2).errors).all()


def test_what_cannot_be_sampled_is_refused() -> None:
    with pytest.raises(ValueError, match="even"):
        orders_of(3, 5)
    with pytest.raises(ValueError, match="in two groups"):
        shapley_sampling(lambda masks: masks[:, 0].astype(float), [np.array([0, 1]), np.array([1])], 2)


def test_tokens_in_no_group_are_always_there() -> None:
    masks = chains(orders_of(2, 2), [np.array([1]), np.array([3])], 4)
    assert masks[:, :, [0, 2]].all()
    assert masks[:, 0].sum() == 2 * 2


def shipped(strategy: str) -> tuple[SoundingNetwork, Presence]:
    net = load(strategy).network
    with torch.no_grad():
        given = net.tokens(make_batch([numbered_scene("pair", 3, TEST)]).inputs())
        answer = int(net.fusion(given).logits["side"].argmax())
    return net, Presence(net.fusion, given, preference("side", answer))


@pytest.mark.parametrize("strategy", ["mid", "bottleneck-mid"])
def test_of_shipped_weights_values_add_up_and_losses_are_passes_without_the_group(strategy: str) -> None:
    net, value = shipped(strategy)
    groups = [
        *windows((8, 4, 6), (8, 2, 2), (8, 2, 2)),
        *windows((4, 16), (4, 4), (4, 4), start=value.counts["visual"]),
    ]
    ends = value(np.array([[True] * value.size, [False] * value.size]))
    found = shapley_sampling(value, groups, value.size, orders=4)
    assert found.values.sum() == pytest.approx(ends[0] - ends[1], abs=1e-4)
    assert found.of_tokens(groups, value.size).sum() == pytest.approx(ends[0] - ends[1], abs=1e-4)
    whole, lost = losses(value, groups, value.size)
    keep = {"visual": torch.tensor([i for i in range(192) if i not in set(groups[0].tolist())])}
    with torch.no_grad():
        without = net(make_batch([numbered_scene("pair", 3, TEST)]).inputs(), keep)
    assert whole - lost[0] == pytest.approx(float(value.score(without)), abs=1e-4)
