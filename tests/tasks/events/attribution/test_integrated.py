"""Integrated gradients of a clip's frozen features: what baselines are, and that attributions add up."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from mmfusion.explain.maps import preference
from mmfusion.explain.path_integral import FLOOR, TOLERANCE
from mmfusion.media import Clip, load_clip
from mmfusion.nn.fusion import FusionOutput
from mmfusion.tasks.events import QUESTION, load_samples
from mmfusion.tasks.events.attribution.integrated import Baseline, baseline_features, integrated_gradients
from mmfusion.tasks.events.features import Features, visual_cells
from mmfusion.tasks.events.predictor import features, load

KINDS: tuple[Baseline, ...] = ("blurred", "mean", "black and silent")


@pytest.fixture(scope="module")
def clip() -> Clip:
    return load_clip(next(s for s in load_samples() if s.name == "drone").path)


@pytest.fixture(scope="module")
def own(clip: Clip) -> Features:
    return features(clip)


def other(seed: int, senses: tuple[str, ...] = ("visual", "audio")) -> Features:
    rng = np.random.default_rng(seed)
    all_of_it = {"visual": rng.random((seed + 1, 16, 1280)), "audio": rng.random((40, 1392))}
    return Features({m: all_of_it[m].astype(np.float16) for m in senses}, np.zeros(0, np.float32))


@pytest.mark.parametrize("strategy", ["bottleneck-mid", "mid", "late"])
@pytest.mark.parametrize("kind", KINDS)
def test_attributions_of_what_ships_add_up_to_what_the_features_change(
    clip: Clip, own: Features, strategy: str, kind: Baseline
) -> None:
    net = load(strategy).network
    start = baseline_features(clip, kind, [other(0), other(1)])
    seconds = torch.from_numpy(own.seconds)
    with torch.no_grad():
        answer = int(net(own.cells(), seconds).logits[QUESTION].argmax())
        score = preference(QUESTION, answer)
        change = float(score(net(own.cells(), seconds)) - score(net(start.cells(), seconds)))
    found = integrated_gradients(net, own, start, score)
    assert {m: x.shape for m, x in found.values.items()} == {"visual": (1, 128), "audio": (1, 40)}
    total = sum(float(x.double().sum()) for x in found.values.values())
    assert abs(total - change) < TOLERANCE * max(abs(change), FLOOR)
    assert found.complete


def test_each_cell_gets_what_its_own_features_add_to_a_linear_score(own: Features) -> None:
    """F = Σ w x over what is read: attributions are w (x − x'), summed cell by cell, frame by frame."""
    net = load("visual").network
    rng = np.random.default_rng(0)
    w = torch.from_numpy(rng.normal(size=(8, 16, 1280)).astype(np.float32))
    start = Features({"visual": other(7).arrays["visual"]}, np.zeros(0, np.float32))

    class Linear(torch.nn.Module):
        spec = net.spec

        def __init__(self) -> None:
            super().__init__()
            self.anchor = torch.nn.Parameter(torch.zeros(1))

        def forward(self, cells: dict[str, torch.Tensor], seconds: torch.Tensor) -> FusionOutput:
            return FusionOutput({QUESTION: (cells["visual"] * w).sum(dim=(1, 2, 3))[:, None]}, {}, {})

    found = integrated_gradients(
        Linear(),  # type: ignore[arg-type]  # all that is read of a network: its spec and its pass
        own,
        start,
        lambda output: output.logits[QUESTION][:, 0],
    )
    way = own.cells()["visual"].float() - start.cells()["visual"].float()
    torch.testing.assert_close(found.values["visual"], (way * w).sum(dim=-1).flatten(1), atol=1e-3, rtol=1e-3)


def test_baselines_are_what_they_are_called(clip: Clip, own: Features) -> None:
    assert clip.frames is not None
    assert clip.waveform is not None
    dark = baseline_features(clip, "black and silent")
    black = visual_cells(np.zeros_like(clip.frames[:1]))[0]
    np.testing.assert_allclose(dark.arrays["visual"], np.broadcast_to(black, (8, 16, 1280)), atol=2e-2)
    louder = baseline_features(
        Clip(None, None, 0.5 * clip.waveform, clip.sample_rate, "half"), "black and silent"
    )
    np.testing.assert_array_equal(louder.arrays["audio"], dark.arrays["audio"])
    mean = baseline_features(clip, "mean", [other(0), other(2), other(1, ("audio",))])
    both = [
        other(0).arrays["visual"].astype(np.float32)[0],
        other(2).arrays["visual"].astype(np.float32).mean(axis=0),
    ]
    np.testing.assert_allclose(mean.arrays["visual"][5], np.mean(both, axis=0), atol=1e-3)
    heard = [other(i).arrays["audio"].astype(np.float32) for i in (0, 2)]
    heard.append(other(1, ("audio",)).arrays["audio"].astype(np.float32))
    np.testing.assert_allclose(mean.arrays["audio"], np.mean(heard, axis=0), atol=1e-3)
    with pytest.raises(ValueError, match="no mean visual of no clips"):
        baseline_features(clip, "mean", [other(1, ("audio",))])


def test_a_blurred_baseline_keeps_flat_frames_and_loses_what_is_fine() -> None:
    rng = np.random.default_rng(0)
    flat = np.full((1, 64, 96, 3), 120, np.uint8)
    fine = flat + np.where(rng.random((1, 64, 96, 1)) > 0.5, 60, -60).astype(np.int16)
    spotted = np.clip(fine, 0, 255).astype(np.uint8)

    def cells(frames: np.ndarray) -> np.ndarray:
        return visual_cells(frames).astype(np.float32)

    def start(frames: np.ndarray) -> np.ndarray:
        found = baseline_features(Clip(frames, np.zeros(1), None, 16_000, "frames"), "blurred")
        return found.arrays["visual"].astype(np.float32)

    np.testing.assert_allclose(start(flat), cells(flat), atol=2e-2)
    means = spotted.reshape(4, 16, 4, 24, 3).astype(np.float32).mean(axis=(1, 3))  # 4 × 4 parts
    spread = np.abs(means - means.mean(axis=(0, 1))).max()
    assert spread < 15, "or the spots would not be fine"
    assert np.linalg.norm(start(spotted) - cells(flat)) < 0.7 * np.linalg.norm(cells(spotted) - cells(flat))


@pytest.mark.parametrize("sense", ["visual", "audio"])
def test_one_sense_alone_is_attributed_alone(clip: Clip, own: Features, sense: str) -> None:
    alone = clip.without("audio" if sense == "visual" else "visual")
    start = baseline_features(alone, "blurred")
    given = own.without("audio" if sense == "visual" else "visual")
    found = integrated_gradients(load("mid").network, given, start, preference(QUESTION, 0))
    assert list(found.values) == [sense]
    assert list(start.arrays) == [sense]
