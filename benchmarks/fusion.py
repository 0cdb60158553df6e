"""The fusion transformers: milliseconds and multiply-adds of every strategy, and what recording costs.

    OMP_NUM_THREADS=1 python benchmarks/fusion.py [--rounds 60] [--width 64]

One clip of task `events` (8 frames of 4 x 4 cells, 40 cells of sound, one CLS each), one thread, random
weights, ways interleaved. Plain way: attention written out (scores, softmax, product), as a recorder
makes it. *In five*: a clip's share of a batch of five, as for the five levels of noise.
"""

from __future__ import annotations

import argparse
import statistics
import time

import torch

from mmfusion.nn import FusionSpec, FusionTransformer, macs_by_part, recording, strategies

COUNTS = {"visual": 8 * 16 + 1, "audio": 40 + 1, "stacked": 8 * 16 + 1}
ANSWERS = {"event": 14}


def milliseconds(network: FusionTransformer, tokens: dict[str, torch.Tensor]) -> float:
    start = time.perf_counter()
    network(tokens)
    return (time.perf_counter() - start) * 1e3


@torch.inference_mode()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--width", type=int, default=64)
    options = parser.parse_args()
    torch.set_num_threads(1)
    print(f"torch {torch.__version__}, 1 thread, width {options.width}, medians of {options.rounds}")
    print(f"{'strategy':16s} {'parameters':>10s} {'MMACs':>7s} {'quadratic':>10s} ", end="")
    print(f"{'ms':>6s} {'recorded':>9s} {'in five':>8s}")
    for name in strategies():
        spec = FusionSpec.named(name, width=options.width)
        network = FusionTransformer(spec, ANSWERS).eval()
        counts = {m: COUNTS[m] for m in spec.modalities}
        tokens = {m: torch.randn(1, n, spec.width) for m, n in counts.items()}
        five = {m: z.expand(5, -1, -1).contiguous() for m, z in tokens.items()}
        times: dict[str, list[float]] = {"plain": [], "recorded": [], "five": []}
        for _ in range(options.rounds):
            times["plain"].append(milliseconds(network, tokens))
            with recording(lambda _module, _what: None):
                times["recorded"].append(milliseconds(network, tokens))
            times["five"].append(milliseconds(network, five) / 5)
        plain, recorded, batched = (statistics.median(t) for t in times.values())
        parts = macs_by_part(spec, counts, ANSWERS)
        parameters = sum(p.numel() for p in network.parameters())
        share = (parts.scores + parts.weighted) / parts.total
        print(f"{name:16s} {parameters:10,d} {parts.total / 1e6:7.2f} {share:10.1%} ", end="")
        print(f"{plain:6.2f} {recorded:9.2f} {batched:8.2f}")


if __name__ == "__main__":
    main()
