"""What the shipped networks of `events` answer, against what is computed by hand from pixels and samples.

Clips here begin somewhere in their file and weights are those that ship: a figure that is one level, one
window or one sense off is another figure.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from mmfusion.cards.subset import key
from mmfusion.media import Clip, load_clip
from mmfusion.tasks.events import CLASSES, NONE, QUESTION
from mmfusion.tasks.events.features import audio_cells, visual_cells
from mmfusion.tasks.events.predictor import (
    AGGREGATORS,
    SHIPPED,
    SUBSETS,
    Features,
    Lab,
    features,
    spoiled_features,
    spoiled_frames,
    spoiled_sound,
)
from mmfusion.tasks.events.samples import load_samples
from tests.tasks.possible import possible

LADDER = (None, 20.0, 10.0, 0.0, -10.0)
"""What the page says of the five levels of noise, dB."""
SHORT_SIDES = (None, 96, 48, 32, 20)
"""And of the five levels of blur, px left on the short side."""
START = 7.0
ON_CARD = {"visual+audio": "accuracy", "visual": "without sound", "audio": "without picture"}


def tone_clip(start: float) -> Clip:
    """Four seconds of a file that begin at `start`: three frames that differ, a rising row of tones."""
    rng = np.random.default_rng(5)
    frames = np.stack([rng.integers(0, top, (96, 128, 3)) for top in (60, 160, 255)]).astype(np.uint8)
    t = np.arange(64_000) / 16_000
    wave = (0.2 * np.sin(2 * np.pi * 300 * (1 + np.floor(t)) * t)).astype(np.float32)
    return Clip(frames, start + np.array([0.5, 1.75, 3.5]), wave, 16_000, "tones", start, 4.0, start + 9.0)


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


@pytest.fixture(scope="module")
def late_in_its_file() -> Features:
    return features(tone_clip(START))


@pytest.fixture(scope="module")
def samples() -> dict[str, Features]:
    return {s.name: features(load_clip(s.path, isolate=False)) for s in load_samples() if s.label is not None}


def by_hand(
    lab: Lab, strategy: str, subset: str, cells: dict[str, NDArray[np.float16]], seconds: object
) -> NDArray[np.float64]:
    """Return the probabilities `(14,)` of a shipped network: its logits over the temperature of its card."""
    own = lab.predictors[strategy]
    given = {m: torch.from_numpy(x[None]) for m, x in cells.items()}
    with torch.inference_mode():
        logits = own.network(given, torch.tensor(seconds, dtype=torch.float32)).logits[QUESTION][0].double()
    return np.asarray((logits / own.card.temperatures[subset]).softmax(dim=0).numpy())


def test_time_is_counted_from_where_the_window_begins(lab: Lab, late_in_its_file: Features) -> None:
    clip = tone_clip(START)
    assert late_in_its_file.seconds.tolist() == [0.5, 1.75, 3.5]
    assert clip.frames is not None
    assert clip.waveform is not None
    for number in range(3):
        alone = visual_cells(clip.frames[number : number + 1])[0]
        np.testing.assert_allclose(late_in_its_file.arrays["visual"][number], alone, atol=0.05, rtol=0.05)
    cells = {"visual": visual_cells(clip.frames), "audio": audio_cells(clip.waveform[None])[0]}
    for name, own in lab.predictors.items():
        mine = {m: cells[m] for m in own.modalities}
        subset = key(lab.predictors[name].modalities)
        expected = by_hand(lab, name, subset, mine, [0.5, 1.75, 3.5])
        said = own.answer(late_in_its_file).answers[QUESTION].probabilities
        np.testing.assert_allclose(list(said.values()), expected, atol=1e-5, err_msg=name)
        assert own.predict(clip).answers[QUESTION].probabilities == pytest.approx(said, abs=1e-5)
    wrong = by_hand(lab, "mid", "visual+audio", cells, [4.0, 4.0, 4.0])
    right = by_hand(lab, "mid", "visual+audio", cells, [0.5, 1.75, 3.5])
    assert np.abs(wrong - right).max() > 5e-4, "or time could be anything"


def test_every_column_is_of_the_sense_that_it_names(lab: Lab, samples: dict[str, Features]) -> None:
    """The bar *sound alone* is what is answered when the picture is taken away, and the other way round."""
    drone = samples["drone"]
    cells = dict(drone.arrays)
    found = lab.compare([drone])
    for name, table in found.probabilities.items():
        for column, subset in enumerate(SUBSETS):
            mine = [m for m in cells if m in subset]
            if not set(mine) <= set(lab.predictors[name].modalities):
                assert np.isnan(table[0, column]).all()
                continue
            expected = by_hand(lab, name, key(subset), {m: cells[m] for m in mine}, drone.seconds)
            np.testing.assert_allclose(table[0, column], expected, atol=1e-5, err_msg=f"{name}, {subset}")
    seen, heard = (found.probabilities["late"][0, SUBSETS.index((m,))] for m in ("visual", "audio"))
    assert CLASSES[int(seen.argmax())] != CLASSES[int(heard.argmax())], "or they could be exchanged unseen"


def test_noise_is_as_loud_as_its_level_says() -> None:
    wave = tone_clip(0.0).waveform
    assert wave is not None
    power = float(np.mean(wave.astype(np.float64) ** 2))  # it sounds all along: its active level is its RMS
    for level, ratio in enumerate(LADDER):
        noise = spoiled_sound(wave, level).astype(np.float64) - wave
        if ratio is None:
            assert not noise.any()
        else:
            assert 10 * np.log10(power / np.mean(noise**2)) == pytest.approx(ratio, abs=0.1)


def test_a_level_of_features_is_that_level_of_the_clip(late_in_its_file: Features) -> None:
    clip = tone_clip(START)
    assert clip.frames is not None
    assert clip.waveform is not None
    noisy = spoiled_features(clip, late_in_its_file, "noise")
    blurred = spoiled_features(clip, late_in_its_file, "blur")
    assert len(noisy) == len(blurred) == len(LADDER)
    heard = audio_cells(np.stack([spoiled_sound(clip.waveform, level) for level in range(len(LADDER))]))
    for level, pixels in enumerate(SHORT_SIDES):
        frames = spoiled_frames(clip.frames, level)
        distinct = len(np.unique(np.abs(np.diff(frames[2, :, 0, 0].astype(int)))))
        assert (pixels is None or pixels >= 96) == (distinct > 60), "what is reduced is smooth"
        for given, expected, each in (
            (noisy[level].arrays["audio"], heard[level], [h for i, h in enumerate(heard) if i != level]),
            (blurred[level].arrays["visual"], visual_cells(frames), []),
        ):
            assert given is not None
            own = _apart(given, expected)
            assert own < 0.02
            assert all(own < 0.2 * _apart(given, other) for other in each), "and of no other"


def _apart(one: NDArray[np.float16], other: NDArray[np.float16]) -> float:
    """Return how far cells lie apart, against their own size."""
    a, b = one.astype(np.float64), other.astype(np.float64)
    return float(np.linalg.norm(a - b) / np.linalg.norm(b))


def _either(seen: np.ndarray, heard: np.ndarray, given: dict[str, Any]) -> np.ndarray:
    """Return what is seen or heard, content by content, from likelihood ratios."""
    b, c, n = np.exp([given["b"], given["c"], given["n"]])
    out = np.zeros(len(seen))
    out[NONE] = n * seen[NONE] * heard[NONE]
    for k in range(NONE):
        out[k] += b * seen[k] * heard[k] + c * seen[NONE] * heard[k]
        out[NONE if k in given["heard"] else k] += c * seen[k] * heard[NONE]
    return out


@pytest.mark.parametrize("aggregator", AGGREGATORS)
def test_late_fusion_joins_the_picture_s_expert_with_the_sound_s(
    aggregator: str, lab: Lab, samples: dict[str, Features]
) -> None:
    given = samples["drone"]
    found = lab.compare([given], strategies=["visual", "audio"])
    seen = np.array(list(lab.predictors["visual"].answer(given).answers[QUESTION].probabilities.values()))
    heard = np.array(list(lab.predictors["audio"].answer(given).answers[QUESTION].probabilities.values()))
    experts = lab.cards["late"].experts
    of_seen, of_heard = experts["weights"]
    assert of_seen != of_heard
    joined = {
        "mean probability": (seen + heard) / 2,
        "product / prior": seen * heard / np.array(experts["prior"]),
        "max": np.maximum(seen, heard),
        "learned weights": seen**of_seen * heard**of_heard,
        "either": _either(seen / experts["prior"], heard / experts["prior"], experts["either"]),
    }[aggregator]
    np.testing.assert_allclose(lab.experts(found, aggregator)[0], joined / joined.sum(), atol=1e-6)
    assert np.abs(seen - heard).max() > 0.2, "or they could be exchanged unseen"


def test_each_window_of_a_long_clip_is_answered_by_itself(lab: Lab) -> None:
    rng = np.random.default_rng(3)
    frames = rng.integers(0, 255, (12, 64, 64, 3), dtype=np.uint8)
    frames = (frames * np.linspace(0.1, 1, 12)[:, None, None, None]).astype(np.uint8)
    wave = (rng.normal(0, 0.1, 96_000) * np.linspace(0, 1, 96_000) ** 2).astype(np.float32)
    times = np.arange(12) / 2 + 0.25
    timeline = lab.over_time(Clip(frames, times, wave, 16_000, "long", 0.0, 6.0, 6.0), strategies=["mid"])
    assert timeline.middles.tolist() == pytest.approx([2.0, 3.0, 4.0])
    for number, start in enumerate((0.0, 1.0, 2.0)):
        inside = (times > start) & (times < start + 4)
        cells = {
            "visual": visual_cells(frames[inside]),
            "audio": audio_cells(wave[int(16_000 * start) :][None, :64_000])[0],
        }
        expected = by_hand(lab, "mid", "visual+audio", cells, times[inside] - start)
        np.testing.assert_allclose(timeline.probabilities["mid"][number], expected, atol=5e-3)
    assert np.abs(np.diff(timeline.probabilities["mid"], axis=0)).max() > 0.02, "windows differ"


@pytest.mark.parametrize("strategy", SHIPPED)
def test_what_ships_is_as_good_as_its_card_says_on_the_samples(
    strategy: str, lab: Lab, samples: dict[str, Features]
) -> None:
    """Five clips of the fold that no shipped weights saw; the card's figure must be possible."""
    labels = {s.name: s.label for s in load_samples()}
    tables = {
        name: lab.compare([given], strategies=[strategy]).probabilities[strategy][0]
        for name, given in samples.items()
    }
    own = lab.cards[strategy].own_metrics
    for column, subset in enumerate(SUBSETS):
        answers = {name: table[column] for name, table in tables.items()}
        if any(np.isnan(p).any() for p in answers.values()):
            continue
        figure = own["accuracy" if len(lab.predictors[strategy].modalities) == 1 else ON_CARD[key(subset)]]
        hits = sum(CLASSES[int(p.argmax())] == labels[name] for name, p in answers.items())
        assert possible(hits, len(answers), figure), f"{subset}: {hits} of {len(answers)}, {figure}"


