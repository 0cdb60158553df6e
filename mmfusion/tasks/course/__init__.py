"""Task `course`: one table of every way to fuse, on the questions of the drawn clips whose answers are known.

Strategies of networks stand there by their cards. Kernels and joint spaces are measured here, on clips of
which each sense has been read by itself: what never meets before the read-out cannot answer what neither
sense knows, unless the read-out multiplies the senses. Beside it: what pairing is worth.
"""

from __future__ import annotations

from mmfusion.lazily import exports

NAME = "course"
SENSES = ("visual", "audio")
SEEDS = 5
"""Repetitions; each has training, validation and test clips of its own."""

QUESTIONS = ("kind", "left", "pitch", "side", "sync")
"""Those of `sounding-objects` that pages ask."""
CCA_ROW, CONTRASTIVE_ROW = "CCA", "contrastive"
PAIRINGS = ("true pairs", "pairs of one kind", "any two")
TOLD: dict[str, float | None] = {
    "finds its own sound": None,
    "finds a sound of its kind": 1 / 12,
    "its own before another of its kind": 0.5,
    "in time or off, by nearness": 0.5,
    "kind, learned by eye, told by ear": 1 / 12,
}
"""What a pairing is counted to be worth, and its chance; of the first it is ten in all test clips."""

_HOMES = {"course_rows": "table", "read_figures": "stored:read"}
"""What is public here, and the module that has it."""
__all__ = ["PAIRINGS", "QUESTIONS", "SEEDS", "SENSES", *_HOMES]
__getattr__ = exports(__name__, _HOMES)
