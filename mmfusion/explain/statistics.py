"""One number a head: where its attention goes, and how spread it is, from a trace.

entropy   mean over queries of −Σ_j w_j ln w_j / ln M, 1 where all M keys get the same
a → b     mean over the queries of stream a of the weight on the keys of stream b
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mmfusion.explain.ablation import Head
from mmfusion.explain.trace import AttentionTrace

FloatArray = NDArray[np.float64]


def entropies(trace: AttentionTrace) -> dict[Head, float]:
    """Return each head's mean entropy as a share of the most that its keys allow.

    Example:
        >>> import torch
        >>> from mmfusion.explain.statistics import entropies
        >>> from mmfusion.explain.trace import trace
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("audio", layers=1), {"event": 13})
        >>> seen = trace(network, {"audio": torch.zeros(1, 5, 64)})  # tokens that are alike
        >>> [round(entropy, 6) for entropy in entropies(seen).values()]
        [1.0, 1.0, 1.0, 1.0]

    """
    out = {}
    for (layer, stream), weights in trace.weights.items():
        w = weights.astype(np.float64)
        each = -np.where(w > 0, w * np.log(np.where(w > 0, w, 1)), 0).sum(axis=2)  # (heads, queries)
        for head, mean in enumerate(each.mean(axis=1) / np.log(w.shape[2])):
            out[Head(layer, stream, head)] = float(mean)
    return out


def shares(trace: AttentionTrace, asks: str, asked: str) -> dict[Head, float]:
    """Return which part of the attention of one stream's tokens goes to another stream's, by head.

    Heads in which no such query meets such a key are left out.

    Args:
        trace: of one example.
        asks: the stream of the queries, a modality or ``"bottleneck"``.
        asked: the stream of the keys.

    Example:
        >>> import torch
        >>> from mmfusion.explain.statistics import shares
        >>> from mmfusion.explain.trace import trace
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("early", layers=1), {"event": 13})
        >>> seen = trace(network, {"visual": torch.zeros(1, 6, 64), "audio": torch.zeros(1, 2, 64)})
        >>> [round(share, 6) for share in shares(seen, "visual", "audio").values()]  # 2 of 8 that are alike
        [0.25, 0.25, 0.25, 0.25]

    """
    out = {}
    for key, weights in trace.weights.items():
        rows, columns = _of(trace, trace.queries[key], asks), _of(trace, trace.keys[key], asked)
        if rows.size and columns.size:
            part = weights[:, rows][:, :, columns].sum(axis=2).mean(axis=1)
            for head, share in enumerate(part):
                out[Head(key[0], key[1], head)] = float(share)
    return out


def _of(trace: AttentionTrace, tokens: tuple[int, ...], stream: str) -> NDArray[np.int64]:
    return np.array([i for i, token in enumerate(tokens) if trace.labels[token].stream == stream], dtype=int)


def rank_correlation(a: FloatArray, b: FloatArray) -> float:
    """Return Spearman's ρ of two maps over the same tokens; 0 where one of them is flat.

    Example:
        >>> import numpy as np
        >>> from mmfusion.explain.statistics import rank_correlation
        >>> a = np.array([0.1, 0.2, 0.9])
        >>> rank_correlation(a, a**3), rank_correlation(a, -a), rank_correlation(a, np.ones(3))
        (1.0, -1.0, 0.0)

    """
    from scipy.stats import spearmanr

    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return 0.0
    return float(spearmanr(a.ravel(), b.ravel()).statistic)
