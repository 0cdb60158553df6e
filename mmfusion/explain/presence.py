"""The score of one example with any of its tokens removed: what sampling, occlusion and infidelity ask.

A token that is not there is left out of the sequence, so that nothing unnatural stands in its place; the CLS
always stay. Which tokens are there is a mask over those of all modalities, one after the other. Rows that
keep as many tokens of every modality are of one shape, and are run together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.explain.maps import Map, Score
from mmfusion.nn.device import home, to_numpy
from mmfusion.nn.fusion import FusionTransformer

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
Value = Callable[[BoolArray], FloatArray]
"""Masks `(R, N)`, True where a token is there -> scores `(R,)`."""


class Presence:
    """A network's score of one example as a function of which of its tokens are there.

    Args:
        network: any spec whose streams are the modalities' own.
        tokens: `(1, 1 + N_i, d)` by modality, CLS first.
        score: output -> `(B,)`.
        rows: how many passes are run at once.

    Example:
        >>> import numpy as np
        >>> import torch
        >>> from mmfusion.explain.maps import preference
        >>> from mmfusion.explain.presence import Presence
        >>> from mmfusion.nn import FusionSpec, FusionTransformer
        >>> network = FusionTransformer(FusionSpec.named("mid"), {"event": 13}).eval()
        >>> tokens = {"visual": torch.randn(1, 10, 64), "audio": torch.randn(1, 5, 64)}
        >>> value = Presence(network, tokens, preference("event", 0))
        >>> masks = np.ones((2, value.size), dtype=bool)
        >>> masks[1, value.span("audio")] = False  # all sound gone, its CLS left
        >>> value.size, value(masks).shape
        (13, (2,))

    """

    def __init__(
        self, network: FusionTransformer, tokens: Mapping[str, Tensor], score: Score, rows: int = 64
    ) -> None:
        self.network, self.score, self.rows = network, score, rows
        self.tokens = {m: z.to(home(network)) for m, z in tokens.items()}
        self.counts = {m: z.shape[1] - 1 for m, z in tokens.items()}
        """Tokens by modality, CLS left out."""

    @property
    def size(self) -> int:
        """Tokens of all modalities, N, CLS left out."""
        return sum(self.counts.values())

    def span(self, modality: str) -> slice:
        """Return where a modality's tokens stand in a mask. Raises KeyError if it has none."""
        start = 0
        for name, count in self.counts.items():
            if name == modality:
                return slice(start, start + count)
            start += count
        raise KeyError(modality)

    def by_modality(self, scores: FloatArray) -> Map:
        """Return scores of all tokens `(…, N)` by modality."""
        return {m: scores[..., self.span(m)] for m in self.counts}

    @torch.inference_mode()
    def __call__(self, masks: BoolArray) -> FloatArray:
        """Return the scores `(R,)` of masks `(R, N)`. Raises ValueError if a mask is of another length."""
        if masks.ndim != 2 or masks.shape[1] != self.size:
            raise ValueError(f"masks must be (R, {self.size}), not {masks.shape}")
        kept = np.stack([masks[:, self.span(m)].sum(axis=1) for m in self.counts], axis=1)  # (R, modalities)
        shapes, which = np.unique(kept, axis=0, return_inverse=True)
        out = np.empty(len(masks))
        for number in range(len(shapes)):
            own = np.flatnonzero(which.ravel() == number)
            for start in range(0, own.size, self.rows):
                part = own[start : start + self.rows]
                given = {m: self._left(m, masks[part, self.span(m)]) for m in self.counts}
                out[part] = to_numpy(self.score(self.network(given)).double())
        return out

    def _left(self, modality: str, masks: BoolArray) -> Tensor:
        z = self.tokens[modality][0]
        index = torch.from_numpy(np.nonzero(masks)[1].reshape(len(masks), -1)).to(z.device)
        return torch.cat([z[:1].expand(len(masks), 1, -1), z[1:][index]], dim=1)


def windows(
    shape: Sequence[int], size: Sequence[int], stride: Sequence[int], start: int = 0
) -> list[IntArray]:
    """Return the tokens of every window that slides over a grid of them; at the end it may stick out.

    Windows as far apart as they are long are groups: every token is in one.

    Args:
        shape: of the grid, such as frames, rows and columns; the last runs fastest.
        size: of the window.
        stride: from one window to the next.
        start: the number of the grid's first token.

    Raises:
        ValueError: lengths that differ, a size or stride below one.

    Example:
        >>> from mmfusion.explain.presence import windows
        >>> [window.tolist() for window in windows((2, 3), (1, 2), (1, 2))]
        [[0, 1], [2], [3, 4], [5]]
        >>> [window.tolist() for window in windows((3,), (2,), (1,), start=10)]
        [[10, 11], [11, 12]]

    """
    if not len(shape) == len(size) == len(stride) or min((*size, *stride)) < 1:
        raise ValueError(f"no window of {tuple(size)} slides by {tuple(stride)} over {tuple(shape)}")
    numbers = start + np.arange(np.prod(shape), dtype=np.int64).reshape(tuple(shape))
    steps = [range(max(0, -(-(n - s) // by)) + 1) for n, s, by in zip(shape, size, stride, strict=True)]
    found = []
    for at in np.ndindex(*(len(own) for own in steps)):
        part = tuple(slice(i * by, i * by + s) for i, s, by in zip(at, size, stride, strict=True))
        found.append(numbers[part].ravel())
    return found


def masks_without(groups: Sequence[IntArray], size: int) -> BoolArray:
    """Return masks `(groups, size)`, each with one group of tokens gone.

    Example:
        >>> import numpy as np
        >>> from mmfusion.explain.presence import masks_without
        >>> masks_without([np.array([0]), np.array([1, 2])], 3).astype(int).tolist()
        [[0, 1, 1], [1, 0, 0]]

    """
    masks = np.ones((len(groups), size), dtype=bool)
    for row, group in enumerate(groups):
        masks[row, group] = False
    return masks
