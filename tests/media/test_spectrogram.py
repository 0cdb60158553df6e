"""The log-mel spectrogram equals librosa's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmfusion.media import log_mel, mel_filterbank

librosa = pytest.importorskip("librosa")


@settings(max_examples=20, deadline=None)
@given(
    rate=st.sampled_from([8000, 16000, 22050, 44100]),
    n_fft=st.sampled_from([256, 512, 1024, 2048]),
    mels=st.integers(8, 128),
    fmin=st.floats(0, 500),
)
def test_the_filterbank_is_librosa_s(rate: int, n_fft: int, mels: int, fmin: float) -> None:
    theirs = librosa.filters.mel(sr=rate, n_fft=n_fft, n_mels=mels, fmin=fmin, fmax=rate / 2)
    np.testing.assert_allclose(mel_filterbank(rate, n_fft, mels, fmin, rate / 2), theirs, atol=1e-7)


@pytest.mark.parametrize("samples", [1, 100, 1024, 16000, 64000, 64037])
@pytest.mark.parametrize("kind", ["noise", "tone", "quiet", "silence"])
def test_the_spectrogram_is_librosa_s(samples: int, kind: str) -> None:
    rng = np.random.default_rng(samples)
    sound = {
        "noise": 0.3 * rng.standard_normal(samples),
        "tone": np.sin(0.2 * np.arange(samples)) * (np.arange(samples) < 30000),
        "quiet": 1e-5 * rng.standard_normal(samples),
        "silence": np.zeros(samples),
    }[kind].astype(np.float32)
    power = librosa.feature.melspectrogram(
        y=sound, sr=16000, n_fft=1024, hop_length=160, n_mels=128, fmin=20, fmax=8000, pad_mode="constant"
    )
    theirs = librosa.power_to_db(power, ref=1.0, amin=1e-10, top_db=None)
    ours = log_mel(sound)
    assert ours.shape == (128, 1 + samples // 160)
    assert ours.dtype == np.float32
    assert np.abs(ours - theirs).max() < 1e-3


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="mix the channels"):
        log_mel(np.zeros((2, 100), dtype=np.float32))
    with pytest.raises(ValueError, match="fmin < fmax"):
        log_mel(np.zeros(100, dtype=np.float32), 8000)
