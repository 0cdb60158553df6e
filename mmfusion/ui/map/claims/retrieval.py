"""Co-learning beside retrieval: what is said, and what was measured."""

from __future__ import annotations

from collections.abc import Mapping

from mmfusion.language import marked
from mmfusion.ui.map.claims.claim import Claim, one

_FIGURES = "store/table :: figures"

RETRIEVAL: Mapping[str, tuple[Claim, ...]] = {
    marked("retrieval"): (
        Claim(
            "definition",
            marked(
                "Co-learning keeps what it knows in weights; retrieval looks it up in a store, and "
                "can say where it found it."
            ),
            marked("A hundred kinds of pictures, fifteen known of each."),
            (
                one(f"{_FIGURES} :: sizes :: weights :: 4", marked("weights")),
                one(f"{_FIGURES} :: sizes :: store :: 4", marked("store")),
            ),
            "store",
        ),
        Claim(
            "for",
            marked("Both put sources together."),
            marked("Here their mean is no better than the weights alone."),
            (
                one(f"{_FIGURES} :: sizes :: both :: 4", marked("both")),
                one(f"{_FIGURES} :: sizes :: weights :: 4", marked("weights")),
            ),
            "store",
        ),
        Claim(
            "for",
            marked("Both take in knowledge from outside."),
            marked(
                "Classes that came late, two pictures each: a store takes them at once; class "
                "means do better."
            ),
            tuple(
                one(f"{_FIGURES} :: stale :: {way} :: 1", way)
                for way in (marked("store updated"), "retrained", "class-balanced", marked("class means"))
            ),
            "store",
        ),
        Claim(
            "for",
            marked("Both help a task along."),
            marked("Where two in five of the known pictures have a wrong name."),
            (
                one(f"{_FIGURES} :: spread :: both :: 2", marked("both")),
                one(f"{_FIGURES} :: spread :: weights :: 2", marked("weights")),
                one(f"{_FIGURES} :: spread :: majority :: 2", marked("store, by majority")),
            ),
            "store",
            {"store_vote": "majority"},
        ),
        Claim(
            "for",
            marked("Both help where input is incomplete."),
            marked("A picture whose name is missing, of pictures with names."),
            tuple(
                one(f"{_FIGURES} :: missing :: {way} :: 1", way)
                for way in ("store", "weights", marked("weights with dropout"))
            ),
            "store",
        ),
        Claim(
            "against",
            marked("A store is sure of what lies near, whether it is right or not."),
            marked("Pictures blurred beyond recognition: how sure each is, and how often it is right."),
            (
                one(f"{_FIGURES} :: blurred :: store, confidence :: 4", marked("store, sure")),
                one(f"{_FIGURES} :: blurred :: weights, confidence :: 4", marked("weights, sure")),
                one(f"{_FIGURES} :: blurred :: store, accuracy :: 4", marked("store, right")),
            ),
            "store",
        ),
    ),
}
