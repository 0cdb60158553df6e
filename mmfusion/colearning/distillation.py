"""Knowledge transfer by distillation: a teacher that has two modalities, a student that has one.

The student learns from the teacher's soft answers at temperature T (Hinton, Vinyals and Dean, Distilling the
knowledge in a neural network, 2015),

    L = (1 − α) CE(y, softmax(s)) + α T² KL(softmax(t / T) ‖ softmax(s / T)),

where T² keeps the gradients of both terms of one size. The teacher's answers need no labels: pairs without
labels teach as well. Label smoothing (Szegedy et al., 2016) is a teacher that knows nothing, and so the first
control; a teacher that has the student's one modality alone is the second.
"""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F


def soft_loss(student: Tensor, teacher: Tensor, temperature: float = 1.0) -> Tensor:
    """Return T² KL(softmax(t / T) ‖ softmax(s / T)), the mean over rows.

    Args:
        student: logits `(B, K)`.
        teacher: logits `(B, K)`; no gradient goes into them.
        temperature: T, above 0.

    Raises:
        ValueError: a temperature of 0 or less.

    Example:
        >>> import torch
        >>> from mmfusion.colearning import soft_loss
        >>> float(soft_loss(torch.tensor([[2.0, 0.0]]), torch.tensor([[3.0, 1.0]]), 4.0))  # alike
        0.0

    """
    if not temperature > 0:
        raise ValueError(f"a temperature is above 0, not {temperature}")
    target = F.log_softmax(teacher.detach() / temperature, dim=1)
    own = F.log_softmax(student / temperature, dim=1)
    return temperature**2 * F.kl_div(own, target, reduction="batchmean", log_target=True)


def distillation_loss(
    student: Tensor, labels: Tensor, soft: Tensor, teacher: Tensor, temperature: float, weight: float
) -> Tensor:
    """Return (1 − α) CE on what is labelled + α T² KL on what the teacher has answered.

    Args:
        student: logits `(n, K)` of what is labelled.
        labels: `(n,)`.
        soft: the student's logits `(m, K)` of what the teacher has answered, labelled or not.
        teacher: its logits `(m, K)`.
        temperature: T, above 0.
        weight: α, from 0 (labels alone) to 1 (teacher alone).

    Raises:
        ValueError: a weight outside of that, or a temperature of 0 or less.

    Example:
        >>> import torch
        >>> from mmfusion.colearning import distillation_loss
        >>> s, y = torch.tensor([[0.0, 0.0]]), torch.tensor([1])
        >>> round(float(distillation_loss(s, y, s, s, temperature=2.0, weight=0.5)), 4)  # half of ln 2
        0.3466

    """
    if not 0 <= weight <= 1:
        raise ValueError(f"the teacher's weight lies between 0 and 1, not {weight}")
    return (1 - weight) * F.cross_entropy(student, labels) + weight * soft_loss(soft, teacher, temperature)


def smoothed_loss(student: Tensor, labels: Tensor, smoothing: float = 0.1) -> Tensor:
    """Return cross-entropy with smoothed labels: 1 − ε + ε/K for the label, ε/K for all others.

    Its gradient is that of distillation at T = 1 and α = ε from a teacher to whom all classes are alike.

    Args:
        student: logits `(n, K)`.
        labels: `(n,)`.
        smoothing: ε, from 0 to 1.

    Raises:
        ValueError: an ε outside of that.

    Example:
        >>> import torch
        >>> from mmfusion.colearning import smoothed_loss
        >>> one = torch.tensor([[2.0, 0.0]])  # .127 where the label is right, 2.127 where it is not
        >>> round(float(smoothed_loss(one, torch.tensor([0]), smoothing=0.5)), 3)  # ¾ .127 + ¼ 2.127
        0.627

    """
    if not 0 <= smoothing <= 1:
        raise ValueError(f"smoothing lies between 0 and 1, not {smoothing}")
    return F.cross_entropy(student, labels, label_smoothing=smoothing)
