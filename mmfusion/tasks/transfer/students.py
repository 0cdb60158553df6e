"""Networks that lose a modality: pretraining, distillation, modality dropout and hallucination, side by side.

All arms of a draw have the same stream (what stays by its first 64 principal axes, 48 hidden units), the same
initial weights, the same labels and the same number of steps; weight decay is chosen on the same validation
set for each. What they differ in is what the lost modality of pairs without labels may teach them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from mmfusion.colearning import (
    Hallucination,
    Stream,
    TwoStreams,
    distillation_loss,
    dropped,
    smoothed_loss,
    train_streams,
)
from mmfusion.nn.device import to_numpy
from mmfusion.tasks.transfer.draw import Draw, Floats, Index
from mmfusion.training.splits import labelled

if TYPE_CHECKING:
    from torch import Tensor

PLAIN = "alone"
METHODS: Mapping[str, str] = {
    PLAIN: "{own} alone",
    "smoothed": "label smoothing",
    "pretrained": "pretrained on pairs, fine-tuned",
    "pretrained shuffled": "pretrained on shuffled pairs",
    "distilled": "distilled, teacher with {lost}",
    "self": "distilled, teacher without {lost}",
    "dropout": "modality dropout",
    "hallucination": "hallucination",
    "hallucination shuffled": "hallucination of shuffled {lost}",
    "teacher": "the teacher itself, with {lost}",
}
"""Ways to train the network, and what each is called; the last keeps both modalities."""
STUDENT_BUDGETS = (1, 5, 20, 0)
STEPS, RATE, WIDTH, AXES = 150, 0.01, 48, 64
DECAYS = (0.01, 0.3)
TEMPERATURE, WEIGHT = 2.0, 0.9
"""T and α of distillation."""


def reduced(values: Floats, train: Index, axes: int) -> Tensor:
    """Return rows `(n, axes)` along the principal axes of the training rows, with mean square 1 there."""
    import torch

    mean = values[train].mean(axis=0)
    _, _, right = np.linalg.svd(values[train] - mean, full_matrices=False)
    seen = (values - mean) @ right[:axes].T
    return torch.from_numpy((seen / np.sqrt((seen[train] ** 2).mean())).astype(np.float32))


class Classroom:
    """One draw's data, ready for networks.

    Args:
        views: `(n, d)` of the modality that stays and of the one that is lost.
        labels: `(n,)`.
        parts: rows of the pool, of validation, of the test set.
        seed: of weights, shuffles and of what is labelled.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.transfer import Classroom
        >>> labels = np.arange(90) % 3
        >>> x = np.eye(3)[labels] + 0.1 * np.random.default_rng(0).normal(size=(90, 3))
        >>> room = Classroom((x, x), labels, (np.arange(60), np.arange(60, 75), np.arange(75, 90)), seed=0)
        >>> room.reached("distilled", budget=5)  # either modality tells all three classes
        1.0

    """

    def __init__(
        self, views: tuple[Floats, Floats], labels: Index, parts: tuple[Index, Index, Index], seed: int
    ) -> None:
        import torch

        self.pool, self.held, self.test = parts
        self.x, self.other = (reduced(view, self.pool, AXES) for view in views)
        self.labels, self.seed = torch.from_numpy(labels), seed
        self.classes = int(labels.max()) + 1
        self.shuffled = np.random.default_rng([seed, 2]).permutation(self.pool)
        self.teachers: dict[tuple[bool, int], Tensor] = {}

    @classmethod
    def of(cls, draw: Draw) -> Classroom:
        """Return that of a draw: its split, its labels, its seed."""
        split = draw.split
        parts = (split.train, split.validation, split.test)
        return cls((draw.x, draw.other), draw.labels, parts, draw.seed)

    def reached(self, method: str, budget: int) -> float:
        """Return a method's accuracy on the test set from a budget of labels a class.

        Raises:
            ValueError: a method that there is not.

        """
        return self._chosen(method, budget)[0]

    def _chosen(self, method: str, budget: int) -> tuple[float, Callable[[Index], Tensor]]:
        tried = []
        for decay in DECAYS:
            answer = self._trained(method, budget, decay)
            tried.append((self._right(answer, self.held), decay, answer))
        _, _, answer = max(tried, key=lambda one: one[:2])
        return self._right(answer, self.test), answer

    def _right(self, answer: Callable[[Index], Tensor], part: Index) -> float:
        import torch

        with torch.inference_mode():
            return float((answer(part).argmax(1) == self.labels[part]).float().mean())

    def _teacher(self, names: bool, budget: int) -> Tensor:
        """Return the logits of the pool by a network that was trained on the same labels."""
        import torch

        if (names, budget) not in self.teachers:
            _, answer = self._chosen("teacher" if names else PLAIN, budget)
            with torch.no_grad():
                self.teachers[names, budget] = answer(self.pool).clone()
        return self.teachers[names, budget]

    def _trained(self, method: str, budget: int, decay: float) -> Callable[[Index], Tensor]:
        import torch
        from torch.nn import functional as F

        x, other, y, pool = self.x, self.other, self.labels, self.pool
        own = labelled(to_numpy(y), pool, budget, np.random.default_rng([self.seed, 3]))
        sizes = (x.shape[1], other.shape[1])
        if method == "teacher":
            both = torch.cat([x, other], dim=1)
            wide = Stream(both.shape[1], WIDTH, self.classes, self.seed)
            train_streams([wide], lambda: F.cross_entropy(wide(both[own]), y[own]), STEPS, RATE, decay)
            return lambda rows: torch.as_tensor(wide(both[rows]))
        if method == "dropout":
            two, drawn = (
                TwoStreams(sizes, WIDTH, self.classes, self.seed),
                torch.Generator().manual_seed(self.seed),
            )
            train_streams(
                [two],
                lambda: F.cross_entropy(two(x[own], other[own], dropped(len(own), 0.5, drawn)), y[own]),
                STEPS,
                RATE,
                decay,
            )
            return lambda rows: torch.as_tensor(two(x[rows], None))
        partners = self.shuffled if method.endswith("shuffled") else pool
        if method.startswith("hallucination"):
            three = Hallucination(sizes, WIDTH, self.classes, self.seed)
            train_streams(
                [three],
                lambda: three.loss(x[own], other[own], y[own], (x[pool], other[partners]), weight=1.0),
                STEPS,
                RATE,
                decay,
            )
            return lambda rows: torch.as_tensor(three(x[rows]))
        student = Stream(sizes[0], WIDTH, self.classes, self.seed)
        if method.startswith("pretrained"):
            reads = torch.nn.Linear(WIDTH, sizes[1])
            torch.nn.init.zeros_(reads.weight)
            torch.nn.init.zeros_(reads.bias)  # else the global seed would draw it
            train_streams(
                [student.hidden, reads],
                lambda: F.mse_loss(reads(student.features(x[pool])), other[partners]),
                2 * STEPS,
                RATE,
                decay,
            )
        losses: Mapping[str, Callable[[], Tensor]] = {
            "smoothed": lambda: smoothed_loss(student(x[own]), y[own]),
            "distilled": lambda: self._distilled(student, own, self._teacher(True, budget)),
            "self": lambda: self._distilled(student, own, self._teacher(False, budget)),
        }
        if method not in METHODS:
            raise ValueError(f"methods are {', '.join(METHODS)}, not {method!r}")
        plain = losses.get(method, lambda: F.cross_entropy(student(x[own]), y[own]))
        train_streams([student], plain, STEPS, RATE, decay)
        return lambda rows: torch.as_tensor(student(x[rows]))

    def _distilled(self, student: Stream, own: Index, teacher: Tensor) -> Tensor:
        x, y = self.x, self.labels
        return distillation_loss(student(x[own]), y[own], student(x[self.pool]), teacher, TEMPERATURE, WEIGHT)
