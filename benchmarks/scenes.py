"""Scenes of `scenes`: what drawing one and answering with its map cost, against the plain way in one run.

    OMP_NUM_THREADS=1 python benchmarks/scenes.py [--scenes 100]

Plain: drawn large and averaged down; an answer without its map.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np

from mmfusion.tasks.scenes import SIDE
from mmfusion.tasks.scenes.batches import numbered
from mmfusion.tasks.scenes.predictor import load
from mmfusion.tasks.scenes.sprites import LARGE


def per_scene(function: Callable[[int], object], scenes: int) -> float:
    """Return the median of milliseconds a scene, pictures of places and sprites read before."""
    times = []
    for number in [*range(scenes), *range(scenes)]:
        began = time.perf_counter()
        function(number)
        times.append((time.perf_counter() - began) * 1e3)
    return float(np.median(times[scenes:]))


def averaged(number: int) -> None:
    large = numbered("caption", number)[0].picture(LARGE)
    large.reshape(SIDE, LARGE, SIDE, LARGE, 3).mean(axis=(1, 3))


def drawn(number: int) -> None:
    numbered("caption", number)[0].picture()


def main() -> None:
    """Time each way and print it, in milliseconds a scene."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--scenes", type=int, default=100)
    scenes: int = parser.parse_args().scenes
    cross = load("cross")

    def answer(number: int) -> None:
        scene, question = numbered("caption", number)
        cross.answer(scene, question.sentence.words)

    def looked(number: int) -> None:
        scene, question = numbered("caption", number)
        cross.answer(scene, question.sentence.words)
        cross.attention(scene, question.sentence.words)

    rows: list[tuple[str, Callable[[int], object], str, Callable[[int], object]]] = [
        ("drawn large, averaged down", averaged, "drawn", drawn),
        ("drawn and answered", answer, "drawn, answered, with its map", looked),
    ]
    for plain, before, own, after in rows:
        first, then = per_scene(before, scenes), per_scene(after, scenes)
        print(f"{plain}: {first:.2f} ms a scene; {own}: {then:.2f} ms, {then / first:.2f} × of that")


if __name__ == "__main__":
    main()
