"""Streams: the small network of one modality, and a training of equal steps for all that are compared.

A stream is h = relu(W x + b), logits V h + c. Two streams of one seed and one size start from the same
weights, and `train_streams` gives every arm the same number of full-batch steps of Adam, so that arms
differ by their loss alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

import torch
from torch import Tensor, nn

Loss = Callable[[], Tensor]


class Stream(nn.Module):
    """One modality's network: a hidden layer and a classifier.

    Args:
        inputs: features that come in.
        width: of the hidden layer.
        classes: logits that go out.
        seed: of the initial weights; they depend on nothing else.

    Example:
        >>> import torch
        >>> from mmfusion.colearning import Stream
        >>> first, second = Stream(5, 8, 3, seed=0), Stream(5, 8, 3, seed=0)
        >>> x = torch.randn(4, 5)
        >>> bool((first(x) == second(x)).all()), first(x).shape
        (True, torch.Size([4, 3]))

    """

    def __init__(self, inputs: int, width: int, classes: int, seed: int) -> None:
        super().__init__()
        self.hidden, self.classifier = nn.Linear(inputs, width), nn.Linear(width, classes)
        drawn = torch.Generator().manual_seed(seed)
        for layer in (self.hidden, self.classifier):
            bound = layer.in_features**-0.5
            with torch.no_grad():
                layer.weight.uniform_(-bound, bound, generator=drawn)
                layer.bias.zero_()

    def features(self, x: Tensor) -> Tensor:
        """Return h `(B, width)` of `x` `(B, inputs)`."""
        return torch.relu(cast(Tensor, self.hidden(x)))

    def forward(self, x: Tensor) -> Tensor:
        """Return logits `(B, classes)` of `x` `(B, inputs)`."""
        return cast(Tensor, self.classifier(self.features(x)))


def train_streams(
    parts: Sequence[nn.Module],
    loss: Loss,
    steps: int,
    rate: float = 0.01,
    decay: float = 0.0,
    each: Callable[[int, float], None] | None = None,
) -> None:
    """Take full-batch steps of AdamW down a loss.

    Args:
        parts: whose weights are learned.
        loss: computes it from their present weights.
        steps: how many, at least 1.
        rate: of learning.
        decay: decoupled weight decay.
        each: is told the number of each step, from 1, and its loss; what it raises ends the training.

    Raises:
        ValueError: no steps.

    Example:
        >>> import torch
        >>> from mmfusion.colearning import Stream, train_streams
        >>> stream, x, seen = Stream(2, 8, 2, seed=0), torch.eye(2), []
        >>> def loss() -> torch.Tensor:
        ...     return torch.nn.functional.cross_entropy(stream(x), torch.tensor([0, 1]))
        >>> train_streams([stream], loss, steps=50, rate=0.05, each=lambda step, value: seen.append(value))
        >>> len(seen), seen[-1] < 0.1 * seen[0]
        (50, True)

    """
    if steps < 1:
        raise ValueError(f"a training has one step at least, not {steps}")
    weights = [weight for part in parts for weight in part.parameters()]
    optimiser = torch.optim.AdamW(weights, lr=rate, weight_decay=decay)
    for step in range(1, steps + 1):
        optimiser.zero_grad()
        value = loss()
        value.backward()
        optimiser.step()
        if each is not None:
            each(step, float(value.detach()))
