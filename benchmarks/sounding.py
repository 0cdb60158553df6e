"""Drawn clips: what one costs to make, to answer and to search, against the plain way in the same run.

    OMP_NUM_THREADS=1 python benchmarks/sounding.py [--clips 200] [--threads 1]

Plain: drawn large and averaged down, spectrogram by librosa, one clip and one strategy at a time, and a
search that asks both networks about every clip.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import librosa
import numpy as np
import torch

from mmfusion.tasks.sounding.batches import make_batch, numbered_scene
from mmfusion.tasks.sounding.predictor import Instrument
from mmfusion.tasks.sounding.raster import HOP, N_FFT, picture_input, sound_input
from mmfusion.tasks.sounding.render import frames, waveform

FRONT = ("visual", "late", "mid", "bottleneck-mid")


def per_clip(function: Callable[[int], object], clips: int) -> float:
    """Return milliseconds a clip."""
    function(0)
    began = time.perf_counter()
    for number in range(clips):
        function(number)
    return (time.perf_counter() - began) / clips * 1e3


def plain_clip(number: int) -> None:
    scene = numbered_scene("pair", number)
    picture_input(frames(scene, scale=3)[None])
    librosa.power_to_db(
        librosa.feature.melspectrogram(y=waveform(scene), sr=16_000, n_fft=N_FFT, hop_length=HOP, n_mels=64)
    )


def drawn_clip(number: int) -> None:
    scene = numbered_scene("pair", number)
    picture_input(frames(scene)[None])
    sound_input(waveform(scene)[None])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--clips", type=int, default=200)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    lab = Instrument()

    def plain_search(number: int) -> None:
        batch = make_batch([numbered_scene("pair", number)]).inputs()
        for name in ("late", "mid"):
            lab.predictors[name].probabilities(batch, ("visual", "audio"))

    one = make_batch([numbered_scene("pair", 0)]).inputs()
    rows = [
        ("a clip, plain", per_clip(plain_clip, given.clips // 4)),
        ("a clip", per_clip(drawn_clip, given.clips)),
        (
            "a clip in a batch of 32",
            per_clip(
                lambda i: make_batch([numbered_scene("pair", 32 * i + j) for j in range(32)]),
                given.clips // 32,
            )
            / 32,
        ),
        ("four strategies, three subsets", per_clip(lambda _: lab.compare(one, FRONT), 20)),
        ("all strategies, three subsets", per_clip(lambda _: lab.compare(one), 10)),
        ("search, plain, a clip", per_clip(plain_search, given.clips // 2)),
    ]
    tried = 1600
    began = time.perf_counter()
    # A network that is wrong and right at once is never found: all are tried, two thirds of them twice.
    lab.find("side", ("late",), ("late",), most=tried)
    rows.append(("search, a clip", (time.perf_counter() - began) / tried * 1e3))
    print(f"torch {torch.__version__}, {given.threads} thread(s), numpy {np.__version__}\n")
    print(f"{'what':34}{'ms':>9}{'a second':>11}")
    for name, ms in rows:
        print(f"{name:34}{ms:9.2f}{1e3 / ms:11.0f}")
    by = dict(rows)
    print(f"\nplain / ours: a clip {by['a clip, plain'] / by['a clip in a batch of 32']:.1f}, ", end="")
    print(f"search {by['search, plain, a clip'] / by['search, a clip']:.1f}")


if __name__ == "__main__":
    main()
