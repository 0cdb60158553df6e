"""A loaded network is moved to its device once, and told what to multiply in."""

from __future__ import annotations

from typing import TypeVar

import torch
from torch import nn

from mmfusion.nn.fusion import FusionTransformer

N = TypeVar("N", bound=nn.Module)


def place(network: N, device: torch.device, dtype: torch.dtype | None = None) -> N:
    """Return a network, moved to a device for good.

    Args:
        network: any; its weights stay float32.
        device: which.
        dtype: bfloat16 to have the layers of its fusion transformer multiply in it, on a GPU; None for
            float32 in everything.

    Raises:
        ValueError: another type than these two, or bfloat16 on a processor.

    Example:
        >>> import torch
        >>> from mmfusion.nn.device import find
        >>> from mmfusion.nn.placing import place
        >>> layer = place(torch.nn.Linear(3, 2), find("cpu"))
        >>> layer.weight.device
        device(type='cpu')

    """
    if dtype not in (None, torch.float32, torch.bfloat16):
        raise ValueError(f"networks compute in torch.float32 or torch.bfloat16, not {dtype}")
    if dtype == torch.bfloat16 and device.type == "cpu":
        raise ValueError("bfloat16 is for a GPU: on a processor networks compute in float32")
    if device.type == "cuda":
        # By default cuDNN rounds what it convolves to TF32's ten bits: answers would not be a processor's.
        torch.backends.cudnn.allow_tf32 = False
    for module in network.modules():
        if isinstance(module, FusionTransformer):
            module.multiplies_in = None if dtype == torch.float32 else dtype
    return network.to(device)
