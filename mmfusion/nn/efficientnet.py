"""EfficientNet-Lite0, the frozen picture network: small, folded, read at two depths.

An inverted residual block widens x sixfold by a 1 × 1 convolution, filters each channel by itself and
narrows again, z = x + P(relu6(D(relu6(E x)))), where input and output have one shape (Sandler et al.,
MobileNetV2, 2018; Tan and Le, EfficientNet, 2019; the *Lite* variants drop squeeze-and-excitation and put
relu6 for swish). Batch normalisation of a trained network is a fixed affine map, and is folded into each
convolution: W' = W γ/σ, b' = β − μ γ/σ (`mmfusion.nn.backbone_recipe`).

TensorFlow's padding is kept: a convolution of stride two sees one row and column more below and right than
above and left, as for the 224 px of its training. Its kernel is stored with a first row and column of zeros,
so that equal padding on all sides does the same without a copy of the map. Maps of odd height or width lose
their last line instead of gaining half an empty one: a picture of 224 × 298 gives 7 × 9 cells.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, cast

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from mmfusion.folders import ASSETS
from mmfusion.nn.device import find
from mmfusion.nn.placing import place

BACKBONE = ASSETS / "backbone" / "efficientnet-lite0.safetensors"
MIDDLE_WIDTH, LAST_WIDTH, IMAGENET_CLASSES = 112, 1280, 1000
SMALLEST = 32
"""Shortest side of a picture, in pixels, that leaves one cell of the last map."""
# repeats, kernel, stride of the first, expansion, width
STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, MIDDLE_WIDTH),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
_MIDDLE_BLOCK = sum(stage[0] for stage in STAGES[:5]) - 1  # the last block of stride 16


class Maps(NamedTuple):
    """What the network sees of a picture `(H, W)`, at two depths."""

    middle: Tensor
    """`(B, 112, H // 16, W // 16)`: the last block of stride 16, linear."""
    last: Tensor
    """`(B, 1280, H // 32, W // 32)`: after the head convolution and relu6."""


class Convolution(nn.Conv2d):
    """A convolution with batch norm folded in, padded as TensorFlow pads even inputs; relu6 or nothing."""

    fused = False
    """Whether oneDNN does convolution and relu6 in one pass; never while gradients are on."""

    def __init__(
        self, inputs: int, outputs: int, kernel: int = 1, stride: int = 1, groups: int = 1, relu6: bool = True
    ) -> None:
        zeros = stride - 1  # the row and column that make equal padding TensorFlow's
        super().__init__(inputs, outputs, kernel + zeros, stride, kernel // 2, groups=groups)
        self.relu6 = relu6

    def forward(self, x: Tensor) -> Tensor:
        """Return `(B, outputs, H // stride, W // stride)` of `x` `(B, inputs, H, W)`."""
        if self.fused and self.relu6 and not torch.is_grad_enabled():
            return self.in_one_pass(x)
        x = super().forward(x)
        return x.clamp_(0, 6) if self.relu6 else x

    def in_one_pass(self, x: Tensor) -> Tensor:
        """Return the same by one call of oneDNN; RuntimeError or AttributeError where there is none."""
        y: Tensor = torch.ops.mkldnn._convolution_pointwise(
            x,
            self.weight,
            self.bias,
            self.padding,
            self.stride,
            self.dilation,
            self.groups,
            "hardtanh",
            [0.0, 6.0],
            "",
        )
        return y


class InvertedResidual(nn.Module):
    """Widen, filter each channel, narrow; plus the input where the shapes agree."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        hidden = inputs * expansion
        self.expand = Convolution(inputs, hidden) if expansion > 1 else None
        self.depthwise = Convolution(hidden, hidden, kernel, stride, groups=hidden)
        self.project = Convolution(hidden, outputs, relu6=False)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        """Return `(B, outputs, H // stride, W // stride)` of `x` `(B, inputs, H, W)`."""
        z = x if self.expand is None else self.expand(x)
        z = self.project(self.depthwise(z))
        return cast(Tensor, z.add_(x) if self.residual else z)


