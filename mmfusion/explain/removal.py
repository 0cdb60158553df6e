"""The map that needs no theory: each token is removed in turn, and what the answer loses is its score.

Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, ECCV 2014, §4.2, with the token left
out of the sequence where they grey pixels out: nothing unnatural is put in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from mmfusion.nn.device import home
from mmfusion.nn.fusion import FusionOutput, FusionTransformer


@torch.inference_mode()
def removal(
    network: FusionTransformer,
    tokens: Mapping[str, Tensor],
    modality: str,
    score: Callable[[FusionOutput], Tensor],
    rows: int = 64,
) -> Tensor:
    """Return what the score of one example loses without each token of a modality, `(N,)`, CLS left out.

    Args:
        network: any spec.
        tokens: `(1, 1 + N, d)` by modality, CLS first.
        modality: whose tokens go.
        score: output -> `(B,)`; the rows are one example.
        rows: how many passes are run at once.

    Example:
        >>> import torch
        >>> from mmfusion.explain.removal import removal
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("late"), {"event": 13}).eval()
        >>> tokens = {"visual": torch.randn(1, 10, 64), "audio": torch.randn(1, 5, 64)}
        >>> lost = removal(network, tokens, "audio", lambda out: out.modality_logits["event"]["visual"][:, 0])
        >>> lost.abs().lt(1e-5).tolist()  # late: no token of sound counts for the picture's answer
        [True, True, True, True]

    """
    tokens = {m: z.to(home(network)) for m, z in tokens.items()}
    own = tokens[modality][0]
    count = own.shape[0] - 1
    every = torch.arange(count, device=own.device).expand(count, -1)
    others = every[~torch.eye(count, dtype=torch.bool, device=own.device)].view(count, count - 1)
    whole = score(network(tokens))
    found = []
    for kept in others.split(rows):
        left = torch.cat([own[:1].expand(len(kept), 1, -1), own[1:][kept]], dim=1)
        given = {m: z.expand(len(kept), -1, -1) for m, z in tokens.items()} | {modality: left}
        found.append(whole - score(network(given)))
    return torch.cat(found)
