"""From the bytes of a clip to every strategy's answer: milliseconds, the share of every stage, a plain way.

    python benchmarks/answer.py [FILE] [--rounds 5] [--threads 2]

Without FILE a 10 s clip of 1280 x 720 px is made (benchmarks/media.py). Plain way, in the same run: every
frame decoded at full size, the package's picture network (eager, batch norm apart, float32), and each
strategy by itself: decoding and features once a strategy.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import time
from collections import defaultdict
from pathlib import Path

import av
import numpy as np
from media import make_clip
from PIL import Image

parser = argparse.ArgumentParser()
parser.add_argument("file", nargs="?", type=Path)
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--threads", type=int, default=2)
arguments = parser.parse_args()
os.environ["OMP_NUM_THREADS"] = str(arguments.threads)

import torch  # noqa: E402  the number of threads is read when torch is imported
from efficientnet_lite_pytorch import EfficientNet  # noqa: E402
from torch.nn import functional as F  # noqa: E402

from mmfusion.media import Clip, load_clip, log_mel, preview  # noqa: E402
from mmfusion.nn.backbone_recipe import published_checkpoint  # noqa: E402
from mmfusion.tasks.events.features import (  # noqa: E402
    BANDS,
    GRID,
    STEPS,
    frames_to_input,
    spectrogram_to_input,
    window_samples,
)
from mmfusion.tasks.events.predictor import Features, Lab  # noqa: E402


def plain_decode(raw: bytes) -> Clip:
    """Decode every frame to RGB at full size and all of the sound; take eight and four seconds."""
    with av.open(io.BytesIO(raw)) as container:
        frames = [f.to_ndarray(format="rgb24") for f in container.decode(video=0)]
    with av.open(io.BytesIO(raw)) as container:
        resampler = av.AudioResampler("flt", "mono", 16_000)
        blocks = [r.to_ndarray() for f in container.decode(audio=0) for r in resampler.resample(f)]
    chosen = [frames[round(i)] for i in np.linspace(0, len(frames) * 0.4 - 1, 8)]
    small = np.stack([np.asarray(Image.fromarray(f).resize((640, 360))) for f in chosen])
    sound = np.concatenate(blocks, axis=1)[0][:64_000].astype(np.float32)
    return Clip(small, np.linspace(0.25, 3.75, 8), sound, 16_000, "plain")


@torch.inference_mode()
def plain_features(clip: Clip, network: EfficientNet) -> Features:
    """Run the package's network as it is; the middle map is left out, which favours the plain way."""
    assert clip.frames is not None and clip.waveform is not None  # noqa: PT018  made above with both
    seen = F.adaptive_avg_pool2d(network.extract_features(frames_to_input(clip.frames).contiguous()), GRID)
    picture = spectrogram_to_input(log_mel(window_samples(clip.waveform)))
    heard = F.adaptive_avg_pool2d(network.extract_features(picture.contiguous()), (BANDS, STEPS))
    audio = F.pad(heard, (0, 0, 0, 0, 0, 112))[0]
    return Features(
        {
            "visual": seen.flatten(2).transpose(1, 2).half().numpy(),
            "audio": audio.flatten(1).T.half().numpy(),
        },
        np.linspace(0.25, 3.75, 8).astype(np.float32),
    )


def main() -> None:
    """Print the table."""
    torch.set_num_threads(arguments.threads)
    raw = arguments.file.read_bytes() if arguments.file else make_clip()
    lab = Lab()
    package = EfficientNet.from_pretrained(
        "efficientnet-lite0", weights_path=str(published_checkpoint())
    ).eval()
    times: dict[str, list[float]] = defaultdict(list)

    def timed(name: str, began: float) -> float:
        now = time.perf_counter()
        times[name].append((now - began) * 1e3)
        return now

    for _ in range(arguments.rounds + 1):
        at = time.perf_counter()
        preview(raw)
        timed("preview", at)
        start = at = time.perf_counter()
        clip = load_clip(raw)
        at = timed("decode", at)
        shared = lab.features(clip)
        at = timed("features of both senses", at)
        lab.compare(shared)
        timed(f"{len(lab.predictors)} strategies, 3 subsets each", at)
        timed("bytes to all answers", start)

        at = time.perf_counter()
        lab.compare(shared, swap=shared[0])
        timed("swap or switch of sense -> answers", at)
        at = time.perf_counter()
        for kind in ("noise", "blur"):
            lab.features(clip, kind)  # type: ignore[arg-type]  # the two kinds there are
        timed("five levels of noise and of blur, once a clip", at)

        at = time.perf_counter()
        for name in lab.predictors:  # one strategy at a time shares nothing
            one = plain_features(plain_decode(raw), package)
            lab.compare([one], strategies=[name])
            if name == next(iter(lab.predictors)):
                timed("plain way, one strategy", at)
        timed("plain way, all strategies", at)

    medians = {name: statistics.median(values[1:]) for name, values in times.items()}
    whole, plain = medians["bytes to all answers"], medians["plain way, all strategies"]
    print(f"{arguments.threads} threads, {arguments.rounds} rounds, {len(raw) / 1e6:.1f} MB\n")
    print("| stage | median, ms | share | fastest, ms |\n|---|---|---|---|")
    for name, median in medians.items():
        share = f"{median / whole:.0%}" if median < whole * 1.001 and "once" not in name else ""
        print(f"| {name} | {median:.0f} | {share} | {min(times[name][1:]):.0f} |")
    print(f"\nplain way / this way: {plain / whole:.1f}")


if __name__ == "__main__":
    main()
