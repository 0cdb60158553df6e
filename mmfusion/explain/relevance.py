"""Gradient-weighted relevance of attention: Ā = E_h[(∇A ⊙ A)⁺] a layer, R ← R + Ā R from R = I.

Chefer, Gur and Wolf, Generic Attention-model Explainability for Interpreting Bi-Modal and Encoder-Decoder
Transformers, ICCV 2021, equations 5 and 6: the rule of self-attention, which holds for all of ours once the
streams are joined into one matrix a layer, since every query's residual path is its own token.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from mmfusion.explain.rollout import read_by_cls
from mmfusion.explain.space import Key, TokenSpace, by_layer
from mmfusion.explain.trace import tracing
from mmfusion.nn.fusion import FusionOutput, FusionTransformer


def propagate(space: TokenSpace, weights: Mapping[Key, Tensor], gradients: Mapping[Key, Tensor]) -> Tensor:
    """Return R `(B, N, N)` of attention and its gradients, `(B, heads, queries, keys)` each.

    Example:
        >>> import torch
        >>> from mmfusion.explain.relevance import propagate
        >>> from mmfusion.explain.space import TokenSpace
        >>> from mmfusion.nn import FusionSpec
        >>> space = TokenSpace(FusionSpec(("audio",), layers=1), (("audio", 2),))
        >>> weights = {(0, "audio"): torch.tensor([[[[0.5, 0.5], [0.0, 1.0]]]])}
        >>> gradients = {(0, "audio"): torch.tensor([[[[1.0, -1.0], [1.0, 1.0]]]])}
        >>> propagate(space, weights, gradients).tolist()  # I + (∇A ⊙ A)⁺
        [[[1.5, 0.0], [0.0, 2.0]]]

    """
    some = next(iter(weights.values()))
    total = torch.eye(space.size).to(some).expand(some.shape[0], -1, -1)
    for layer, parts in enumerate(by_layer(weights)):
        kept = {s: (gradients[layer, s] * w).clamp_min(0).mean(dim=1) for s, w in parts.items()}
        joined, _ = space.joined(layer, kept)
        total = total + joined @ total
    return total


def relevance(
    network: FusionTransformer,
    tokens: Mapping[str, Tensor],
    score: Callable[[FusionOutput], Tensor],
    *,
    head_mask: Mapping[Key, Tensor] | None = None,
) -> Tensor:
    """Return the relevance `(B, N)` of every token to a score, in the order of `TokenSpace`.

    Args:
        network: any spec.
        tokens: `(B, N_i, d)` by modality.
        score: output -> `(B,)`, such as the logit of the answer that is to be explained.
        head_mask: as in `FusionTransformer.forward`.

    Example:
        >>> import torch
        >>> from mmfusion.explain.relevance import relevance
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("late"), {"event": 13}).eval()
        >>> tokens = {"visual": torch.randn(1, 10, 64), "audio": torch.randn(1, 5, 64)}
        >>> scores = relevance(network, tokens, lambda out: out.modality_logits["event"]["visual"][:, 0])
        >>> scores.shape, scores[0, 11:].tolist()  # late: the picture's answer owes nothing to sound
        (torch.Size([1, 15]), [0.0, 0.0, 0.0, 0.0])

    """
    space = TokenSpace.of(network, tokens)
    with torch.enable_grad(), tracing(network) as seen:
        # Without a leaf that asks for gradients a network whose weights are frozen would build no graph.
        leaves = {m: z.detach().requires_grad_() for m, z in tokens.items()}
        wanted = score(network(leaves, head_mask=head_mask)).sum()
        keys = list(seen.weights)
        found = torch.autograd.grad(wanted, [seen.weights[k] for k in keys], allow_unused=True)
    gradients = {
        k: torch.zeros_like(seen.weights[k]) if g is None else g for k, g in zip(keys, found, strict=True)
    }
    weights = {k: w.detach() for k, w in seen.weights.items()}
    return read_by_cls(space, propagate(space, weights, gradients))
