"""The pre-norm encoder block, y = MSA(LN(z)) + z, z' = MLP(LN(y)) + y, and what asks another modality."""

from __future__ import annotations

from torch import Tensor, nn

from mmfusion.nn.attention import MultiHeadAttention


class Block(nn.Module):
    """One transformer layer; with a `context` its queries come from `z`, keys and values from `context`.

    Example:
        >>> import torch
        >>> from mmfusion.nn import Block
        >>> z = torch.zeros(1, 3, 8)
        >>> Block(width=8, heads=2)(z, torch.zeros(1, 5, 8)).shape  # as many tokens as ask
        torch.Size([1, 3, 8])

    """

    def __init__(self, width: int, heads: int, mlp_ratio: float = 2.0, dropout: float = 0.0) -> None:
        super().__init__()
        hidden = int(width * mlp_ratio)
        self.norm_attention = nn.LayerNorm(width)
        self.attention = MultiHeadAttention(width, heads, dropout)
        self.norm_mlp = nn.LayerNorm(width)
        self.mlp = nn.Sequential(
            nn.Linear(width, hidden), nn.GELU(), nn.Dropout(dropout), nn.Linear(hidden, width)
        )
        self.drop = nn.Dropout(dropout)

    def forward(self, z: Tensor, context: Tensor | None = None, *, head_mask: Tensor | None = None) -> Tensor:
        """Return the next layer's tokens `(B, N, d)` of `z` `(B, N, d)`.

        `context` `(B, M, d)`, normalised by the same LayerNorm, stands in for `z` as keys and values;
        `head_mask` is that of `MultiHeadAttention`.
        """
        context = None if context is None else self.norm_attention(context)
        y: Tensor = z + self.drop(self.attention(self.norm_attention(z), context, head_mask=head_mask).output)
        after: Tensor = y + self.drop(self.mlp(self.norm_mlp(y)))
        return after


class Asking(nn.Module):
    """Cross-attention with its residual path: y = z + MCA(LN(z), LN(c)), queries from z, keys from c alone.

    Example:
        >>> import torch
        >>> from mmfusion.nn import Asking
        >>> Asking(width=8, heads=2)(torch.zeros(1, 3, 8), torch.zeros(1, 5, 8)).shape  # three ask five
        torch.Size([1, 3, 8])

    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.norm, self.norm_context = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = MultiHeadAttention(width, heads)

    def forward(self, z: Tensor, context: Tensor, *, head_mask: Tensor | None = None) -> Tensor:
        """Return `z` `(B, N, d)` with what its tokens found in `context` `(B, M, d)` added.

        Several examples in a row may share a context: `(S, M, d)` with B a multiple of S is asked by B / S
        each.
        """
        asked = self.norm(z).reshape(
            len(context), -1, z.shape[-1]
        )  # (S, B / S · N, d): queries know no other
        found = self.attention(asked, self.norm_context(context), head_mask=head_mask).output
        y: Tensor = z + found.reshape(z.shape)
        return y
