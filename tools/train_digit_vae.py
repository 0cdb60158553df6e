"""Train the digit VAE by product and by mixture of experts, measure, and ship seed 0 in float16.

.venv/bin/python tools/train_digit_vae.py [--seeds 5]

needs the packs mnist.npz and fsdd_8k.npz; what is trained already lies in MMFUSION_RUNS. The figures on the
card are those of the rounded weights on seed 0's test pictures and speakers, and the mean over the seeds.
`mmfusion evaluate imagine` measures the same networks further.
"""

from __future__ import annotations

import argparse

import numpy as np

from mmfusion.tasks.digits.joint import KINDS, figures, trained, write
from mmfusion.tasks.digits.shipped import LICENCES


def main() -> None:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    seeds = parser.parse_args().seeds
    for experts in KINDS:
        spaces = [trained(experts, seed, print) for seed in range(seeds)]
        found = []
        for seed, space in enumerate(spaces):
            found.append(figures(space, seed))
            print(experts, seed, {name: one["value"] for name, one in found[-1].items()}, flush=True)
        card = {
            "experts": experts,
            "licences": list(LICENCES),
            "seed": 0,
            "seeds": seeds,
            "split": "three speakers train, two others and MNIST's own test pictures test",
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
