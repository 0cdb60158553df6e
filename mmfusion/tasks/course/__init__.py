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

_HOMES = {"course_rows": "table", "stored": "measure"}
"""What is public here, and the module that has it."""
__all__ = ["SEEDS", "SENSES", *_HOMES]
__getattr__ = exports(__name__, _HOMES)
