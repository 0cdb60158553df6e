from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from mmfusion.colearning import (
    Hallucination,
    Stream,
    TwoStreams,
    distillation_loss,
    dropped,
    smoothed_loss,
    soft_loss,
    train_streams,
)


def drawn(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def test_the_soft_loss_is_the_divergence_times_the_squared_temperature() -> None:
    s, t, T = drawn(6, 4), drawn(6, 4, seed=1), 3.0
    p, q = (t / T).softmax(1), (s / T).softmax(1)
    assert float(soft_loss(s, t, T)) == pytest.approx(float(T * T * (p * (p / q).log()).sum(1).mean()))
    assert float(soft_loss(s, s + 5, T)) == pytest.approx(0, abs=1e-12)


def test_at_high_temperature_the_gradient_matches_logits() -> None:
    """Hinton et al., equation 4: T² KL has the gradient (s − t) / K of centred logits."""
    s, t = drawn(1, 5).requires_grad_(), drawn(1, 5, seed=1)
    soft_loss(s, t, 1000.0).backward()  # type: ignore[no-untyped-call]
    centred = (s - s.mean()) - (t - t.mean())
    assert s.grad is not None
    torch.testing.assert_close(s.grad, centred.detach() / 5, rtol=1e-2, atol=1e-3)


def test_no_gradient_reaches_the_teacher() -> None:
    t = drawn(3, 4).requires_grad_()
    soft_loss(drawn(3, 4, seed=1).requires_grad_(), t, 2.0).backward()  # type: ignore[no-untyped-call]
    assert t.grad is None


def test_label_smoothing_is_distillation_from_a_teacher_that_knows_nothing() -> None:
    labels, gradients = torch.tensor([0, 3, 1]), []
    for smooth in (True, False):
        s = drawn(3, 4).requires_grad_()
        nothing = torch.zeros(3, 4, dtype=torch.float64)
        loss = smoothed_loss(s, labels, 0.2) if smooth else distillation_loss(s, labels, s, nothing, 1.0, 0.2)
        loss.backward()  # type: ignore[no-untyped-call]
        gradients.append(s.grad)
    torch.testing.assert_close(*gradients)


def test_the_weight_goes_from_labels_alone_to_the_teacher_alone() -> None:
    s, y, t = drawn(3, 4), torch.tensor([0, 1, 2]), drawn(3, 4, seed=1)
    assert distillation_loss(s, y, s, t, 2.0, 0.0) == F.cross_entropy(s, y)
    assert distillation_loss(s, y, s, t, 2.0, 1.0) == soft_loss(s, t, 2.0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        distillation_loss(s, y, s, t, 2.0, 1.1)
    with pytest.raises(ValueError, match="above 0"):
        soft_loss(s, t, 0.0)


def test_arms_of_a_seed_begin_alike_and_learn_in_equal_steps() -> None:
    streams = [
        Stream(4, 6, 3, seed=5),
        TwoStreams((4, 2), 6, 3, 5).first,
        Hallucination((4, 2), 6, 3, 5).first,
    ]
    for one in streams[1:]:
        for a, b in zip(streams[0].parameters(), one.parameters(), strict=True):
            assert (a == b).all()
    assert (Stream(4, 6, 3, seed=6).hidden.weight != streams[0].hidden.weight).any()
    x, y, steps = drawn(9, 4).float(), torch.arange(9) % 3, []
    train_streams(
        [streams[0]], lambda: F.cross_entropy(streams[0](x), y), 80, each=lambda n, loss: steps.append(loss)
    )
    assert len(steps) == 80
    assert steps[-1] < steps[0] / 2
    with pytest.raises(ValueError, match="one step at least"):
        train_streams([streams[0]], lambda: F.cross_entropy(streams[0](x), y), 0)


def test_a_modality_that_is_dropped_is_not_heard_at_all() -> None:
    both = TwoStreams((4, 3), 6, 2, seed=0)
    x, other = drawn(3, 4).float(), drawn(3, 3, seed=1).float()
    out = both(x, other, torch.tensor([0, 1, 2]))
    torch.testing.assert_close(out[0], (both.first(x) + both.second(other))[0] / 2)
    torch.testing.assert_close(out[1], both.second(other)[1])
    torch.testing.assert_close(out[2], both.first(x)[2])
    torch.testing.assert_close(both(x, None), both.first(x))


def test_one_in_two_is_dropped_and_either_alike() -> None:
    lost = dropped(20_000, 0.5, torch.Generator().manual_seed(0))
    shares = [float((lost == which).float().mean()) for which in range(3)]
    assert shares == pytest.approx([0.5, 0.25, 0.25], abs=0.02)
    with pytest.raises(ValueError, match="probability"):
        dropped(3, 1.5, torch.Generator())


def test_what_is_hallucinated_becomes_what_is_seen_and_does_not_move_its_target() -> None:
    network = Hallucination((4, 4), 6, 2, seed=0)
    x = drawn(40, 4).float()
    network.imagined(x, x).backward()  # type: ignore[no-untyped-call]
    assert all(weight.grad is None for weight in network.second.parameters())
    before = float(network.imagined(x, x).detach())
    train_streams([network.hallucinated], lambda: network.imagined(x, x), 300)
    assert float(network.imagined(x, x).detach()) < before / 10
    labels = torch.zeros(40, dtype=torch.int64)
    plain, more = (float(network.loss(x, x, labels, (x, x + 1), w).detach()) for w in (0.0, 2.0))
    assert more - plain == pytest.approx(2 * float(network.imagined(x, x + 1).detach()), rel=1e-4)
