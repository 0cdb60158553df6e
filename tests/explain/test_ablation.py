from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import torch

from mmfusion.explain.ablation import (
    Head,
    can_go,
    curve,
    each_without,
    heads_of,
    least_needed_first,
    masks_without,
)
from mmfusion.explain.faithfulness import curves, order_of, random_orders
from tests.explain.test_trace import NAMES, network, tokens


@pytest.mark.parametrize("name", NAMES)
def test_groups_in_one_batch_answer_as_one_by_one(name: str) -> None:
    net = network(name)
    given = tokens(net)
    heads = heads_of(net)
    assert len(heads) == 2 * len(net.attentions())
    groups = [[], [heads[0]], list(heads[:3]), list(heads)]
    together = each_without(net, given, groups).logits["what"]
    for row, group in zip(together, groups, strict=True):
        alone = net(given, head_mask=masks_without(net, group)).logits["what"][0]
        torch.testing.assert_close(row, alone)
    torch.testing.assert_close(together[0], net(given).logits["what"][0])
    assert not torch.allclose(together[0], together[-1])


def test_without_any_head_no_token_hears_another() -> None:
    net = network("early")
    given = tokens(net)
    other = {**given, "audio": given["audio"] + 1.0}
    other["audio"][:, 0] = given["audio"][:, 0]
    off = masks_without(net, heads_of(net))
    torch.testing.assert_close(net(given, head_mask=off).logits, net(other, head_mask=off).logits)


def test_a_head_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="no head 7 in layer 0 of 'visual'"):
        masks_without(network("visual"), [Head(0, "visual", 7)])


def test_how_many_heads_can_go_is_read_off_the_curve_before_its_first_fall() -> None:
    heads = [Head(0, "visual", n) for n in range(4)]
    costs = dict(zip(heads, (0.3, 0.0, 0.5, 0.1), strict=True))
    order = least_needed_first(heads, lambda gone: sum(costs[h] for h in gone))
    assert [h.number for h in order] == [1, 3, 0, 2]
    values = curve(order, lambda gone: 1 - sum(costs[h] for h in gone))
    np.testing.assert_allclose(values, [1, 1, 0.9, 0.6, 0.1])
    assert [can_go(values, loss) for loss in (0.0, 0.15, 0.5, 2.0)] == [1, 2, 3, 4]
    assert can_go(np.array([0.9, 0.8, 0.95]), 0.01) == 0, "a later rise does not count"


def test_heads_are_chosen_beside_those_that_went_before() -> None:
    one, twin, other = (Head(0, "visual", n) for n in range(3))

    def cost(gone: Sequence[Head]) -> float:  # twins: either can go, not both
        return 1.0 * (one in gone and twin in gone) + 0.2 * (other in gone)

    assert least_needed_first([one, twin, other], cost) == [one, other, twin]


def test_deletion_and_insertion_run_from_whole_to_bare_and_back() -> None:
    net = network("mid")
    given = tokens(net)

    def score(output):  # type: ignore[no-untyped-def]
        return output.logits["what"][:, 0]

    orders = random_orders(3, 4)
    assert sorted(orders[0].tolist()) == [0, 1, 2, 3]
    found = curves(net, given, "visual", orders, score, steps=4)
    whole = score(net(given)).item()
    bare = score(net({**given, "visual": given["visual"][:, :1]})).item()
    np.testing.assert_allclose(found.deletion[:, 0], whole, atol=1e-5)
    np.testing.assert_allclose(found.deletion[:, -1], bare, atol=1e-5)
    np.testing.assert_allclose(found.insertion[:, 0], bare, atol=1e-5)
    np.testing.assert_allclose(found.insertion[:, -1], whole, atol=1e-5)
    first = orders[1][0]
    left = given["visual"][:, [i for i in range(5) if i != first + 1]]
    np.testing.assert_allclose(found.deletion[1, 1], score(net({**given, "visual": left})).item(), atol=1e-5)
    only = given["visual"][:, [0, first + 1]]
    np.testing.assert_allclose(found.insertion[1, 1], score(net({**given, "visual": only})).item(), atol=1e-5)


def test_areas_are_means_over_the_curve() -> None:
    from mmfusion.explain.faithfulness import Curves

    deletion, insertion = Curves(np.array([[1.0, 0.5, 0.0]]), np.array([[0.0, 1.0, 1.0]])).areas()
    assert deletion.tolist() == [0.5]
    assert insertion.tolist() == [0.75]
    assert order_of(np.array([0.1, 0.9, 0.9, 0.5])).tolist() == [1, 2, 3, 0]
