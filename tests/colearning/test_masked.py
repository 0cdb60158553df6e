"""The masked language model with numbers: its loss written out, and what that loss cannot know."""

from __future__ import annotations

import math

import pytest
import torch

from mmfusion.colearning import MaskedModel
from mmfusion.colearning.vokenization.masked import MASK, UNKNOWN, losses, masked

WORDS = torch.tensor([[4, 9, 7, 2], [3, 0, 5, 4]])
NUMBERS = torch.tensor([[1, 0, 4, 2], [2, 3, 3, 1]])
HIDDEN = torch.tensor([[False, True, False, True], [True, False, False, False]])


def model(seed: int = 0) -> MaskedModel:
    torch.manual_seed(seed)
    return MaskedModel(words=12, numbers=5)


def test_both_terms_are_mean_negative_log_probabilities() -> None:
    own = model()
    found = losses(own, WORDS, HIDDEN, NUMBERS)
    with torch.no_grad():
        h = own(torch.where(HIDDEN, MASK, WORDS))
        p = own.word_logits(h).softmax(-1)
        q = own.number_logits(h).softmax(-1)
    hidden = [-math.log(p[b, i, WORDS[b, i]]) for b in range(2) for i in range(4) if HIDDEN[b, i]]
    numbers = [-math.log(q[b, i, NUMBERS[b, i]]) for b in range(2) for i in range(4)]
    assert found.words.item() == pytest.approx(sum(hidden) / 3, abs=1e-5)
    assert found.numbers.item() == pytest.approx(sum(numbers) / 8, abs=1e-5)
    assert losses(own, WORDS, HIDDEN).numbers.item() == 0


def test_renumbered_vokens_teach_exactly_the_same() -> None:
    order = torch.tensor([3, 0, 4, 1, 2])  # voken k becomes order[k]
    plain, other = model(), model()
    assert plain.numbers is not None
    assert other.numbers is not None
    with torch.no_grad():
        other.numbers.weight[order] = plain.numbers.weight
        other.numbers.bias[order] = plain.numbers.bias
    gradients = []
    for own, numbers in ((plain, NUMBERS), (other, order[NUMBERS])):
        found = losses(own, WORDS, HIDDEN, numbers)
        (found.words + found.numbers).backward()  # type: ignore[no-untyped-call]
        shared = [p.grad for name, p in own.named_parameters() if not name.startswith("numbers")]
        gradients.append((found.numbers.item(), shared))
    assert gradients[0][0] == pytest.approx(gradients[1][0], abs=1e-6)
    for a, b in zip(gradients[0][1], gradients[1][1], strict=True):
        assert a is not None
        assert b is not None
        assert torch.allclose(a, b, atol=1e-6), "what all arms share learns the same"


def test_a_masked_word_is_not_seen() -> None:
    own = model()
    other = WORDS.clone()
    other[0, 1] = 11
    with torch.no_grad():
        same = [own(torch.where(HIDDEN, MASK, words)) for words in (WORDS, other)]
        assert torch.equal(*same)
        assert not torch.equal(own(WORDS), own(other)), "and unmasked it is"


def test_known_words_alone_are_masked_and_one_of_each_sentence_at_least() -> None:
    drawn = torch.Generator().manual_seed(0)
    words = torch.randint(0, 9, (2000, 12), generator=drawn)
    words[:, 0] = 5
    hidden = masked(words, drawn)
    assert hidden.any(dim=1).all()
    assert not hidden[(words == UNKNOWN) | (words == MASK)].any()
    known = words > MASK
    assert hidden[known].float().mean().item() == pytest.approx(0.15 + 0.85**9 / 9, abs=0.02)


def test_what_is_told_are_numbers_or_else_words() -> None:
    torch.manual_seed(0)
    for own, width in ((model(), 5), (MaskedModel(words=12), 12)):
        told = own.told(own(WORDS))
        assert told.shape == (2, 4, width)
        assert torch.allclose(told.sum(-1), torch.ones(2, 4))
    with pytest.raises(ValueError, match="without numbers"):
        MaskedModel(words=12).number_logits(torch.zeros(1, 48))
