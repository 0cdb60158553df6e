"""Weights as whole numbers of eight bits: half of float16, with a scale a row.

A row of a matrix is W ≈ s W₈ with s = max|W| / 127, so that no number of it is off by more than half a step s
(symmetric, a scale a channel: Krishnamoorthi, Quantizing deep convolutional networks for efficient inference,
2018, arXiv:1806.08342). Only what is stored is rounded: networks compute in float32.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import torch
from torch import Tensor

SCALE = ".scale"
"""What the name of a matrix's scales ends in."""
LEAST = 1024
"""Numbers that a matrix has at least to be rounded."""


def rounded(weight: Tensor) -> tuple[Tensor, Tensor]:
    """Return a matrix as whole numbers of eight bits and the float16 scale of each row.

    Example:
        >>> import torch
        >>> from mmfusion.nn.rounding import rounded
        >>> whole, scale = rounded(torch.tensor([[0.5, -1.0], [0.0, 0.0]]))
        >>> whole.tolist(), (whole * scale[:, None]).round(decimals=2).tolist()
        ([[64, -127], [0, 0]], [[0.5, -1.0], [0.0, 0.0]])

    """
    scale = (weight.abs().amax(1) / 127).half()
    usable = torch.where(scale > 0, scale, torch.ones_like(scale)).float()
    return (weight / usable[:, None]).round().clamp(-127, 127).to(torch.int8), scale


def packed(
    state: Mapping[str, Tensor], whole: Collection[str] = (), eight_bits: bool = True
) -> dict[str, Tensor]:
    """Return a state as it is stored: matrices in eight bits with their scales, the rest in float16.

    Args:
        state: name -> weights.
        whole: names of matrices that stay in float16, as all do that have fewer than `LEAST` numbers.
        eight_bits: whether matrices are rounded at all.

    Raises:
        ValueError: float16 cannot hold a weight or a scale.

    Example:
        >>> import torch
        >>> from mmfusion.nn.rounding import packed, unpacked
        >>> state = {"weight": torch.randn(32, 32), "bias": torch.randn(32)}
        >>> {name: str(tensor.dtype) for name, tensor in packed(state).items()}
        {'weight': 'torch.int8', 'weight.scale': 'torch.float16', 'bias': 'torch.float16'}
        >>> bool((unpacked(packed(state))["weight"] - state["weight"]).abs().max() < 0.05)
        True

    """
    out: dict[str, Tensor] = {}
    for name, tensor in state.items():
        own = tensor.detach().cpu().float()
        if eight_bits and own.ndim == 2 and own.numel() >= LEAST and name not in whole:
            out[name], out[name + SCALE] = rounded(own)
        else:
            out[name] = own.half().contiguous()
        for part in (name, name + SCALE):
            if part in out and not torch.isfinite(out[part].float()).all():
                raise ValueError(f"{part} does not fit into float16")
    return out


def unpacked(stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the state, in float32, of which `packed` was stored."""
    whole = {name: tensor.float() for name, tensor in stored.items()}
    return {
        name: tensor * whole[name + SCALE][:, None] if name + SCALE in whole else tensor
        for name, tensor in whole.items()
        if not name.endswith(SCALE)
    }
