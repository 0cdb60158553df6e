"""What a network answers where each modality comes from another example: the table that EMAP projects.

f(x_1 of i, x_2 of j, …) for every i, j, …: N^M passes, of which the diagonal is what it says of the examples.
The projection itself, and where it comes from, is `mmfusion.measure.emap`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.nn.device import home, to_numpy
from mmfusion.nn.fusion import FusionTransformer


@torch.inference_mode()
def crossed_logits(
    network: FusionTransformer,
    tokens: Mapping[str, Tensor],
    rows: int = 64,
    report: Callable[[int, int], None] = lambda done, of: None,
) -> dict[str, NDArray[np.float32]]:
    """Return the logits of every combination of examples by question: `(N, …, N, classes)`.

    Args:
        network: any spec whose streams are the modalities' own.
        tokens: `(N, 1 + N_i, d)` by modality, CLS first.
        rows: how many passes are run at once.
        report: is told how many of them are done.

    Example:
        >>> import torch
        >>> from mmfusion.explain.additive import crossed_logits
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("mid"), {"event": 13}).eval()
        >>> tokens = {"visual": torch.randn(3, 10, 64), "audio": torch.randn(3, 5, 64)}
        >>> crossed_logits(network, tokens)["event"].shape  # whose picture, whose sound
        (3, 3, 13)

    """
    given = {m: z.to(home(network)) for m, z in tokens.items()}
    count = len(next(iter(given.values())))
    shape = (count,) * len(given)
    total = int(np.prod(shape))
    found: dict[str, list[Tensor]] = {}
    for start in range(0, total, rows):
        own = np.unravel_index(np.arange(start, min(start + rows, total)), shape)
        part = {m: z[torch.from_numpy(i)] for (m, z), i in zip(given.items(), own, strict=True)}
        for question, logits in network(part).logits.items():
            found.setdefault(question, []).append(logits.float().cpu())
        report(min(start + rows, total), total)
    return {q: to_numpy(torch.cat(parts)).reshape(*shape, -1) for q, parts in found.items()}
