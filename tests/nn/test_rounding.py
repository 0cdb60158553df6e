"""What is stored in eight bits, and what comes back."""

from __future__ import annotations

import pytest
import torch

from mmfusion.nn.rounding import SCALE, packed, rounded, unpacked


def test_rounding_is_off_by_half_a_step_at_most() -> None:
    weight = torch.randn(5, 40, generator=torch.Generator().manual_seed(0))
    whole, scale = rounded(weight)
    off = (whole * scale.float()[:, None] - weight).abs() / scale.float()[:, None]
    assert off.max() < 0.6


def test_matrices_are_rounded_and_all_else_is_a_half_float() -> None:
    state = {
        "matrix": torch.randn(40, 50),
        "table": torch.randn(40, 50),
        "small": torch.randn(5, 5),
        "bias": torch.randn(2000),
        "filters": torch.randn(40, 3, 5, 5),
    }
    stored = packed(state, whole=("table",))
    assert {name for name, tensor in stored.items() if tensor.dtype == torch.int8} == {"matrix"}
    assert {name for name, tensor in stored.items() if tensor.dtype == torch.float16} == {
        *state,
        "matrix" + SCALE,
    } - {"matrix"}
    again = unpacked(stored)
    assert again.keys() == state.keys()
    for name, tensor in again.items():
        assert tensor.dtype == torch.float32
        step = tensor.abs().max() / 127 if name == "matrix" else tensor.abs().max() / 1024
        assert (tensor - state[name]).abs().max() <= step, name
    assert set(packed(state, eight_bits=False)) == set(state)


def test_what_half_floats_cannot_hold_is_refused() -> None:
    for name, weight in (("bias", torch.full((3,), 1e6)), ("matrix", torch.full((40, 40), 1e9))):
        with pytest.raises(ValueError, match=f"{name}.* does not fit into float16"):
            packed({name: weight})
