"""Heads trained by the margin loss (Hadsell, Chopra, LeCun, CVPR 2006), the course's contrastive loss."""

from __future__ import annotations

from torch import Tensor

from mmfusion.colearning.contrastive import Contrastive
from mmfusion.colearning.losses import margin_loss


class Margin(Contrastive):
    """Heads trained by the course's contrastive loss: pairs together, others at least a margin apart.

    Args:
        dimensions: k.
        margin: m; on the unit sphere no two places are farther apart than 2.
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
        >>> from mmfusion.colearning import Margin
        >>> z = np.random.default_rng(0).normal(size=(100, 4))
        >>> space = Margin(dimensions=4, hidden=0, steps=300, batch=50).fit({"a": z, "b": z[:, ::-1]})
        >>> space.run_.losses[0] > 5 * space.run_.losses[-1]
        True

    """

    def __init__(
        self,
        dimensions: int = 64,
        *,
        margin: float = 1.0,
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
        self.margin = margin
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
        if not self.margin > 0:
            raise ValueError(f"the margin must be positive, not {self.margin}")

    def _loss(self, a: Tensor, b: Tensor, pairs: Tensor) -> Tensor:
        return margin_loss(a, b, pairs, self.margin, negatives=self.negatives)
