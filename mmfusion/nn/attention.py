"""Multi-head attention: MSA(X) = MCA(X, X) and MCA(X, Y), queries from X, keys and values from Y.

Attention(Q, K, V) = softmax(Q Kᵀ / √d_k) V for each head, concatenated and multiplied by W_O;
with tokens in rows, Q = X W_Q (Vaswani et al., Attention Is All You Need, 2017, §3.2).

W_O has no bias, so that a head switched off contributes exactly nothing, and a layer without heads is its
residual path.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from torch import Tensor, nn
from torch.nn import functional as F


class Attended(NamedTuple):
    """What attention returns: the output `(B, N, d)` and, when asked for, the weights `(B, heads, N, M)`."""

    output: Tensor
    weights: Tensor | None


class Recorded(NamedTuple):
    """What a recorder is given of one call, still in the autograd graph."""

    weights: Tensor
    """`(B, heads, N, M)`, rows that sum to one."""
    scores: Tensor
    """`(B, heads, N, M)`: q kᵀ / √d_k, whose softmax the weights are."""
    value: Tensor
    """`(B, heads, M, d_k)`: what the weights weigh."""
    per_head: Tensor
    """`(B, heads, N, d_k)`: weights @ value, head mask applied, before W_O."""


Recorder = Callable[["MultiHeadAttention", Recorded], None]
_recorder: ContextVar[Recorder | None] = ContextVar("attention_recorder", default=None)


@contextmanager
def recording(recorder: Recorder) -> Iterator[None]:
    """Have every `MultiHeadAttention` called in this block tell `recorder` what it did.

    Holds for this thread (or asyncio task) only and changes no module: networks may be shared. Outside such
    a block the cost is one look-up a call, and PyTorch's fused attention is used.

    Example:
        >>> import torch
        >>> from mmfusion.nn import MultiHeadAttention, recording
        >>> seen = []
        >>> with recording(lambda module, call: seen.append(call.weights)):
        ...     _ = MultiHeadAttention(width=8, heads=2)(torch.ones(1, 4, 8))
        >>> seen[0][0, 0, 0].tolist()  # four tokens that are alike: a quarter each
        [0.25, 0.25, 0.25, 0.25]

    """
    token = _recorder.set(recorder)
    try:
        yield
    finally:
        _recorder.reset(token)


class MultiHeadAttention(nn.Module):
    """Multi-headed self-attention (one argument) or cross-attention (two).

    Args:
        width: d, the width of a token.
        heads: number of heads; d_k = width / heads.
        dropout: share of the attention weights that is dropped in training.

    Raises:
        ValueError: a width that is not a multiple of `heads`.

    Example:
        >>> import torch
        >>> from mmfusion.nn import MultiHeadAttention
        >>> attention = MultiHeadAttention(width=8, heads=2)
        >>> attended = attention(torch.ones(1, 3, 8), torch.ones(1, 5, 8), weights=True)
        >>> attended.output.shape, attended.weights.shape  # three queries, five keys
        (torch.Size([1, 3, 8]), torch.Size([1, 2, 3, 5]))
        >>> attention(torch.ones(1, 3, 8), head_mask=torch.zeros(2)).output.abs().max().item()
        0.0

    """

    def __init__(self, width: int, heads: int, dropout: float = 0.0) -> None:
        super().__init__()
        if heads < 1 or width % heads:
            raise ValueError(f"width {width} must be a multiple of heads {heads}")
        self.heads, self.dropout = heads, dropout
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width, bias=False)
        for layer in (self.query, self.key_value, self.out):
            nn.init.xavier_uniform_(layer.weight)
        nn.init.zeros_(self.query.bias)
        nn.init.zeros_(self.key_value.bias)

    def forward(
        self,
        x: Tensor,
        context: Tensor | None = None,
        *,
        head_mask: Tensor | None = None,
        weights: bool = False,
    ) -> Attended:
        """Attend from `x` `(B, N, d)` to `context` `(B, M, d)`, by default `x` itself.

        Args:
            x: where the queries come from.
            context: where the keys and values come from.
            head_mask: `(heads,)` or `(B, heads)`; each head's contribution is multiplied by its entry
                (0 switches it off).
            weights: whether to return the attention weights; the fused attention is used if not.

        """
        key, value = self.key_value(x if context is None else context).chunk(2, dim=-1)
        query, key, value = self._split(self.query(x)), self._split(key), self._split(value)
        recorder = _recorder.get()
        rate = self.dropout if self.training else 0.0
        scores = seen = None
        if weights or recorder is not None:
            scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
            seen = scores.softmax(dim=-1)  # (B, heads, N, M)
            attended = F.dropout(seen, rate) @ value
        else:
            attended = F.scaled_dot_product_attention(query, key, value, dropout_p=rate)
        if head_mask is not None:
            attended = attended * head_mask.view(-1, self.heads, 1, 1)  # (B, heads, N, d_k)
        if recorder is not None and scores is not None and seen is not None:
            recorder(self, Recorded(seen, scores, value, attended))
        return Attended(self.out(attended.transpose(1, 2).flatten(2)), seen if weights else None)

    def _split(self, x: Tensor) -> Tensor:
        batch, tokens, width = x.shape
        return x.view(batch, tokens, self.heads, width // self.heads).transpose(1, 2)  # (B, heads, N, d_k)
