"""A photograph, and words: where in it each word looks, by a cross-attention that needs no training."""

from __future__ import annotations

TASK = "photos"
PACKS = ("coco_mini_320.zip",)
