"""What a network does with a clip, made visible: grids of answers, tokens."""

from __future__ import annotations

from mmfusion.lazily import exports

_HOMES = {
    "AttentionTrace": "trace",
    "attention_trace": "trace:trace",
    "Head": "ablation",
    "each_without": "ablation",
    "Cut": "exchange",
    "Edit": "exchange",
    "flows": "exchange",
    "swapped_contributions": "exchange",
    "FUSION_WAYS": "cost:WAYS",
    "Shape": "cost",
    "fusion_cost": "cost:cost",
}
"""What is public here, and the module that has it."""
__all__ = [*_HOMES]
__getattr__ = exports(__name__, _HOMES)
