"""Multi-head attention: MSA(X) = MCA(X, X) and MCA(X, Y), queries from X, keys and values from Y.

Attention(Q, K, V) = softmax(Q Kᵀ / √d_k) V for each head, concatenated and multiplied by W_O;
with tokens in rows, Q = X W_Q (Vaswani et al., Attention Is All You Need, 2017, §3.2).
"""

from __future__ import annotations

import math
from typing import NamedTuple

from torch import Tensor, nn
from torch.nn import functional as F


class Attended(NamedTuple):
    """What attention returns: the output `(B, N, d)` and, when asked for, the weights `(B, heads, N, M)`."""

    output: Tensor
    weights: Tensor | None


class MultiHeadAttention(nn.Module):
    """Multi-headed self-attention (one argument) or cross-attention (two).

    Set `record` to receive the weights of every call without touching the code that calls: it is given the
    module and weights `(B, heads, N, M)`. While nobody asks, PyTorch's fused attention is used.
    """

    def __init__(self, width: int, heads: int, dropout: float = 0.0) -> None:
        super().__init__()
        if width % heads:
            raise ValueError(f"width {width} must be a multiple of heads {heads}")
        self.heads, self.dropout = heads, dropout
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)
        for layer in (self.query, self.key_value, self.out):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(
        self, x: Tensor, context: Tensor | None = None, *, head_mask: Tensor | None = None, weights: bool = False
    ) -> Attended:
        """Attend from `x` `(B, N, d)` to `context` `(B, M, d)`, by default `x` itself.

        Args:
            x: where the queries come from.
            context: where the keys and values come from.
            head_mask: `(heads,)`; each head's contribution is multiplied by its entry (0 switches it off).
            weights: whether to return the attention weights.
        """
        query = self._split(self.query(x))  # (B, heads, N, d_k)
        key, value = (self._split(t) for t in self.key_value(x if context is None else context).chunk(2, dim=-1))
        attended, seen = self._attend(query, key, value, weights)
        if head_mask is not None:
            attended = attended * head_mask.view(1, -1, 1, 1)
        return Attended(self.out(attended.transpose(1, 2).flatten(2)), seen)

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def _attend(self, query: Tensor, key: Tensor, value: Tensor, weights: bool) -> tuple[Tensor, Tensor | None]:
        rate = self.dropout if self.training else 0.0
        if not weights:
            return F.scaled_dot_product_attention(query, key, value, dropout_p=rate), None
        scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
        probabilities = scores.softmax(dim=-1)  # (B, heads, N, M)
        return F.dropout(probabilities, rate) @ value, probabilities
