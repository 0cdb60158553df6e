"""The networks: tokens, attention, encoder blocks, the fusion transformer and the frozen picture network.

Names are imported on first use (PEP 562): a spec and what it lets tokens hear can be had without torch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mmfusion.nn.attention import Attended as Attended
    from mmfusion.nn.attention import MultiHeadAttention as MultiHeadAttention
    from mmfusion.nn.attention import Recorded as Recorded
    from mmfusion.nn.attention import recording as recording
    from mmfusion.nn.block import Asking as Asking
    from mmfusion.nn.block import Block as Block
    from mmfusion.nn.cells import CellTokens as CellTokens
    from mmfusion.nn.convolved import ConvolvedTokens as ConvolvedTokens
    from mmfusion.nn.efficientnet import EfficientNetLite0 as EfficientNetLite0
    from mmfusion.nn.efficientnet import load_backbone as load_backbone
    from mmfusion.nn.fusion import FusionOutput as FusionOutput
    from mmfusion.nn.fusion import FusionTransformer as FusionTransformer
    from mmfusion.nn.macs import Macs as Macs
    from mmfusion.nn.macs import analytic_macs as analytic_macs
    from mmfusion.nn.macs import macs_by_part as macs_by_part
    from mmfusion.nn.reach import heard as heard
    from mmfusion.nn.reach import heard_by_cls as heard_by_cls
    from mmfusion.nn.spec import FUSIONS as FUSIONS
    from mmfusion.nn.spec import FusionSpec as FusionSpec
    from mmfusion.nn.spec import strategies as strategies
    from mmfusion.nn.tokens import PatchTokens as PatchTokens
    from mmfusion.nn.tokens import Tokens as Tokens
    from mmfusion.nn.words import WordTokens as WordTokens

_HOME = {
    "Asking": "block",
    "Attended": "attention",
    "Block": "block",
    "CellTokens": "cells",
    "ConvolvedTokens": "convolved",
    "EfficientNetLite0": "efficientnet",
    "FUSIONS": "spec",
    "FusionOutput": "fusion",
    "FusionSpec": "spec",
    "FusionTransformer": "fusion",
    "Macs": "macs",
    "MultiHeadAttention": "attention",
    "PatchTokens": "tokens",
    "Recorded": "attention",
    "Tokens": "tokens",
    "WordTokens": "words",
    "analytic_macs": "macs",
    "heard": "reach",
    "heard_by_cls": "reach",
    "load_backbone": "efficientnet",
    "macs_by_part": "macs",
    "recording": "attention",
    "strategies": "spec",
}
__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    """Import the module that `name` lives in."""
    if name in _HOME:
        return getattr(importlib.import_module(f"mmfusion.nn.{_HOME[name]}"), name)
    raise AttributeError(f"module 'mmfusion.nn' has no attribute {name!r}")
