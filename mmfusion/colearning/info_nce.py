"""Heads trained at a learned temperature: InfoNCE as CLIP has it, and SigLIP.

Radford and others, *Learning transferable visual models from natural language supervision*, ICML 2021;
Zhai and others, *Sigmoid loss for language image pre-training*, ICCV 2023.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from mmfusion.colearning.contrastive import Contrastive
from mmfusion.colearning.losses import info_nce, siglip

HOTTEST, COLDEST = 1.0, 0.01
"""Where a learned temperature stops, as CLIP's does at .01."""


class InfoNCE(Contrastive):
    """Heads trained as CLIP's: each sample's partner is told from the others of its batch, both ways.

    Args:
        dimensions: k.
        temperature: τ, where it starts.
        learned: whether τ is learned, between `COLDEST` and `HOTTEST`; without negatives it never is.
        hidden: width of the heads' hidden layer; 0 for linear heads.
        batch: pairs a step; all others of the batch are the negatives.
        steps: of AdamW.
        learning_rate: of AdamW.
        weight_decay: of AdamW.
        negatives: False draws pairs together and does nothing else.
        seed: of the first weights and the order of samples.
        watched: training samples whose places are recorded.
        scale: whether columns are divided by their deviation.

    Attributes:
        heads_: the maps, by view, torch modules.
        run_: the recorded run.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import InfoNCE
        >>> z = np.random.default_rng(0).normal(size=(100, 4))
        >>> space = InfoNCE(dimensions=4, hidden=0, steps=200, batch=50)
        >>> for frame in space.run({"a": z, "b": z[:, ::-1]}):
        ...     if frame.step == 100:  # it may be stopped
        ...         break
        >>> len(space.run_.losses), space.run_.losses[0] > space.run_.losses[-1]
        (100, True)

    """

    def __init__(
        self,
        dimensions: int = 64,
        *,
        temperature: float = 0.07,
        learned: bool = True,
        hidden: int = 256,
        batch: int = 128,
        steps: int = 300,
        learning_rate: float = 1e-3,
        weight_decay: float = 1e-2,
        negatives: bool = True,
        seed: int = 0,
        watched: int = 200,
        scale: bool = True,
    ) -> None:
        self.dimensions = dimensions
        self.temperature = temperature
        self.learned = learned
        self.hidden = hidden
        self.batch = batch
        self.steps = steps
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.negatives = negatives
        self.seed = seed
        self.watched = watched
        self.scale = scale

    def _check(self) -> None:
        super()._check()
        if not COLDEST <= self.temperature <= HOTTEST:
            raise ValueError(f"the temperature must be from {COLDEST} to {HOTTEST}, not {self.temperature}")

    def _learned(self, batch: int) -> list[nn.Parameter]:
        self.log_inverse_ = nn.Parameter(
            torch.tensor(-math.log(self.temperature)), requires_grad=self.learned and self.negatives
        )
        return [self.log_inverse_]

    def _clamp(self) -> None:
        with torch.no_grad():
            self.log_inverse_.clamp_(-math.log(HOTTEST), -math.log(COLDEST))

    def _temperature(self) -> float | None:
        return math.exp(-self.log_inverse_.item())

    def _loss(self, a: Tensor, b: Tensor, pairs: Tensor) -> Tensor:
        return info_nce(a, b, pairs, self.log_inverse_.exp(), negatives=self.negatives)


class SigLIP(InfoNCE):
    """Heads trained as SigLIP's: of every two samples it is told whether they are a pair, each by itself.

    The bias b begins at −ln(B − 1), where a pair is as probable as its share of a batch of B: 1/B.

    Args:
        dimensions: k.
        temperature: τ, where it starts.
        learned: whether τ is learned, as in `InfoNCE`.
        hidden: width of the heads' hidden layer; 0 for linear heads.
        batch: pairs a step.
        steps: of AdamW.
        learning_rate: of AdamW.
        weight_decay: of AdamW.
        negatives: False draws pairs together and does nothing else.
        seed: of the first weights and the order of samples.
        watched: training samples whose places are recorded.
        scale: whether columns are divided by their deviation.

    Attributes:
        heads_: the maps, by view, torch modules.
        run_: the recorded run.
        bias_: b, a torch parameter.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import SigLIP
        >>> z = np.random.default_rng(0).normal(size=(100, 4))
        >>> space = SigLIP(dimensions=4, hidden=0, steps=1, batch=50).fit([z, z])
        >>> round(float(space.bias_.detach()), 1)  # −ln 49
        -3.9

    """

    def _learned(self, batch: int) -> list[nn.Parameter]:
        self.bias_ = nn.Parameter(torch.tensor(-math.log(max(batch - 1, 1))), requires_grad=self.negatives)
        return [*super()._learned(batch), self.bias_]

    def _loss(self, a: Tensor, b: Tensor, pairs: Tensor) -> Tensor:
        return siglip(a, b, pairs, self.log_inverse_.exp(), self.bias_, negatives=self.negatives)
