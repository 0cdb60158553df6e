"""All tokens of a network as one space, so that layers of several streams are matrices over it.

The order is that of the spec: the tokens of each modality at hand, CLS first, then the bottleneck's. The
attention of a layer is then one `(N, N)` matrix, queries in rows and keys in columns, whatever the exchange;
where M streams update the same bottleneck token its row is the mean over them, as its state is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from mmfusion.nn.fusion import ASKS, SHARED, FusionTransformer
from mmfusion.nn.reach import BOTTLENECK as BOTTLENECK
from mmfusion.nn.spec import FusionSpec

Key = tuple[int, str]
"""Layer, and the stream: a modality, ``"shared"``, or of a foreign model the module's name."""


@dataclass(frozen=True)
class TokenSpace:
    """Where each modality's tokens lie: `counts` says how many there are, CLS included.

    Example:
        >>> from mmfusion.explain.space import TokenSpace
        >>> from mmfusion.nn import FusionSpec
        >>> space = TokenSpace(FusionSpec.named("bottleneck"), (("visual", 10), ("audio", 5)))
        >>> space.size, space.span("audio"), space.span("bottleneck"), space.cls_tokens()
        (19, range(10, 15), range(15, 19), {'visual': 0, 'audio': 10})
        >>> space.queries((0, "audio"))  # its own tokens, then the bottleneck's
        (10, 11, 12, 13, 14, 15, 16, 17, 18)

    """

    spec: FusionSpec
    counts: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, network: FusionTransformer, tokens: Mapping[str, Tensor]) -> TokenSpace:
        """Return the space of `network` on `tokens` `(B, N_i, d)` by modality."""
        spec = network.spec
        return cls(spec, tuple((m, tokens[m].shape[1]) for m in spec.modalities if m in tokens))

    @property
    def size(self) -> int:
        """All tokens, N."""
        return sum(count for _, count in self.counts) + self.spec.bottlenecks

    def span(self, modality: str) -> range:
        """Return where the tokens of a modality (or ``"bottleneck"``) lie. Raises KeyError if it has none."""
        start = 0
        for name, count in (*self.counts, (BOTTLENECK, self.spec.bottlenecks)):
            if name == modality:
                return range(start, start + count)
            start += count
        raise KeyError(modality)

    def cls_tokens(self) -> dict[str, int]:
        """Return where each modality's CLS lies: what the heads read after the last layer."""
        return {modality: self.span(modality).start for modality, _ in self.counts}

    def queries(self, key: Key) -> range | tuple[int, ...]:
        """Return the tokens that ask in a layer and stream, in the order of its rows."""
        layer, stream = key[0], key[1].removesuffix(ASKS)
        everyone = range(self.size - self.spec.bottlenecks)
        if stream == SHARED:
            return everyone
        own = self.span(stream)
        through = self.spec.exchange == "bottleneck" and layer >= self.spec.fusion_layer
        return (*own, *self.span(BOTTLENECK)) if through else own

    def keys(self, key: Key) -> range | tuple[int, ...]:
        """Return the tokens that are asked in a layer and stream, in the order of its columns."""
        if key[1].endswith(ASKS):
            own = key[1].removesuffix(ASKS)
            return tuple(i for m, _ in self.counts if m != own for i in self.span(m)[1:])
        crossed = self.spec.exchange == "cross" and key[0] >= self.spec.fusion_layer
        return range(self.size) if crossed else self.queries(key)

    def joined(self, layer: int, parts: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        """Return a layer as one matrix, and which tokens ask in it.

        Args:
            layer: which.
            parts: stream -> `(B, queries, keys)`.

        Returns:
            The matrix `(B, N, N)`, zero where a token cannot be asked, and `(N,)` bool: the rows that are
            filled (bottleneck tokens do not ask below L_f).

        """
        first = next(iter(parts.values()))
        matrix = first.new_zeros(first.shape[0], self.size, self.size)
        times = first.new_zeros(self.size)
        for stream, part in parts.items():
            rows = torch.tensor(list(self.queries((layer, stream))), device=first.device)
            columns = torch.tensor(list(self.keys((layer, stream))), device=first.device)
            whole = part.new_zeros(part.shape[0], len(rows), self.size)
            whole[:, :, columns] = part
            matrix = matrix.index_add(1, rows, whole)
            times = times.index_add(0, rows, torch.ones_like(rows, dtype=times.dtype))
        return matrix / times.clamp_min(1)[None, :, None], times > 0


def by_layer(weights: Mapping[Key, Tensor]) -> list[dict[str, Tensor]]:
    """Return attention by layer, then stream, in the order of the layers.

    Example:
        >>> import torch
        >>> from mmfusion.explain.space import by_layer
        >>> w = torch.ones(1, 4, 5, 5)
        >>> [list(layer) for layer in by_layer({(1, "shared"): w, (0, "visual"): w, (0, "audio"): w})]
        [['visual', 'audio'], ['shared']]

    """
    layers: Sequence[int] = sorted({layer for layer, _ in weights})
    return [{stream: w for (at, stream), w in weights.items() if at == layer} for layer in layers]
