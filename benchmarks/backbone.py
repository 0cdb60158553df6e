"""The frozen picture network: milliseconds a picture and what each way of computing costs in accuracy.

    OMP_NUM_THREADS=1 python benchmarks/backbone.py [--rounds 7] [--step 4]

Plain way: the network of the package `efficientnet-lite-pytorch`, eager, batch norm apart. Eight pictures of
224 x 298, one thread, ways interleaved. With MMFUSION_DATA, top-1 on every fourth picture of the pack
`imagenet_1_per_class_160.zip` (whole frame, short side 224 px) as well; otherwise the error alone.
"""

from __future__ import annotations

import argparse
import copy
import io
import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np
import torch
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image
from torch import Tensor

from mmfusion.nn.backbone_recipe import published_checkpoint
from mmfusion.nn.efficientnet import Convolution, fastest_type, load_backbone
from mmfusion.tasks.packs import PackError, archive_members, read_member

PACK = "imagenet_1_per_class_160.zip"
Way = Callable[[Tensor], Tensor]


def ways() -> dict[str, Way]:
    package = EfficientNet.from_pretrained(
        "efficientnet-lite0", weights_path=str(published_checkpoint())
    ).eval()
    found: dict[str, Way] = {"package, eager, float32": package.extract_features}
    for dtype in (torch.float32, torch.bfloat16):
        network = load_backbone(dtype=dtype)
        name = str(dtype).removeprefix("torch.")

        plain = copy.deepcopy(network)
        for module in plain.modules():
            if isinstance(module, Convolution):
                module.fused = False
        found[f"ours, folded, {name}"] = lambda x, network=plain: network(x).last
        found[f"ours, folded, fused relu6, {name}"] = lambda x, network=network: network(x).last
    return found


def pack_pictures(step: int) -> Iterator[Tensor]:
    for member in sorted(archive_members(PACK))[::step]:
        image = Image.open(io.BytesIO(read_member(PACK, member))).convert("RGB")
        scale = 224 / min(image.size)
        size = (min(448, round(image.width * scale)), min(448, round(image.height * scale)))
        pixels = torch.from_numpy(np.array(image.resize(size, Image.Resampling.BICUBIC)))
        yield ((pixels.permute(2, 0, 1).float() - 127) / 128)[None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--step", type=int, default=4, help="top-1 on every n-th picture of the pack")
    options = parser.parse_args()
    rounds = options.rounds
    torch.set_num_threads(1)
    coarse = torch.rand(8, 3, 14, 18, generator=torch.Generator().manual_seed(0))
    smooth = torch.nn.functional.interpolate(coarse, size=(224, 298), mode="bicubic").clamp(0, 1)
    x = (smooth * 255 - 127) / 128
    all_ways = ways()
    first = next(iter(all_ways))
    wall: dict[str, list[float]] = {name: [] for name in all_ways}
    with torch.inference_mode():
        truth = all_ways[first](x)
        error = {}
        for _ in range(rounds):
            for name, way in all_ways.items():
                start = time.perf_counter()
                y = way(x)
                wall[name].append((time.perf_counter() - start) / len(x) * 1e3)
                error[name] = float((y.float() - truth).norm() / truth.norm())
        top1: dict[str, list[int]] = {name: [] for name in all_ways}
        try:
            classify = load_backbone(dtype=torch.float32).classify
            for picture in pack_pictures(options.step):
                for name, way in all_ways.items():
                    top1[name].append(int(classify(way(picture)).argmax()))
        except PackError as problem:
            print(f"top-1 left out: {problem}")
    print(f"default here: {fastest_type()}, torch {torch.__version__}, 1 thread, medians of {rounds}")
    print(f"{'way':42s} {'ms':>7s} {'fastest':>8s} {'times':>6s} {'error':>7s} {'top-1':>6s} {'agrees':>7s}")
    base = statistics.median(wall[first])
    for name, times in wall.items():
        median, guesses = statistics.median(times), np.array(top1[name])
        right = f"{np.mean(guesses == np.arange(0, 1000, options.step)):6.3f}" if len(guesses) else "     -"
        agree = f"{np.mean(guesses == np.array(top1[first])):7.3f}" if len(guesses) else "      -"
        figures = f"{median:7.2f} {min(times):8.2f} {base / median:6.2f} {error[name]:7.4f}"
        print(f"{name:42s} {figures} {right} {agree}")


if __name__ == "__main__":
    main()
