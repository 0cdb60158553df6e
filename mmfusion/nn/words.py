"""Tokens of a sentence: z = [z_cls, e(w_1), …, e(w_N)] + p, one learned vector a word and a place."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mmfusion.nn.codes import waves

AMPLITUDE = 0.7
"""Of the code of order that positions start from: as long as vectors of words, as order says who is where."""


class WordTokens(nn.Module):
    """Numbers of words `(B, N)` -> tokens `(B, 1 + N, width)`, CLS first.

    Args:
        words: size of the vocabulary.
        length: words of a sentence at most.
        width: width d of a token.

    Example:
        >>> import torch
        >>> from mmfusion.nn import WordTokens
        >>> WordTokens(words=85, length=10, width=64)(torch.zeros(2, 10, dtype=torch.long)).shape
        torch.Size([2, 11, 64])

    """

    def __init__(self, words: int, length: int, width: int) -> None:
        super().__init__()
        self.embedding_place = nn.Embedding(words, width)
        self.cls = nn.Parameter(torch.empty(width))
        self.place = nn.Parameter(AMPLITUDE * waves(torch.arange(length), width, 2.0, 4.0 * length))
        nn.init.normal_(self.cls, std=0.02)
        nn.init.normal_(self.embedding_place.weight, std=0.5)

    def forward(self, numbers: Tensor) -> Tensor:
        """Return the tokens. Raises IndexError for a number outside the vocabulary."""
        z = self.embedding_place(numbers.to(self.cls.device)) + self.place[: numbers.shape[1]]
        return torch.cat([self.cls.expand(len(z), 1, -1), z], dim=1)