@pytest.mark.pack
@pytest.mark.skipif(not os.environ.get("MMFUSION_DATA"), reason="MMFUSION_DATA is not set")
def test_what_ships_is_as_good_as_its_card_says_on_sixty_pairs(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mmfusion.tasks.events import dataset
    from mmfusion.tasks.events.conditions import BOTH, HEARD, SEEN, can_answer, logits_of
    from mmfusion.tasks.events.ship import SHIPPED_FOLD

    monkeypatch.setenv("MMFUSION_CACHE", str(tmp_path))
    for name, value in (("TEST_PAIRS", 4), ("TEST_NONE", 8)):
        monkeypatch.setattr(dataset, name, value)
    data = dataset.EventData(report=lambda _: None)
    pairs = data.fixed(data.pools(SHIPPED_FOLD)["test"], "test", SHIPPED_FOLD)
    known = pairs.targets != NONE
    assert len(known) == 60
    for name, own in lab.predictors.items():
        for subset, condition in zip(SUBSETS, (BOTH, SEEN, HEARD), strict=True):
            if not can_answer(own.network.spec, condition) or not set(subset) <= set(own.modalities):
                continue
            figure = own.card.own_metrics["accuracy" if len(own.modalities) == 1 else ON_CARD[key(subset)]]
            right = logits_of(own.network, data, pairs, condition).argmax(axis=1) == pairs.targets
            hits = int(right[known].sum())
            assert possible(hits, int(known.sum()), figure), f"{name}, {subset}: {hits}, {figure}"


def test_a_clip_swapped_in_brings_its_sound_and_nothing_else(lab: Lab, samples: dict[str, Features]) -> None:
    drone, dog = samples["drone"], samples["dog"]
    found = lab.compare([drone], swap=dog, strategies=["mid"]).probabilities["mid"][0]
    cells = {"visual": drone.arrays["visual"], "audio": dog.arrays["audio"]}
    np.testing.assert_allclose(found[0], by_hand(lab, "mid", "visual+audio", cells, drone.seconds), atol=1e-5)
    assert drone.sounding_as(dog).subset == ("visual", "audio")
