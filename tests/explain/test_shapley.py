"""Exact Shapley values: against every order by hand, their axioms, and on shipped weights."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from mmfusion.cards.subset import Subset, subset_of
from mmfusion.explain.shapley import coalitions, exact, left_out, replaced
from mmfusion.nn.fusion import FusionOutput, FusionTransformer
from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.sounding import ANSWERS
from mmfusion.tasks.sounding.batches import TEST, make_batch, numbered_scene
from mmfusion.tasks.sounding.predictor import load

PLAYERS = ("picture", "sound", "words")
worths = st.lists(st.floats(-10, 10, allow_nan=False), min_size=8, max_size=8)


def game(worth: list[float]) -> dict[Subset, float]:
    return dict(zip(coalitions(PLAYERS), worth, strict=True))


def by_hand(values: Mapping[Subset, float], players: tuple[str, ...]) -> dict[str, float]:
    """The mean over all orders of what each player adds as it comes."""
    found = dict.fromkeys(players, 0.0)
    orders = list(permutations(players))
    for order in orders:
        for i, player in enumerate(order):
            before, after = subset_of(order[:i], players), subset_of(order[: i + 1], players)
            found[player] += (values[after] - values[before]) / len(orders)
    return found


def test_two_modalities_have_four_coalitions_and_three_have_eight() -> None:
    assert coalitions(("a", "b")) == ((), ("a",), ("b",), ("a", "b"))
    assert len(set(coalitions(PLAYERS))) == 8
    with pytest.raises(ValueError, match="no value of nothing, a"):
        exact(("a", "b"), {("b",): 1.0, ("a", "b"): 2.0})


@given(worths)
def test_they_are_the_mean_over_every_order_and_add_up(worth: list[float]) -> None:
    values = game(worth)
    found = exact(PLAYERS, values).shares
    for player, share in by_hand(values, PLAYERS).items():
        assert found[player] == pytest.approx(share, abs=1e-9)
    assert sum(found.values()) == pytest.approx(values[PLAYERS] - values[()], abs=1e-9), "efficiency"


@given(worths, st.floats(-5, 5))
def test_alike_players_get_alike_and_one_that_always_adds_the_same_gets_that(
    worth: list[float], always: float
) -> None:
    rest = dict(zip(coalitions(("picture", "sound")), worth[:4], strict=True))
    rest["sound",] = rest["picture",]  # both alone are worth the same
    with_dummy = {s: rest[tuple(m for m in s if m != "words")] + always * ("words" in s) for s in game(worth)}
    found = exact(PLAYERS, with_dummy).shares
    assert found["picture"] == pytest.approx(found["sound"], abs=1e-9), "symmetry"
    assert found["words"] == pytest.approx(always, abs=1e-9), "dummy"


@given(worths, worths)
def test_the_values_of_a_sum_are_the_sums_of_the_values(one: list[float], other: list[float]) -> None:
    both = exact(
        PLAYERS, {s: np.array([a, b]) for s, a, b in zip(coalitions(PLAYERS), one, other, strict=True)}
    )
    added = exact(PLAYERS, game([a + b for a, b in zip(one, other, strict=True)]))
    for player in PLAYERS:
        assert added.shares[player] == pytest.approx(both.shares[player].sum(), abs=1e-8)


def first(output: FusionOutput, _: Subset) -> Tensor:
    return output.logits["what"][:, 0]


@pytest.mark.parametrize("name", ["early", "mid", "mid-cross", "bottleneck-mid", "late"])
def test_three_modalities_take_eight_passes_that_are_what_the_network_says(name: str) -> None:
    torch.manual_seed(0)
    spec = FusionSpec.named(name, modalities=PLAYERS, width=16, heads=2, layers=3)
    net = FusionTransformer(spec, {"what": 3}).eval()
    tokens = {m: torch.randn(2, n, 16) for m, n in zip(PLAYERS, (5, 4, 3), strict=True)}
    other = {m: torch.randn(1, n, 16) for m, n in zip(PLAYERS, (5, 6, 3), strict=True)}
    asked: list[Subset] = []

    def read(output: FusionOutput, present: Subset) -> Tensor:
        asked.append(present)
        return first(output, present)

    out = left_out(net, tokens, read, [0.25, -0.5])
    assert len(asked) == 7, "and nothing at all is no pass"
    put = replaced(net, tokens, [other], read)
    assert len(asked) == 7 + 8
    assert set(asked[7:]) == {PLAYERS}
    with torch.no_grad():
        pair = net({m: tokens[m] for m in ("picture", "words")}).logits["what"][:, 0]
        mixed = net({**tokens, "sound": other["sound"].expand(2, -1, -1)}).logits["what"][:, 0]
    np.testing.assert_allclose(out.values["picture", "words"], pair, atol=1e-5)
    np.testing.assert_allclose(put.values["picture", "words"], mixed, atol=1e-5)
    assert out.values[()].tolist() == [0.25, -0.5]
    for found in (out, put):
        for row in range(2):
            values = {s: float(v[row]) for s, v in found.values.items()}
            for player, share in by_hand(values, PLAYERS).items():
                assert found.shares[player][row] == pytest.approx(share, abs=1e-6)


def test_several_other_clips_are_averaged_and_all_that_is_missing_comes_from_one_of_them() -> None:
    torch.manual_seed(0)
    net = FusionTransformer(FusionSpec.named("mid", width=16, heads=2), {"what": 3}).eval()
    drawn = [{"visual": torch.randn(1, 5, 16), "audio": torch.randn(1, 4, 16)} for _ in range(4)]
    own, others = drawn[0], drawn[1:]
    found = replaced(net, own, others, first)
    with torch.no_grad():
        alone = [float(net({**other, "visual": own["visual"]}).logits["what"][0, 0]) for other in others]
        none = [float(net(other).logits["what"][0, 0]) for other in others]
    assert found.values["visual",][0] == pytest.approx(np.mean(alone), abs=1e-5)
    assert found.values[()][0] == pytest.approx(np.mean(none), abs=1e-5), "a clip, no mixture of two"
    with pytest.raises(ValueError, match="one clip's tokens or more"):
        replaced(net, own, [], first)


@pytest.mark.parametrize("strategy", ["late", "mid", "mid-cross", "bottleneck-mid"])
def test_a_late_network_adds_nothing_to_side_by_either_sense_and_one_whose_senses_meet_does(
    strategy: str,
) -> None:
    """Shipped weights, test clips of two objects, p(truth): none of late's coalitions knows who sounds."""
    own = load(strategy)
    batch = make_batch([numbered_scene("pair", i, TEST) for i in range(36)])
    truth = batch.labels["side"]

    def read(output: FusionOutput, present: Subset) -> Tensor:
        p = (output.logits["side"] / own.card.temperature(present, "side")).softmax(-1)
        return p.gather(1, truth[:, None])[:, 0]

    with torch.no_grad():
        tokens = own.network.tokens(batch.inputs())
    prior = 1 / len(ANSWERS["side"])
    others = [{m: z.roll(i, 0) for m, z in tokens.items()} for i in (1, 2, 3)]
    out = left_out(own.network.fusion, tokens, read, prior)
    put = replaced(own.network.fusion, tokens, others, read)
    for found in (out, put):
        total = sum(share for share in found.shares.values())
        np.testing.assert_allclose(total, found.values["visual", "audio"] - found.values[()], atol=1e-9)
        mean = {m: share.mean() for m, share in found.shares.items()}
        if strategy == "late":
            assert max(abs(share) for share in mean.values()) < 0.06
        else:
            assert sum(mean.values()) > 0.4
            assert min(mean.values()) > 0.15
    alone = max(abs(out.values[m,].mean() - prior) for m in ("visual", "audio"))
    assert alone < 0.03, "left out, a single sense says no more than the prior"
