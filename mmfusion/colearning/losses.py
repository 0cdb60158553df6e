"""Losses that bring pairs together and hold everything else apart, for places z of two views `(B, k)`.

margin    mean over pairs of d²  +  mean over the others of max(0, m − d)²,   d = ‖z_a − z_b‖
          (the course's contrastive loss; Hadsell, Chopra and LeCun 2006)
InfoNCE   −½ mean_i [ log softmax_j(s_ij / τ)_i + log softmax_i(s_ij / τ)_j ],   s the cosine
          (van den Oord 2018; CLIP, Radford et al. 2021); at chance it is ln B
hinge     mean over pairs (i, p) of Σ_j max(0, m − s_ip + s_ij), j all that are no partner of i
          (DeViSE, Frome et al. 2013: one way, from a to b)
SigLIP    −(1/B) Σ_ij log σ(y_ij (s_ij / τ + b)),   y = +1 for pairs and −1 for the others
          (Zhai et al. 2023)

Which are pairs is a matrix `(B, B)`: the diagonal, and wherever a class repeats. With several partners
InfoNCE's target is uniform over them (Khosla et al., Supervised contrastive learning, 2020: the sum outside).

Without negatives each has only the part that draws pairs together: d², (1 − s) / τ, −log σ(s / τ + b). The
softmax over a pair alone would be 0 wherever the pair is.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def distances(a: Tensor, b: Tensor) -> Tensor:
    """Return squared distances of rows `(B, k)` and `(C, k)`, `(B, C)`, never below 0."""
    squares = (a * a).sum(dim=1)[:, None] + (b * b).sum(dim=1)[None, :]
    return (squares - 2 * a @ b.T).clamp(min=0.0)


def margin_loss(a: Tensor, b: Tensor, pairs: Tensor, margin: float, *, negatives: bool = True) -> Tensor:
    """Return the margin loss of places `(B, k)`, a scalar; `pairs` `(B, B)` bool says which belong together.

    Example:
        >>> import torch
        >>> from mmfusion.colearning.losses import margin_loss
        >>> a, b = torch.tensor([[0.0], [0.5]]), torch.tensor([[0.1], [0.5]])
        >>> loss = margin_loss(a, b, torch.eye(2, dtype=torch.bool), margin=1.0)
        >>> round(float(loss), 4)  # .01 / 2 + (.5² + .6²) / 2
        0.31

    """
    squares = distances(a, b)
    loss = squares[pairs].mean()
    apart = squares[~pairs]
    if negatives and apart.numel():
        d = (apart + 1e-12).sqrt()  # its slope is finite where two places are one
        loss = loss + (margin - d).clamp(min=0.0).square().mean()
    return loss


def info_nce(a: Tensor, b: Tensor, pairs: Tensor, inverse: Tensor, *, negatives: bool = True) -> Tensor:
    """Return InfoNCE of unit places `(B, k)`, both ways, in nats; `inverse` is 1 / τ, a scalar.

    Example:
        >>> import torch
        >>> from mmfusion.colearning.losses import info_nce
        >>> same, pairs = torch.ones(4, 1), torch.eye(4, dtype=torch.bool)
        >>> round(float(info_nce(same, same, pairs, torch.tensor(10.0))), 4)  # nothing is told apart: ln 4
        1.3863

    """
    logits = inverse * (a @ b.T)
    if not negatives:
        return (inverse.detach() - logits[pairs] / inverse * inverse.detach()).mean()
    targets = pairs.to(logits.dtype)
    rows = targets / targets.sum(dim=1, keepdim=True)
    columns = targets / targets.sum(dim=0, keepdim=True)
    there = -(rows * functional.log_softmax(logits, dim=1)).sum(dim=1).mean()
    back = -(columns * functional.log_softmax(logits, dim=0)).sum(dim=0).mean()
    return (there + back) / 2


def hinge_rank(a: Tensor, b: Tensor, pairs: Tensor, margin: float) -> Tensor:
    """Return the hinge rank loss of unit places `(B, k)`, each a against all b; a scalar.

    Example:
        >>> import torch
        >>> from mmfusion.colearning.losses import hinge_rank
        >>> a, b = torch.eye(2), torch.tensor([[0.8, 0.6], [0.6, 0.8]])
        >>> loss = hinge_rank(a, b, torch.eye(2, dtype=torch.bool), margin=0.5)
        >>> round(float(loss), 4)  # .5 − .8 + .6, of either
        0.3

    """
    cosines = a @ b.T
    of = pairs.nonzero()[:, 0]
    own = cosines[pairs]
    over = (margin - own[:, None] + cosines[of]).clamp(min=0.0)
    return over.masked_fill(pairs[of], 0.0).sum(dim=1).mean()


def siglip(
    a: Tensor, b: Tensor, pairs: Tensor, inverse: Tensor, bias: Tensor, *, negatives: bool = True
) -> Tensor:
    """Return SigLIP's loss of unit places `(B, k)`, a sum over candidates and a mean over the batch.

    Example:
        >>> import torch
        >>> from mmfusion.colearning.losses import siglip
        >>> same, pairs = torch.ones(4, 1), torch.eye(4, dtype=torch.bool)
        >>> at = siglip(same, same, pairs, torch.tensor(1.0), torch.tensor(-1.0))
        >>> round(float(at), 4)  # every probability is ½: 4 ln 2
        2.7726

    """
    signs = torch.where(pairs, 1.0, -1.0).to(a.dtype)
    terms = -functional.logsigmoid(signs * (inverse * (a @ b.T) + bias))
    if not negatives:
        return terms[pairs].mean()
    return terms.sum() / len(a)
