"""DeViSE: one modality is mapped among the vectors of the other, which stay where they are, by a hinge.

    L = mean_i Σ_{j ≠ i} max(0, m − cos(t_i, x_i W) + cos(t_j, x_i W)),

so that a picture is nearer to its own name, by a margin m, than to every other name of the batch (Frome and
others, *DeViSE: a deep visual-semantic embedding model*, NIPS 2013, whose M is W and whose scores are dot
products). Ridge draws x W to t_i and knows nothing of the other names; InfoNCE moves both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from mmfusion.colearning.contrastive import Contrastive
from mmfusion.colearning.losses import hinge_rank
from mmfusion.colearning.run import Frame
from mmfusion.colearning.views import Floats


class DeViSE(Contrastive):
    """The space of the last of two views, into which the first is mapped by the hinge rank loss.

    Args:
        margin: m, of cosines.
        hidden: width of the map's hidden layer; 0 for a linear map, as in the paper.
        batch: pairs a step; all other names of the batch are ranked below.
        steps: of AdamW.
        learning_rate: of AdamW.
        weight_decay: of AdamW.
        seed: of the first weights and the order of samples.
        watched: training samples whose places are recorded.
        scale: whether columns are divided by their deviation.

    Attributes:
        heads_: the map of the first view, and the identity of the last.
        run_: the recorded run.

    Raises:
        ValueError: other than two views; or as `Margin` does.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import DeViSE
        >>> z = np.random.default_rng(0).normal(size=(100, 4))
        >>> views = {"picture": z, "name": z[:, ::-1]}
        >>> space = DeViSE(steps=300, batch=50).fit(views)
        >>> space.transform(views)["name"].shape, space.score(views) > 0.9
        ((100, 4), True)

    """

    def __init__(
        self,
        *,
        margin: float = 0.1,
        hidden: int = 0,
        batch: int = 128,
        steps: int = 300,
        learning_rate: float = 3e-3,
        weight_decay: float = 1e-2,
        seed: int = 0,
        watched: int = 200,
        scale: bool = True,
    ) -> None:
        self.margin = margin
        self.hidden = hidden
        self.batch = batch
        self.steps = steps
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.seed = seed
        self.watched = watched
        self.scale = scale

    negatives = True

    def _check(self) -> None:
        super()._check()
        if not self.margin > 0:
            raise ValueError(f"the margin must be positive, not {self.margin}")

    def _steps(self, views: dict[str, Floats], groups: NDArray[Any] | None, every: int) -> Iterator[Frame]:
        if len(views) != 2:
            raise ValueError(f"one view is mapped into another: two views, not {len(views)}")
        self.dimensions = views[self.names_[-1]].shape[1]
        yield from super()._steps(views, groups, every)

    def _head(self, name: str, width: int, drawn: torch.Generator) -> nn.Module:
        return nn.Identity() if name == self.names_[-1] else super()._head(name, width, drawn)

    def _loss(self, a: Tensor, b: Tensor, pairs: Tensor) -> Tensor:
        return hinge_rank(a, b, pairs, self.margin)
