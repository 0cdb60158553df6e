"""The recordings of task `events`: which file sounds like what, from which source, in which fold.

Animals, ESC-10 and drones come in the five folds of ``events_audio_folds.csv`` (near-duplicates gone,
ESC-10's own folds kept). Speech is folded by speaker and source: no voice is heard on both sides.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.events import CLASSES
from mmfusion.tasks.events.pictures import rank
from mmfusion.tasks.packs import archive_members, pack_path, read_member, read_table

SAMPLE_RATE = 16_000
FOLDS_TABLE = "events_audio_folds.csv"
DIGITS, GRID, READ_ALOUD = "fsdd_8k.npz", "grid_s1_subset.npz", "flickr8k_tts_speech_250_16k_ogg.zip"
SYNTHETIC = "synthetic"
AudioF32 = NDArray[np.float32]


@dataclass(frozen=True)
class Recording:
    """One sound: where it lies, what is heard, and on which side of a split it belongs."""

    pack: str
    member: str
    label: str
    """A class of `CLASSES`, or ``none:what``."""
    source: str
    group: str
    fold: int

    @property
    def target(self) -> int:
        """Index into `CLASSES`; anything that is not listed is the last, *none of these*."""
        return CLASSES.index(self.label) if self.label in CLASSES else len(CLASSES) - 1


_RENAMED = {"sea_waves": "sea waves", "fire": "none:fire", "rain": "none:rain", "monkey": "none:monkey"}
_SOURCE = {
    "esc10_16k_ogg.zip": "esc10",
    "animal_sounds_16k_ogg.zip": "animals",
    "drone_multisensor.zip": "drone",
}


def _folded() -> Iterator[Recording]:
    for row in read_table(FOLDS_TABLE):
        source, kind = _SOURCE[row["pack"]], row["class"]
        if kind == "rooster" and source == "animals":
            continue  # hens: another sound under the same name
        member = (
            row["file"] if source != "drone" or row["file"].startswith("audio/") else f"audio/{row['file']}"
        )
        yield Recording(
            row["pack"], member, _RENAMED.get(kind, kind), source, f"{source}/{row['file']}", int(row["fold"])
        )


_DIGIT_CLIPS_EACH_SPEAKER = 24
_SPEAKER_FOLDS = {"george": 1, "jackson": 2, "lucas": 3, "nicolas": 4, "theo": 5, "yweweler": 3}


@lru_cache(maxsize=1)
def _digits() -> tuple[AudioF32, NDArray[np.int64], NDArray[np.str_]]:
    with np.load(pack_path(DIGITS)) as pack:
        audio = pack["audio"].astype(np.float32) / 32768
        return audio, pack["offsets"].astype(np.int64), pack["speaker"].astype(str)


def _speech() -> Iterator[Recording]:
    speakers = sorted(set(_digits()[2].tolist()))
    for position, speaker in enumerate(speakers):
        fold = _SPEAKER_FOLDS.get(speaker, position % 5 + 1)
        for take in range(_DIGIT_CLIPS_EACH_SPEAKER):
            yield Recording(DIGITS, f"{speaker}/{take}", "speech", "fsdd", f"fsdd/{speaker}", fold)
    with np.load(pack_path(GRID)) as pack:
        count = len(pack["audio"])
    for index in range(count):
        yield Recording(GRID, str(index), "speech", "grid", "grid/s1", 4)
    spoken = [m for m in archive_members(READ_ALOUD) if m.endswith(".ogg")]
    for member in sorted(spoken, key=rank)[:60]:
        yield Recording(READ_ALOUD, member, "speech", "tts", "tts/voice", 5)


_SYNTHETIC_KINDS = ("noise", "hum", "chords", "melody", "clicks")


def _synthetic() -> Iterator[Recording]:
    for kind in _SYNTHETIC_KINDS:
        for index in range(16):
            yield Recording(
                SYNTHETIC,
                f"{kind}/{index}",
                f"none:{kind}",
                SYNTHETIC,
                f"synthetic/{kind}/{index}",
                index % 5 + 1,
            )


@lru_cache(maxsize=1)
def recordings() -> list[Recording]:
    """Return every recording that trains or tests, in a fixed order. Raises `PackError`."""
    return [*_folded(), *_speech(), *_synthetic()]


def load(recording: Recording) -> AudioF32:
    """Return the waveform `(S,)`, mono at 16 kHz, peak not normalised. Raises `PackError`."""
    if recording.pack == SYNTHETIC:
        return _synthesise(*recording.member.split("/"))
    if recording.pack == DIGITS:
        return _join_digits(*recording.member.split("/"))
    if recording.pack == GRID:
        with np.load(pack_path(GRID), allow_pickle=False) as pack:
            wave = np.asarray(pack["audio"][int(recording.member)])
        return wave.astype(np.float32) / (32768.0 if wave.dtype == np.int16 else 1.0)
    import soundfile

    wave, rate = soundfile.read(io.BytesIO(read_member(recording.pack, recording.member)), dtype="float32")
    mono = wave if wave.ndim == 1 else wave.mean(axis=1)
    return _resampled(mono, rate)


def _resampled(wave: AudioF32, rate: int) -> AudioF32:
    if rate == SAMPLE_RATE:
        return wave
    from scipy.signal import resample_poly

    return np.asarray(resample_poly(wave, SAMPLE_RATE, rate), dtype=np.float32)


def _join_digits(speaker: str, take: str) -> AudioF32:
    """Return five to eight digits of one speaker with short gaps: running speech of 3 to 5 s."""
    audio, offsets, speakers = _digits()
    rng = np.random.default_rng(int(rank(f"{speaker}/{take}") * 2**32))
    own = np.flatnonzero(speakers == speaker)
    parts: list[AudioF32] = []
    for index in rng.choice(own, size=rng.integers(5, 9), replace=False):
        part = audio[offsets[index] : offsets[index + 1]]
        gap = np.zeros(int(rng.uniform(0.05, 0.35) * 8000), dtype=np.float32)
        parts += [part / (np.abs(part).max() + 1e-6) * rng.uniform(0.4, 0.8), gap]
    return _resampled(np.concatenate(parts).astype(np.float32), 8000)


def _synthesise(kind: str, index: str) -> AudioF32:
    """Return 5 s of something that is none of the kinds: noise, hum, chords, a melody, clicks."""
    rng = np.random.default_rng([_SYNTHETIC_KINDS.index(kind), int(index)])
    time = np.arange(5 * SAMPLE_RATE) / SAMPLE_RATE
    if kind == "noise":
        spectrum = np.fft.rfft(rng.standard_normal(time.size))
        wave = np.fft.irfft(
            spectrum / np.maximum(np.arange(spectrum.size), 20) ** rng.uniform(0, 1.2), time.size
        )
    elif kind == "hum":
        base = rng.uniform(40, 180)
        wave = sum(
            np.sin(2 * np.pi * base * k * time + rng.uniform(0, 6)) / k ** rng.uniform(0.8, 2)
            for k in range(1, 9)
        )
        wave = wave * (1 + 0.2 * np.sin(2 * np.pi * rng.uniform(0.1, 2) * time))
    elif kind == "clicks":
        wave = rng.standard_normal(time.size) * (rng.random(time.size) < rng.uniform(2, 20) / SAMPLE_RATE)
        wave = np.convolve(wave, np.exp(-np.arange(800) / rng.uniform(20, 200)), "same")
    else:  # plucked notes: one at a time, or three
        wave = np.zeros(time.size)
        onset = 0.0
        while onset < 4.8:
            root = 110 * 2 ** (rng.integers(0, 30) / 12)
            for step in (0, 4, 7) if kind == "chords" else (0,):
                after = np.maximum(time - onset, 0)
                pitch = root * 2 ** (step / 12)
                tone = sum(
                    np.sin(2 * np.pi * pitch * k * after) / k**1.5 for k in range(1, 7) if pitch * k < 7800
                )
                wave += np.where(time >= onset, tone * np.exp(-after * rng.uniform(1.5, 6)), 0)
            onset += rng.choice([0.25, 0.5, 0.75])
    return np.asarray(0.5 * wave / (np.abs(wave).max() + 1e-9), dtype=np.float32)
