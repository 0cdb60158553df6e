"""An extra modality in training: it is there while learning, and gone when the network is used.

*Modality dropout* (Neverova et al., ModDrop, 2016): two streams, averaged over those that are there; in
training each example loses one of the two with probability p, so that either stream learns to answer alone.

*Hallucination* (Hoffman, Gupta and Darrell, Learning with side information through modality hallucination,
2016): a third stream sees the first modality and must have the hidden features of the second's stream,

    L = CE(all three streams, each pair, all) + γ mean ‖σ(h_hallucinated) − σ(h_other)‖²,

and stands in for the second when that is lost. The last term needs no labels: pairs without labels teach it.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from mmfusion.colearning.streams import Stream


class TwoStreams(nn.Module):
    """Two modalities, a stream each; logits are averaged over the streams that are there.

    Args:
        inputs: features of the first and of the second modality.
        width: of the hidden layers.
        classes: logits that go out.
        seed: of the initial weights; the first stream's are those of `Stream` with the same seed.

    Example:
        >>> import torch
        >>> from mmfusion.colearning import Stream, TwoStreams
        >>> both, alone = TwoStreams((5, 3), 8, 2, seed=0), Stream(5, 8, 2, seed=0)
        >>> x = torch.randn(4, 5)
        >>> bool((both(x, None) == alone(x)).all())  # the second modality is not there: its stream is not run
        True

    """

    def __init__(self, inputs: tuple[int, int], width: int, classes: int, seed: int) -> None:
        super().__init__()
        self.first = Stream(inputs[0], width, classes, seed)
        self.second = Stream(inputs[1], width, classes, seed + 1)

    def forward(self, x: Tensor, other: Tensor | None, drop: Tensor | None = None) -> Tensor:
        """Return logits `(B, classes)`.

        Args:
            x: `(B, d)`, the first modality.
            other: `(B, k)`, the second; None where it is not there.
            drop: `(B,)` what each example loses: 1 the first modality, 2 the second, 0 nothing.

        """
        if other is None:
            alone: Tensor = self.first(x)
            return alone
        both = torch.stack([self.first(x), self.second(other)])  # (2, B, classes)
        if drop is None:
            return both.mean(0)
        kept = torch.stack([drop != 1, drop != 2]).to(both)[..., None]
        return (both * kept).sum(0) / kept.sum(0)


def dropped(count: int, p: float, drawn: torch.Generator) -> Tensor:
    """Return what each of `count` examples loses: with probability `p` one of the two modalities, 1 or 2.

    Raises:
        ValueError: no probability.

    Example:
        >>> import torch
        >>> from mmfusion.colearning import dropped
        >>> dropped(1000, 0.0, torch.Generator()).unique().tolist()
        [0]

    """
    if not 0 <= p <= 1:
        raise ValueError(f"a probability lies between 0 and 1, not {p}")
    loses = torch.rand(count, generator=drawn) < p
    return loses * torch.randint(1, 3, (count,), generator=drawn)


class Hallucination(nn.Module):
    """Three streams: the first modality's, the second's, and one that hallucinates the second from the first.

    Args:
        inputs: features of the first and of the second modality.
        width: of the hidden layers.
        classes: logits that go out.
        seed: of the initial weights; the first stream's are those of `Stream` with the same seed.

    Example:
        >>> import torch
        >>> from mmfusion.colearning import Hallucination
        >>> network = Hallucination((5, 3), 8, 2, seed=0)
        >>> network(torch.randn(4, 5)).shape  # nothing but the first modality is asked for
        torch.Size([4, 2])

    """

    def __init__(self, inputs: tuple[int, int], width: int, classes: int, seed: int) -> None:
        super().__init__()
        self.first = Stream(inputs[0], width, classes, seed)
        self.second = Stream(inputs[1], width, classes, seed + 1)
        self.hallucinated = Stream(inputs[0], width, classes, seed + 2)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits `(B, classes)` where the second modality is lost: the mean of two streams."""
        mean: Tensor = (self.first(x) + self.hallucinated(x)) / 2
        return mean

    def imagined(self, x: Tensor, other: Tensor) -> Tensor:
        """Return mean ‖σ(h_hallucinated) − σ(h_other)‖² over pairs `(B, d)`, `(B, k)`: no labels needed.

        The second stream is not moved by it: it is the target.
        """
        own = torch.sigmoid(self.hallucinated.features(x))
        target = torch.sigmoid(self.second.features(other)).detach()
        return ((own - target) ** 2).sum(1).mean()

    def loss(
        self, x: Tensor, other: Tensor, labels: Tensor, pairs: tuple[Tensor, Tensor], weight: float
    ) -> Tensor:
        """Return the loss of the module's head.

        Args:
            x: `(n, d)`, the first modality of what is labelled.
            other: `(n, k)`, its second.
            labels: `(n,)`.
            pairs: both modalities of pairs, labelled or not, `(m, d)` and `(m, k)`.
            weight: γ.

        """
        first, second, imagined = self.first(x), self.second(other), self.hallucinated(x)
        together = (
            first,
            second,
            imagined,
            (first + second) / 2,
            (first + imagined) / 2,
        )
        answered = torch.stack([F.cross_entropy(logits, labels) for logits in together]).sum()
        return answered + weight * self.imagined(*pairs)
