"""What a GPU saves: milliseconds on the processor and on the GPU in one run, and how far answers differ.

    OMP_NUM_THREADS=4 python benchmarks/device.py [--rounds 7]

Everything in float32, from arrays of numpy to arrays of numpy, the transfers included; medians, after one
round that is not counted. Answers of every shipped network of both tasks are compared once, in float32 and
with layers that multiply in bfloat16. Without a GPU there is nothing to time, which is then said.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np
import torch

from mmfusion.cards.shipped import Prediction
from mmfusion.explain.maps import preference
from mmfusion.explain.removal import removal
from mmfusion.media import load_clip
from mmfusion.nn.device import find, to_numpy
from mmfusion.tasks import events, sounding
from mmfusion.tasks.events import predictor as event_networks
from mmfusion.tasks.events.features import (
    AUDIO_WIDTH,
    VISUAL_WIDTH,
    audio_cells,
    visual_cells,
    window_samples,
)
from mmfusion.tasks.events.network import frame_moments
from mmfusion.tasks.sounding import predictor as sounding_networks
from mmfusion.tasks.sounding.integrated import integrated_gradients

Work = Callable[[], object]
CLIPS = 64


def works(device: torch.device) -> dict[str, Work]:
    """Return what is timed, on a device, by name."""
    rng = np.random.default_rng(0)
    frames = rng.integers(0, 255, (16, 360, 480, 3), dtype=np.uint8)
    sounds = rng.normal(0, 0.05, (8, 64_000)).astype(np.float32)
    cells = {
        "visual": torch.from_numpy(
            rng.standard_normal((CLIPS, 8, 16, VISUAL_WIDTH), dtype=np.float32)
        ).half(),
        "audio": torch.from_numpy(rng.standard_normal((CLIPS, 40, AUDIO_WIDTH), dtype=np.float32)).half(),
    }
    heard = event_networks.load("bottleneck-mid", device=device).network
    batch = sounding.make_batch([sounding.numbered_scene("pair", i) for i in range(CLIPS)]).inputs()
    one = {m: x[:1] for m, x in batch.items()}
    mid, score = sounding_networks.load("mid", device=device), preference("side", 0)

    @torch.inference_mode()
    def answers() -> object:
        return to_numpy(heard(cells, frame_moments(8)).logits["event"])

    def attributed() -> object:
        return [to_numpy(x) for x in integrated_gradients(mid.network, one, score).values.values()]

    def removed() -> object:
        with torch.inference_mode():
            tokens = mid.network.tokens(one)
        return to_numpy(removal(mid.network.fusion, tokens, "visual", score))

    return {
        "features of 16 frames": lambda: visual_cells(frames, dtype=torch.float32, device=device),
        "features of 8 windows of sound": lambda: audio_cells(sounds, dtype=torch.float32, device=device),
        f"events, {CLIPS} clips": answers,
        f"sounding-objects, {CLIPS} clips": lambda: mid.probabilities(batch, ("visual", "audio")),
        "sounding-objects, 1 clip": lambda: mid.probabilities(one, ("visual", "audio")),
        "integrated gradients, 1 clip": attributed,
        "192 tokens removed, 1 clip": removed,
    }


def milliseconds(work: Work, rounds: int) -> float:
    """Return the median time of a piece of work."""
    work()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1e3)
    return statistics.median(times)


def said(device: torch.device, dtype: torch.dtype | None = None) -> dict[str, np.ndarray]:
    """Return every probability of every shipped network on a few clips, by task."""
    clips = [load_clip(sample.path) for sample in events.load_samples()]
    seen = [
        event_networks.Features(
            {
                "visual": visual_cells(clip.frames, dtype=torch.float32, device=device),
                "audio": audio_cells(window_samples(clip.waveform)[None], dtype=torch.float32, device=device)[
                    0
                ],
            },
            np.asarray(clip.frame_times - clip.start, np.float32),
        )
        for clip in clips
        if clip.frames is not None and clip.waveform is not None and clip.frame_times is not None
    ]
    drawn = [
        sounding.make_batch([sounding.numbered_scene(form, number)]).inputs()
        for form in ("one", "pair")
        for number in range(16)
    ]

    def plain(prediction: Prediction) -> list[float]:
        return [p for answer in prediction.answers.values() for p in answer.probabilities.values()]

    lab = [event_networks.load(name, device=device, dtype=dtype) for name in event_networks.SHIPPED]
    own = [sounding_networks.load(name, device=device, dtype=dtype) for name in sounding.STRATEGIES]
    return {
        "events": np.array([p for network in lab for x in seen for p in plain(network.answer(x))]),
        "sounding-objects": np.array([p for network in own for x in drawn for p in plain(network.answer(x))]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    if not torch.cuda.is_available():
        print("There is no GPU on this machine: nothing was timed.")
        return
    cpu, gpu = find("cpu"), find("cuda")
    print(
        f"{torch.cuda.get_device_name(gpu)} against {torch.get_num_threads()} threads of the processor, "
        f"torch {torch.__version__}, medians of {rounds}"
    )
    print(f"{'what':34s} {'CPU, ms':>9s} {'GPU, ms':>9s} {'ratio':>7s}")
    there = works(gpu)
    for name, work in works(cpu).items():
        slow, fast = milliseconds(work, rounds), milliseconds(there[name], rounds)
        print(f"{name:34s} {slow:9.2f} {fast:9.2f} {slow / fast:7.1f}")
    exact, same, rounded = said(cpu), said(gpu), said(gpu, torch.bfloat16)
    for task, wanted in exact.items():
        for what, found in (("float32", same[task]), ("bfloat16", rounded[task])):
            off = np.abs(found - wanted)
            differ = f"{off.max():.1e} at most, {off.mean():.1e} on average"
            print(f"{task}, {what}: probabilities differ by {differ}")


if __name__ == "__main__":
    main()
