"""A small masked language model with a second target: the number that each word has.

With M the masked positions of a sentence w, h = h(w with M masked) and numbers c (vokens, or codes),

    L = −1/|M| Σ_{i ∈ M} ln p(w_i | h_i) − λ/N Σ_i ln q(c_i | h_i),

Devlin and others, *BERT*, NAACL 2019; Tan, Bansal, *Vokenization*, EMNLP 2020. The second term knows a number
by nothing but its row of q: renumber all vokens, and with the rows moved along the loss is what it was. What
is in a picture cannot come through it, only which words share one.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from mmfusion.nn.block import Block

UNKNOWN, MASK = 0, 1
"""Numbers of the two entries of a vocabulary that are no words."""
SHARE = 0.15
"""Of the words that are masked."""


class Losses(NamedTuple):
    """The two terms, in nats: of masked words, and of numbers (0 where there are none)."""

    words: Tensor
    numbers: Tensor


class MaskedModel(nn.Module):
    """A transformer that reads a sentence both ways, and tells masked words and the numbers of all words.

    Args:
        words: size of the vocabulary, `UNKNOWN` and `MASK` included.
        numbers: how many vokens or codes there are; 0 for none.
        width: d.
        layers: how many blocks.
        heads: of each block.
        length: words of a sentence at most.

    Example:
        >>> import torch
        >>> from mmfusion.colearning import MaskedModel
        >>> model = MaskedModel(words=20, numbers=5)
        >>> h = model(torch.tensor([[4, 1, 7]]))
        >>> h.shape, model.word_logits(h).shape, model.number_logits(h).shape
        (torch.Size([1, 3, 48]), torch.Size([1, 3, 20]), torch.Size([1, 3, 5]))

    """

    def __init__(
        self,
        words: int,
        numbers: int = 0,
        *,
        width: int = 48,
        layers: int = 2,
        heads: int = 4,
        length: int = 20,
    ) -> None:
        super().__init__()
        self.word = nn.Embedding(words, width)
        self.place = nn.Parameter(0.02 * torch.randn(length, width))
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.bias = nn.Parameter(torch.zeros(words))
        self.numbers = nn.Linear(width, numbers) if numbers else None
        nn.init.normal_(self.word.weight, std=0.1)

    def forward(self, words: Tensor) -> Tensor:
        """Return h `(B, N, d)` of sentences `(B, N)`. Raises RuntimeError for a longer one than `length`."""
        z: Tensor = self.word(words) + self.place[: words.shape[1]]
        for block in self.blocks:
            z = block(z)
        out: Tensor = self.norm(z)
        return out

    def word_logits(self, h: Tensor) -> Tensor:
        """Return logits over words `(..., words)`; the matrix is that of the words themselves."""
        return h @ self.word.weight.T + self.bias

    def number_logits(self, h: Tensor) -> Tensor:
        """Return logits over numbers `(..., numbers)`. Raises ValueError for a model that has none."""
        if self.numbers is None:
            raise ValueError("this model was made without numbers")
        out: Tensor = self.numbers(h)
        return out

    def told(self, h: Tensor) -> Tensor:
        """Return what the model tells of each word: probabilities of numbers, or of words if it has none."""
        logits = self.word_logits(h) if self.numbers is None else self.number_logits(h)
        return logits.softmax(dim=-1)


def masked(words: Tensor, generator: torch.Generator, share: float = SHARE) -> Tensor:
    """Return which positions of sentences `(B, N)` are masked: known words, one of each sentence at least.

    Example:
        >>> import torch
        >>> from mmfusion.colearning.vokenization.masked import masked
        >>> masked(torch.tensor([[0, 5, 0]]), torch.Generator().manual_seed(0)).tolist()
        [[False, True, False]]

    """
    known = words > MASK
    drawn = torch.rand(words.shape, generator=generator)
    least = torch.where(known, drawn, torch.inf).min(dim=1, keepdim=True).values
    return known & ((drawn < share) | (drawn == least))


def losses(model: MaskedModel, words: Tensor, hidden: Tensor, numbers: Tensor | None = None) -> Losses:
    """Return the two terms of a batch.

    Args:
        model: which.
        words: `(B, N)`.
        hidden: `(B, N)`, which of them are masked.
        numbers: `(B, N)`, the voken or code of every word; None to ask for none.

    Example:
        >>> import torch
        >>> from mmfusion.colearning.vokenization.masked import MaskedModel, losses
        >>> model, words = MaskedModel(words=20, numbers=5), torch.tensor([[4, 9, 7]])
        >>> with torch.no_grad():
        ...     _ = model.numbers.weight.zero_(), model.numbers.bias.zero_()  # no idea: ln 5
        >>> round(losses(model, words, words == 9, words % 5).numbers.item(), 4)
        1.6094

    """
    h = model(torch.where(hidden, MASK, words))
    own = functional.cross_entropy(model.word_logits(h[hidden]), words[hidden])
    if numbers is None:
        return Losses(own, torch.zeros(()))
    return Losses(own, functional.cross_entropy(model.number_logits(h).flatten(0, 1), numbers.flatten()))