class EfficientNetLite0(nn.Module):
    """The network; it reads RGB `(B, 3, H, W)`, scaled to (x − 127) / 128.

    Example:
        >>> import torch
        >>> from mmfusion.nn import EfficientNetLite0
        >>> network = EfficientNetLite0()
        >>> maps = network(torch.zeros(1, 3, 32, 60))
        >>> maps.middle.shape, maps.last.shape  # a cell for 16 px and for 32 px, what is left over dropped
        (torch.Size([1, 112, 2, 3]), torch.Size([1, 1280, 1, 1]))

    """

    def __init__(self) -> None:
        super().__init__()
        self.stem = Convolution(3, 32, kernel=3, stride=2)
        blocks, width = [], 32
        for repeats, kernel, stride, expansion, outputs in STAGES:
            for i in range(repeats):
                blocks.append(InvertedResidual(width, outputs, kernel, stride if i == 0 else 1, expansion))
                width = outputs
        self.blocks = nn.ModuleList(blocks)
        self.head = Convolution(width, LAST_WIDTH)
        self.classifier = nn.Linear(LAST_WIDTH, IMAGENET_CLASSES)

    def forward(self, x: Tensor) -> Maps:
        """Return both maps of pictures `(B, 3, H, W)`, in the type of the weights.

        Raises:
            ValueError: pictures that are not RGB or smaller than 32 pixels.

        """
        if x.ndim != 4 or x.shape[1] != 3 or min(x.shape[2:]) < SMALLEST:
            raise ValueError(f"pictures must be (B, 3, H, W) from {SMALLEST} px, not {tuple(x.shape)}")
        x = x.to(self.stem.weight, memory_format=torch.channels_last)
        middle = x = self.stem(x)
        for i, block in enumerate(self.blocks):
            x = block(x)
            if i == _MIDDLE_BLOCK:
                middle = x
        return Maps(middle, self.head(x))

    def classify(self, last: Tensor, pooled: bool = True) -> Tensor:
        """Return ImageNet logits of a last map: pooled `(B, 1000)`, or of each cell `(B, 1000, h, w)`."""
        last = last.to(self.classifier.weight)
        if pooled:
            return cast(Tensor, self.classifier(last.mean(dim=(2, 3))))
        return cast(Tensor, self.classifier(last.permute(0, 2, 3, 1)).permute(0, 3, 1, 2))


def fastest_type() -> torch.dtype:
    """Return bfloat16 where this processor multiplies it by itself (AVX-512 BF16, AMX), else float32.

    The same machine always gives the same maps; two kinds of machine differ by the rounding of bfloat16.
    """
    able = torch.cpu.get_capabilities() if torch._C._has_mkldnn else {}
    return torch.bfloat16 if able.get("avx512_bf16") or able.get("amx_bf16") else torch.float32


def type_on(device: torch.device) -> torch.dtype:
    """Return what to compute in by default: on a processor `fastest_type`, elsewhere float32.

    A GPU is fast enough in float32, and rounding the features to bfloat16 changes answers by up to 0.2.
    """
    return fastest_type() if device.type == "cpu" else torch.float32


def fusion_works(dtype: torch.dtype) -> bool:
    """Return whether oneDNN's fused convolution is there for `dtype` and agrees with the plain one."""
    layer = Convolution(8, 8, 3, stride=2, groups=8).to(dtype)
    with torch.inference_mode():
        x = torch.linspace(-20, 20, 8 * 81, dtype=torch.float32).view(1, 8, 9, 9).to(dtype)
        try:
            return torch.allclose(layer.in_one_pass(x), layer(x), atol=0.1, rtol=0.02)
        except (AttributeError, RuntimeError):
            return False


def load_backbone(
    path: Path = BACKBONE, dtype: torch.dtype | None = None, device: str | torch.device | None = None
) -> EfficientNetLite0:
    """Return the frozen network of ``assets/backbone``, channels last, one for all callers.

    Args:
        path: the weights, float16 safetensors.
        dtype: what to compute in; `type_on` the device by default.
        device: where; what `mmfusion.nn.device.find` chooses by default.

    Raises:
        FileNotFoundError: the weights are not there; the text says how to make them.
        ValueError: no such device here.

    Example:
        >>> import torch
        >>> from mmfusion.nn import load_backbone
        >>> backbone = load_backbone()
        >>> maps = backbone(torch.zeros(1, 3, 64, 96))
        >>> backbone.classify(maps.last, pooled=False).shape  # ImageNet logits of 2 × 3 cells
        torch.Size([1, 1000, 2, 3])

    """
    where = find(device)
    return _loaded(path, dtype or type_on(where), where)


@lru_cache(maxsize=4)
def _loaded(path: Path, dtype: torch.dtype, device: torch.device) -> EfficientNetLite0:
    if not path.is_file():
        raise FileNotFoundError(f"no backbone at {path}; `python -m mmfusion.nn.backbone_recipe` makes it")
    with torch.inference_mode(False):  # or gradients could never pass through what was loaded in such a block
        network = EfficientNetLite0()
        network.load_state_dict({name: tensor.float() for name, tensor in load_file(path).items()})
        network.requires_grad_(False).to(dtype=dtype)
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # undeclared in torch
        network.classifier.float()
        place(network, device)
    fused = device.type == "cpu" and fusion_works(dtype)
    for module in network.modules():
        if isinstance(module, Convolution):
            module.fused = fused
    return network.eval()
