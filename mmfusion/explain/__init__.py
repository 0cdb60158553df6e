"""What a network does with a clip, made visible: grids of answers, tokens, explanations."""

from __future__ import annotations

from mmfusion.lazily import exports

_HOMES = {
    "AttentionTrace": "trace",
    "attention_trace": "trace:trace",
    "Head": "ablation",
    "each_without": "ablation",
    "areas": "compared",
    "in_order": "compared",
    "in_random_orders": "compared",
    "shares": "compared",
    "preference": "maps",
    "probability": "maps",
    "token_map": "maps",
    "Cut": "exchange",
    "Edit": "exchange",
    "flows": "exchange",
    "swapped_contributions": "exchange",
    "FUSION_WAYS": "cost:WAYS",
    "Shape": "cost",
    "fusion_cost": "cost:cost",
    "Contributions": "shapley",
    "shapley_values": "shapley:exact",
    "left_out": "shapley",
    "replaced": "shapley",
    "Presence": "presence",
    "windows": "presence",
    "token_occlusion": "occlusion:occlusion",
    "shapley_sampling": "sampling",
    "crossed_logits": "additive",
    "map_infidelity": "infidelity:infidelity",
    "removals": "infidelity",
    "sensitivity": "infidelity",
}
"""What is public here, and the module that has it."""
__all__ = [*_HOMES]
__getattr__ = exports(__name__, _HOMES)
