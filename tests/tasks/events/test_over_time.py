"""A clip longer than the window: its windows' answers joined into one."""

from __future__ import annotations

import numpy as np
import pytest

from mmfusion.media import Clip
from mmfusion.tasks.events import CLASSES, MODALITIES
from mmfusion.tasks.events.over_time import WINDOWS, Timeline, join_windows, over_time, starts_of
from mmfusion.tasks.events.predictor import Lab

RATE = 16_000


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


def film(seconds: float, seed: int = 0) -> Clip:
    rng = np.random.default_rng(seed)
    count = round(2 * seconds)
    frames = rng.integers(0, 255, (count, 64, 64, 3), dtype=np.uint8)
    frames = (frames * np.linspace(0.1, 1, count)[:, None, None, None]).astype(np.uint8)
    wave = rng.normal(0, 0.1, round(seconds * RATE)) * np.linspace(0.05, 1, round(seconds * RATE))
    times = (np.arange(count) + 0.5) * seconds / count
    return Clip(frames, times, wave.astype(np.float32), RATE, "made", 0.0, seconds, seconds)


def test_the_joined_answer_is_the_geometric_mean_of_the_windows_renormalised() -> None:
    windows = np.random.default_rng(1).dirichlet(np.ones(14), size=5)
    product = np.prod(windows ** (1 / 5), axis=0)
    np.testing.assert_allclose(join_windows(windows), product / product.sum(), atol=1e-9)
    np.testing.assert_allclose(join_windows(windows[:1]), windows[0], atol=1e-9)


def test_a_window_without_an_answer_counts_for_nothing() -> None:
    windows = np.random.default_rng(2).dirichlet(np.ones(14), size=4)
    holed = np.insert(windows, 2, np.nan, axis=0)
    np.testing.assert_allclose(join_windows(holed), join_windows(windows))
    assert np.isnan(join_windows(np.full((3, 14), np.nan))).all()


@pytest.mark.parametrize("total", [4.0, 4.4, 5.5, 7.0, 14.2, 120.0])
def test_windows_reach_from_the_first_second_to_the_last(total: float) -> None:
    starts = starts_of(total)
    assert starts[0] == 0
    assert starts[-1] + 4 == pytest.approx(total)
    assert len(starts) <= WINDOWS
    assert total > 28 or np.diff(starts).max(initial=0) <= 1 + 1e-9, "and are a second apart at most"


@pytest.mark.parametrize("strategy", ["visual", "audio", "late", "bottleneck-mid"])
def test_a_clip_of_exactly_one_window_gets_the_window_s_answer(strategy: str, lab: Lab) -> None:
    own, clip = lab.predictors[strategy], film(4.0)
    whole = own.predict_whole(clip)
    window = own.predict(clip).answers["event"].probabilities
    assert (whole.windows, whole.of, whole.silent) == (1, 1, 0)
    assert whole.probabilities == pytest.approx(window, abs=1e-6)


def test_the_whole_clip_is_answered_by_each_network_s_own_windows(lab: Lab) -> None:
    clip = film(7.0)
    assert clip.frames is not None
    assert clip.frame_times is not None
    assert clip.waveform is not None
    own = lab.predictors["mid"]
    logs = []
    for start in (0.0, 1.0, 2.0, 3.0):
        inside = (clip.frame_times >= start) & (clip.frame_times <= start + 4)
        sound = clip.waveform[round(start * RATE) :][: 4 * RATE]
        window = Clip(clip.frames[inside], clip.frame_times[inside], sound, RATE, "window", start, 4.0, 7.0)
        logs.append(np.log(list(own.predict(window).answers["event"].probabilities.values())))
    assert np.ptp(logs, axis=0).max() > 0.1, "or one window would do for all"
    expected = np.exp(np.mean(logs, axis=0))
    found = own.predict_whole(clip)
    assert found.of == 4
    np.testing.assert_allclose(list(found.probabilities.values()), expected / expected.sum(), atol=5e-3)


def test_sound_alone_leaves_a_silent_window_out_and_answers_from_the_others(lab: Lab) -> None:
    clip = film(8.0)
    assert clip.waveform is not None
    clip.waveform[: 5 * RATE] = 0  # the windows from 0 and 1 s are silent, the other three are not
    timeline = lab.over_time(clip, ["audio", "visual", "late"])
    assert timeline.silent.tolist() == [True, True, False, False, False]
    heard = timeline.whole("audio")
    assert (heard.windows, heard.of, heard.silent) == (3, 5, 2)
    rest = timeline.probabilities["audio"][2:]
    np.testing.assert_allclose(list(heard.probabilities.values()), join_windows(rest))
    both = timeline.whole("late")
    assert (both.windows, both.silent) == (5, 2)


def test_a_clip_whose_sound_is_silence_throughout_is_answered_by_its_picture(lab: Lab) -> None:
    clip = film(6.0)
    assert clip.waveform is not None
    clip.waveform[:] = 1e-4
    seen = lab.predictors["late"].predict_whole(clip.without("audio")).probabilities
    assert lab.predictors["late"].predict_whole(clip).probabilities == pytest.approx(seen)
    with pytest.raises(ValueError, match="audio answers none of the windows"):
        lab.predictors["audio"].predict_whole(clip)


def of_experts(seen: np.ndarray, heard: np.ndarray) -> Timeline:
    windows = len(seen)
    by = dict(zip(MODALITIES, (seen, heard), strict=True))
    return Timeline(np.arange(windows, dtype=float), by, np.zeros(windows, bool))


def _sure_of(kind: str, p: float = 0.97) -> np.ndarray:
    out = np.full(14, (1 - p) / 13)
    out[CLASSES.index(kind)] = p
    return out


def test_either_keeps_an_event_that_is_seen_in_one_window_and_heard_in_another(lab: Lab) -> None:
    """A dog is seen beside wind, then heard out of sight: the product doubts it in both windows."""
    dog, none = _sure_of("dog"), _sure_of("none of these")
    seen, heard = np.stack([dog, none]), np.stack([none, dog])
    timeline = Timeline(
        np.array([2.0, 6.0]), dict(zip(MODALITIES, (seen, heard), strict=True)), np.zeros(2, bool)
    )
    experts = lab.cards["late"].experts
    either = timeline.joined_experts("either", experts)
    assert CLASSES[int(either.argmax())] == "dog"
    assert either.max() > timeline.joined_experts("product / prior", experts)[0]


def test_where_one_expert_has_no_answer_the_other_one_answers_alone(lab: Lab) -> None:
    rng = np.random.default_rng(5)
    seen, heard = rng.dirichlet(np.ones(14), size=(2, 3))
    seen[0], heard[1] = np.nan, np.nan
    found = of_experts(seen, heard).experts("mean probability", {})
    np.testing.assert_allclose(found, [heard[0], seen[1], (seen[2] + heard[2]) / 2])


def test_neither_picture_nor_sound_is_refused(lab: Lab) -> None:
    with pytest.raises(ValueError, match="neither picture nor sound"):
        over_time(Clip(None, None, None, RATE, "nothing"), lab.predictors)
