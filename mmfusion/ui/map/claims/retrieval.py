"""Co-learning beside retrieval: what is said, and what was measured."""

from __future__ import annotations

from collections.abc import Mapping

from mmfusion.ui.map.claims.claim import Claim, one

_FIGURES = "store/table :: figures"

RETRIEVAL: Mapping[str, tuple[Claim, ...]] = {
    "retrieval": (
        Claim(
            "definition",
            "Co-learning keeps what it knows in weights; retrieval looks it up in a store, and can say where "
            "it found it.",
            "A hundred kinds of pictures, fifteen known of each.",
            (
                one(f"{_FIGURES} :: sizes :: weights :: 4", "weights"),
                one(f"{_FIGURES} :: sizes :: store :: 4", "store"),
            ),
            "store",
        ),
        Claim(
            "for",
            "Both put sources together.",
            "Here their mean is no better than the weights alone.",
            (
                one(f"{_FIGURES} :: sizes :: both :: 4", "both"),
                one(f"{_FIGURES} :: sizes :: weights :: 4", "weights"),
            ),
            "store",
        ),
        Claim(
            "for",
            "Both take in knowledge from outside.",
            "Classes that came late, two pictures each: a store takes them at once; class means do better.",
            tuple(
                one(f"{_FIGURES} :: stale :: {way} :: 1", way)
                for way in ("store updated", "retrained", "class-balanced", "class means")
            ),
            "store",
        ),
        Claim(
            "for",
            "Both help a task along.",
            "Where two in five of the known pictures have a wrong name.",
            (
                one(f"{_FIGURES} :: spread :: both :: 2", "both"),
                one(f"{_FIGURES} :: spread :: weights :: 2", "weights"),
                one(f"{_FIGURES} :: spread :: majority :: 2", "store, by majority"),
            ),
            "store",
            {"store_vote": "majority"},
        ),
        Claim(
            "for",
            "Both help where input is incomplete.",
            "A picture whose name is missing, of pictures with names.",
            tuple(
                one(f"{_FIGURES} :: missing :: {way} :: 1", way)
                for way in ("store", "weights", "weights with dropout")
            ),
            "store",
        ),
        Claim(
            "against",
            "A store is sure of what lies near, whether it is right or not.",
            "Pictures blurred beyond recognition: how sure each is, and how often it is right.",
            (
                one(f"{_FIGURES} :: blurred :: store, confidence :: 4", "store, sure"),
                one(f"{_FIGURES} :: blurred :: weights, confidence :: 4", "weights, sure"),
                one(f"{_FIGURES} :: blurred :: store, accuracy :: 4", "store, right"),
            ),
            "store",
        ),
    ),
}
