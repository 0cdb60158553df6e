from __future__ import annotations

import pytest
import torch

from mmfusion.nn.words import WordTokens


def test_a_token_is_its_word_and_its_place_behind_a_cls() -> None:
    torch.manual_seed(0)
    words = WordTokens(words=5, length=4, width=8)
    z = words(torch.tensor([[2, 3], [3, 2]]))
    assert z.shape == (2, 3, 8)
    assert torch.equal(z[0, 0], words.cls)
    assert torch.equal(z[1, 0], words.cls)
    torch.testing.assert_close(z[0, 2] - z[1, 1], words.place[1] - words.place[0])


def test_order_counts() -> None:
    words = WordTokens(words=5, length=4, width=8)
    z = words(torch.tensor([[2, 3], [3, 2]]))
    assert not torch.allclose(z[0].sum(dim=0) - z[0, 1], z[1].sum(dim=0) - z[1, 1])
    assert len({tuple(row.tolist()) for row in words.place.round(decimals=4)}) == 4


def test_a_word_outside_the_vocabulary_is_refused() -> None:
    with pytest.raises(IndexError):
        WordTokens(words=5, length=4, width=8)(torch.tensor([[5]]))
