"""What each way to fuse takes here, and how a layer grows with its tokens; recorded for the page of cost.

    OMP_NUM_THREADS=1 python benchmarks/cost.py [--record]

The ways are compared with shared self-attention in the same run. `--record` writes assets/inside/cost.json.
"""

from __future__ import annotations

import argparse
import json

import torch

from mmfusion.explain.cost import WAYS, counted
from mmfusion.explain.timing import (
    RECORDED,
    TOKENS,
    exponent,
    layer_name,
    layer_times,
    machine,
    way_name,
    way_times,
)
from mmfusion.ui.cost.setting import PRESETS

SHOWN = ("lecture", "lab")
"""The examples that a CPU can time in seconds; a minute of film is a thousand times as much."""


def main() -> None:
    """Time, print, record."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--record", action="store_true")
    record: bool = parser.parse_args().record
    torch.set_num_threads(1)
    found: dict[str, object] = {"machine": machine(), "layers": {}, "ways": {}}
    layers, ways = {}, {}
    for name in SHOWN:
        own = PRESETS[name][1]
        rows = list(layer_times(own.width, own.heads, own.ratio))
        layers[layer_name(own.width, own.heads, own.ratio)] = rows
        half = len(rows) // 2
        powers = [exponent(*zip(*part, strict=True)) for part in (rows[:half], rows[half:])]
        print(f"one layer, {layer_name(own.width, own.heads, own.ratio)}")
        for n, seconds in rows:
            print(f"  {n:6} tokens {1e3 * seconds:9.2f} ms")
        print(f"  grows as n^{powers[0]:.2f} up to {TOKENS[half - 1]}, n^{powers[1]:.2f} from {TOKENS[half]}")
        times = dict(way_times(own.counts, own.shape))
        ways[way_name(own.counts, own.shape)] = times
        print(f"{PRESETS[name][0]}: {way_name(own.counts, own.shape)}")
        for way, seconds in times.items():
            macs = counted(way, own.counts, own.shape)
            against = seconds / times["self"]
            print(
                f"  {WAYS[way]:44} {1e3 * seconds:8.2f} ms {against:6.2f} × shared, {macs / 1e6:9.1f} M MACs"
            )
    found |= {"layers": layers, "ways": ways}
    if record:
        RECORDED.parent.mkdir(parents=True, exist_ok=True)
        RECORDED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        print(f"recorded in {RECORDED.name}: {machine()}")


if __name__ == "__main__":
    main()
