"""Train the digit VAE by product and by mixture of experts, measure, and ship seed 0 in float16.

.venv/bin/python tools/train_digit_vae.py [--seeds 3]

needs the packs mnist.npz and fsdd_8k.npz. The figures on the card beside the weights are those of the rounded
weights on seed 0's test pictures and speakers, and the mean over the seeds.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

from mmfusion.tasks.digits.joint import KINDS, figures, read, train, write
from mmfusion.tasks.digits.shipped import LICENCES


def main() -> None:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    seeds = parser.parse_args().seeds
    for experts in KINDS:
        spaces, found, seconds = [], [], []
        for seed in range(seeds):
            begun = time.perf_counter()
            spaces.append(train(experts, seed))
            seconds.append(round(time.perf_counter() - begun, 1))
            with tempfile.TemporaryDirectory() as folder:
                root = Path(folder)
                (root / "digits").mkdir()
                write(spaces[-1], {}, root)
                found.append(figures(read(experts, root), seed))
            print(experts, seed, {name: one["value"] for name, one in found[-1].items()}, flush=True)
        card = {
            "experts": experts,
            "licences": list(LICENCES),
            "seed": 0,
            "seeds": seeds,
            "split": "three speakers train, two others and MNIST's own test pictures test",
            "seconds": seconds,
            "test": found[0],
            "over seeds": {
                name: {
                    "mean": round(float(np.mean([one[name]["value"] for one in found])), 4),
                    "least": min(one[name]["value"] for one in found),
                    "most": max(one[name]["value"] for one in found),
                }
                for name in found[0]
            },
        }
        path = write(spaces[0], card)
        print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
