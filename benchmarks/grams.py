"""Kernel values: the processor's own forms against torch on a device, the same kernels in the same run.

    python benchmarks/grams.py [--device cuda] [--samples 1000] [--features 512] [--rounds 3]

Seconds of the fastest round for one Gram matrix `(n, n)` of histograms, copies to and from the device
counted; the ratio is the processor's time over the device's. Without a GPU torch runs on the processor,
and the ratio says why it is not the default there.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
import torch

from mmfusion.kernels import device
from mmfusion.kernels.base import RBF, Cosine, Kernel, Laplacian, Linear, Polynomial
from mmfusion.kernels.histograms import AdditiveChi2, Chi2, Intersection
from mmfusion.printing import print_table

KERNELS: tuple[Kernel, ...] = (
    *(Linear(), Polynomial(), Cosine(), RBF(), Laplacian()),
    *(AdditiveChi2(), Chi2(), Intersection()),
)


def fastest(step: Callable[[], None], rounds: int) -> float:
    step()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        step()
        times.append(time.perf_counter() - begin)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--features", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    where = device.find(options.device)
    x = np.random.default_rng(0).random((options.samples, options.features))
    out = np.empty((len(x), len(x)), dtype=np.float32)
    rows: list[tuple[object, ...]] = [("kernel", "processor, s", f"torch on {where}, s", "ratio")]
    for kernel in KERNELS:
        fitted = kernel.fitted(x)
        own = fastest(lambda fitted=fitted: fitted.write(x, x, out), options.rounds)
        other = fastest(lambda fitted=fitted: device.write(fitted, x, x, out, where), options.rounds)
        rows.append((type(kernel).__name__, f"{own:.3f}", f"{other:.3f}", f"{own / other:.2f}"))
    print(f"{options.samples} samples, {options.features} features; torch {torch.get_num_threads()} threads")
    print_table(rows)


if __name__ == "__main__":
    main()
