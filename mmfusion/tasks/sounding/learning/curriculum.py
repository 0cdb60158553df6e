"""The stages of training on `sounding-objects`: timing, comparing, hardening.

A stage is over when the running cross-entropy of its question has fallen, or after a set number of steps;
a network that can never understand it (its senses do not meet) goes on at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

MEMORY = 0.95
"""Decay a step of the running cross-entropies."""


@dataclass(frozen=True)
class Stage:
    """A stage that ends: the question it waits for, and its bounds in steps, counted from its start."""

    name: str
    question: str
    understood: float
    """Running cross-entropy of the question in nats at which it ends."""
    at_least: int
    at_most: int


class Curriculum(nn.Module):
    """Which stage a run is in; its state travels with the weights, so that a resumed run goes on in it.

    Args:
        stages: those that end, in order; one more follows, without end.
        reachable: whether the network can understand them at all.

    """

    running: Tensor
    ends: Tensor

    def __init__(self, stages: tuple[Stage, ...], reachable: bool) -> None:
        super().__init__()
        self.stages, self.reachable = stages, reachable
        self.register_buffer("running", torch.ones(len(stages)))
        self.register_buffer("ends", torch.full((len(stages),), -1.0))

    @property
    def stage(self) -> int:
        """Return the number of the stage that the run is in, from 0."""
        return int((self.ends >= 0).sum())

    def since(self, stage: int, step: int) -> int:
        """Return how many steps ago, at `step`, a stage that is over or running began."""
        return step - (int(self.ends[stage - 1].item()) if stage else 0)

    def note(self, step: int, losses: Mapping[str, float]) -> None:
        """Follow the cross-entropies that the batch of `step` gave; they may end the stage."""
        number = self.stage
        if number == len(self.stages):
            return
        stage = self.stages[number]
        if stage.question in losses:
            self.running[number] = MEMORY * self.running[number] + (1 - MEMORY) * losses[stage.question]
        enough = not self.reachable or self.running[number].item() < stage.understood
        gone = self.since(number, step) + 1
        if (enough and gone >= stage.at_least) or gone >= stage.at_most:
            self.ends[number] = step + 1

    def words(self) -> str:
        """Return the stages that are over, with the step at which each ended."""
        return ", ".join(
            f"{s.name} until {end:.0f}"
            for s, end in zip(self.stages, self.ends.tolist(), strict=True)
            if end >= 0
        )
