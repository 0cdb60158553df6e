"""From the bytes of a video to eight frames and the sound of a window: milliseconds, and of which stage.

    python benchmarks/media.py [FILE] [--rounds 7]

Without FILE a 10 s clip of 1280 x 720 px, 30 frames a second, H.264 and AAC, is made: drifting texture with
grain. Plain way: PyAV decodes every frame to RGB at full size, eight are taken and scaled by Pillow, and all
sound is resampled. Ways are interleaved; medians over rounds after one that is not counted.
"""

from __future__ import annotations

import argparse
import io
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

from mmfusion.media import WINDOW, Limits, load_clip, load_span, preview, probe
from mmfusion.media.container import Media
from mmfusion.media.picture import frames_at
from mmfusion.media.sound import sound_between

FRAMES = 8


def make_clip(seconds: float = 10.0, size: tuple[int, int] = (1280, 720), fps: int = 30) -> bytes:
    rng = np.random.default_rng(0)
    width, height = size
    texture = Image.fromarray(rng.integers(0, 255, (80, 140, 3), dtype=np.uint8))
    ground = np.asarray(texture.resize((width + 320, height + 180), Image.Resampling.BICUBIC))
    grain = rng.normal(0, 4.0, (height, width, 1))
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as out:
        video: Any = out.add_stream("libx264", rate=fps, options={"preset": "fast", "crf": "20"})
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        sound: Any = out.add_stream("aac", rate=48000, layout="stereo")
        for index in range(round(seconds * fps)):
            x, y = index % 320, index // 2 % 180
            noisy = ground[y : y + height, x : x + width] + np.roll(grain, rng.integers(height * width))
            picture = noisy.clip(0, 255).astype(np.uint8)
            out.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        out.mux(video.encode(None))
        noise = rng.normal(0, 0.1, (2, round(seconds * 48000))).astype(np.float32)
        for begin in range(0, noise.shape[1], 1024):
            block = np.ascontiguousarray(noise[:, begin : begin + 1024])
            frame = av.AudioFrame.from_ndarray(block, "fltp", "stereo")
            frame.sample_rate, frame.pts, frame.time_base = 48000, begin, Fraction(1, 48000)
            out.mux(sound.encode(frame))
        out.mux(sound.encode(None))
    return buffer.getvalue()


def plain(data: bytes) -> None:
    with av.open(io.BytesIO(data)) as container:
        container.streams.video[0].thread_type = "AUTO"
        pictures = [(frame.time, frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]
    moments = (np.arange(FRAMES) + 0.5) * WINDOW / FRAMES
    times = np.array([at for at, _ in pictures])
    for moment in moments:
        image = Image.fromarray(pictures[int(np.searchsorted(times, moment, "right")) - 1][1])
        np.asarray(image.resize((640, 360), Image.Resampling.BILINEAR))
    with av.open(io.BytesIO(data)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=16000)
        np.concatenate([o.to_ndarray()[0] for f in container.decode(audio=0) for o in resampler.resample(f)])


def stages(data: bytes) -> dict[str, float]:
    marks = [time.perf_counter()]
    media = Media(io.BytesIO(data), Limits())
    marks.append(time.perf_counter())
    frames_at(media, ((np.arange(FRAMES) + 0.5) * WINDOW / FRAMES).tolist())
    marks.append(time.perf_counter())
    sound_between(media, 0.0, WINDOW)
    marks.append(time.perf_counter())
    names = ("open", "picture: demux, decode, scale", "sound: decode, resample")
    return {name: 1e3 * (b - a) for name, a, b in zip(names, marks, marks[1:], strict=False)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    data = options.file.read_bytes() if options.file else make_clip()
    found = probe(data)
    shape = f"{found.size[0]} x {found.size[1]} px" if found.size else "no picture"
    print(f"{len(data) / 1e6:.1f} MB, {shape}, {found.total or 0:.1f} s, {' + '.join(found.codecs)}")
    ways: dict[str, Callable[[], object]] = {
        "plain: every frame, full size": lambda: plain(data),
        "load_clip, in a worker": lambda: load_clip(data, FRAMES),
        "load_clip, in this process": lambda: load_clip(data, FRAMES, isolate=False),
        "load_clip, from 5 s on": lambda: load_clip(data, FRAMES, start=5.0),
        "load_span, 2 frames a second": lambda: load_span(data),
        "preview": lambda: preview(data),
        "probe": lambda: probe(data),
    }
    if found.kind != "video":
        ways.pop("plain: every frame, full size")
    if (found.total or 0) <= 5:
        ways.pop("load_clip, from 5 s on")
    times: dict[str, list[float]] = defaultdict(list)
    parts: dict[str, list[float]] = defaultdict(list)
    for round_ in range(options.rounds + 1):
        for name, way in ways.items():
            began = time.perf_counter()
            way()
            if round_:
                times[name].append(1e3 * (time.perf_counter() - began))
        if round_:
            for name, milliseconds in stages(data).items():
                parts[name].append(milliseconds)
    reference = statistics.median(next(iter(times.values())))
    print(f"{'way':34}{'median, ms':>12}{'least, ms':>12}{'ratio':>8}")
    for name, all_of in times.items():
        median = statistics.median(all_of)
        print(f"{name:34}{median:12.0f}{min(all_of):12.0f}{reference / median:8.1f}")
    total = sum(statistics.median(all_of) for all_of in parts.values())
    print(f"\n{'stage of load_clip':34}{'median, ms':>12}{'share':>12}")
    for name, all_of in parts.items():
        median = statistics.median(all_of)
        print(f"{name:34}{median:12.0f}{median / total:12.0%}")


if __name__ == "__main__":
    main()
